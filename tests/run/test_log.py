"""What a case showed is counted by clause and place."""

import pytest

from tdmock.findings import Breach, generalised
from tdmock.run.log import CaseLog
from tdmock.run.result import Case
from tdmock.scenario.model import Scenario


@pytest.fixture
def log() -> CaseLog:
    scenario = Scenario(id="agent_sync/one", endpoint="agent_sync", title="One")
    case = Case(position=(0, 0), scenario=scenario, endpoint="agent_sync", url="", label="", body=None)
    return CaseLog(case=case)


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


def test_occurrences_and_places_of_a_clause_are_added_up(log: CaseLog) -> None:
    first = Breach(rule="a", at="agents[0].id", occurrences=2)
    log.tally([first, Breach(rule="a", at="agents[7].id"), Breach(rule="b")], None)
    log.tally([Breach(rule="a", at="agents", occurrences=3)], None)
    assert log.tallies["a"].breach is first
    assert log.tallies["a"].occurrences == 6
    assert log.tallies["a"].places == {"agents[].id": 3, "agents": 3}
    assert log.tallies["b"].occurrences == 1


def test_a_result_stays_as_it_was_when_more_is_noted(log: CaseLog) -> None:
    log.tally([Breach(rule="a", at="agents[0].id")], None)
    log.looked_at.add("a")
    result = log.result()
    log.tally([Breach(rule="a", at="agents[1].id"), Breach(rule="b")], None)
    log.looked_at.add("b")
    assert {rule: tally.occurrences for rule, tally in result.tallies.items()} == {"a": 1}
    assert result.tallies["a"].places == {"agents[].id": 1}
    assert result.looked_at == result.broken == {"a"}


def test_no_more_than_twenty_places_are_told_apart(log: CaseLog) -> None:
    places = [f"a{number}" for number in range(21)]
    log.tally((Breach(rule="a", at=at) for at in [*places, *places]), None)
    assert log.tallies["a"].occurrences == 42
    assert log.tallies["a"].places == dict.fromkeys(places[:20], 2)
