"""Where rules are registered, and what they may ask for at the moment at which they judge."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from inspect import signature
from itertools import islice
from typing import Any, TypeVar

from tdmock.definition.model import Definition
from tdmock.exchange import Exchange
from tdmock.findings import Breach
from tdmock.judge.schema import MAX_BREACHES


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A decoded answer together with the request's body and kind.

    ``value`` is whatever JSON the bridge sent: rules check types before they look inside. ``records`` are
    the objects among its contacts, agents or interactions, with their places; ``most`` is how many of them
    are judged one by one, None for all.
    """

    kind: str
    sent: Mapping[str, Any]
    value: Any
    definition: Definition
    exchange: Exchange
    records: Sequence[tuple[int, dict[str, Any]]] = ()
    most: int | None = None

    @property
    def judged(self) -> Sequence[tuple[int, dict[str, Any]]]:
        """The records that are judged one by one."""
        return self.records if self.most is None else self.records[: self.most]


Kept = Sequence[tuple[str, Any]]
"""What a rule over several answers kept of each, with the labels of their cases."""


class Moment(Enum):
    """When a rule judges; the value names what it may ask for then."""

    EXCHANGE = ("exchange", "sent", "definition")
    ANSWER = ("answer",)
    PAGE = ("answer", "walk")
    WALK = ("walk",)
    ENDPOINT = ("kept",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The code that judges a clause. It gets what it names among its parameters, and no more.

    ``requirement`` is the first line of its docstring. A rule over several answers has what ``gather`` keeps
    of each.
    """

    clause: str
    moment: Moment
    requirement: str
    asks: Callable[[Mapping[str, Any]], Iterable[Breach]]
    looks: Callable[[Mapping[str, Any]], bool]
    gather: Callable[[Answer], Hashable | None] | None = None

    def judge(self, **offered: Any) -> Iterator[Breach]:
        """The breaches of the clause."""
        return (replace(breach, rule=self.clause) for breach in self.asks(offered))

    def sees(self, **offered: Any) -> bool:
        """Whether anything could have been a breach: else the clause is not passed."""
        return self.looks(offered)


RULES: dict[str, Rule] = {}
"""Every rule by its clause."""

Judge = TypeVar("Judge", bound=Callable[..., Iterable[Breach]])


def rule(
    moment: Moment,
    *clauses: str,
    sees: Callable[..., bool],
    gather: Callable[[Answer], Hashable | None] | None = None,
) -> Callable[[Judge], Judge]:
    """Register a function as the rule of the clauses that it judges."""

    def register(function: Judge) -> Judge:
        for clause in clauses:
            RULES[clause] = Rule(
                clause=clause,
                moment=moment,
                requirement=(function.__doc__ or "").partition("\n")[0],
                asks=_by_name(function, moment),
                looks=_by_name(sees, moment),
                gather=gather,
            )
        return function

    return register


def judge_by(rules: Iterable[Rule], **offered: Any) -> tuple[list[Breach], frozenset[str]]:
    """What rules find, at most MAX_BREACHES each, and the clauses that could have been broken."""
    rules = list(rules)
    breaches = [breach for rule in rules for breach in islice(rule.judge(**offered), MAX_BREACHES)]
    return breaches, frozenset(rule.clause for rule in rules if rule.sees(**offered))


def rules_at(moment: Moment, clauses: Collection[str] | None = None) -> list[Rule]:
    """The rules that judge at a moment; of some clauses, in their order."""
    wanted = RULES.values() if clauses is None else [RULES[name] for name in clauses if name in RULES]
    return [one for one in wanted if one.moment is moment]


T = TypeVar("T")


def _by_name(function: Callable[..., T], moment: Moment) -> Callable[[Mapping[str, Any]], T]:
    """The function with what it names of what is offered. Raises TypeError for what the moment has not."""
    names = tuple(signature(function).parameters)
    if missing := set(names).difference(moment.value):
        raise TypeError(f"{function.__qualname__} asks for {', '.join(sorted(missing))}: {moment} has none")
    return lambda offered: function(**{name: offered[name] for name in names})


def anything() -> bool:
    """Whatever came could have broken the rule."""
    return True


def texts_in(*members: str) -> Callable[[Answer], bool]:
    """Whether a record of an answer has text in one of these members, itself or in a list."""

    def sees(answer: Answer) -> bool:
        return any(
            _has_text(record[name]) for name in members for _, record in answer.judged if name in record
        )

    return sees


def _has_text(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and any(isinstance(part, str) for part in value)
    )
