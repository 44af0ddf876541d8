"""What fixture data to make."""

from dataclasses import dataclass, replace
from datetime import datetime

from tdmock.errors import UsageError
from tdmock.generate.fakes import Agents, Contacts, Interactions
from tdmock.generate.fakes.agents import TEAM
from tdmock.generate.fakes.moments import EARLIEST, NOW
from tdmock.generate.faults import Breaker

KINDS = ("contacts", "agents", "interactions", "requests", "responses")

PAGE, TEAM_PAGE = 25, 5
"""Contacts and agents on a page of a synchronization."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What to make: ``count`` records from number ``start`` on, ``invalid`` of them (0 to 1) with a fault.

    A record depends on its number, never on ``count`` or ``start``: parts make the same whole.
    """

    count: int = 100
    start: int = 0
    seed: int = 0
    locales: tuple[str, ...] = ("en_US",)
    now: datetime = NOW
    """The present, up to which the dates go."""
    account: int = 100
    """How many contacts the account has that requests and responses are about."""
    shared_phones: float = 0.0
    """The share (0 to 1) of contacts that have their company's phone instead of one of their own."""
    extras: bool = False
    """Whether records have what the contract has no field for: ``updated_at``, ``contact_external_id``."""
    invalid: float = 0.0

    def __post_init__(self) -> None:
        """Raises UsageError for a present that has no past, or no time zone."""
        if self.now.tzinfo is None:
            raise UsageError(f"now has no time zone; give it one: {self.now!r}.replace(tzinfo=UTC)")
        if self.now < EARLIEST:
            raise UsageError(f"{self.now:%Y-%m-%d} is too long ago to be the present of fixture data")

    @property
    def numbers(self) -> range:
        """The numbers of the records."""
        return range(self.start, self.start + self.count)

    @property
    def team(self) -> "Recipe":
        """The same for the agents that look after the contacts."""
        return replace(self, start=0, count=TEAM)

    def contacts(self) -> Contacts:
        """All contacts of the seed."""
        return Contacts(self.seed, self.locales, now=self.now, shared_phones=self.shared_phones)

    def agents(self) -> Agents:
        """All agents of the seed."""
        return Agents(self.seed, self.locales)

    def interactions(self, site: str) -> Interactions:
        """The interactions of any contact; their links lead to ``site``."""
        return Interactions(self.seed, self.locales, now=self.now, site=site)

    @property
    def open_phones(self) -> list[str]:
        """The countries with phones that may belong to somebody, and after which contact if not all do."""
        return [
            f"{code} after contact {last:,}" if last >= len(self.locales) else code
            for code, last in self.contacts().fictional.items()
            if last < self.numbers.stop
        ]

    def breaker(self, purpose: str) -> Breaker:
        """What breaks its share of records."""
        return Breaker(share=self.invalid, seed=self.seed, purpose=purpose)


def page_of(number: int, size: int, page: int) -> range:
    """The records of page *number* of so many records; after the last page comes the first again."""
    start = number % max(1, -(-size // page)) * page
    return range(start, min(size, start + page))
