"""A run that ends at a number of findings ends at the same ones each time."""

import pytest

from tdmock.report.build import Report
from tests.bridges import Answer, conformant, guarded, json_answer
from tests.in_memory import InMemory, run

WRONG: dict[str, Answer] = {
    **conformant(),
    "/contact_sync": guarded(lambda _: json_answer({"contacts": [{"id": 1}]})),
    "/agent_sync": guarded(lambda _: json_answer({"agents": [{"id": True}]})),
}


def found(report: Report) -> list[tuple[str, str]]:
    return [(finding.endpoint, finding.clause.id) for finding in report.findings]


def test_no_more_scenarios_are_played_than_it_takes() -> None:
    whole, bridge = run(InMemory(WRONG)), InMemory(WRONG)
    some = run(bridge, max_findings=1)
    assert set(found(some)) < set(found(whole))
    assert len(bridge.asked) < sum(endpoint.exchanges for endpoint in whole.endpoints) / 4
    assert some.verdict == "nonconformant"
    assert "--max-findings" in next(e.reason for e in some.endpoints if e.endpoint == "agent_sync")


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_the_number_of_workers_changes_nothing(limit: int) -> None:
    one, many = (run(InMemory(WRONG), max_findings=limit, workers=workers) for workers in (1, 12))
    assert found(one) == found(many)
    assert one.results == many.results


def test_a_bridge_with_fewer_is_checked_as_a_whole() -> None:
    report = run(InMemory(conformant()), max_findings=1)
    assert report.verdict == "conformant"
