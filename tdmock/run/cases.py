"""The cases of a task whose turn has come, or why it can't be played."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from tdmock.endpoints import KEEPERS, VALIDATION, action_name, is_action, kind
from tdmock.run.result import Case, CaseResult, Controls
from tdmock.run.tasks import Plan, Task
from tdmock.scenario.context import Context, Unavailable
from tdmock.scenario.inputs import numbered
from tdmock.scenario.records import unknown_id
from tdmock.scenario.values import expand, fill
from tdmock.talkdesk.state import Memory

VARIED = {"valid", "any-text", "long-text", "odd-name"}
"""Kinds of requests in which a text may be to blame."""

ATTEMPTS = 3  # with other values, before what went wrong with the first ones is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Why a task is not played: ``outcome`` as that of a task, ``reason`` for people."""

    outcome: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a task can build on when its turn has come.

    ``others`` are the tasks of its endpoint. ``danger`` says why no wrong credentials may be sent, if so.
    """

    plan: Plan
    memory: Memory
    others: Sequence[Task]
    danger: str

    def cases(self, task: Task) -> list[Case] | Obstacle:
        """The cases to play, or why there are none."""
        if obstacle := self.obstacle(task):
            return obstacle
        try:
            return list(self._expand(task))
        except Unavailable as unavailable:
            return Obstacle(outcome="skipped", reason=str(unavailable))

    def obstacle(self, task: Task) -> Obstacle | None:
        """What keeps a task from being played, as far as its values have no part in it."""
        if (reason := self.plan.closed.get(task.endpoint)) or (reason := self._inherited(task)):
            return Obstacle(outcome="skipped", reason=reason)
        if reason := self._missing(task):
            return Obstacle(outcome="untestable", reason=reason)
        return None

    def note(self, task: Task) -> str:
        """What the limits of a run leave out of a task."""
        if "inputs.options" not in task.scenario.each.values():
            return ""
        untried = self.context(task).inputs.untried()
        limit = self.plan.settings.max_calls
        return f"{untried} options were not tried (--max-calls {limit})" if untried else ""

    def _required(self, task: Task) -> list[Task]:
        names = task.scenario.requires
        return [other for other in self.others if other.scenario.id.rpartition("/")[2] in names]

    def _inherited(self, task: Task) -> str:
        """Why a task does not apply because one that it requires doesn't, or nothing."""
        return next((other.reason for other in self._required(task) if other.outcome == "skipped"), "")

    def _missing(self, task: Task) -> str:
        """Which of the things that a task needs went wrong, or nothing."""
        scenario = task.scenario
        baselines = [other for other in self.others if other.scenario.baseline]
        if not scenario.baseline and baselines and not any(other.was_answered for other in baselines):
            first = next((other for other in baselines if other.outcome != "skipped"), baselines[0])
            return f"“{first.scenario.title}” did not get an answer that further checks could build on"
        if scenario.baseline and (refusing := refused(baselines)):
            return f"“{refusing.scenario.title}” was refused, and so would be any other request"
        if scenario.is_attempt and self.danger:
            return self.danger
        for other in self._required(task):
            if not self._stands(other):
                return f"“{other.scenario.title}” went wrong"
        for name in scenario.uses:
            if KEEPERS[name] in self.plan.urls and getattr(self.memory, name) is None:
                return f"{KEEPERS[name]} handed over no {name} to ask about"
        return ""

    def _stands(self, task: Task) -> bool:
        """Whether others may build on a task: it was answered as it should be."""
        if self.plan.contract.kinds[task.scenario.kind].judged == "whole":
            return task.went_well
        return task.outcome == "done" and not any(has_errors(self.plan, result) for result in task.results)

    def context(self, task: Task) -> Context:
        """What the values of a task are made from."""
        return Context(
            definition=self.plan.definition,
            endpoint=task.endpoint,
            action=self.plan.actions.get(task.endpoint),
            memory=self._memory(task),
            mask=self.plan.mask,
            seed=self.plan.settings.seed,
            now=self.plan.settings.now,
            max_calls=self.plan.settings.max_calls,
            expired=self.plan.expired,
            working=self._working().get("data"),
            working_ids=self._working().get("meta"),
            given=self.plan.inputs.get(action_name(task.endpoint), {}),
        )

    def _memory(self, task: Task) -> Memory:
        """What Talkdesk knows; the validator gets what a user entered, not what it returned itself."""
        if task.endpoint == VALIDATION.name:
            return replace(self.memory, auth=self.plan.auth)
        return self.memory

    def _working(self) -> Mapping[str, Any]:
        """The body with which an action was executed first: what further requests to it build on."""
        answered = (
            p for other in self.others if other.scenario.baseline for p in other.results if p.answered
        )
        return next((result.instead or result.case.body for result in answered), {})

    def _expand(self, task: Task) -> Iterator[Case]:
        scenario, context = task.scenario, self.context(task)
        for index, (label, bound) in enumerate(expand(scenario.each, context)):
            expected = self.plan.expected.get(task.endpoint) if scenario.expects else None
            body = numbered(fill(scenario.body, bound, context), f"{task.order}.{index}")
            yield Case(
                position=(task.order, index),
                scenario=scenario,
                endpoint=task.endpoint,
                url=self.plan.urls[task.endpoint],
                label=label,
                body=body,
                controls=self._controls(task, body, context),
                others=tuple(self._others(task, index, context)) if scenario.maybe else (),
                trial=self._trial(task) if scenario.keeps == "auth" else None,
                earlier=self.memory.earlier((*scenario.uses, *scenario.after)),
                expected=expected.compare() if expected else None,
            )

    def _controls(self, task: Task, body: Any, context: Context) -> Controls:
        """What shows the cause where the answer to a body is wrong."""
        scenario, of_action = task.scenario, is_action(task.endpoint)
        if not isinstance(body, dict) or "auth" not in body:
            return Controls()
        if not scenario.is_authorized:
            is_validator = task.endpoint == VALIDATION.name
            return Controls(authorized=None if is_validator else {**body, "auth": self._memory(task).auth})
        meta = body.get("meta", {})
        is_first = of_action and scenario.maybe and "contact_external_id" not in meta
        with_contact = {**meta, "contact_external_id": unknown_id(context)}
        texts = context.inputs.free_texts if of_action else ("contact_name",)
        return Controls(
            identified={**body, "meta": with_contact} if is_first else None,
            texts=texts if scenario.kind in VARIED and "data" in body else (),
        )

    def _trial(self, task: Task) -> Case | None:
        """A request to another endpoint, which shows whether it takes what the validator returns."""
        open_to_us = (name for name in self.plan.urls if name not in {VALIDATION.name, *self.plan.closed})
        for endpoint in open_to_us:
            group = kind(endpoint).name
            for scenario in self.plan.scenarios:
                if scenario.endpoint == group and scenario.baseline and not scenario.uses:
                    return next(self._expand(replace(task, scenario=scenario, endpoint=endpoint)))
        return None

    def _others(self, task: Task, index: int, context: Context) -> Iterator[Any]:
        """The body of a case with the values of further attempts."""
        scenario, order = task.scenario, task.order
        for attempt in range(1, 1 + ATTEMPTS):
            again = replace(context, attempt=attempt)
            _, bound = next(islice(expand(scenario.each, again), index, None))
            yield numbered(fill(scenario.body, bound, again), f"{order}.{index}.{attempt}")


