"""An account whose contacts and agents are those of files, for the sample bridge to serve."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from tdmock.definition.model import Definition
from tdmock.errors import UsageError
from tdmock.generate.fakes import Agents, Interactions
from tdmock.generate.fakes.interactions import SITE, site_of
from tdmock.generate.fakes.moments import NOW
from tdmock.generate.files import Lookup, RecordFile, without_extras
from tdmock.generate.formats import EXTRAS

_OWNER = EXTRAS["interactions"]

Record = Any
"""Whatever a line of the file holds: served as it is, also where it breaks the contract."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUp:
    """What is made up beside files: interactions for the types and the host of the definition, up to now."""

    definition: Definition | None = None
    seed: int = 0
    now: datetime = NOW

    def agent(self) -> Callable[[int], Record]:
        """Makes the agent of a number."""
        return Agents(self.seed).record

    def activity(self) -> Callable[[dict[str, Any]], list[Record]]:
        """Makes the interactions of a contact."""
        types = (self.definition.interaction_types if self.definition else ()) or ("interaction",)
        site = site_of(self.definition) if self.definition else SITE
        made = Interactions(self.seed, now=self.now, site=site)
        return lambda contact: made.for_contact(contact, types)


class FileAccount:
    """Serves the records of files in their order, any page at once; what is looked for is found by digest."""

    def __init__(
        self,
        contacts: RecordFile,
        agents: RecordFile | int = 12,
        interactions: RecordFile | None = None,
        *,
        made_up: MadeUp = MadeUp(),
    ) -> None:
        """Without a file of agents so many are made up; without one of interactions these are, too.

        Those of a file need their extras. Raises UsageError, with the line, for one that doesn't say whose it
        is.
        """
        self.contacts = len(contacts)
        self.agents = agents if isinstance(agents, int) else len(agents)
        self._contacts = contacts
        self._agent = made_up.agent() if isinstance(agents, int) else agents.record
        self._activity = made_up.activity() if interactions is None else _filed(interactions)

    def contact_page(self, numbers: Sequence[int]) -> list[Record]:
        """The contacts of those numbers."""
        if isinstance(numbers, range) and numbers.step == 1:
            return self._contacts.page(numbers.start, len(numbers))
        return [self._contacts.record(number) for number in numbers]

    def agent(self, number: int) -> Record:
        """One agent."""
        return self._agent(number)

    def interactions(self, number: int) -> list[dict[str, Any]]:
        """The interactions of one contact, of any type; none for one without id."""
        contact = self._contacts.record(number)
        has_id = isinstance(contact, dict) and isinstance(contact.get("id"), str)
        return self._activity(contact) if has_id else []

    def find_id(self, external_id: str) -> int | None:
        """The number of the contact with that id."""
        return next(iter(self._ids.numbers(external_id)), None)

    def find_email(self, email: str) -> int | None:
        """The number of a contact with that e-mail address, whatever its case."""
        return next(iter(self._emails.numbers(email.lower())), None)

    def find_phone(self, phone: str, name: str | None) -> int | None:
        """The number of the one contact with that phone number, and that name if one is given."""
        numbers = self._phones.numbers(_digits(phone))
        if name is not None:
            numbers = [number for number in numbers if self._contacts.record(number).get("name") == name]
        return numbers[0] if len(numbers) == 1 else None

    @cached_property
    def _ids(self) -> Lookup:
        return self._lookup(lambda contact: [contact.get("id")])

    @cached_property
    def _emails(self) -> Lookup:
        return self._lookup(lambda contact: map(str.lower, _texts(contact.get("emails"))))

    @cached_property
    def _phones(self) -> Lookup:
        return self._lookup(lambda contact: map(_digits, _texts(contact.get("phones"))))

    def _lookup(self, keys: Callable[[dict[str, Any]], Iterable[Any]]) -> Lookup:
        contacts = ((k, contact) for k, contact in enumerate(self._contacts) if isinstance(contact, dict))
        return Lookup((key, k) for k, contact in contacts for key in keys(contact) if isinstance(key, str))


def _filed(interactions: RecordFile) -> Callable[[dict[str, Any]], list[Record]]:
    def owners() -> Iterator[tuple[str, int]]:
        for k, interaction in enumerate(interactions):
            owner = interaction.get(_OWNER) if isinstance(interaction, dict) else None
            if not isinstance(owner, str):
                raise UsageError(
                    f"{interactions.line(k)}: has no {_OWNER}, so nobody can tell whose interaction it is; "
                    "tdmock generate interactions --extras writes it"
                )
            yield owner, k

    by_owner = Lookup(owners())
    return lambda contact: [without_extras(interactions.record(k)) for k in by_owner.numbers(contact["id"])]


def _texts(values: Any) -> Iterator[str]:
    return (value for value in values if isinstance(value, str)) if isinstance(values, list) else iter(())


def _digits(phone: str) -> str:
    return "".join(filter(str.isdecimal, phone))
