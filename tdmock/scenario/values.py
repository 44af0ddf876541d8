"""The values that scenarios name: from the definition, from what Talkdesk keeps, and from the seed."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from typing import Any, Literal

from tdmock.definition.model import Action, Definition
from tdmock.endpoints import VALIDATION
from tdmock.redaction.mask import Mask, cut
from tdmock.scenario.inputs import Inputs
from tdmock.scenario.strangers import unused_phones
from tdmock.scenario.wrong_credentials import (
    ODD,
    UNTYPED,
    none_given,
    odd,
    one_empty,
    one_ending,
    one_missing,
    one_wrong,
    other_case,
    replaced,
)
from tdmock.talkdesk.state import Memory

ASKED = 8  # contacts whose interactions are asked for


class Unavailable(Exception):  # noqa: N818 - not an error: the scenario doesn't apply, and this says why
    """A value that this run does not have; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything a scenario's values are made from.

    ``attempt`` counts from 1 for the values of further tries: another known contact, or another unknown one.
    """

    definition: Definition
    endpoint: str
    action: Action | None
    memory: Memory
    mask: Mask
    seed: int
    now: datetime
    max_calls: int
    expired: Mapping[str, str]
    working: Mapping[str, Any] | None = None
    working_ids: Mapping[str, str] | None = None
    attempt: int = 0
    given: Mapping[str, Any] = field(default_factory=dict)  # inputs of the action

    @property
    def auth(self) -> Mapping[str, Any]:
        return self.definition.auth_at(self.endpoint, self.memory.auth)

    @property
    def inputs(self) -> Inputs:
        if self.action is None:
            raise Unavailable("there is no action here")
        return Inputs(
            action=self.action,
            contact=_plainest(_sample(self, "contacts")),
            agent=next(iter(_sample(self, "agents")), None),
            now=self.now,
            run=f"tdmock-run-{self.seed}",
            max_calls=self.max_calls,
            proven=self.working,
            given=self.given,
        )


Item = tuple[str, Any]  # a label for people and the value


def expand(each: Mapping[str, str], world: World) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each combination of the named lists' items, as a label and the values by name.

    Raises :class:`Unavailable` where a list has no items.
    """
    lists = [[(name, item) for item in _items(provider, world)] for name, provider in each.items()]
    for combination in product(*lists):
        label = ", ".join(label for _, (label, _) in combination if label)
        yield label, {name: value for name, (_, value) in combination}


def fill(template: Any, bound: Mapping[str, Any], world: World) -> Any:
    """A template with its names replaced by their values. Raises :class:`Unavailable`."""
    match template:
        case str() if template.startswith("$$"):
            return template[1:]
        case str() if template.startswith("$"):
            return _look_up(template[1:], bound, world)
        case list():
            return [fill(item, bound, world) for item in template]
        case dict():
            filled = {}
            for key, value in template.items():
                if not key.endswith("?"):
                    filled[key] = fill(value, bound, world)
                    continue
                try:
                    filled[key[:-1]] = fill(value, bound, world)
                except Unavailable:
                    continue
            return filled
        case _:
            return template


def _items(provider: str, world: World) -> list[Item]:
    items = list(LISTS[provider](world))
    if not items:
        raise Unavailable(_NONE.get(provider, f"the definition has nothing for {provider}"))
    return items


def _look_up(name: str, bound: Mapping[str, Any], world: World) -> Any:
    first, _, rest = name.partition(".")
    if first not in bound:
        return VALUES[name](world)
    value = bound[first]
    return value.get(rest, [] if rest.endswith("s") else "") if rest else value


# --- credentials -------------------------------------------------------------------------------------------


def _expired_auth(world: World) -> Mapping[str, Any]:
    if not world.expired:
        raise Unavailable("no expired access token was given (--expired-auth NAME=VALUE)")
    return {**world.auth, **world.expired}


def _entered(world: World) -> Mapping[str, Any]:
    if world.memory.returned:
        raise Unavailable("the validator returns credentials of its own each time that it is asked")
    return world.auth


def _asked_for(world: World) -> list[str]:
    """The credentials that a user enters, without what Talkdesk presets."""
    fields = {entry.field_name for entry in world.definition.user_fields}
    return [name for name in world.auth if name in fields]


