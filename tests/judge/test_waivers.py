"""Waivers lower what a finding weighs, with a reason that every report has, and until their last day."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from tdmock.contract.releases import RuleSet
from tdmock.errors import UsageError
from tdmock.findings import Clause, Finding, Level, Source, Status
from tdmock.judge.waivers import AS_WRITTEN, Policy, Waiver, check_waivers
from tdmock.report import json_file, junit
from tdmock.report.build import Report
from tests.bridges import conformant, guarded, json_answer
from tests.in_memory import InMemory, run

RULE = "contacts.name-is-string"
NAMELESS = {
    **conformant(),
    "/contact_sync": guarded(
        lambda _: json_answer({"contacts": [{"id": "1"}], "synchronization_checkpoint": "c"})
    ),
}


def weighed(*waivers: Waiver, today: date = date(2026, 1, 1)) -> Report:
    now = datetime.combine(today, time(12), UTC)
    return run(InMemory(NAMELESS), only=["contact_sync"], waivers=waivers, now=now)


def waiver(**members: Any) -> Waiver:
    return Waiver(**{"rule": RULE, "reason": "The vendor fixes it.", **members})


def finding(report: Report) -> Finding:
    return next(found for found in report.findings if found.clause.id == RULE)


@pytest.mark.parametrize("endpoint", [None, "contact_sync"])
def test_a_waived_finding_weighs_less_and_stays_with_its_reason(endpoint: str | None) -> None:
    report = weighed(waiver(endpoint=endpoint))
    found = finding(report)
    assert (found.level, found.clause.level) == (Level.INFO, Level.ERROR)
    assert found.remarks == ("waived, else error: The vendor fixes it.",)
    assert report.verdict == "conformant"
    assert report.endpoints[0].outcome == "passed"
    assert "The vendor fixes it." in json_file.render(report)
    assert "The vendor fixes it." in junit.render(report)


def test_a_waiver_may_leave_a_warning() -> None:
    assert finding(weighed(waiver(level=Level.WARNING))).level == Level.WARNING


@pytest.mark.parametrize("other", [{"endpoint": "agent_sync"}, {"rule": "contacts.id-is-string"}])
def test_another_endpoint_or_rule_is_not_waived(other: dict[str, str]) -> None:
    report = weighed(waiver(**other))
    assert finding(report).level == Level.ERROR
    assert report.verdict == "nonconformant"


def test_a_waiver_holds_on_its_last_day_and_says_when_it_has_ended() -> None:
    ending = waiver(until=date(2026, 1, 1))
    assert finding(weighed(ending)).remarks == ("waived until 2026-01-01, else error: The vendor fixes it.",)
    ended = finding(weighed(ending, today=date(2026, 1, 2)))
    assert ended.level == Level.ERROR
    assert ended.remarks == ("its waiver ended with 2026-01-01: The vendor fixes it.",)


def test_a_waiver_never_raises_a_level() -> None:
    unpaged = {**conformant(), "/contact_sync": guarded(lambda _: json_answer({"contacts": []}))}
    rule = "contacts.checkpoint-is-present"  # a warning
    waivers = (waiver(rule=rule, level=Level.WARNING),)
    report = run(InMemory(unpaged), only=["contact_sync"], waivers=waivers)
    assert {found.level for found in report.findings if found.clause.id == rule} == {Level.WARNING}


CLAUSE = Clause(
    id=RULE,
    title="Every contact has a name",
    level=Level.ERROR,
    source=Source(title="Page", url="https://x", edition="current", status=Status.STATED),
)


def told(endpoint: str = "contact_sync", **members: Any) -> Finding:
    """A finding of the rule; ``level`` is the clause's."""
    clause = replace(CLAUSE, level=members.pop("level", Level.ERROR))
    plain = {"message": "", "at": "", "expected": "", "actual": "", "occurrences": 1, "exchange": None}
    return Finding(**{"clause": clause, "endpoint": endpoint, "reproduce": "", **plain, **members})


