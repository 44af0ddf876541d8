"""Waivers lower what a finding weighs, with a reason that every report has, and until their last day."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from tdmock.errors import UsageError
from tdmock.findings import Finding, Level
from tdmock.judge.waivers import Waiver, check_waivers
from tdmock.report import json_file, junit
from tdmock.report.build import Report
from tests.bridges import Serve, check, conformant, guarded, json_answer

RULE = "contacts.name-is-string"
NAMELESS = {
    **conformant(),
    "/contact_sync": guarded(
        lambda _: json_answer({"contacts": [{"id": "1"}], "synchronization_checkpoint": "c"})
    ),
}


def weighed(serve: Serve, *waivers: Waiver, today: date = date(2026, 1, 1)) -> Report:
    now = datetime.combine(today, time(12), UTC)
    return check(serve(NAMELESS).url, only=["contact_sync"], waivers=waivers, now=now)


def waiver(**members: Any) -> Waiver:
    return Waiver(**{"rule": RULE, "reason": "The vendor mends it.", **members})


def finding(report: Report) -> Finding:
    return next(found for found in report.findings if found.clause.id == RULE)


@pytest.mark.parametrize("endpoint", [None, "contact_sync"])
def test_a_waived_finding_weighs_less_and_stays_with_its_reason(serve: Serve, endpoint: str | None) -> None:
    report = weighed(serve, waiver(endpoint=endpoint))
    found = finding(report)
    assert (found.level, found.clause.level) == (Level.INFO, Level.ERROR)
    assert found.remarks == ("waived, else error: The vendor mends it.",)
    assert report.verdict == "conformant"
    assert report.endpoints[0].outcome == "passed"
    assert "The vendor mends it." in json_file.render(report)
    assert "The vendor mends it." in junit.render(report)


def test_a_waiver_may_leave_a_warning(serve: Serve) -> None:
    assert finding(weighed(serve, waiver(level=Level.WARNING))).level == Level.WARNING


@pytest.mark.parametrize("other", [{"endpoint": "agent_sync"}, {"rule": "contacts.id-is-string"}])
def test_another_endpoint_or_rule_is_not_waived(serve: Serve, other: dict[str, str]) -> None:
    report = weighed(serve, waiver(**other))
    assert finding(report).level == Level.ERROR
    assert report.verdict == "nonconformant"


def test_a_waiver_holds_on_its_last_day_and_says_when_it_has_ended(serve: Serve) -> None:
    ending = waiver(until=date(2026, 1, 1))
    assert finding(weighed(serve, ending)).remarks == (
        "waived until 2026-01-01, else error: The vendor mends it.",
    )
    ended = finding(weighed(serve, ending, today=date(2026, 1, 2)))
    assert ended.level == Level.ERROR
    assert ended.remarks == ("its waiver ended with 2026-01-01: The vendor mends it.",)


def test_a_waiver_never_raises_a_level(serve: Serve) -> None:
    unpaged = {**conformant(), "/contact_sync": guarded(lambda _: json_answer({"contacts": []}))}
    rule = "contacts.checkpoint-is-present"  # a warning
    waivers = (waiver(rule=rule, level=Level.WARNING),)
    report = check(serve(unpaged).url, only=["contact_sync"], waivers=waivers)
    assert {found.level for found in report.findings if found.clause.id == rule} == {Level.WARNING}


def test_a_waiver_of_an_unknown_rule_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"did you mean contacts\.name-is-string\?"):
        check_waivers([waiver(rule="contacts.name-is-sting")], [RULE, "contacts.id-is-string"])