def _decisive(world: World) -> list[str]:
    """The credentials that open the other endpoints: what the validator returned may stand for all others."""
    asked_for = _asked_for(world)
    if not world.memory.returned:
        return asked_for
    if exchanged := [name for name in asked_for if name in world.memory.returned]:
        return exchanged
    raise Unavailable("what the validator returned may stand for the credentials that were entered")


def _secrets(world: World) -> list[str]:
    secret = {*world.definition.secret_fields, *world.memory.returned}
    return [name for name in world.auth if name in secret] or list(world.auth)


def _configured(world: World, *, mandatory: bool) -> list[str]:
    """The credentials that are sent here and configured as mandatory, or as optional."""
    return [
        entry.field_name
        for entry in world.definition.authentication_configuration
        if entry.mandatory is mandatory and entry.field_name in world.auth
    ]


def _one_optional_missing(world: World) -> Iterator[Item]:
    """The credentials without an optional one, for each.

    The validator is not asked where it hands something out, or has what is good for one request only: to be
    asked once more may end what it handed out before.
    """
    fragile = world.memory.returned or world.definition.validates_once
    if world.endpoint == VALIDATION.name and fragile:
        raise Unavailable("to be validated once more could end what the validator handed out")
    yield from one_missing(world.auth, _configured(world, mandatory=False))


# --- contacts, agents, interaction types -------------------------------------------------------------------


def _sample(world: World, kept: str) -> list[dict[str, Any]]:
    walk = world.memory.contacts if kept == "contacts" else world.memory.agents
    return walk.sample if walk else []


def _plainest(contacts: list[dict[str, Any]]) -> dict[str, Any] | None:
    """A contact with a plain name if there is one: other scripts are tried on their own."""
    plain = (contact for contact in contacts if str(contact.get("name", "")).isascii())
    return next(plain, next(iter(contacts), None))


def _contacts(world: World) -> list[dict[str, Any]]:
    contacts = map(_as_talkdesk_keeps_it, _sample(world, "contacts"))
    return [contact for contact in contacts if contact["id"] not in world.memory.gone]


def _as_talkdesk_keeps_it(contact: Mapping[str, Any]) -> dict[str, Any]:
    """The contact with text where text belongs, so that one bad value doesn't spoil other endpoints."""
    text = {key: value for key, value in contact.items() if isinstance(value, str)}
    lists = {
        key: [entry for entry in value if isinstance(entry, str)]
        for key in ("emails", "phones", "websites")
        if isinstance(value := contact.get(key), list)
    }
    return {**text, **lists, "id": str(contact["id"])}


def _some(world: World, contacts: list[dict[str, Any]], count: int) -> list[Item]:
    """So many of the contacts; for a second attempt each time the one after it."""
    chosen = (contacts[world.attempt :] + contacts[: world.attempt])[:count]
    return [(f"contact {cut(contact['id'], 40)}", contact) for contact in chosen]


def _active(world: World) -> list[Item]:
    """The contacts with the most varied interactions, and the one with the least; any where none has one."""
    rank = {identity: place for place, identity in enumerate(world.memory.activity)}
    contacts = sorted(_contacts(world)[:ASKED], key=lambda contact: rank.get(contact["id"], len(rank)))
    return _some(world, [*contacts[:3], *contacts[3:][-1:]], 4)


def _neighbours(kind: str) -> Callable[[World], list[Item]]:
    """The pair of that kind; for a second attempt others, for the two may both be deleted since."""

    def items(world: World) -> list[Item]:
        walk = world.memory.contacts
        pair = getattr(walk.neighbours, kind) if walk else ()
        contacts = _contacts(world) if pair and world.attempt else map(_as_talkdesk_keeps_it, pair)
        return _some(world, [*contacts], 2)

    return items


def _in_doubt(kind: Literal["missing", "newcomers"], told: str) -> Callable[[World], list[Item]]:
    """One item where an earlier synchronization left ids in doubt, none elsewhere; it tells how many."""

    def items(world: World) -> list[Item]:
        ids = getattr(world.memory, kind)
        return [(f"{len(ids)} {told}", len(ids))] if ids else []

    return items


ODD_NAMES = ("Zoë D'Arcy \"O'Neil\" 100%_", "李 Ольга 😀")
"""Names that a query takes for its own signs, and letters that an encoding lacks."""


def _renamed(world: World) -> list[Item]:
    """A contact whose name was changed to each of the odd ones since it was synchronized."""
    return [
        (f"{label}, called {name}", {**contact, "name": name})
        for label, contact in _some(world, _contacts(world), 1)
        for name in ODD_NAMES
    ]


