"""What to generate at each endpoint: the contract's request, narrowed to what Talkdesk can send there."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hypothesis import strategies as st

from tdmock import endpoints
from tdmock.definition.model import Action, ActionInput, Definition
from tdmock.fuzz import texts
from tdmock.fuzz.choices import ABSENT, Choice
from tdmock.fuzz.texts import Choices
from tdmock.scenario.inputs import DATES
from tdmock.talkdesk.state import Memory, Walk

CREDENTIAL = "tdmock:credential"
"""Stands in generated requests where a credential is put in: Hypothesis never sees any."""

PAGES = 3  # of a synchronization, read one after the other
NAME = 80  # characters of a contact's name

Body = dict[str, Any]
Place = tuple[str, ...]
"""Names of members, from the body down; none for the body itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is known at an endpoint. ``baseline`` is a request that the bridge answered as it should.

    ``auth`` are the valid credentials: entered ones for the validator, stored ones elsewhere.

    ``given`` are the inputs of an action of which no other value is tried.

    ``contacts`` are the known contacts as requests for their activity describe them.
    """

    endpoint: str
    definition: Definition
    baseline: Body
    contacts: tuple[Body, ...]
    auth: Mapping[str, Any]
    given: Mapping[str, Any]
    memory: Memory
    seed: int
    now: datetime

    @property
    def usual(self) -> Body:
        """The baseline, with the credentials that are valid by now."""
        return {**self.baseline, "auth": self.auth}

    @property
    def run(self) -> str:
        return f"tdmock-run-{self.seed}"

    @property
    def token(self) -> str:
        """What no contact has in its name or addresses."""
        return f"{random.Random(f'{self.seed}/fuzz').getrandbits(40):010x}"

    def normal(self, part: str, name: str) -> Any:
        """What the baseline has there, or ABSENT."""
        return self.baseline.get(part, {}).get(name, ABSENT)


def leaves(setting: Setting) -> dict[str, Choices]:
    """By its path in the body, the choices for each member that is more than its schema says."""
    match endpoints.kind(setting.endpoint):
        case endpoints.CONTACTS:
            return {"meta": _pages(list(_contact_pages(setting)))}
        case endpoints.AGENTS:
            return {"meta": _pages(list(_agent_pages(setting)))} if "meta" in setting.baseline else {}
        case endpoints.INTERACTIONS:
            return dict(_activity(setting))
        case endpoints.ACTIONS:
            return dict(_action(setting))
        case _:
            return {}


def places(schema: Mapping[str, Any], place: Place = ()) -> Iterator[tuple[Place, Body]]:
    """Each place of a schema that forbids something, and what it says of that place alone."""
    if "type" in schema:
        yield place, {key: value for key, value in schema.items() if key not in {"properties", "required"}}
    for name, part in schema.get("properties", {}).items():
        yield from places(part, (*place, name))


def replaced(body: Mapping[str, Any], place: Place, value: Any) -> Any:
    """A body with another value at a place, or with none there if the value is ABSENT."""
    if not place:
        return value
    name, *rest = place
    changed = {**body, name: replaced(body.get(name, {}), tuple(rest), value)}
    return {key: inner for key, inner in changed.items() if inner is not ABSENT}


def narrowed(schema: Mapping[str, Any], parts: Mapping[str, Mapping[str, Any]], path: str = "") -> Body:
    """A request's schema with other schemas at some paths, members there mandatory, and no others allowed."""
    properties = {}
    for name, part in schema.get("properties", {}).items():
        at = f"{path}{name}"
        inner = any(key.startswith(f"{at}.") for key in parts)
        properties[name] = parts.get(at) or (narrowed(part, parts, f"{at}.") if inner else part)
    put = [name for name in properties if any(f"{key}.".startswith(f"{path}{name}.") for key in parts)]
    required = list(dict.fromkeys((*schema.get("required", ()), *put)))
    return {**schema, "properties": properties, "required": required, "additionalProperties": False}


def _normal(value: Any) -> Choices:
    return st.just(Choice(value=value))


# --- synchronizations: which page is asked for, always with what the bridge has just handed over ------------


def _pages(choices: list[Choice]) -> Choices:
    return st.sampled_from(choices)


def _contact_pages(setting: Setting) -> Iterator[Choice]:
    contacts = setting.memory.contacts or Walk()
    starts: list[Body] = [{}]
    if contacts.checkpoint is not None:
        starts.append({"synchronization_checkpoint": contacts.checkpoint})
    for page in range(min(contacts.pages, PAGES)):
        for start in starts:
            yield Choice(value=start, page=page)


def _agent_pages(setting: Setting) -> Iterator[Choice]:
    agents = setting.memory.agents or Walk()
    yield Choice(value={"offset": None}, kinds=("offset-null",))
    yield Choice(value={}, kinds=("offset-omitted",))
    for page in range(1, min(agents.pages, PAGES)):
        yield Choice(value=setting.baseline["meta"], page=page)


