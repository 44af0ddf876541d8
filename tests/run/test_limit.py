"""A run that ends at a number of findings ends at the same ones each time."""

from typing import Any

import pytest

from tdmock.findings import Breach
from tdmock.report.build import Report
from tdmock.run.limit import Limit
from tdmock.run.result import CaseResult, Tally
from tdmock.run.tasks import Task
from tests.bridges import Answer, conformant, guarded, json_answer
from tests.in_memory import InMemory, case, plan, run

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


def task(endpoint: str, *rules: str, outcome: str = "done") -> Task:
    """One that broke the rules."""
    broken = {rule: Tally(breach=Breach()) for rule in rules}
    one = case(endpoint)
    return Task(
        scenario=one.scenario,
        endpoint=endpoint,
        order=0,
        outcome=outcome,
        results=(CaseResult(case=one, tallies=broken),),
    )


def limit(most: int | None, *order: int, **settings: Any) -> Limit:
    return Limit(plan=plan(max_findings=most, **settings), sequence=order)


def test_findings_are_counted_along_the_sequence_up_to_what_is_not_over() -> None:
    tasks = [task("agent_sync", "b"), task("agent_sync", outcome=""), task("contact_sync", "a")]
    counted = limit(2, 2, 1, 0)
    assert counted.is_reached(tasks) is False
    assert counted.left_out() == ()
    tasks[1] = task("agent_sync", "a")
    assert counted.is_reached(tasks) is True
    assert (counted.end, counted.left_out()) == (2, (0,))
    assert counted.is_reached(tasks) is True  # and stays so


def test_a_rule_counts_once_at_an_endpoint() -> None:
    again = [task("agent_sync", "a"), task("agent_sync", "a"), task("contact_sync", "a")]
    assert not limit(2, 0, 1).is_reached(again)
    assert limit(2, 0, 1, 2).is_reached(again)
    assert limit(2, 0).is_reached([task("agent_sync", "a", "b")])


def test_what_is_not_judged_or_not_asked_for_does_not_count() -> None:
    tasks = [task("contact_sync", "contacts.id-is-string"), task("agent_sync", "agents.id-is-string")]
    assert not limit(1, 0, only=["agent_sync"]).is_reached(tasks)
    assert not limit(1, 1, only_rules=["contacts"]).is_reached(tasks)
    assert limit(1, 0, only_rules=["contacts"]).is_reached(tasks)


def test_without_a_limit_nothing_is_counted() -> None:
    assert not limit(None, 0).is_reached([task("agent_sync", "a")])


def test_a_bridge_with_fewer_is_checked_as_a_whole() -> None:
    report = run(InMemory(conformant()), max_findings=1)
    assert report.verdict == "conformant"
