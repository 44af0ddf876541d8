"""What a case showed is counted by clause and place."""

import pytest

from tdmock.findings import Breach, generalised
from tdmock.run.result import Case, Played
from tdmock.scenario.model import Scenario


@pytest.fixture
def played() -> Played:
    scenario = Scenario(id="agent_sync/one", endpoint="agent_sync", title="One")
    case = Case(position=(0, 0), scenario=scenario, endpoint="agent_sync", url="", label="", body=None)
    return Played(case=case)


@pytest.mark.parametrize(
    ("at", "kind"),
    [
        ("contacts[3].id", "contacts[].id"),
        ("contacts[3].emails[12]", "contacts[].emails[]"),
        ("[0]", "[]"),
        ("[0].id", "[].id"),
        ("meta.offset", "meta.offset"),
        ("", ""),
    ],
)
def test_a_place_has_no_indexes(at: str, kind: str) -> None:
    assert generalised(at) == kind


def test_occurrences_and_places_of_a_clause_are_added_up(played: Played) -> None:
    first = Breach(rule="a", at="agents[0].id", occurrences=2)
    played.tally([first, Breach(rule="a", at="agents[7].id"), Breach(rule="b")], None)
    played.tally([Breach(rule="a", at="agents", occurrences=3)], None)
    assert played.tallies["a"].breach is first
    assert played.tallies["a"].occurrences == 6
    assert played.tallies["a"].places == {"agents[].id": 3, "agents": 3}
    assert played.tallies["b"].occurrences == 1


def test_no_more_than_twenty_places_are_told_apart(played: Played) -> None:
    places = [f"a{number}" for number in range(21)]
    played.tally((Breach(rule="a", at=at) for at in [*places, *places]), None)
    assert played.tallies["a"].occurrences == 42
    assert played.tallies["a"].places == dict.fromkeys(places[:20], 2)
