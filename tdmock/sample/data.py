"""The data behind the sample bridge: contacts, agents and interactions, each computed from its number."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Protocol

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


PHONE_INDEX = 20_000
"""A contact is found by phone among this many; ids and e-mail addresses lead back to their number."""


class FakeData:
    """Seeded fake data of any size: starts at once, keeps nothing but an index of some phones."""

    def __init__(
        self,
        *,
        contacts: int,
        agents: int,
        types: Sequence[str] = (),
        seed: int = 0,
        locales: Sequence[str] = ("en_US",),
    ) -> None:
        """``types`` are the interaction types; raises UsageError for a locale that Faker lacks."""
        from tdmock.fakes import Agents, Contacts, Interactions  # noqa: PLC0415  Faker is slow to import

        self.contacts = contacts
        self.agents = agents
        self._types = tuple(types) or ("interaction",)
        self._contacts = Contacts(seed, locales)
        self._agents = Agents(seed, locales)
        self._interactions = Interactions(seed, locales)

    def contact_page(self, numbers: Sequence[int]) -> list[Record]:
        return [self._contact(number) for number in numbers]

    def _contact(self, number: int) -> Record:
        return self._contacts.record(number)

    def agent(self, number: int) -> Record:
        return self._agents.record(number)

    def interactions(self, number: int) -> list[Record]:
        return self._interactions.for_contact(self._contact(number), self._types)

    def find_id(self, external_id: str) -> int | None:
        return self._existing(self._contacts.number(external_id))

    def find_email(self, email: str) -> int | None:
        return self._existing(self._contacts.number_of_email(email.lower()))

    def find_phone(self, phone: str, name: str | None) -> int | None:
        numbers = self._phones.get(_digits(phone), [])
        if name is not None:
            numbers = [number for number in numbers if self._contact(number)["name"] == name]
        return numbers[0] if len(numbers) == 1 else None

    @cached_property
    def _phones(self) -> dict[str, list[int]]:
        index: dict[str, list[int]] = {}
        for number in range(min(self.contacts, PHONE_INDEX)):
            for phone in self._contacts.record(number)["phones"]:
                index.setdefault(_digits(phone), []).append(number)
        return index

    def _existing(self, number: int | None) -> int | None:
        return number if number is not None and 0 <= number < self.contacts else None


def _digits(phone: str) -> str:
    return "".join(filter(str.isdecimal, phone))
