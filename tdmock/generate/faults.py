"""Deliberate faults in fixture data, each labelled with the one clause that it breaks."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import orjson

from tdmock.endpoints import ACTIONS, AGENTS, CONTACTS, INTERACTIONS, VALIDATION, Endpoint
from tdmock.generate.fakes.draws import draws

ABSENT: Final = object()
"""The value of a member that is left out."""


class Fault(NamedTuple):
    """What to put where so that a clause breaks.

    ``at`` is a member (``name``), the first item of one (``emails[0]``), or empty for the value as a whole.
    ``value`` can be a function of the record: an id must not come twice, that would break another clause.
    """

    clause: str
    at: str
    value: Any


class Label(NamedTuple):
    """Which clause a value breaks, and where in it."""

    clause: str
    at: str


Item = tuple[Any, Label | None]


def _number(record: Mapping[str, Any]) -> int:
    return int("".join(filter(str.isdecimal, record["id"])))


def _misspelt(record: Mapping[str, Any]) -> str:
    address: str = record.get("email") or f"{_number(record)}@example.com"
    return address.replace("@", " at ")


_CONTACT = (
    Fault("contacts.contact-is-object", "", "1"),
    Fault("contacts.contact-is-object", "", ["1", "John Doe"]),
    Fault("contacts.id-is-string", "id", ABSENT),
    Fault("contacts.id-is-string", "id", None),
    Fault("contacts.id-is-string", "id", _number),
    Fault("contacts.name-is-string", "name", ABSENT),
    Fault("contacts.name-is-string", "name", None),
    Fault("contacts.name-is-string", "name", {"first": "John", "last": "Doe"}),
    Fault("contacts.text-fields-are-strings", "company", ["Acme"]),
    Fault("contacts.text-fields-are-strings", "address", {"city": "Porto"}),
    Fault("contacts.text-fields-are-strings", "twitter", False),
    Fault("contacts.list-fields-are-arrays", "emails", "john@example.com"),
    Fault("contacts.list-fields-are-arrays", "phones", {"work": "+12025550143"}),
    Fault("contacts.list-fields-are-arrays", "phones[0]", 12025550143),
    Fault("contacts.list-fields-are-arrays", "websites[0]", {"url": "https://www.example.com"}),
    Fault("contacts.optional-fields-are-not-null", "title", None),
    Fault("contacts.optional-fields-are-not-null", "phones", None),
    Fault("contacts.emails-are-addresses", "emails[0]", _misspelt),
    Fault("contacts.phones-are-numbers", "phones[0]", "n/a"),
    Fault("contacts.urls-are-absolute", "url", "/contacts/1"),
    Fault("contacts.urls-are-absolute", "photo_url", "1.jpg"),
)

_AGENT = (
    Fault("agents.agent-is-object", "", "1"),
    Fault("agents.id-is-string", "id", ABSENT),
    Fault("agents.id-is-string", "id", None),
    Fault("agents.id-is-string", "id", lambda record: [record["id"]]),
    Fault("agents.id-is-not-an-integer", "id", _number),
    Fault("agents.name-is-string", "name", ABSENT),
    Fault("agents.name-is-string", "name", None),
    Fault("agents.email-is-string", "email", ABSENT),
    Fault("agents.email-is-string", "email", None),
    Fault("agents.email-is-string", "email", ["jane@example.com"]),
    Fault("agents.emails-are-addresses", "email", _misspelt),
)

_INTERACTION = (
    Fault("interactions.interaction-is-object", "", "1"),
    Fault("interactions.id-is-string", "id", ABSENT),
    Fault("interactions.id-is-string", "id", _number),
    Fault("interactions.subject-is-string", "subject", ABSENT),
    Fault("interactions.subject-is-string", "subject", None),
    Fault("interactions.date-is-string", "date", ABSENT),
    Fault("interactions.date-is-string", "date", 1353520431),
    Fault("interactions.dates-are-readable", "date", "a while ago"),
    Fault("interactions.type-is-string", "type", ABSENT),
    Fault("interactions.type-is-string", "type", 2),
    Fault("interactions.priority-is-known", "priority", "highest"),
    Fault("interactions.status-is-known", "status", "done"),
    Fault("interactions.text-fields-are-strings", "description", 7),
    Fault("interactions.text-fields-are-strings", "url", ["https://www.example.com"]),
    Fault("interactions.optional-fields-are-not-null", "description", None),
    Fault("interactions.optional-fields-are-not-null", "status", None),
)

RECORD_FAULTS: Mapping[str, Sequence[Fault]] = {
    "contacts": _CONTACT,
    "agents": _AGENT,
    "interactions": _INTERACTION,
}
"""The faults that one record can have, by its kind."""

ANSWER_FAULTS: Mapping[Endpoint, Sequence[Fault]] = {
    VALIDATION: (
        Fault("auth.body-is-object", "", ["ok"]),
        Fault("auth.body-is-object", "", "ok"),
        Fault("auth.returned-fields-are-configured", "made_up_by_tdmock", "abc"),
    ),
    CONTACTS: (
        Fault("contacts.body-is-object", "", []),
        Fault("contacts.contacts-is-present", "contacts", ABSENT),
        Fault("contacts.contacts-is-array", "contacts", None),
        Fault("contacts.contacts-is-array", "contacts", {"1": {"name": "John Doe"}}),
        Fault("contacts.next-offset-is-string", "next_offset", {"page": 2}),
        Fault("contacts.next-offset-is-not-null", "next_offset", None),
        Fault("contacts.next-offset-is-not-a-number", "next_offset", 25),
        Fault("contacts.checkpoint-is-string", "synchronization_checkpoint", 1353520431),
        Fault("contacts.checkpoint-is-not-null", "synchronization_checkpoint", None),
    ),
    AGENTS: (
        Fault("agents.body-is-object", "", []),
        Fault("agents.agents-is-array", "agents", ABSENT),
        Fault("agents.agents-is-array", "agents", None),
        Fault("agents.next-offset-is-integer", "next_offset", [25]),
        Fault("agents.next-offset-is-not-null", "next_offset", None),
        Fault("agents.next-offset-is-not-a-string", "next_offset", "25"),
    ),
    INTERACTIONS: (
        Fault("interactions.body-is-array", "", {"interactions": []}),
        Fault("interactions.body-is-array", "", None),
    ),
    ACTIONS: (
        Fault("actions.body-is-object", "", ["created"]),
        Fault("actions.members-are-strings", "external_id", 4711),
        Fault("actions.members-are-strings", "message", ["created"]),
        Fault("actions.optional-members-are-not-null", "contact_external_type", None),
        Fault("actions.contact-has-url", "contact_external_url", ABSENT),
    ),
}
"""The faults that the body of an answer can have, by its endpoint."""


class Breaker:
    """Breaks a share of values, each in one way; which ones and how depends on seed and number only."""

    def __init__(self, *, share: float, seed: int, purpose: str) -> None:
        """``share`` is from 0 to 1."""
        self._limit = int(share * 2**32)
        self._draws = draws(seed=seed, purpose=f"fault in {purpose}")

    def item(self, value: Any, faults: Sequence[Fault], number: int) -> Item:
        """The value, broken if its number says so, with a label if it is broken."""
        chance, which, *_ = self._draws(number)
        if chance >= self._limit:
            return value, None
        fault = faults[which % len(faults)]
        return broken(value, fault), Label(fault.clause, fault.at)


def broken(value: Any, fault: Fault) -> Any:
    """A copy of a record or body with the fault in it."""
    part = fault.value(value) if callable(fault.value) else fault.value
    if not fault.at:
        return part
    member, is_item, _ = fault.at.partition("[")
    if is_item:
        return {**value, member: [part, *value.get(member, [])[1:]]}
    if part is ABSENT:
        return {name: kept for name, kept in value.items() if name != member}
    return {**value, member: part}


def without_labels(items: Iterable[Item], tell: Callable[[bytes], Any]) -> Iterator[Any]:
    """The values of items; each label goes to ``tell``, as a line of JSON with the value's place from 0."""
    for place, (value, label) in enumerate(items):
        if label:
            tell(orjson.dumps({"record": place, **label._asdict()}, option=orjson.OPT_APPEND_NEWLINE))
        yield value
