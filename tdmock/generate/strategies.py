"""The same fake data as Hypothesis strategies; Hypothesis is imported when one is made."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from tdmock.definition.model import Action
from tdmock.generate.fakes import Agents, Contacts, Interactions
from tdmock.generate.requests import ActionData

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Record = dict[str, Any]
T = TypeVar("T")

_LAST = 10**9


def contacts(*, seed: int = 0, locales: Sequence[str] = ("en_US",)) -> "SearchStrategy[Record]":
    """Valid contacts; they shrink towards the first one of the seed."""
    made = Contacts(seed, locales)
    return _numbered(made.record, last=made.limit - 1)


def agents(*, seed: int = 0, locales: Sequence[str] = ("en_US",)) -> "SearchStrategy[Record]":
    """Valid agents; they shrink towards the first one of the seed."""
    return _numbered(Agents(seed, locales).record)


def interactions(
    *, types: Sequence[str] = ("ticket", "case"), seed: int = 0, locales: Sequence[str] = ("en_US",)
) -> "SearchStrategy[Record]":
    """Valid interactions of any contact, each with one of the types."""
    from hypothesis import strategies

    made = Interactions(seed, locales)
    lists = _numbered(lambda k: made.for_contact({"id": str(k + 1)}, types))
    return lists.filter(bool).flatmap(strategies.sampled_from)


def action_data(
    action: Action, *, seed: int = 0, locales: Sequence[str] = ("en_US",)
) -> "SearchStrategy[Record]":
    """The ``data`` of an action's requests: every value is one that the definition allows."""
    last = Contacts(seed, locales).limit - 1
    return _numbered(ActionData(action, seed=seed, locales=locales).record, last=last)


def _numbered(make: Callable[[int], T], *, last: int = _LAST) -> "SearchStrategy[T]":
    from hypothesis import strategies

    return strategies.integers(min_value=0, max_value=min(last, _LAST)).map(make)
