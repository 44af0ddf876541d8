"""The stage that plays the scenarios which people wrote for their own bridges, one after the other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from tdmock.endpoints import VALIDATION, named
from tdmock.exchange import Exchange
from tdmock.exchange.memory import ROOM
from tdmock.exchange.payload import Problem, decode
from tdmock.findings import Breach
from tdmock.judge.own import Watch
from tdmock.judge.rules import Answer
from tdmock.judge.rules.paging import has_next, position
from tdmock.run.cases import Obstacle, Outlook, danger, locked
from tdmock.run.log import CaseLog
from tdmock.run.pace import Stopped
from tdmock.run.pagination import continuation, continued
from tdmock.run.result import Case, CaseResult, outcome_of
from tdmock.run.tasks import Outset, Task
from tdmock.scenario.context import Context, Unavailable
from tdmock.scenario.folder import Written
from tdmock.scenario.inputs import numbered
from tdmock.scenario.model import Scenario
from tdmock.scenario.own import Step
from tdmock.scenario.values import expand, fill
from tdmock.talkdesk.state import Continuation


def play_own(outset: Outset) -> Iterator[Task]:
    """A task for each scenario at each judged endpoint that it is about, in the order of their files."""
    plan = outset.plan
    judged = [endpoint for endpoint in plan.urls if endpoint in plan.judged]
    tasks: dict[str, list[Task]] = {endpoint: [] for endpoint in plan.urls}
    for task in outset.tasks:
        tasks[task.endpoint].append(task)
    danger_of_attempts = danger(outset.tasks)
    outlooks = {
        endpoint: Outlook(plan=plan, memory=outset.memory, others=own, danger=danger_of_attempts)
        for endpoint, own in tasks.items()
    }
    order = len(outset.tasks)
    for written in plan.own:
        for endpoint in named(judged, written.endpoint):
            playing = _Playing(
                outset=outset, outlooks=outlooks, written=written, endpoint=endpoint, order=order
            )
            yield playing.task()
            order += 1


@dataclass(frozen=True, kw_only=True)
class _Playing:
    """One scenario at one endpoint."""

    outset: Outset
    outlooks: Mapping[str, Outlook]
    written: Written
    endpoint: str
    order: int

    def task(self) -> Task:
        """The task, with what became of it."""
        task = Task(scenario=self._scenario(), endpoint=self.endpoint, order=self.order)
        if obstacle := self._obstacle():
            return replace(task, outcome=obstacle.outcome, reason=obstacle.reason)
        try:
            cases = list(expand(self.written.scenario.each, self._context(self.endpoint)))
            for _, bound in cases:
                self._check_values(bound)
        except Unavailable as unavailable:
            return replace(task, outcome="skipped", reason=str(unavailable))
        results = tuple(self._play(index, label, bound) for index, (label, bound) in enumerate(cases))
        outcome, reason = outcome_of(results)
        return replace(task, outcome=outcome, reason=reason, results=results)

    def _scenario(self, request: Step | None = None) -> Scenario:
        """The scenario, or one of its requests, as the rest of a run knows them."""
        own = self.written.scenario
        return Scenario(
            id=self.written.name,
            endpoint=self.endpoint,
            title=own.title,
            uses=own.uses,
            judges=(own.finding.id,),
            method=request.method if request else "POST",
            raw=request.raw if request else None,
            body=request.body if request else None,
        )

    def _to(self, request: Step) -> str:
        return request.endpoint or self.endpoint

    def _obstacle(self) -> Obstacle | None:
        """Why it is not played: for one of the endpoints that it calls, or for what it would send there."""
        if reason := locked(self.outset.tasks):
            return Obstacle(outcome="untestable", reason=reason)
        for request in self.written.scenario.requests:
            endpoint = self._to(request)
            task = Task(scenario=self._scenario(request), endpoint=endpoint, order=self.order)
            if obstacle := self.outlooks[endpoint].obstacle(task):
                return obstacle
        return None

    def _context(self, endpoint: str) -> Context:
        return self.outlooks[endpoint].context(
            Task(scenario=self._scenario(), endpoint=endpoint, order=self.order)
        )

    def _filled(self, request: Step, known: Mapping[str, Any], template: Any) -> Any:
        return fill(template, {**self.written.accounts, **known}, self._context(self._to(request)))

    def _check_values(self, bound: Mapping[str, Any]) -> None:
        """Raises :class:`Unavailable` for a value that is not there, before anything is sent."""
        requests = self.written.scenario.requests
        captured = {name: "" for request in requests for name in request.capture}
        for request in requests:
            self._filled(request, {**bound, **captured}, request.body)

    def _play(self, index: int, label: str, bound: Mapping[str, Any]) -> CaseResult:
        """Send the requests in turn, until the first whose answer is not as expected."""
        requests = self.written.scenario.requests
        rule = self.written.scenario.finding.id
        known = dict(bound)
        case = self._case(requests[0], index, label, None)
        log = CaseLog(case=case)
        for number, request in enumerate(requests, start=1):
            body = numbered(self._filled(request, known, request.body), f"{self.order}.{index}.{number}")
            watch = Watch(request=request, fill=partial(self._filled, request, {**known}))
            asking = _Asking(
                outset=self.outset,
                case=self._case(request, index, label, body),
                watch=watch,
                log=log,
                rule=rule,
                where=f", as request {number}, to {self._to(request)}" if len(requests) > 1 else "",
            )
            try:
                with ROOM.kept():
                    went_well = asking.ask()
            except Stopped as stop:
                log.stopped = str(stop)
                return log.result()
            known |= watch.captured
            if not went_well:
                break
        else:
            log.answered = log.complete = True
        log.looked_at.add(rule)
        return log.result()

    def _case(self, request: Step, index: int, label: str, body: Any) -> Case:
        endpoint = self._to(request)
        return Case(
            position=(self.order, index),
            scenario=self._scenario(request),
            endpoint=endpoint,
            url=self.outset.plan.urls[endpoint],
            label=label,
            body=body,
        )


@dataclass(frozen=True, kw_only=True)
class _Asking:
    """One request, with its further pages where it is a walk."""

    outset: Outset
    case: Case
    watch: Watch
    log: CaseLog
    rule: str
    where: str

    def ask(self) -> bool:
        """Send it, and tell what is wrong with what comes. Returns whether nothing is. Raises Stopped."""
        caller = self.outset.caller
        body, positions = self.case.body, set[int]()
        while True:
            exchange = caller.send(self.case, caller.request(self.case, body), self.log)
            self._learn(exchange)
            breaches, value = self.watch.see(exchange)
            following = None if breaches else self._following(value, exchange)
            if following is None:
                breaches += [] if breaches else self.watch.end()
            elif position(value) in positions or len(positions) >= caller.settings.max_pages:
                expected = f"the last page within {caller.settings.max_pages} pages, none asked for twice"
                breaches = [Breach(at="next_offset", expected=expected, actual="another next_offset")]
            caller.show(self.case, exchange, self.log, wanted=bool(breaches))
            self.log.tally((self._told(breach) for breach in breaches), *self.log.records)
            if breaches or following is None:
                return not breaches
            positions.add(position(value))
            body = continued(self.case.body, following)

    def _following(self, value: Any, exchange: Exchange) -> Continuation | None:
        walks = self.watch.request.walk and isinstance(self.case.body, dict)
        if not walks or not isinstance(value, dict) or not has_next(value):
            return None
        definition = self.outset.plan.definition
        return continuation(
            Answer(kind="valid", sent={}, value=value, definition=definition, exchange=exchange)
        )

    def _learn(self, exchange: Exchange) -> None:
        """Mask what the authorization validator returns."""
        if self.case.endpoint == VALIDATION.name and exchange.response:
            payload = decode(exchange.response.body)
            if payload.problem in {None, Problem.DUPLICATE_KEYS}:
                self.outset.caller.learn(payload.value)

    def _told(self, breach: Breach) -> Breach:
        return replace(breach, rule=self.rule, actual=f"{breach.actual}{self.where}")
