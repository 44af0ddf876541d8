"""What rules see, and where they are registered, by the moment at which they can judge."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec

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


P = ParamSpec("P")
Judge = Callable[P, Iterable[Breach]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[P]):
    """A rule about what came: ``judge`` tells its breaches, ``sees`` whether anything could have been one."""

    judge: Judge[P]
    sees: Callable[P, bool]


Kept = Sequence[tuple[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointRule(Rule[[Kept]]):
    """A rule over several answers: ``gather`` keeps a little of each, the others see it with labels."""

    gather: Callable[[Answer], Hashable | None]


EXCHANGE_RULES: dict[str, Rule[[Exchange, Mapping[str, Any], Definition]]] = {}
ANSWER_RULES: dict[str, Rule[[Answer]]] = {}
PAGE_RULES: dict[str, Rule[[Answer, Walk]]] = {}
WALK_RULES: dict[str, Rule[[Walk]]] = {}
ENDPOINT_RULES: dict[str, EndpointRule] = {}


def rule(table: dict[str, Rule[P]], *clauses: str, sees: Callable[P, bool]) -> Callable[[Judge[P]], Judge[P]]:
    """Register a function in a table under the ids of the clauses that it judges.

    What ``sees`` nothing is not passed, for nothing came that could have broken it.
    """

    def register(function: Judge[P]) -> Judge[P]:
        for clause in clauses:
            table[clause] = Rule(judge=function, sees=sees)
        return function

    return register


def anything(*_: object) -> bool:
    """Whatever came could have broken the rule."""
    return True


def texts_in(*members: str) -> Callable[..., bool]:
    """Whether a record of an answer has text in one of these members, itself or in a list."""

    def sees(answer: Answer, *_: object) -> bool:
        return any(
            _has_text(record[name]) for name in members for _, record in answer.records if name in record
        )

    return sees


def _has_text(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and any(isinstance(part, str) for part in value)
    )