@pytest.mark.parametrize(
    ("named", "endpoint", "covered"),
    [
        (None, "contact_sync", True),
        ("contact_sync", "contact_sync", True),
        ("actions", "actions/a", True),
        ("actions/a", "actions/a", True),
        ("actions/a", "actions/b", False),
        ("actions", "contact_sync", False),
        (None, "actions/a", True),
    ],
)
def test_a_waiver_covers_an_endpoint_every_action_or_all(
    named: str | None, endpoint: str, *, covered: bool
) -> None:
    assert waiver(endpoint=named).covers(told(endpoint)) is covered


def test_of_several_waivers_the_one_that_lowers_most_is_told() -> None:
    both = (waiver(level=Level.WARNING, reason="one"), waiver(reason="other"))
    for waivers in (both, both[::-1]):
        found = Policy(waivers=waivers).weigh(told())
        assert (found.weight, found.remarks) == (Level.INFO, ("waived, else error: other",))


def test_what_has_ended_hides_none_that_is_in_force() -> None:
    over, holding = waiver(until=date(2025, 1, 1)), waiver(level=Level.WARNING, until=date(2026, 1, 1))
    found = Policy(waivers=(over, holding), today=date(2026, 1, 1)).weigh(told())
    assert found.weight is Level.WARNING


def test_of_several_that_have_ended_the_last_is_told() -> None:
    days = (date(2025, 1, 2), date(2025, 1, 3), date(2025, 1, 1))
    ended = tuple(waiver(until=day, reason=f"{day:%d}") for day in days)
    found = Policy(waivers=ended, today=date(2026, 1, 1)).weigh(told())
    assert (found.weight, found.remarks) == (None, ("its waiver ended with 2025-01-03: 03",))


def test_what_is_remarked_already_stays() -> None:
    found = Policy(waivers=(waiver(),)).weigh(told(remarks=("before",)))
    assert found.remarks == ("before", "waived, else error: The vendor fixes it.")


def test_a_waiver_leaves_a_lower_level_as_it_is() -> None:
    found = Policy(waivers=(waiver(level=Level.WARNING),)).weigh(told(level=Level.INFO))
    assert (found.weight, found.level) == (None, Level.INFO)


def test_without_waivers_a_finding_stays_the_same() -> None:
    assert AS_WRITTEN.weigh(told()) == told()


@pytest.mark.parametrize(
    ("levels", "level", "remarks"),
    [
        ({RULE: Level.WARNING}, Level.WARNING, ("error today, warning in 0.1 (--rules)",)),
        ({"contacts.other": Level.ERROR}, Level.INFO, ("error today, no rule in 0.1 (--rules)",)),
        ({RULE: Level.ERROR}, Level.ERROR, ()),
        ({"agents.other": Level.ERROR}, Level.ERROR, ()),
    ],
)
def test_an_older_version_lowers_with_a_reason(
    levels: dict[str, Level], level: Level, remarks: tuple[str, ...]
) -> None:
    found = Policy(rules=RuleSet(version="0.1", levels=levels)).weigh(told())
    assert (found.level, found.remarks) == (level, remarks)


def test_a_waiver_lowers_what_an_older_version_left() -> None:
    older = RuleSet(version="0.1", levels={RULE: Level.WARNING})
    found = Policy(rules=older, waivers=(waiver(),)).weigh(told())
    assert (found.level, found.remarks[-1]) == (Level.INFO, "waived, else warning: The vendor fixes it.")


def test_a_waiver_of_an_unknown_rule_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"did you mean contacts\.name-is-string\?"):
        check_waivers([waiver(rule="contacts.name-is-sting")], [RULE, "contacts.id-is-string"])


def test_a_waiver_of_nothing_like_a_rule_is_refused_too() -> None:
    message = "^a waiver is of qqqqqqqq, but there is no such rule; `tdmock rules` lists them$"
    with pytest.raises(UsageError, match=message):
        check_waivers([waiver(), waiver(rule="qqqqqqqq")], [RULE])


@pytest.mark.parametrize(
    "rule",
    [
        "contacts.id-is-string",
        "definition.endpoints-use-https",
        "definition.none-has-no-fields",  # retired
        "agents.null-offset-is-accepted",  # of the edition current alone
    ],
)
def test_a_waiver_may_be_of_a_rule_of_another_run(rule: str) -> None:
    check_waivers([waiver(rule=rule)], [RULE])
