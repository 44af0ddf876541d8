"""Finds what several endpoints have in common that is no fault of theirs alone, from their first answers."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from tdmock.endpoints import INTERACTIONS
from tdmock.findings import Cause
from tdmock.judge.exchanges import REFUSALS
from tdmock.judge.wire import NOT_MODIFIED
from tdmock.redaction.mask import variable
from tdmock.run.tasks import Plan, Task

_UNSERVED = {404, 405, 501}


class Symptom(StrEnum):
    """What the first request to an endpoint shows, where nothing works there; the value says it in words."""

    UNSERVED = "POST is not served at the path"
    REDIRECTED = "The path leads to another one, and no redirect is followed"
    REFUSED = "The credentials that were given are refused"
    CRASHING = "Every request fails in the bridge"


def diagnose(plan: Plan, tasks: Mapping[str, Sequence[Task]]) -> Iterator[Cause]:
    """The causes that are told once for all endpoints that share them; ``tasks`` are by endpoint.

    Refused credentials and crashes may have a cause of their own at each endpoint, unless all show them.
    """
    statuses = {endpoint: _status(own) for endpoint, own in tasks.items()}
    called = {endpoint: status for endpoint, status in statuses.items() if status is not None}
    for symptom in Symptom:
        sharing = tuple(endpoint for endpoint, status in called.items() if _symptom(status) is symptom)
        if sharing and _is_told(symptom, sharing, called, has_credentials=bool(plan.auth)):
            yield Cause(title=symptom, fix=_fix(plan, symptom, sharing[0]), endpoints=sharing)


def _status(tasks: Sequence[Task]) -> int | None:
    """The status of an endpoint's first answer; 0 where a baseline was answered, None where none was sent."""
    baselines = [task for task in tasks if task.scenario.baseline]
    if any(task.was_answered for task in baselines):
        return 0
    records = (record for task in baselines for result in task.results for record in result.records)
    return next((record.status for record in records), None)


def _symptom(status: int) -> Symptom | None:
    if status in _UNSERVED:
        return Symptom.UNSERVED
    if 300 <= status < 400 and status != NOT_MODIFIED:
        return Symptom.REDIRECTED
    if status in REFUSALS:
        return Symptom.REFUSED
    return Symptom.CRASHING if status >= 500 else None


def _is_told(
    symptom: Symptom, sharing: Sequence[str], called: Mapping[str, int], *, has_credentials: bool
) -> bool:
    everywhere = len(sharing) == len(called)
    match symptom:
        case Symptom.REFUSED:
            return everywhere and has_credentials
        case Symptom.CRASHING:
            return everywhere and len(sharing) > 1
        case Symptom.UNSERVED:  # 404 alone may also mean a contact that the bridge does not know
            return sharing != (INTERACTIONS.name,) or called[INTERACTIONS.name] != 404
        case Symptom.REDIRECTED:
            return True


def _fix(plan: Plan, symptom: Symptom, endpoint: str) -> str:
    match symptom:
        case Symptom.UNSERVED:
            return (
                "Add the route for POST, or correct the base URL: with the path in the definition it makes "
                f"{plan.mask.message(plan.urls[endpoint])} here."
            )
        case Symptom.REDIRECTED:
            return (
                "Serve the path as the definition has it, or write the final address there, with its last "
                "slash: many frameworks add or drop one."
            )
        case Symptom.REFUSED:
            given = ", ".join(f"${variable(name)}" for name in plan.auth)
            return (
                f"Are the credentials that you gave right ({given})? If so, read them from `auth` in the "
                "JSON body."
            )
        case Symptom.CRASHING:
            return (
                "Look into the log of the bridge for the first error: what all endpoints share is broken, "
                "such as reading the body."
            )
