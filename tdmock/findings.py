"""Findings and what they are made of: levels, statuses, sources, clauses, breaches."""

import re
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How much a finding weighs; compare with :meth:`at_least`."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    def at_least(self, other: "Level") -> bool:
        order = list(Level)
        return order.index(self) <= order.index(other)


class Status(StrEnum):
    """What the documentation says about a clause, from read in the text to nowhere said."""

    STATED = "stated"
    CARRIED_OVER = "carried-over"
    INFERRED = "inferred"
    CONTRADICTORY = "contradictory"
    UNSTATED = "unstated"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who says so: the page, its address, the edition, and how firmly."""

    title: str
    url: str
    edition: str
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One statement of the contract. ``fix`` says how to fix a breach, ``why`` what it costs in Talkdesk."""

    id: str
    title: str
    level: Level
    source: Source
    why: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One place where an exchange breaks a clause.

    ``rule`` is the clause's id; rule functions leave it out, for they are called by it. ``at`` is a path into
    the answer (``contacts[3].id``), a header, or empty for the answer as a whole.
    """

    rule: str = ""
    at: str = ""
    expected: str = ""
    actual: str = ""
    message: str = ""
    occurrences: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place in the definition's file, line and column from 1; 0 where its format has no lines."""

    file: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What several endpoints have in common: it is told at the first of ``endpoints`` for all of them."""

    title: str
    fix: str
    endpoints: tuple[str, ...]

    def reason(self, endpoint: str) -> str:
        """Why the rest can't be tested at one of the endpoints."""
        where = "" if endpoint == self.endpoints[0] else f", as told of {self.endpoints[0]}"
        return f"{self.title[0].lower()}{self.title[1:]}{where}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A clause broken at an endpoint: the first breach as the example, and how often it came.

    ``cause`` is what it has in common with other endpoints, if it stands for theirs too.
    ``location`` is where the definition declares what is to be fixed.
    ``scenarios`` are the ids of those that showed it.
    ``places`` are all places of breaches, :func:`generalised`. ``weight`` is the level that it has
    here, where a project has lowered that of the clause; ``known`` says that the project has accepted it in
    its baseline. ``remarks`` tell people so, with the reason.
    """

    clause: Clause
    endpoint: str
    message: str
    at: str
    expected: str
    actual: str
    occurrences: int
    exchange: str | None
    reproduce: str
    cause: Cause | None = None
    location: Location | None = None
    places: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    weight: Level | None = None
    known: bool = False
    remarks: tuple[str, ...] = ()

    @property
    def level(self) -> Level:
        return self.weight or self.clause.level

    @property
    def title(self) -> str:
        """The cause in words, else what the clause demands."""
        return self.cause.title if self.cause else self.clause.title

    @property
    def fix(self) -> str:
        """How to fix it."""
        return self.cause.fix if self.cause else self.clause.fix

    @property
    def endpoints(self) -> tuple[str, ...]:
        """The endpoints that it is told of."""
        return self.cause.endpoints if self.cause else (self.endpoint,)

    def fails(self, least: Level) -> bool:
        """Whether it fails a run in which findings of that level and above do."""
        return not self.known and self.level.at_least(least)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Acceptance:
    """A place where a project knows a rule to be broken at an endpoint; ``reason`` says why it bears that."""

    endpoint: str
    rule: str
    at: str
    reason: str = field(default="", compare=False)


_INDEX = re.compile(r"\[[^\]]*\]")
_DETAIL = re.compile(r" (?:= |\().*", re.DOTALL)  # the value there, or the line of a file


def generalised(at: str) -> str:
    """A place without what differs from run to run: ``contacts[3].id`` is one of ``contacts[].id``."""
    return _DETAIL.sub("", _INDEX.sub("[]", at))
