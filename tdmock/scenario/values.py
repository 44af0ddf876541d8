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
class Context:
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


def expand(each: Mapping[str, str], context: Context) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each combination of the named lists' items, as a label and the values by name.

    Raises :class:`Unavailable` where a list has no items.
    """
    lists = [[(name, item) for item in _items(provider, context)] for name, provider in each.items()]
    for combination in product(*lists):
        label = ", ".join(label for _, (label, _) in combination if label)
        yield label, {name: value for name, (_, value) in combination}


def fill(template: Any, bound: Mapping[str, Any], context: Context) -> Any:
    """A template with its names replaced by their values. Raises :class:`Unavailable`."""
    match template:
        case str() if template.startswith("$$"):
            return template[1:]
        case str() if template.startswith("$"):
            return _look_up(template[1:], bound, context)
        case list():
            return [fill(item, bound, context) for item in template]
        case dict():
            filled = {}
            for key, value in template.items():
                if not key.endswith("?"):
                    filled[key] = fill(value, bound, context)
                    continue
                try:
                    filled[key[:-1]] = fill(value, bound, context)
                except Unavailable:
                    continue
            return filled
        case _:
            return template


def _items(provider: str, context: Context) -> list[Item]:
    items = list(LISTS[provider](context))
    if not items:
        raise Unavailable(_NONE.get(provider, f"the definition has nothing for {provider}"))
    return items


def _look_up(name: str, bound: Mapping[str, Any], context: Context) -> Any:
    first, _, rest = name.partition(".")
    if first not in bound:
        return VALUES[name](context)
    value = bound[first]
    return value.get(rest, [] if rest.endswith("s") else "") if rest else value


# --- credentials -------------------------------------------------------------------------------------------


def _expired_auth(context: Context) -> Mapping[str, Any]:
    if not context.expired:
        raise Unavailable("no expired access token was given (--expired-auth NAME=VALUE)")
    return {**context.auth, **context.expired}


def _entered(context: Context) -> Mapping[str, Any]:
    if context.memory.returned:
        raise Unavailable("the validator returns credentials of its own each time that it is asked")
    return context.auth


def _asked_for(context: Context) -> list[str]:
    """The credentials that a user enters, without what Talkdesk presets."""
    fields = {entry.field_name for entry in context.definition.user_fields}
    return [name for name in context.auth if name in fields]


def _decisive(context: Context) -> list[str]:
    """The credentials that open the other endpoints: what the validator returned may stand for all others."""
    asked_for = _asked_for(context)
    if not context.memory.returned:
        return asked_for
    if exchanged := [name for name in asked_for if name in context.memory.returned]:
        return exchanged
    raise Unavailable("what the validator returned may stand for the credentials that were entered")


def _secrets(context: Context) -> list[str]:
    secret = {*context.definition.secret_fields, *context.memory.returned}
    return [name for name in context.auth if name in secret] or list(context.auth)


def _configured(context: Context, *, mandatory: bool) -> list[str]:
    """The credentials that are sent here and configured as mandatory, or as optional."""
    return [
        entry.field_name
        for entry in context.definition.authentication_configuration
        if entry.mandatory is mandatory and entry.field_name in context.auth
    ]


def _one_optional_missing(context: Context) -> Iterator[Item]:
    """The credentials without an optional one, for each.

    The validator is not asked where it hands something out, or has what is good for one request only: to be
    asked once more may end what it handed out before.
    """
    fragile = context.memory.returned or context.definition.validates_once
    if context.endpoint == VALIDATION.name and fragile:
        raise Unavailable("to be validated once more could end what the validator handed out")
    yield from one_missing(context.auth, _configured(context, mandatory=False))


# --- contacts, agents, interaction types -------------------------------------------------------------------


def _sample(context: Context, kept: str) -> list[dict[str, Any]]:
    walk = context.memory.contacts if kept == "contacts" else context.memory.agents
    return walk.sample if walk else []


def _plainest(contacts: list[dict[str, Any]]) -> dict[str, Any] | None:
    """A contact with a plain name if there is one: other scripts are tried on their own."""
    plain = (contact for contact in contacts if str(contact.get("name", "")).isascii())
    return next(plain, next(iter(contacts), None))


def _contacts(context: Context) -> list[dict[str, Any]]:
    contacts = map(_as_talkdesk_keeps_it, _sample(context, "contacts"))
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
        if sample := _sample(context, kept):
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


_NO_IDS = "no contacts and agents were synchronized, so no ids were sent anyway"
_NO_CREDENTIALS = "the definition has no credentials that could be wrong"

VALUES: dict[str, Callable[[Context], Any]] = {
    "auth": lambda it: it.auth,
    "auth.entered": _entered,
    "auth.wrong": lambda it: _known(replaced(it.auth, it.auth, it.seed), _NO_CREDENTIALS),
    "auth.secret_wrong": lambda it: _known(replaced(it.auth, _secrets(it), it.seed), _NO_CREDENTIALS),
    "auth.expired": _expired_auth,
    "interaction_types": lambda it: list(it.definition.interaction_types),
    "contacts.any": _any_contact,
    "contacts.checkpoint": _checkpoint,
    "contacts.second_offset": _second("contacts", "offset"),
    "contacts.second_context": _second("contacts", "context"),
    "agents.second_offset": _second("agents", "offset"),
    "ids.all": _ids,
    "ids.working": _working_ids,
    "ids.and_more": lambda it: {**_working_ids(it), "tdmock_unknown_member": {"a": [1, 2]}},
    "inputs.all": lambda it: it.inputs.all(),
    "inputs.working": lambda it: it.inputs.working(),
    "inputs.mandatory": lambda it: _known(it.inputs.mandatory(), "all inputs are mandatory"),
    "inputs.null_optional": lambda it: _known(it.inputs.with_optional(None), "all inputs are mandatory"),
    "inputs.empty_optional": lambda it: _known(it.inputs.with_optional(""), "all inputs are mandatory"),
    "inputs.long_text": lambda it: _known(it.inputs.long_text(), "no input takes text"),
}

LISTS: dict[str, Callable[[Context], Any]] = {
    "auth.one_wrong": lambda it: one_wrong(it.auth, _asked_for(it), it.seed, it.mask),
    "auth.one_ending": lambda it: one_ending(it.auth, _decisive(it), it.seed, it.mask),
    "auth.other_case": lambda it: other_case(it.auth, it.definition.evident_secrets, it.mask),
    "auth.odd": lambda it: odd(it.auth, ODD),
    "auth.untyped": lambda it: odd(it.auth, UNTYPED),
    "auth.none_given": lambda it: none_given(it.auth, _configured(it, mandatory=True), _secrets(it)),
    "auth.one_missing": lambda it: one_missing(it.auth, _configured(it, mandatory=True)),
    "auth.one_optional_missing": _one_optional_missing,
    "auth.one_empty": lambda it: one_empty(it.auth, _configured(it, mandatory=True)),
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
    "interaction_types.single": lambda it: [(name, [name]) for name in it.definition.interaction_types],
    "ids.partial": _partial_ids,
    "ids.unknown": _unknown_ids,
    "inputs.options": lambda it: it.inputs.options(),
    "inputs.some_optional": lambda it: it.inputs.some_optional(),
    "inputs.dates": lambda it: it.inputs.dates(),
    "inputs.edge_dates": lambda it: it.inputs.edge_dates(),
    "inputs.texts": lambda it: it.inputs.texts(),
    "inputs.one_missing": lambda it: it.inputs.one_missing(),
    "inputs.invalid_options": lambda it: it.inputs.invalid_options(),
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
