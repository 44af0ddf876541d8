"""Fake data as Hypothesis strategies."""

from typing import Any

from hypothesis import find, given, settings

from tdmock.documents.load import builtin
from tdmock.fixtures import Agents, Contacts, action_data, agents, contacts, interactions

ACTION = builtin().action("create_ticket")
few = settings(max_examples=20, deadline=None, derandomize=True, database=None)


@few
@given(contacts(locales=["pt_PT"]))
def test_contacts_are_those_of_the_class(contact: dict[str, Any]) -> None:
    assert contact == Contacts(0, ["pt_PT"]).record(int(contact["id"]) - 1)


@few
@given(agents(seed=3))
def test_agents_are_those_of_the_class(agent: dict[str, Any]) -> None:
    assert agent == Agents(3).record(int(agent["id"].removeprefix("agent-")) - 1)


@few
@given(interactions(types=["call"]))
def test_interactions_have_one_of_the_types(interaction: dict[str, Any]) -> None:
    assert {"id", "subject", "date", "type"} <= interaction.keys()
    assert interaction["type"] == "call"


@few
@given(action_data(ACTION))
def test_action_data_has_the_mandatory_inputs(data: dict[str, Any]) -> None:
    assert {entry.key for entry in ACTION.inputs if entry.mandatory} <= data.keys()
    assert data.keys() <= {entry.key for entry in ACTION.inputs}


def test_a_failing_example_shrinks_to_the_first_record() -> None:
    contact = find(contacts(), lambda one: bool(one["name"]), settings=settings(database=None))
    assert contact == Contacts().record(0)
