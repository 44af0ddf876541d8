"""A plan and the tasks that it comes to: scenarios at endpoints, with what became of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tdmock.contract.compile import Contract
from tdmock.definition.model import Action, Definition
from tdmock.endpoints import kind, of_action
from tdmock.exchange import Headers
from tdmock.findings import Level
from tdmock.redaction.mask import Mask
from tdmock.run.events import Event
from tdmock.run.result import CaseResult
from tdmock.run.retry import Caller
from tdmock.run.settings import Settings
from tdmock.scenario.model import Scenario, in_order
from tdmock.talkdesk.state import Memory

if TYPE_CHECKING:
    from tdmock.judge.comparison import Expected
    from tdmock.scenario.folder import Written


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to run against which addresses, with which credentials.

    ``urls`` holds the address of each endpoint to be called; ``judged`` those to be judged, for the
    others only serve them; ``rules`` those to be told of, or None for all; ``closed`` the endpoints that must
    not be called, with the reason. ``inputs`` are values that somebody gave for inputs, by action and key.
    ``own`` are the scenarios that the user wrote.
    """

    definition: Definition
    contract: Contract
    scenarios: tuple[Scenario, ...]
    urls: Mapping[str, str]
    judged: frozenset[str]
    rules: frozenset[str] | None
    closed: Mapping[str, str]
    auth: Mapping[str, Any]
    expired: Mapping[str, str]
    inputs: Mapping[str, Mapping[str, Any]]
    expected: Mapping[str, "Expected"]
    headers: Headers
    mask: Mask
    settings: Settings
    own: "tuple[Written, ...]" = ()

    def asks_for(self, rule: str) -> bool:
        """Whether a rule is to be told of."""
        return self.rules is None or rule in self.rules

    @property
    def scenario_ids(self) -> frozenset[str]:
        """The ids of all scenarios, the user's own included."""
        return frozenset((*(each.id for each in self.scenarios), *(each.name for each in self.own)))

    @cached_property
    def actions(self) -> dict[str, Action]:
        """The actions by the names of their endpoints."""
        return {of_action(action.name): action for action in self.definition.actions}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Task:
    """A scenario at an endpoint, with what became of it; ``order`` is its place among the tasks of a run.

    ``outcome`` is ``done``, ``skipped`` (does not apply) or ``untestable`` (something it needs went wrong).
    ``generated`` is how many requests were made up for it, where they were.
    """

    scenario: Scenario
    endpoint: str
    order: int
    outcome: str = ""
    reason: str = ""
    note: str = ""  # what the limits of the run left out
    generated: int = 0
    results: tuple[CaseResult, ...] = ()

    @property
    def went_well(self) -> bool:
        return self.outcome == "done" and all(result.complete for result in self.results)

    @property
    def was_answered(self) -> bool:
        return self.outcome == "done" and any(result.answered for result in self.results)


@dataclass(frozen=True, kw_only=True)
class Outset:
    """What a stage after the scenarios starts from: how they went, and what Talkdesk knows by now."""

    plan: Plan
    caller: Caller
    memory: Memory
    tasks: tuple[Task, ...]
    tell: Callable[[Event], None]


Stage = Callable[[Outset], Iterator[Task]]
"""Further checks after the scenarios; yields a task for each that is over."""


def list_tasks(plan: Plan) -> list[Task]:
    """A task for each scenario at each endpoint to be called, in canonical order.

    At endpoints that are not judged only what others need is run; what guards, at the first that is judged.
    """
    tasks: list[Task] = []
    first = next(endpoint for endpoint in plan.urls if endpoint in plan.judged)
    groups = {kind(endpoint).name for endpoint in plan.urls}
    ordered = {group: in_order(s for s in plan.scenarios if s.endpoint == group) for group in groups}
    for endpoint in plan.urls:
        own: Iterable[Scenario] = ordered[kind(endpoint).name]
        own = sorted(own, key=lambda s: not (s.baseline and _must_succeed(plan.contract, endpoint, s.kind)))
        if endpoint not in plan.judged:
            own = [s for s in own if s.keeps and s.baseline]
        own = [s for s in own if endpoint == first or not s.guards]
        tasks += [Task(scenario=s, endpoint=endpoint, order=len(tasks) + i) for i, s in enumerate(own)]
    return tasks


def _must_succeed(contract: Contract, endpoint: str, kind: str) -> bool:
    """Whether the edition makes it an error when a request of a kind fails: such baselines come first."""
    entries = contract.operations[endpoint].status_clauses
    return any(kind in entry.kinds and entry.clause.level is Level.ERROR for entry in entries)
