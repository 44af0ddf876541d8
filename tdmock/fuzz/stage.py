"""The stage that fuzzes every endpoint that was answered: possible requests first, then wrong ones."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic
from typing import Any

from hypothesis.errors import HypothesisException
from jsonschema_rs import Draft202012Validator
from schemathesis.errors import SchemathesisError

from tdmock.endpoints import INTERACTIONS, VALIDATION, action_name
from tdmock.fuzz.generation import Bodies, explore, possible, request_schema, use_scratch_folder, wrong
from tdmock.fuzz.prober import Prober
from tdmock.fuzz.search import WRONG, Search, Test
from tdmock.fuzz.shapes import CREDENTIAL, Body, Setting, leaves
from tdmock.run.breaker import Breaker
from tdmock.run.cases import danger
from tdmock.run.events import Fuzzed
from tdmock.run.player import Player
from tdmock.run.result import Case, CaseResult
from tdmock.run.settings import Fuzzing
from tdmock.run.state import kept
from tdmock.run.tasks import Outset, Task
from tdmock.scenario.model import Scenario

POSSIBLE = Scenario(id="fuzz/possible", endpoint="", title="Generated requests, as Talkdesk could send them")
NEVER_SENT = Scenario(
    id="fuzz/never-sent", endpoint="", title="Generated requests that Talkdesk never sends", kind=WRONG
)


def fuzz(outset: Outset) -> Iterator[Task]:
    """A task for each judged endpoint and each sort of request, in canonical order.

    Endpoints are fuzzed side by side; one request at a time is under way at each.
    """
    use_scratch_folder()
    # What the scenarios counted against an endpoint was told; here it starts anew.
    caller = replace(outset.caller, breakers={endpoint: Breaker() for endpoint in outset.plan.urls})
    stage = _Stage(
        outset=replace(outset, caller=caller),
        fuzzing=outset.plan.settings.fuzzing or Fuzzing(),
        turn=threading.Lock(),
        stop=threading.Event(),
    )
    until = monotonic() + stage.fuzzing.time
    pool = ThreadPoolExecutor(outset.plan.settings.workers, thread_name_prefix="tdmock-fuzz")
    try:
        for number, endpoints in enumerate(_rounds(outset)):
            if number:
                stage = replace(stage, outset=_reauthorized(stage.outset))
            futures = [pool.submit(stage.fuzz, endpoint, until=until) for endpoint in endpoints]
            for future in futures:
                yield from stage.result(future)
        if stage.stop.is_set():
            raise KeyboardInterrupt
    finally:
        stage.stop.set()
        pool.shutdown(wait=False)


def _rounds(outset: Outset) -> list[list[str]]:
    """The endpoints to fuzz, side by side in each round.

    A validator that returns fields comes first: each of its answers may end the fields of the one before.
    """
    endpoints = [endpoint for endpoint in outset.plan.urls if endpoint in outset.plan.judged]
    lasting = outset.memory.auth == outset.plan.auth or outset.plan.definition.validates_once
    if lasting or VALIDATION.name not in endpoints:
        return [endpoints]
    return [[VALIDATION.name], [endpoint for endpoint in endpoints if endpoint != VALIDATION.name]]


def _reauthorized(outset: Outset) -> Outset:
    """The outset with the fields that the validator returns now."""
    tasks = [task for task in outset.tasks if task.scenario.keeps == "auth" and task.was_answered]
    if not tasks:
        return outset
    case = next(result.case for result in tasks[0].results if result.answered)
    again = replace(tasks[0], results=(Player(caller=outset.caller).play(case),))
    return replace(outset, memory=kept(outset.memory, again))


@dataclass(frozen=True, kw_only=True)
class _Stage:
    outset: Outset
    fuzzing: Fuzzing
    turn: threading.Lock
    stop: threading.Event

    def result(self, future: Future[list[Task]]) -> list[Task]:
        """What came of an endpoint; of an interrupted run what is known by then."""
        try:
            return future.result()
        except KeyboardInterrupt:
            self.stop.set()
            self.outset.caller.pace.clock.stop()  # ends the waits, and the transport the requests under way
            self.outset.caller.transport.close()
            return future.result()

    def fuzz(self, endpoint: str, *, until: float) -> list[Task]:
        """Both sorts of requests, one after the other: the second need not show again what the first did."""
        known = self._known(endpoint)
        with self.turn:
            first, second = [
                self._task(scenario, endpoint, known, until) for scenario in (POSSIBLE, NEVER_SENT)
            ]
        if first.note and not any(result.elapsed for result in (*first.results, *second.results)):
            first = replace(first, outcome="untestable", reason=first.note)
        return [first, second]

    def _task(self, scenario: Scenario, endpoint: str, known: set[str], until: float) -> Task:
        task = Task(scenario=scenario, endpoint=endpoint, order=len(self.outset.tasks) + 1)
        if reason := self.outset.plan.closed.get(endpoint):
            return replace(task, outcome="skipped", reason=reason)
        if reason := danger(self.outset.tasks):
            return replace(task, outcome="untestable", reason=reason)
        if endpoint == VALIDATION.name and self.outset.plan.definition.validates_once:
            return replace(
                task, outcome="skipped", reason="credentials that are not stored may be good only once"
            )
        baseline = self._baseline(endpoint)
        if baseline is None:
            reason = "no request was answered as further ones could build on"
            return replace(task, outcome="untestable", reason=reason)
        search = self._search(task, baseline, known, until)
        told: list[CaseResult] = []
        try:
            with ExitStack() as stack:
                bodies = self._bodies(search, stack)
                told += search.run(partial(self._explore, search, bodies))
        except (HypothesisException, SchemathesisError) as error:
            search.stopped = f"no requests could be generated: {type(error).__name__}"
        search.log.answered = search.log.complete = not search.stopped
        results = (search.log.result(), *told)
        found = any(one.tallies for one in results)
        return replace(
            task,
            results=results,
            outcome="untestable" if search.stopped and not found else "done",
            reason=search.stopped,
            note=f"{search.requests} requests generated: {search.spent}" if search.spent else "",
            generated=search.generated,
        )

    def _search(self, task: Task, baseline: Body, known: set[str], until: float) -> Search:
        plan, endpoint = self.outset.plan, task.endpoint
        examples = self.fuzzing.examples(endpoint)
        return Search(
            prober=Prober(caller=self.outset.caller, turn=self.turn),
            setting=Setting(
                endpoint=endpoint,
                definition=plan.definition,
                baseline=baseline,
                contacts=tuple(body["data"] for body in self._contacts().values()),
                auth=plan.definition.auth_at(
                    endpoint, plan.auth if endpoint == VALIDATION.name else self.outset.memory.auth
                ),
                given=plan.inputs.get(action_name(endpoint), {}),
                memory=self.outset.memory,
                seed=plan.settings.seed,
                now=plan.settings.now,
            ),
            case=Case(
                position=(task.order, 0),
                scenario=task.scenario,
                endpoint=endpoint,
                url=plan.urls[endpoint],
                label="",
                body={},
            ),
            known=known,
            examples=examples,
            until=until,
            stop=self.stop,
            is_possible=self._possible(endpoint),
            progress=lambda requests: self.outset.tell(
                Fuzzed(endpoint=endpoint, requests=requests, planned=examples)
            ),
        )

    def _bodies(self, search: Search, stack: ExitStack) -> list[Bodies]:
        contract, endpoint = self.outset.plan.contract, search.case.endpoint
        path = contract.operations[endpoint].path
        if search.case.scenario is NEVER_SENT:
            usual = {**search.setting.baseline, "auth": dict.fromkeys(search.setting.auth, CREDENTIAL)}
            return wrong(contract.document, path, usual)
        return [stack.enter_context(possible(contract.document, path, leaves(search.setting)))]

    def _explore(self, search: Search, bodies: Sequence[Bodies], number: int, test: Test) -> None:
        seed = (self.outset.plan.settings.seed, search.case.endpoint, search.case.scenario.id, number)
        explore(bodies[number % len(bodies)], seed_text="/".join(map(str, seed)), test=test)

    def _possible(self, endpoint: str) -> Callable[[Any], bool]:
        """Whether a body is as the contract has it."""
        contract = self.outset.plan.contract
        path = contract.operations[endpoint].path
        validator = Draft202012Validator(request_schema(contract.document, path))
        return lambda body: not isinstance(body, bytes) and validator.is_valid(body)

    def _baseline(self, endpoint: str) -> Body | None:
        """A request there that was answered as it should be."""
        if endpoint == INTERACTIONS.name and (contacts := self._contacts()):
            return next(iter(contacts.values()))
        return next((result.case.body for result in self._answered(endpoint)), None)

    def _contacts(self) -> dict[str, Body]:
        """The answered requests for known contacts' activity by their ids, the most active ones first."""
        bodies = [result.case.body for result in self._answered(INTERACTIONS.name)]
        by_id = {body["data"].get("contact_external_id"): body for body in bodies}
        known = {str(record["id"]) for record in self._sample()} - self.outset.memory.gone
        activity = self.outset.memory.activity
        return {i: by_id[i] for i in dict.fromkeys((*activity, *by_id)) if i in by_id and i in known}

    def _sample(self) -> list[Body]:
        contacts = self.outset.memory.contacts
        return contacts.sample if contacts else []

    def _answered(self, endpoint: str) -> Iterator[CaseResult]:
        """What was answered as it should be of an endpoint's baselines, requests with everything first."""
        baselines = [t for t in self.outset.tasks if t.endpoint == endpoint and t.scenario.baseline]
        for task in sorted(baselines, key=lambda task: task.scenario.kind != "valid"):
            yield from (result for result in task.results if result.answered)

    def _known(self, endpoint: str) -> set[str]:
        """The clauses whose breach the scenarios showed there."""
        results = [p for task in self.outset.tasks if task.endpoint == endpoint for p in task.results]
        return {rule for p in results for rule in p.tallies}
