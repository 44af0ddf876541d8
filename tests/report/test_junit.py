"""The JUnit report: well-formed whatever the bridge says, and counted as CI systems expect."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings, strategies as st
from junitparser import JUnitXml

from tdmock.definition.model import Action, Definition
from tdmock.findings import Level
from tdmock.redaction.text import visible
from tdmock.report import junit
from tdmock.report.build import Report
from tests.bridges import Serve, check, conformant, guarded, json_answer

HOSTILE = "\x00\x01\x1b[31m]]>&<x a='\"'>\ufffe\uffff\x85\u2028"


def parsed(report: Report, fail_on: Level = Level.ERROR) -> ET.Element:
    return ET.fromstring(junit.render(report, fail_on))  # noqa: S314 - our own text


@pytest.fixture
def nameless(serve: Serve) -> Report:
    """One error at contacts, and an info: they have no phones."""
    page = {"contacts": [{"id": "1"}], "synchronization_checkpoint": "c"}
    return check(serve({**conformant(), "/contact_sync": guarded(lambda _: json_answer(page))}).url)


def test_hostile_text_leaves_it_well_formed(serve: Serve) -> None:
    person = {"id": HOSTILE, "name": 1, HOSTILE: HOSTILE, "emails": [HOSTILE]}
    answers = {**conformant(), "/contact_sync": guarded(lambda _: json_answer({"contacts": [person]}))}
    root = parsed(check(serve(answers).url), Level.INFO)
    assert any("contacts[0].name" in str(failure.get("message")) for failure in root.iter("failure"))


def test_hostile_names_of_a_definition_leave_it_well_formed() -> None:
    action = Action(name=HOSTILE, endpoint="https://x.example.org/a")
    report = check("http://127.0.0.1:1", definition=Definition(name=HOSTILE, actions=(action,)), auth={})
    assert parsed(report).tag == "testsuites"


@settings(deadline=None)
@given(st.text())
def test_visible_text_is_xml(text: str) -> None:
    element = ET.Element("x", a=visible(text))
    element.text = visible(text)
    ET.fromstring(ET.tostring(element))  # noqa: S314 - our own text


def test_suites_are_endpoints_and_cases_are_rules(nameless: Report) -> None:
    root = parsed(nameless)
    suites = {suite.get("name"): suite for suite in root}
    assert list(suites) == [summary.endpoint for summary in nameless.endpoints]
    for name, suite in suites.items():
        results = [result for result in nameless.results if result.endpoint == name]
        assert suite.get("tests") == str(len(results)) == str(len(suite.findall("testcase")))
        for attribute, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert suite.get(attribute) == str(len(suite.findall(f"testcase/{element}")))


def test_a_reader_of_test_results_counts_what_the_suites_say(nameless: Report) -> None:
    suites = list(JUnitXml.fromstring(junit.render(nameless).encode()))
    assert len(suites) == len(nameless.endpoints)
    for suite in suites:
        told = (suite.tests, suite.failures, suite.errors, suite.skipped)
        suite.update_statistics()
        assert told == (suite.tests, suite.failures, suite.errors, suite.skipped)


def test_a_failure_says_what_to_do(nameless: Report) -> None:
    (failure,) = parsed(nameless).iter("failure")
    assert failure.get("type") == "error"
    assert "contacts[0].name" in str(failure.get("message"))
    assert "fix: " in str(failure.text)
    assert "repeat: curl " in str(failure.text)
    assert "https://docs.talkdesk.com/" in str(failure.text)


def test_findings_below_the_level_that_fails_are_told_in_passing_cases(nameless: Report) -> None:
    told = [output.text or "" for output in parsed(nameless).iter("system-out")]
    assert any(text.startswith("info: ") for text in told)
    assert len(list(parsed(nameless, Level.INFO).iter("failure"))) == 1 + len(told)


def test_a_bridge_that_is_not_there_is_an_error_and_no_failure() -> None:
    root = parsed(check("http://127.0.0.1:1"))
    assert not list(root.iter("failure"))
    assert "127.0.0.1:1" in str(next(root.iter("error")).get("message"))


def test_suites_and_cases_have_times_and_no_line_is_empty(serve: Serve) -> None:
    report = check(serve({**conformant(), "/contact_sync": guarded(lambda _: json_answer([], 500))}).url)
    timed = replace(report, exchanges=tuple(replace(one, elapsed=0.25) for one in report.exchanges))
    text = junit.render(timed)
    assert not [line for line in text.splitlines() if not line.strip()]
    root = ET.fromstring(text)  # noqa: S314 - our own text
    suite = next(suite for suite in root if suite.get("name") == "contact_sync")
    kept = [record for record in report.exchanges if record.endpoint == "contact_sync"]
    assert suite.get("time") == f"{len(kept) / 4:.3f}"
    times = {case.get("time"): case for case in suite}
    assert set(times) == {"0.000", "0.250"}
    assert times["0.250"].find("failure") is not None
    assert "came: 500 Internal Server Error, application/json: []" in text
