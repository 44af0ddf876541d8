"""What rules see, and where they are registered, by the moment at which they can judge."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from tdmock.definition.model import Definition
from tdmock.exchange import Exchange
from tdmock.findings import Breach
from tdmock.talkdesk.state import Walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A decoded answer together with the request's body and kind.

    ``value`` is whatever JSON the bridge sent: rules check types before they look inside. ``records`` are
    the objects among its contacts, agents or interactions, with their places.
    """

    kind: str
    sent: Mapping[str, Any]
    value: Any
    definition: Definition
    exchange: Exchange
    records: Sequence[tuple[int, dict[str, Any]]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointRule:
    """A rule over several answers: ``gather`` keeps a little of each, ``judge`` sees it with labels."""

    gather: Callable[[Answer], Hashable | None]
    judge: Callable[[Sequence[tuple[str, Any]]], Iterable[Breach]]


ExchangeRule = Callable[[Exchange, Mapping[str, Any], Definition], Iterable[Breach]]
AnswerRule = Callable[[Answer], Iterable[Breach]]
PageRule = Callable[[Answer, Walk], Iterable[Breach]]
WalkRule = Callable[[Walk], Iterable[Breach]]

EXCHANGE_RULES: dict[str, ExchangeRule] = {}
ANSWER_RULES: dict[str, AnswerRule] = {}
PAGE_RULES: dict[str, PageRule] = {}
WALK_RULES: dict[str, WalkRule] = {}
ENDPOINT_RULES: dict[str, EndpointRule] = {}

R = TypeVar("R", bound=Callable[..., Any])


def rule(table: dict[str, R], *clauses: str) -> Callable[[R], R]:
    """Register a function in a table under the ids of the clauses that it judges."""

    def register(function: R) -> R:
        for clause in clauses:
            table[clause] = function
        return function

    return register
