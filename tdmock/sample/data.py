"""The data behind the sample bridge: contacts, agents and interactions, each computed from its number."""

from collections.abc import Sequence
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

    def find_phone(self, phone: str) -> int | None:
        """The number of a contact with that phone number."""


_FIRST = (
    "Ada",
    "Bruno",
    "Chloé",
    "Dina",
    "Elif",
    "Fumiko",
    "Goran",
    "Hanna",
    "Inês",
    "Jorge",
    "Kofi",
    "Łucja",
)
_LAST = (
    "Almeida",
    "Brandt",
    "Costa",
    "Dvořák",
    "Evans",
    "Fujimoto",
    "Górski",
    "Haddad",
    "Ivanova",
    "Jensen",
    "Kaya",
)
_FIRST_PHONE = 12_122_000_000  # the whole numbers from here to 12,129,999,999 can be read as phone numbers


class NumberedData:
    """Plain data: everything about a record follows from its number, and its number from any of its keys."""

    def __init__(self, *, contacts: int = 60, agents: int = 30, types: Sequence[str] = ()) -> None:
        self.contacts = contacts
        self.agents = agents
        self._types = tuple(types) or ("ticket",)

    def contact_page(self, numbers: Sequence[int]) -> list[Record]:
        return [self._contact(number) for number in numbers]

    def _contact(self, number: int) -> Record:
        first, last = _FIRST[number % len(_FIRST)], _LAST[number % len(_LAST)]
        contact: Record = {
            "id": str(number + 1),
            "name": f"{first} {last}",
            "emails": [f"contact.{number + 1}@mycrm.example.com"],
            "phones": [f"+{_FIRST_PHONE + number}"],
        }
        if number % 3 == 0:
            contact |= {"company": f"{last} & Sons", "title": "Buyer", "websites": ["www.example.com"]}
        if number % 4 == 0:
            contact |= {
                "address": f"{number + 1} Main Street",
                "url": f"https://mycrm.example.org/{number + 1}",
            }
        return contact

    def agent(self, number: int) -> Record:
        first, last = _FIRST[-1 - number % len(_FIRST)], _LAST[number % len(_LAST)]
        return {
            "id": f"a{number + 1}",
            "name": f"{first} {last}",
            "email": f"agent.{number + 1}@mycrm.example.com",
        }

    def interactions(self, number: int) -> list[Record]:
        return [
            {
                "id": f"{number + 1}-{turn}",
                "type": self._types[turn % len(self._types)],
                "subject": f"Request {turn + 1}",
                "description": "The customer asked for a quote.",
                "date": f"2024-{1 + number % 12:02}-{1 + turn:02} 17:53:51 UTC",
                "url": f"https://mycrm.example.org/interactions/{number + 1}-{turn}",
                "priority": ("none", "low", "normal", "high", "urgent")[(number + turn) % 5],
                "status": ("new", "open", "pending", "solved", "closed")[(number + turn) % 5],
            }
            for turn in range(2 * len(self._types))
        ]

    def find_id(self, external_id: str) -> int | None:
        return self._known(external_id, 1)

    def find_email(self, email: str) -> int | None:
        local, _, domain = email.lower().partition("@")
        kind, _, number = local.partition(".")
        return self._known(number, 1) if (kind, domain) == ("contact", "mycrm.example.com") else None

    def find_phone(self, phone: str) -> int | None:
        return self._known("".join(filter(str.isdecimal, phone)), _FIRST_PHONE)

    def _known(self, digits: str, first: int) -> int | None:
        number = int(digits) - first if digits.isascii() and digits.isdecimal() and len(digits) < 20 else -1
        return number if 0 <= number < self.contacts else None