def danger(tasks: Sequence[Task]) -> str:
    """Why no wrong credentials may be sent any more: the account is locked, or may be before long."""
    if reason := locked(tasks):
        return reason
    endpoints: dict[str, list[Task]] = {}
    for task in tasks:
        if task.scenario.baseline:
            endpoints.setdefault(task.endpoint, []).append(task)
    for endpoint, baselines in endpoints.items():
        if refused(baselines):
            return f"{endpoint} refused the valid credentials, and wrong ones may lock the account"
    return ""


def locked(tasks: Iterable[Task]) -> str:
    """Why the valid credentials may be good for nothing any more, or nothing."""
    for task in tasks:
        guards = task.scenario.guards and not task.scenario.is_attempt
        if guards and task.outcome == "done" and not task.went_well:
            return "after one wrong attempt the valid credentials were refused, so no more attempts were made"
    return ""


def refused(baselines: Iterable[Task]) -> Task | None:
    """The first of an endpoint's baselines whose credentials were refused, unless one was answered."""
    over = [task for task in baselines if task.outcome]
    if any(task.was_answered for task in over):
        return None
    return next((task for task in over if any(one.refused_credentials for one in task.results)), None)


def has_errors(plan: Plan, result: CaseResult) -> bool:
    """Whether a case showed a breach that is an error."""
    return any(plan.contract.clauses[rule].level == "error" for rule in result.tallies)
