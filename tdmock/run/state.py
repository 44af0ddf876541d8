"""What Talkdesk keeps of a scenario that is over, for the requests to come."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson

from tdmock.run.tasks import Task
from tdmock.talkdesk.state import Memory, Walk


def kept(memory: Memory, task: Task) -> Memory:
    """The memory, with what the task's scenario hands over."""
    match task.scenario.keeps:
        case "auth":
            stored = _stored(task)
            return replace(memory, auth={**memory.auth, **stored}, returned=stored)
        case "activity":
            return replace(memory, activity=_ranked(task), gone=_gone(task))
        case "contacts":
            return replace(memory, contacts=_further(memory.contacts, task))
        case "agents":
            return replace(memory, agents=_further(memory.agents, task))
        case "missing":
            walk = _further(None, task)
            return replace(memory, missing=frozenset(walk.missing if walk and walk.ended else ()))
        case "newcomers":
            walk = _further(None, task)
            return replace(memory, newcomers=frozenset(walk.newcomers if walk else ()))
        case _:
            return memory


def _stored(task: Task) -> Mapping[str, Any]:
    """The fields that the authorization validator returned: Talkdesk stores them and sends them on."""
    stored: Mapping[str, str | int] = next((result.value for result in task.results if result.value), {})
    return as_sent(stored)


def as_sent(fields: Mapping[str, str | int]) -> dict[str, Any]:
    """Fields that the authorization validator returned as they are sent back."""
    return {name: _as_received(value) for name, value in fields.items()}


def _as_received(value: str | int) -> Any:
    """A stored field as it is sent back: integers of any size, of which orjson writes only 64 bits."""
    small = isinstance(value, str) or -(2**63) <= value < 2**63
    return value if small else orjson.Fragment(str(value))


def _further(before: Walk | None, task: Task) -> Walk | None:
    """The walk that tells more: one to the end, or else the first that read anything."""
    walk = next((result.walk for result in task.results if result.walk and result.walk.pages), None)
    return walk if walk and (before is None or walk.ended) else before


def _ranked(task: Task) -> tuple[str, ...]:
    """The ids of the contacts that have interactions, those with the most first."""
    active = (result for result in task.results if result.value and result.value[1])
    ranked = sorted(active, key=lambda result: result.value, reverse=True)
    return tuple(result.case.body["data"]["contact_external_id"] for result in ranked)


def _gone(task: Task) -> frozenset[str]:
    """The ids of the contacts that the bridge does not know any more: answered, and without interactions."""
    gone = (result.case.body["data"] for result in task.results if result.answered and result.value is None)
    return frozenset(data["contact_external_id"] for data in gone)