def _with(kind: str, count: int) -> Callable[[World], list[Item]]:
    return lambda world: _some(world, [c for c in _contacts(world) if c.get(kind)], count)


def _unknown_contacts(world: World) -> list[Item]:
    token = f"{random.Random(f'{world.seed}/unknown/{world.attempt}').getrandbits(64):016x}"
    walk = world.memory.contacts
    free = walk.unused_phones if walk else unused_phones(world.seed)
    contact = {
        "contact_name": f"Nobody {token[:6].title()}",
        "contact_emails": [f"nobody@{token}.example"],
        "contact_phones": list(free[world.attempt : world.attempt + 1]),
    }
    return [("with an external id", {"contact_external_id": f"tdmock-unknown-{token}", **contact}),
            ("without an external id", contact),
        ("with nothing but a name", {**contact, "contact_emails": [], "contact_phones": []})]  # fmt: skip


def _any_contact(world: World) -> dict[str, Any]:
    for contact in _contacts(world):
        return {
            "contact_external_id": contact["id"],
            "contact_name": contact.get("name", ""),
            "contact_emails": contact.get("emails", []),
            "contact_phones": contact.get("phones", []),
        }
    data: dict[str, Any] = _unknown_contacts(world)[0][1]
    return data


def _checkpoint(world: World) -> str:
    contacts = world.memory.contacts
    if contacts is None or not contacts.checkpoint:  # of an empty one nobody knows whether it is sent back
        raise Unavailable("no synchronization_checkpoint was received")
    return contacts.checkpoint


def _second(kept: str, part: str) -> Callable[[World], Any]:
    def value(world: World) -> Any:
        walk = world.memory.contacts if kept == "contacts" else world.memory.agents
        continuation = getattr(walk.second, part) if walk and walk.second else None
        if continuation is None:
            raise Unavailable(f"all {kept} came on one page")
        return continuation

    return value


def _ids(world: World) -> dict[str, str]:
    """A contact's and an agent's id; for a second attempt others, for either may be deleted since."""
    ids = {}
    for member, kept in (("contact_external_id", "contacts"), ("agent_external_id", "agents")):
        if sample := _sample(world, kept):
            ids[member] = str(sample[world.attempt % len(sample)]["id"])
    return ids


def _working_ids(world: World) -> Mapping[str, str]:
    return _ids(world) if world.working_ids is None else world.working_ids


def _partial_ids(world: World) -> Iterator[Item]:
    ids = _working_ids(world)
    for member in ids:
        yield f"without {member}", {key: value for key, value in ids.items() if key != member}
    if len(ids) > 1:
        yield f"without {' and '.join(ids)}", {}


def _unknown_ids(world: World) -> Iterator[Item]:
    """Each id in turn as one that was deleted since."""
    ids = _working_ids(world)
    for member in ids:
        yield f"an unknown {member}", {**ids, member: unknown_id(world)}


def unknown_id(world: World) -> str:
    """An id that nobody has."""
    return f"tdmock-unknown-{world.seed}"


_NO_IDS = "no contacts and agents were synchronized, so no ids were sent anyway"
_NO_CREDENTIALS = "the definition has no credentials that could be wrong"

VALUES: dict[str, Callable[[World], Any]] = {
    "auth": lambda world: world.auth,
    "auth.entered": _entered,
    "auth.wrong": lambda world: _known(replaced(world.auth, world.auth, world.seed), _NO_CREDENTIALS),
    "auth.secret_wrong": lambda world: _known(
        replaced(world.auth, _secrets(world), world.seed), _NO_CREDENTIALS
    ),
    "auth.expired": _expired_auth,
    "interaction_types": lambda world: list(world.definition.interaction_types),
    "contacts.any": _any_contact,
    "contacts.checkpoint": _checkpoint,
    "contacts.second_offset": _second("contacts", "offset"),
    "contacts.second_context": _second("contacts", "context"),
    "agents.second_offset": _second("agents", "offset"),
    "ids.all": _ids,
    "ids.working": _working_ids,
    "inputs.all": lambda world: world.inputs.all(),
    "inputs.working": lambda world: world.inputs.working(),
    "inputs.mandatory": lambda world: _known(world.inputs.mandatory(), "all inputs are mandatory"),
    "inputs.null_optional": lambda world: _known(
        world.inputs.with_optional(None), "all inputs are mandatory"
    ),
    "inputs.empty_optional": lambda world: _known(world.inputs.with_optional(""), "all inputs are mandatory"),
    "inputs.long_text": lambda world: _known(world.inputs.long_text(), "no input takes text"),
}

