"""The data behind the sample bridge: contacts, agents and interactions, each computed from its number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from tdmock.generate.fakes import Agents, Contacts, Interactions
from tdmock.generate.fakes.interactions import SITE
from tdmock.generate.fakes.moments import NOW

Record = dict[str, Any]


class Data(Protocol):
    """What a sample bridge knows. Contacts and agents are numbered from 0; nothing need be stored."""

    @property
    def contacts(self) -> int:
        """How many contacts there are."""

    @property
    def agents(self) -> int:
        """How many agents there are."""

    def contact_page(self, numbers: Sequence[int]) -> list[Record]:
        """The contacts of those numbers, as the contract wants them."""

    def agent(self, number: int) -> Record:
        """One agent."""

    def interactions(self, number: int) -> list[Record]:
        """The interactions of one contact, of any type."""

    def find_id(self, external_id: str) -> int | None:
        """The number of the contact with that id."""

    def find_email(self, email: str) -> int | None:
        """The number of a contact with that e-mail address."""

    def find_phone(self, phone: str, name: str | None) -> int | None:
        """The number of the one contact with that phone number, and that name if one is given."""


@dataclass(kw_only=True)
class FakeData:
    """Seeded fake data of any size: starts at once and keeps nothing.

    ``types`` are those of interactions, which go up to ``now`` and link to ``site``. Raises UsageError for a
    locale that Faker lacks.
    """

    contacts: int
    agents: int
    types: Sequence[str] = ()
    seed: int = 0
    locales: Sequence[str] = ("en_US",)
    now: datetime = NOW
    site: str = SITE

    def __post_init__(self) -> None:
        self._contacts = Contacts(self.seed, self.locales)
        self._agents = Agents(self.seed, self.locales)
        self._interactions = Interactions(self.seed, self.locales, now=self.now, site=self.site)

    def contact_page(self, numbers: Sequence[int]) -> list[Record]:
        return [self._contact(number) for number in numbers]

    def _contact(self, number: int) -> Record:
        return self._contacts.record(number)

    def agent(self, number: int) -> Record:
        return self._agents.record(number)

    def interactions(self, number: int) -> list[Record]:
        return self._interactions.for_contact(self._contact(number), self.types or ("interaction",))

    def find_id(self, external_id: str) -> int | None:
        return self._existing(self._contacts.number(external_id))

    def find_email(self, email: str) -> int | None:
        return self._existing(self._contacts.number_of_email(email.lower()))

    def find_phone(self, phone: str, name: str | None) -> int | None:
        number = self._existing(self._contacts.number_of_phone("+" + "".join(filter(str.isdecimal, phone))))
        is_it = number is not None and name in {None, self._contact(number)["name"]}
        return number if is_it else None

    def _existing(self, number: int | None) -> int | None:
        return number if number is not None and 0 <= number < self.contacts else None
