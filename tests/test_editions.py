"""What an edition makes of the base."""

from typing import Any

import pytest

from tdmock.editions import Edition, contract_document, merged
from tdmock.scenario.model import builtin_scenarios


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_patch_merges_as_rfc_7396_says(target: Any, patch: Any, result: Any) -> None:
    assert merged(target, patch) == result


def test_an_edition_leaves_the_base_as_it_is() -> None:
    contract_document(Edition.Y2017)
    clauses = contract_document(Edition.CURRENT)["paths"]["/auth_validation"]["post"]["x-status-clauses"]
    assert "auth.success-is-200" in clauses
    assert "auth.success-is-204" not in clauses


def test_2017_states_what_the_current_edition_carries_over() -> None:
    current, dated = (contract_document(edition)["x-wire-clauses"] for edition in Edition)
    carried = [name for name, clause in current.items() if clause["status"] == "carried-over"]
    assert carried
    assert {dated[name]["status"] for name in carried} == {"stated"}


@pytest.mark.parametrize("edition", Edition)
def test_requests_have_the_members_that_the_edition_knows(edition: Edition) -> None:
    paths = contract_document(edition)["paths"]
    for scenario in builtin_scenarios(edition):
        path = "/actions/{action}" if scenario.endpoint == "actions" else f"/{scenario.endpoint}"
        content = paths[path]["post"]["requestBody"]["content"]["application/json"]
        if scenario.body:
            assert set(scenario.body) <= set(content["schema"]["properties"]), scenario.id


@pytest.mark.parametrize("edition", Edition)
def test_a_scenario_requires_those_that_the_edition_has(edition: Edition) -> None:
    scenarios = {scenario.id: scenario for scenario in builtin_scenarios(edition)}
    for scenario in scenarios.values():
        assert all(f"{scenario.endpoint}/{name}" in scenarios for name in scenario.requires), scenario.id
