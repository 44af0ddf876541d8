"""Streams of fixture data: contacts, agents, interactions and answers, valid or with labelled faults."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from tdmock import endpoints
from tdmock.definition.model import Definition
from tdmock.endpoints import ACTIONS, Endpoint
from tdmock.errors import UsageError
from tdmock.generate.fakes import Contacts
from tdmock.generate.fakes.agents import TEAM
from tdmock.generate.fakes.interactions import MOST, site_of
from tdmock.generate.faults import ANSWER_FAULTS, RECORD_FAULTS, Item
from tdmock.generate.recipe import PAGE, TEAM_PAGE, Recipe, page_of

Record = dict[str, Any]


def contact_items(recipe: Recipe) -> Iterator[Item]:
    """Contacts; with extras each has ``updated_at``. Raises UsageError for more than there are phones for."""
    contacts = recipe.contacts()
    if recipe.numbers.stop > contacts.limit:
        raise UsageError(
            f"phone numbers suffice for {contacts.limit:,} contacts of {', '.join(recipe.locales)}, "
            f"not for {recipe.numbers.stop:,}; mix in another --locale"
        )
    if recipe.invalid or recipe.extras:
        return _contact_items(recipe, contacts)
    return ((contact, None) for contact in map(contacts.record, recipe.numbers))


def _contact_items(recipe: Recipe, contacts: Contacts) -> Iterator[Item]:
    breaker, faults = recipe.breaker("contacts"), RECORD_FAULTS["contacts"]
    for k in recipe.numbers:
        extras = {"updated_at": contacts.updated_at(k)} if recipe.extras else {}
        yield breaker.item({**contacts.record(k), **extras}, faults, k)


def agent_items(recipe: Recipe) -> Iterator[Item]:
    """Agents, each with an e-mail address of its own."""
    agents = recipe.agents()
    breaker, faults = recipe.breaker("agents"), RECORD_FAULTS["agents"]
    return (breaker.item(agents.record(k), faults, k) for k in recipe.numbers)


def interaction_items(
    recipe: Recipe, definition: Definition, contacts: Iterable[Any] | None = None
) -> Iterator[Item]:
    """The interactions of ``count`` contacts from number ``start`` on, of the definition's types.

    The contacts are those of the same seed, or the given ones. With extras each interaction has the contact's
    id as ``contact_external_id``. Raises UsageError for a contact without an id.
    """
    interactions = recipe.interactions(site_of(definition))
    breaker, faults = recipe.breaker("interactions"), RECORD_FAULTS["interactions"]
    numbers = recipe.numbers
    given = (
        map(recipe.contacts().record, numbers)
        if contacts is None
        else islice(contacts, numbers.start, numbers.stop)
    )
    for k, contact in zip(numbers, given, strict=False):
        if not isinstance(contact, Mapping) or "id" not in contact:
            raise UsageError(f"contact number {k + 1} has no id, so it can't have interactions")
        extras = {"contact_external_id": contact["id"]} if recipe.extras else {}
        made = interactions.for_contact(contact, definition.interaction_types)
        for place, interaction in enumerate(made):
            yield breaker.item({**interaction, **extras}, faults, k * MOST + place)


def answer_items(recipe: Recipe, definition: Definition) -> Iterator[Item]:
    """Whole answers of a bridge, ``{"endpoint", "status", "body"}``, the declared endpoints in turn.

    Successive answers of one endpoint are the pages of successive synchronizations of the account, with
    offsets, context and checkpoint, or are about successive contacts. A fault is in the body: its label's
    place is within it.
    """
    answers = _Answers(recipe, definition)
    declared = tuple(definition.endpoints)
    breaker = recipe.breaker("responses")
    for k in recipe.numbers:
        number, place = divmod(k, len(declared))
        endpoint = declared[place]
        kind = endpoints.kind(endpoint)
        body, label = breaker.item(answers.body(kind, number), ANSWER_FAULTS[kind], k)
        yield {"endpoint": endpoint, "status": 201 if kind is ACTIONS else 200, "body": body}, label


class _Answers:
    """The bodies of a conformant bridge's answers, by number."""

    def __init__(self, recipe: Recipe, definition: Definition) -> None:
        self._contacts = recipe.contacts()
        self._agents = recipe.agents()
        self._site = site_of(definition)
        self._interactions = recipe.interactions(self._site)
        self._types = definition.interaction_types or ("interaction",)
        self._account = recipe.account
        self._today = recipe.now.date().isoformat()

    def body(self, kind: Endpoint, number: int) -> Any:
        contact = self._contacts.record(number % self._account) if self._account else {"id": "1"}
        match kind:
            case endpoints.VALIDATION:
                return {}
            case endpoints.CONTACTS:
                return self._contact_page(number)
            case endpoints.AGENTS:
                return self._agent_page(number)
            case endpoints.INTERACTIONS:
                return self._interactions.for_contact(contact, self._types)
            case _:
                return {
                    "message": "Created.",
                    "external_id": f"{number + 1}",
                    "contact_external_id": contact["id"],
                    "contact_external_type": "contact",
                    "contact_external_url": f"{self._site}/contacts/{contact['id']}",
                }

    def _contact_page(self, number: int) -> Record:
        records = page_of(number, self._account, PAGE)
        body: Record = {
            "contacts": [self._contacts.record(k) for k in records],
            "synchronization_checkpoint": f"{self._today}/{number + 1}",
        }
        if records.stop >= self._account:
            return body
        page = records.stop // PAGE
        return {**body, "next_offset": f"page-{page + 1}", "context": {"page": page}}

    def _agent_page(self, number: int) -> Record:
        records = page_of(number, TEAM, TEAM_PAGE)
        body: Record = {"agents": [self._agents.record(k) for k in records]}
        return body if records.stop >= TEAM else {**body, "next_offset": records.stop}
