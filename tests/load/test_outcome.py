"""What a load came to: limits, verdicts, findings in the contract's words."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import jsonschema_rs
import pytest
from msgspec import structs
from rich.console import Console

from tdmock.editions import data
from tdmock.load.messages import Ended, EndpointLoad, Told, Why
from tdmock.load.outcome import Limits, LoadReport, Session, report_load
from tdmock.load.report import console, json_file, page
from tdmock.load.settings import Load, Order
from tdmock.load.site import plan_load
from tests.bridges import VALID

LOAD = Load(url="http://127.0.0.1:8000", credentials=(VALID,))
TOLD = Told(
    endpoint="contact_sync",
    rule="contacts.id-is-string",
    at="contacts[3].id",
    expected="a string",
    actual="7 (integer)",
    occurrences=12,
)


def endpoint(
    name: str = "contact_sync", *, requests: int = 100, p95: float = 20.0, **problems: int
) -> EndpointLoad:
    return EndpointLoad(
        endpoint=name,
        requests=requests,
        failures=sum(problems.values()),
        p50=10.0,
        p95=p95,
        p99=30.0,
        max=31.25,
        problems=problems,
    )


def report(*endpoints: EndpointLoad, why: Why = "", told: tuple[Told, ...] = (), **limits: Any) -> LoadReport:
    plan, _ = plan_load(LOAD)
    ended = Ended(endpoints=[*endpoints], told=[*told], calls=50, late=0, seconds=9.5, why=why)
    return report_load(
        plan,
        Order(load=LOAD),
        ended,
        Limits(**limits),
        Session(
            target="http://127.0.0.1:8000",
            started_at=datetime(2026, 1, 1, tzinfo=UTC),
            notes=["worker somewhere is lost"],
        ),
    )


@pytest.mark.parametrize(
    ("measured", "limits", "verdict"),
    [
        (endpoint(), {}, "held"),
        (endpoint(limited=1), {}, "exceeded"),
        (endpoint(limited=1), {"failures": 0.01}, "held"),
        (endpoint(limited=2), {"failures": 0.01}, "exceeded"),
        (endpoint(p95=20.0), {"p95": 20.0}, "held"),
        (endpoint(p95=20.1), {"p95": 20.0}, "exceeded"),
    ],
)
def test_a_limit_holds_up_to_its_value(measured: EndpointLoad, limits: dict[str, Any], verdict: str) -> None:
    assert report(measured, **limits).verdict == verdict


def test_an_endpoint_that_is_seldom_asked_is_not_hidden_by_the_others() -> None:
    seldom = endpoint("auth_validation", requests=10, limited=5)
    assert report(endpoint(requests=100_000), seldom, failures=0.1).verdict == "exceeded"


@pytest.mark.parametrize("endpoints", [(), (endpoint(refused=100),), (endpoint(refused=60, tls=40),)])
def test_without_any_answer_there_is_no_verdict_on_the_bridge(endpoints: tuple[EndpointLoad, ...]) -> None:
    assert report(*endpoints).verdict == "incomplete"


def test_a_load_that_ended_before_its_time_did_not_hold() -> None:
    assert report(endpoint(), why="lost").verdict == "incomplete"
    assert report(endpoint(limited=50), why="failing").verdict == "exceeded"


def test_what_broke_the_contract_is_told_with_its_clause() -> None:
    (finding,) = report(endpoint(), told=(TOLD,)).findings
    assert (finding.clause.id, finding.occurrences) == ("contacts.id-is-string", 12)
    assert finding.message == "contacts[3].id: 7 (integer); expected a string"
    assert finding.clause.fix


def test_a_cause_is_not_told_twice_by_a_weaker_rule() -> None:
    plan, _ = plan_load(LOAD)
    weaker, better = next((rule, min(others)) for rule, others in plan.contract.yields_to.items() if others)
    both = tuple(
        Told(endpoint="agent_sync", rule=rule, at="", expected="", actual="", occurrences=1)
        for rule in (weaker, better)
    )
    assert [finding.clause.id for finding in report(endpoint(), told=both).findings] == [better]


def test_the_json_report_is_as_its_schema_says() -> None:
    load, check = (
        json.loads((data("contracts") / f"{name}.schema.json").read_bytes()) for name in ("load", "report")
    )
    validator = jsonschema_rs.validator_for(load, registry=jsonschema_rs.Registry([(check["$id"], check)]))
    text = json_file.render(report(endpoint(limited=3), told=(TOLD,), why="failing", p95=10.0))
    validator.validate(json.loads(text))


def test_the_console_tells_figures_reasons_findings_and_limits() -> None:
    shown = Console(width=100, record=True, file=None)
    with shown.capture() as captured:
        console.print_load(report(endpoint(limited=3), told=(TOLD,), p95=10.0), shown)
    text = captured.get()
    for part in (
        "31 ms",
        "contact_sync failed: limited (3)",
        "contacts.id-is-string",
        "(12 times)",
        "--max-p95",
        "EXCEEDED",
    ):
        assert part in text, text


def test_a_report_holds_no_credential_of_an_address() -> None:
    load = replace(LOAD, url="http://user:s3cret-pw@127.0.0.1:8000")
    plan, _ = plan_load(load)
    assert plan.mask.text("http://user:s3cret-pw@127.0.0.1:8000").count("s3cret-pw") == 0


def test_the_page_tells_figures_reasons_findings_and_limits() -> None:
    text = page.render(report(endpoint(limited=3), told=(TOLD,), why="failing", p95=10.0))
    parts = (
        "beyond its limit",
        "limited",
        "3 times",
        "contacts.id-is-string",
        "12 times",
        "31.2",
        "--max-p95",
    )
    for part in (*parts, "nothing but failures", "worker somewhere is lost", "exceeded"):
        assert part in text, part


def test_a_name_is_text_on_the_page() -> None:
    hostile = structs.replace(TOLD, actual="<script>alert(1)</script>\x1b[2J")
    text = page.render(report(endpoint(), told=(hostile,)))
    assert text.count("<script>") == 1
    assert "\x1b" not in text


def test_a_page_is_written_where_no_answer_came() -> None:
    assert "No answer came." in page.render(report())
