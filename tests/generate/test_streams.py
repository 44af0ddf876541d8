"""Streams of fixture data: the same records whatever the portion."""

from typing import Any

import pytest

from tdmock.definition.model import Action, ActionInput, Definition
from tdmock.documents.load import builtin
from tdmock.errors import UsageError
from tdmock.generate.fakes import Contacts
from tdmock.generate.recipe import Recipe
from tdmock.generate.requests import ActionData, sample_requests
from tdmock.generate.streams import agent_items, answer_items, contact_items, interaction_items

DEFINITION = builtin()
STREAMS: dict[str, Any] = {
    "contacts": contact_items,
    "agents": agent_items,
    "interactions": lambda recipe: interaction_items(recipe, DEFINITION),
    "responses": lambda recipe: answer_items(recipe, DEFINITION),
    "requests": lambda recipe: (request.record for request in sample_requests(recipe, DEFINITION)),
}


@pytest.mark.parametrize("kind", STREAMS)
def test_parts_make_the_same_whole(kind: str) -> None:
    invalid = 0.0 if kind == "requests" else 0.2

    def part(start: int, count: int) -> list[Any]:
        return list(STREAMS[kind](Recipe(count=count, start=start, seed=9, invalid=invalid)))

    assert part(0, 30) == part(0, 7) + part(7, 20) + part(27, 3)


def test_valid_contacts_are_the_same_with_and_without_broken_ones_among_them() -> None:
    whole = [item for item, _ in contact_items(Recipe(count=200))]
    items = list(contact_items(Recipe(count=200, invalid=0.3)))
    assert {label is None for _, label in items} == {True, False}
    assert all((item == valid) is (label is None) for (item, label), valid in zip(items, whole, strict=True))


def test_contacts_have_nothing_besides_the_contract_unless_extras_are_asked_for() -> None:
    plain = [contact for contact, _ in contact_items(Recipe(count=50))]
    extra = [contact for contact, _ in contact_items(Recipe(count=50, extras=True))]
    assert [
        {**contact, "updated_at": one["updated_at"]} for contact, one in zip(plain, extra, strict=True)
    ] == extra


def test_interactions_are_those_of_the_contacts_given() -> None:
    contacts = [{"id": "A"}, {"id": "B"}, {"id": "C"}]
    items = interaction_items(Recipe(count=2, start=1, extras=True), DEFINITION, contacts)
    interactions = [interaction for interaction, _ in items]
    assert {interaction["contact_external_id"] for interaction in interactions} == {"B", "C"}
    assert {interaction["type"] for interaction in interactions} <= set(DEFINITION.interaction_types)


@pytest.mark.parametrize("contact", ["A", {"name": "A"}, None])
def test_a_contact_without_id_is_told(contact: Any) -> None:
    with pytest.raises(UsageError, match="contact number 1 has no id"):
        list(interaction_items(Recipe(), DEFINITION, [contact]))


def test_answers_are_the_pages_of_synchronizations() -> None:
    endpoints = len(DEFINITION.endpoints)
    answers = [answer for answer, _ in answer_items(Recipe(count=endpoints * 8, account=90), DEFINITION)]
    pages = [answer["body"] for answer in answers if answer["endpoint"] == "contact_sync"]
    assert ["next_offset" in page for page in pages] == [True, True, True, False] * 2
    assert all(("context" in page) is ("next_offset" in page) for page in pages)
    checkpoints = [page["synchronization_checkpoint"] for page in pages]
    assert len(set(checkpoints)) == 8
    contacts = [contact for page in pages for contact in page["contacts"]]
    assert contacts == Contacts().page(0, 90) * 2
    agents = [answer["body"] for answer in answers if answer["endpoint"] == "agent_sync"]
    assert [page.get("next_offset") for page in agents[:3]] == [5, 10, None]


def test_requests_are_about_the_contacts_and_agents_of_the_account() -> None:
    ids: set[str] = set()
    for request in sample_requests(Recipe(count=100, account=3), DEFINITION):
        ids.add(request.rest.get("data", {}).get("contact_external_id", "1"))
        ids.add(request.rest.get("meta", {}).get("contact_external_id", "1"))
    assert ids == {"1", "2", "3"}


def test_requests_show_the_four_states_of_a_contact_synchronization() -> None:
    requests = sample_requests(Recipe(count=4 * len(DEFINITION.endpoints)), DEFINITION)
    states = [set(request.rest["meta"]) for request in requests if request.endpoint == "contact_sync"]
    page = {"offset", "context"}
    assert states == [set(), page, {"synchronization_checkpoint"}, page | {"synchronization_checkpoint"}]


def test_requests_hold_placeholders_where_the_credentials_belong() -> None:
    for request in sample_requests(Recipe(count=20), DEFINITION):
        assert request.record["body"]["auth"] == {"account": "{{account}}", "token": "{{token}}"}


def test_an_integration_without_authentication_has_an_empty_auth() -> None:
    open_one = Definition(name="open", agent_synchronization_endpoint="http://127.0.0.1/agents")
    [request] = sample_requests(Recipe(count=1), open_one)
    assert request.record["body"] == {"auth": {}, "meta": {"offset": None}}


def test_action_data_is_what_the_definition_allows() -> None:
    action = DEFINITION.action("create_ticket")
    data = ActionData(action)
    every = [data.record(k) for k in range(300)]
    assert {data["state"] for data in every} == set(action.inputs[2].options)
    assert all({"firstName", "state"} <= data.keys() for data in every)
    assert {"description" in data for data in every} == {True, False}
    assert len({data["firstName"] for data in every}) > 30


def test_action_data_varies_for_any_number_of_inputs() -> None:
    inputs = tuple(
        ActionInput(key=f"s{n}", type="select", format="a,b,c", mandatory=n % 2 == 0) for n in range(60)
    )
    data = ActionData(Action(name="wide", endpoint="http://127.0.0.1/", inputs=inputs))
    every = [data.record(k) for k in range(100)]
    for entry in inputs:
        assert {one.get(entry.key) for one in every} == (
            {"a", "b", "c"} | ({None} - {entry.mandatory and None})
        )


def test_streams_are_as_long_as_there_are_phones() -> None:
    limit = Contacts().limit
    assert limit > 10**9
    far = contact_items(Recipe(count=2, start=limit - 2))
    assert [contact["id"] for contact, _ in far] == [str(limit - 1), str(limit)]
    with pytest.raises(
        UsageError, match="phone numbers suffice for 710,912 contacts of is_IS, not for 720,000"
    ):
        contact_items(Recipe(count=720_000, locales=("is_IS",)))
