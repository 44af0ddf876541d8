"""The values that scenarios name of what Talkdesk keeps: contacts, agents, their ids."""

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

from tdmock.redaction.mask import cut
from tdmock.scenario.context import Context, Item, Unavailable
from tdmock.scenario.strangers import unused_phones

ASKED = 8  # contacts whose interactions are asked for


def _contacts(context: Context) -> list[dict[str, Any]]:
    contacts = map(_as_talkdesk_keeps_it, context.sample("contacts"))
    return [contact for contact in contacts if contact["id"] not in context.memory.gone]


def _as_talkdesk_keeps_it(contact: Mapping[str, Any]) -> dict[str, Any]:
    """The contact with text where text belongs, so that one bad value doesn't spoil other endpoints."""
    text = {key: value for key, value in contact.items() if isinstance(value, str)}
    lists = {
        key: [entry for entry in value if isinstance(entry, str)]
        for key in ("emails", "phones", "websites")
        if isinstance(value := contact.get(key), list)
    }
    return {**text, **lists, "id": str(contact["id"])}


def _some(context: Context, contacts: list[dict[str, Any]], count: int) -> list[Item]:
    """So many of the contacts; for a second attempt each time the one after it."""
    chosen = (contacts[context.attempt :] + contacts[: context.attempt])[:count]
    return [(f"contact {cut(contact['id'], 40)}", contact) for contact in chosen]


def _active(context: Context) -> list[Item]:
    """The contacts with the most varied interactions, and the one with the least; any where none has one."""
    rank = {identity: place for place, identity in enumerate(context.memory.activity)}
    contacts = sorted(_contacts(context)[:ASKED], key=lambda contact: rank.get(contact["id"], len(rank)))
    return _some(context, [*contacts[:3], *contacts[3:][-1:]], 4)


def _neighbours(kind: str) -> Callable[[Context], list[Item]]:
    """The pair of that kind; for a second attempt others, for the two may both be deleted since."""

    def items(context: Context) -> list[Item]:
        walk = context.memory.contacts
        pair = getattr(walk.neighbours, kind) if walk else ()
        contacts = _contacts(context) if pair and context.attempt else map(_as_talkdesk_keeps_it, pair)
        return _some(context, [*contacts], 2)

    return items


def _in_doubt(kind: Literal["missing", "newcomers"], told: str) -> Callable[[Context], list[Item]]:
    """One item where an earlier synchronization left ids in doubt, none elsewhere; it tells how many."""

    def items(context: Context) -> list[Item]:
        ids = getattr(context.memory, kind)
        return [(f"{len(ids)} {told}", len(ids))] if ids else []

    return items


ODD_NAMES = ("Zoë D'Arcy \"O'Neil\" 100%_", "李 Ольга 😀")
"""Names that a query takes for its own signs, and letters that an encoding lacks."""


def _renamed(context: Context) -> list[Item]:
    """A contact whose name was changed to each of the odd ones since it was synchronized."""
    return [
        (f"{label}, called {name}", {**contact, "name": name})
        for label, contact in _some(context, _contacts(context), 1)
        for name in ODD_NAMES
    ]


def _with(kind: str, count: int) -> Callable[[Context], list[Item]]:
    return lambda it: _some(it, [c for c in _contacts(it) if c.get(kind)], count)


def _unknown_contacts(context: Context) -> list[Item]:
    token = f"{random.Random(f'{context.seed}/unknown/{context.attempt}').getrandbits(64):016x}"
    walk = context.memory.contacts
    free = walk.unused_phones if walk else unused_phones(context.seed)
    contact = {
        "contact_name": f"Nobody {token[:6].title()}",
        "contact_emails": [f"nobody@{token}.example"],
        "contact_phones": list(free[context.attempt : context.attempt + 1]),
    }
    return [("with an external id", {"contact_external_id": f"tdmock-unknown-{token}", **contact}),
            ("without an external id", contact),
        ("with nothing but a name", {**contact, "contact_emails": [], "contact_phones": []})]  # fmt: skip


def _any_contact(context: Context) -> dict[str, Any]:
    for contact in _contacts(context):
        return {
            "contact_external_id": contact["id"],
            "contact_name": contact.get("name", ""),
            "contact_emails": contact.get("emails", []),
            "contact_phones": contact.get("phones", []),
        }
    data: dict[str, Any] = _unknown_contacts(context)[0][1]
    return data


def _checkpoint(context: Context) -> str:
    contacts = context.memory.contacts
    if contacts is None or not contacts.checkpoint:  # of an empty one nobody knows whether it is sent back
        raise Unavailable("no synchronization_checkpoint was received")
    return contacts.checkpoint


def _second(kept: str, part: str) -> Callable[[Context], Any]:
    def value(context: Context) -> Any:
        walk = context.memory.contacts if kept == "contacts" else context.memory.agents
        continuation = getattr(walk.second, part) if walk and walk.second else None
        if continuation is None:
            raise Unavailable(f"all {kept} came on one page")
        return continuation

    return value


def _ids(context: Context) -> dict[str, str]:
    """A contact's and an agent's id; for a second attempt others, for either may be deleted since."""
    ids = {}
    for member, kept in (("contact_external_id", "contacts"), ("agent_external_id", "agents")):
        if sample := context.sample(kept):
            ids[member] = str(sample[context.attempt % len(sample)]["id"])
    return ids


def _working_ids(context: Context) -> Mapping[str, str]:
    return _ids(context) if context.working_ids is None else context.working_ids


def _partial_ids(context: Context) -> Iterator[Item]:
    ids = _working_ids(context)
    for member in ids:
        yield f"without {member}", {key: value for key, value in ids.items() if key != member}
    if len(ids) > 1:
        yield f"without {' and '.join(ids)}", {}


def _unknown_ids(context: Context) -> Iterator[Item]:
    """Each id in turn as one that was deleted since."""
    ids = _working_ids(context)
    for member in ids:
        yield f"an unknown {member}", {**ids, member: unknown_id(context)}


def unknown_id(context: Context) -> str:
    """An id that nobody has."""
    return f"tdmock-unknown-{context.seed}"


VALUES: dict[str, Callable[[Context], Any]] = {
    "contacts.any": _any_contact,
    "contacts.checkpoint": _checkpoint,
    "contacts.second_offset": _second("contacts", "offset"),
    "contacts.second_context": _second("contacts", "context"),
    "agents.second_offset": _second("agents", "offset"),
    "ids.all": _ids,
    "ids.working": _working_ids,
    "ids.and_more": lambda it: {**_working_ids(it), "tdmock_unknown_member": {"a": [1, 2]}},
}

LISTS: dict[str, Callable[[Context], Any]] = {
    "contacts.sample": lambda it: _some(it, _contacts(it), ASKED),
    "contacts.active": _active,
    "contacts.one": lambda it: _some(it, _contacts(it), 1),
    "contacts.renamed": _renamed,
    "contacts.few": lambda it: _some(it, _contacts(it), 2),
    "contacts.with_email": _with("emails", 2),
    "contacts.with_phone": _with("phones", 2),
    "contacts.unknown": _unknown_contacts,
    "contacts.namesakes": _neighbours("namesakes"),
    "contacts.colleagues": _neighbours("colleagues"),
    "contacts.missing": _in_doubt("missing", "contacts were missing from the second synchronization"),
    "contacts.newcomers": _in_doubt("newcomers", "contacts came in the incremental synchronization only"),
    "ids.partial": _partial_ids,
    "ids.unknown": _unknown_ids,
}