# --- contact activity --------------------------------------------------------------------------------------

UNKNOWN = ("unknown-contact",)
PERHAPS_KNOWN = ("valid", "unknown-contact")


def _activity(setting: Setting) -> Iterator[tuple[str, Choices]]:
    types = setting.normal("meta", "interaction_types")
    some = st.lists(st.sampled_from(types), min_size=1, unique=True) if types else st.just([])
    none = Choice(value=[], kinds=("empty-types",) if types else ())
    subsets = some.map(lambda chosen: Choice(value=chosen))
    yield "meta.interaction_types", texts.any_of(_normal(types), subsets, st.just(none))
    token = setting.token
    ids = [contact["contact_external_id"] for contact in setting.contacts]
    absent = Choice(kinds=PERHAPS_KNOWN)
    unknown_ids = st.sampled_from((f"unknown-{token}", f"0-{token}", token, f"{token}'", f"ü {token}"))
    unknown = unknown_ids.map(lambda made: Choice(value=made, kinds=UNKNOWN))
    known = [st.sampled_from(ids).map(lambda found: Choice(value=found, kinds=("valid",)))] if ids else []
    yield "data.contact_external_id", texts.any_of(*known, st.just(absent), unknown, unknown)
    own = [st.just(Choice(own=True, kinds=("valid",)))] if ids else []
    yield "data.contact_name", texts.any_of(*own, _names(token), _names(token))
    nothing = st.just(Choice(value=[], kinds=UNKNOWN))
    emails = st.lists(texts.addresses(token), min_size=1, max_size=3, unique=True)
    foreign = emails.map(lambda found: Choice(value=found, kinds=UNKNOWN))
    yield "data.contact_emails", texts.any_of(*own, nothing, nothing, foreign)
    phones = st.lists(texts.phones().map(lambda choice: choice.value), min_size=1, max_size=3, unique=True)
    perhaps = phones.map(lambda found: Choice(value=found, kinds=PERHAPS_KNOWN))
    yield "data.contact_phones", texts.any_of(*own, nothing, nothing, perhaps)


def _names(token: str) -> Choices:
    """Names that nobody has, for the token is in them."""
    room = NAME - len(token) - 1
    return texts.plain_texts(dense=room, longest=room).map(
        lambda text: Choice(value=f"{text} {token}", kinds=UNKNOWN)
    )


# --- actions -----------------------------------------------------------------------------------------------


def _action(setting: Setting) -> Iterator[tuple[str, Choices]]:
    action: Action = setting.definition.action(endpoints.action_name(setting.endpoint))
    for entry in action.inputs:
        normal = setting.normal("data", entry.key)
        absent = () if entry.mandatory else (st.just(Choice(kinds=("optional-absent",))),)
        fixed = entry.is_constant or entry.key in setting.given
        values = () if fixed else (_input(entry, setting),) * 3
        yield f"data.{entry.key}", texts.any_of(_normal(normal), *absent, *values)
    yield "meta", texts.any_of(_normal(setting.baseline.get("meta", ABSENT)), _ids(setting))


def _input(entry: ActionInput, setting: Setting) -> Choices:
    """Values that the definition allows for an input."""
    if entry.options:
        return texts.one_of(entry.options, "valid-option")
    if entry.type in DATES:
        return texts.dates(entry.format or DATES[entry.type], setting.now)
    match entry.type:
        case "email":
            return texts.emails(setting.run)
        case "tel":
            return texts.phones()
        case "number":
            return texts.numbers()
        case "key/value":
            pairs = texts.texts(setting.run)
            return pairs.map(lambda choice: Choice(value={entry.key: choice.value}, kinds=choice.kinds))
        case _:
            return texts.texts(setting.run, several_lines=entry.type == "textarea")


def _ids(setting: Setting) -> Choices:
    """Ids of contacts and agents: any known ones, one of the two, none, or unknown ones."""
    memory = setting.memory
    contacts = [str(record["id"]) for record in (memory.contacts.sample if memory.contacts else ())]
    agents = [str(record["id"]) for record in (memory.agents.sample if memory.agents else ())]
    both = {"contact_external_id": contacts, "agent_external_id": agents}
    known = {name: st.sampled_from(ids) for name, ids in both.items() if ids}
    unknown = {name: st.just(f"unknown-{setting.token}") for name in both}
    without_one = [
        st.fixed_dictionaries({name: ids}).map(lambda some: Choice(value=some, kinds=("without-ids",)))
        for name, ids in known.items()
    ]
    return texts.any_of(
        *([st.fixed_dictionaries(known).map(lambda some: Choice(value=some))] if len(known) == 2 else ()),
        *(without_one if len(known) == 2 else ()),
        st.just(Choice(value={}, kinds=("without-ids",))),
        st.just(Choice(kinds=("without-meta",))),
        st.fixed_dictionaries(unknown).map(lambda some: Choice(value=some, kinds=("unknown-ids",))),
    )
