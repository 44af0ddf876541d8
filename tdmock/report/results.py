"""How each rule came out at an endpoint: passed only where something came that could have broken it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tdmock.contract.compile import Operation, clauses_of
from tdmock.findings import Clause
from tdmock.run.result import over_answers
from tdmock.run.tasks import Plan, Task

PASSED, FAILED, SKIPPED, ERRORED, UNTESTABLE = "passed", "failed", "skipped", "errored", "untestable"
UNSEEN = "unseen"

STATES = (PASSED, FAILED, UNSEEN, UNTESTABLE, ERRORED)
"""What the result of a rule can be."""


def by_endpoint(results: Iterable["Result"]) -> Mapping[str, Sequence["Result"]]:
    """The results at each endpoint; none at any other."""
    found: defaultdict[str, list[Result]] = defaultdict(list)
    for result in results:
        found[result.endpoint].append(result)
    return found


def states(results: Iterable["Result"]) -> dict[str, int]:
    """How many rules came out how, by their states."""
    found = Counter(result.state for result in results)
    return {state: found[state] for state in STATES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How one rule came out at one endpoint.

    A rule that is skipped is ``untestable`` where something went wrong that it needs; else nothing came that
    could have broken it.
    """

    clause: Clause
    endpoint: str
    outcome: str
    reason: str = ""
    untestable: bool = False

    @property
    def state(self) -> str:
        """The outcome, with what is skipped told apart: untestable, or unseen."""
        if self.outcome != SKIPPED:
            return self.outcome
        return UNTESTABLE if self.untestable else UNSEEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """What went wrong at an endpoint.

    The rules that findings have ``told`` of, and ``all`` that were broken, told or not; ``cause`` says why
    nothing works there.
    """

    told: frozenset[str]
    all: frozenset[str]
    cause: str = ""


def results_at(
    plan: Plan, operation: Operation, tasks: Sequence[Task], failures: Failures
) -> Iterator[Result]:
    """The result of every rule at an endpoint."""
    seen = _seen(tasks)
    for clause in (*clauses_of(operation), *plan.contract.common):
        outcome, reason, untestable = SKIPPED, "", False
        if clause.id in failures.told:
            outcome = FAILED
        elif failures.cause and (clause.id in failures.all or clause.id not in seen):
            reason, untestable = failures.cause, True
        elif clause.id in failures.all:
            reason = _untold(plan, clause, tasks, failures.told)
        elif clause.id in seen:
            outcome = PASSED
        elif reason := next((p.unreached for t in tasks for p in t.results if p.unreached), ""):
            outcome = ERRORED
        else:
            reason, untestable = _unseen(operation, clause, tasks)
        yield Result(
            clause=clause,
            endpoint=operation.endpoint,
            outcome=outcome,
            reason=plan.mask.message(reason),
            untestable=untestable,
        )


def _seen(tasks: Sequence[Task]) -> set[str]:
    """The rules that something that came could have broken."""
    results = [one for task in tasks for one in task.results]
    seen = {rule for one in results for rule in one.looked_at}
    return seen | over_answers(results)[1]


def _untold(plan: Plan, clause: Clause, tasks: Sequence[Task], failed: Collection[str]) -> str:
    """Why a breach that was seen is not told."""
    if told := plan.contract.better_told(clause.id, failed):
        return f"it was broken, which {min(told)} tells"
    muted = (task.reason for task in tasks if any(clause.id in one.broken for one in task.results))
    return next(filter(None, muted), "") or "it was broken, by what has another cause or was not so again"


def _unseen(operation: Operation, clause: Clause, tasks: Sequence[Task]) -> tuple[str, bool]:
    """Why nothing that came could show a clause, and whether that is for something that went wrong.

    The scenario that would have shown it says so, else the first of the endpoint that was untestable.
    """
    kinds = {kind for e in operation.status_clauses if e.clause.id == clause.id for kind in e.kinds}
    own = [t for t in tasks if t.scenario.kind in kinds or clause.id in t.scenario.judges]
    for task in (*own[:1], *(task for task in tasks if task.outcome == UNTESTABLE)):
        if task.reason:
            return task.reason, task.outcome == UNTESTABLE
    return "nothing came that could have broken it", False