LISTS: dict[str, Callable[[World], Any]] = {
    "auth.one_wrong": lambda world: one_wrong(world.auth, _asked_for(world), world.seed, world.mask),
    "auth.one_ending": lambda world: one_ending(world.auth, _decisive(world), world.seed, world.mask),
    "auth.other_case": lambda world: other_case(world.auth, world.definition.evident_secrets, world.mask),
    "auth.odd": lambda world: odd(world.auth, ODD),
    "auth.untyped": lambda world: odd(world.auth, UNTYPED),
    "auth.none_given": lambda world: none_given(
        world.auth, _configured(world, mandatory=True), _secrets(world)
    ),
    "auth.one_missing": lambda world: one_missing(world.auth, _configured(world, mandatory=True)),
    "auth.one_optional_missing": _one_optional_missing,
    "auth.one_empty": lambda world: one_empty(world.auth, _configured(world, mandatory=True)),
    "contacts.sample": lambda world: _some(world, _contacts(world), ASKED),
    "contacts.active": _active,
    "contacts.one": lambda world: _some(world, _contacts(world), 1),
    "contacts.renamed": _renamed,
    "contacts.few": lambda world: _some(world, _contacts(world), 2),
    "contacts.with_email": _with("emails", 2),
    "contacts.with_phone": _with("phones", 2),
    "contacts.unknown": _unknown_contacts,
    "contacts.namesakes": _neighbours("namesakes"),
    "contacts.colleagues": _neighbours("colleagues"),
    "contacts.missing": _in_doubt("missing", "contacts were missing from the second synchronization"),
    "contacts.newcomers": _in_doubt("newcomers", "contacts came in the incremental synchronization only"),
    "interaction_types.single": lambda world: [(name, [name]) for name in world.definition.interaction_types],
    "ids.partial": _partial_ids,
    "ids.unknown": _unknown_ids,
    "inputs.options": lambda world: world.inputs.options(),
    "inputs.some_optional": lambda world: world.inputs.some_optional(),
    "inputs.dates": lambda world: world.inputs.dates(),
    "inputs.edge_dates": lambda world: world.inputs.edge_dates(),
    "inputs.texts": lambda world: world.inputs.texts(),
    "inputs.one_missing": lambda world: world.inputs.one_missing(),
    "inputs.invalid_options": lambda world: world.inputs.invalid_options(),
}

_NONE = {
    "auth.one_wrong": _NO_CREDENTIALS,
    "auth.one_ending": _NO_CREDENTIALS,
    "auth.other_case": "no credential is a secret in which the case of letters counts",
    "auth.odd": _NO_CREDENTIALS,
    "auth.untyped": _NO_CREDENTIALS,
    "auth.none_given": "no credential is mandatory",
    "auth.one_missing": "no credential is mandatory",
    "auth.one_optional_missing": "no credential that was given is optional",
    "auth.one_empty": "no credential is mandatory",
    "contacts.sample": "no contacts were synchronized",
    "contacts.active": "no contacts were synchronized",
    "contacts.one": "no contacts were synchronized",
    "contacts.renamed": "no contacts were synchronized",
    "contacts.few": "no contacts were synchronized",
    "contacts.with_email": "no synchronized contact among those chosen has an e-mail",
    "contacts.with_phone": "no synchronized contact among those chosen has a phone",
    "contacts.namesakes": "no two synchronized contacts among those compared have one name",
    "contacts.colleagues": "no two synchronized contacts among those compared have one company",
    "contacts.missing": "no contact was missing from the second synchronization",
    "contacts.newcomers": "no contact came in the incremental synchronization only",
    "interaction_types.single": "the definition names no interaction types",
    "ids.unknown": _NO_IDS,
    "ids.partial": _NO_IDS,
    "inputs.options": "no input is a select",
    "inputs.some_optional": "fewer than two inputs are optional",
    "inputs.dates": "no input is a date or time",
    "inputs.edge_dates": "no input is a date",
    "inputs.texts": "no input takes text",
    "inputs.one_missing": "no input is mandatory",
    "inputs.invalid_options": "no input is a select",
}


def _known(value: Any, otherwise: str) -> Any:
    if value is None:
        raise Unavailable(otherwise)
    return value
