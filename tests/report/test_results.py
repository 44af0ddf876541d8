"""A rule is passed only where something came that could have broken it, and nothing did."""

import threading
from itertools import count

from tdmock.report.build import Report
from tdmock.report.results import Result
from tests.bridges import PEOPLE, Asked, Given, Serve, check, conformant, guarded, json_answer

INTERACTIONS = "/interaction_update"


def result(report: Report, rule: str, endpoint: str) -> Result:
    return next(r for r in report.results if (r.clause.id, r.endpoint) == (rule, endpoint))


def states(report: Report, endpoint: str) -> dict[str, str]:
    return {r.clause.id: r.state for r in report.results if r.endpoint == endpoint}


def test_without_interactions_no_rule_about_them_is_passed_and_an_info_says_so(serve: Serve) -> None:
    bridge = serve({**conformant(), INTERACTIONS: guarded(lambda _: json_answer([]))})
    report = check(bridge.url)
    found = states(report, "interaction_update")
    unseen = {rule for rule, state in found.items() if state == "unseen"}
    assert {
        "interactions.dates-are-readable",
        "interactions.priority-is-known",
        "interactions.id-is-string",
        "interactions.ids-are-unique",
        "interactions.belong-to-the-contact",
        "interactions.text-is-intact",
    } <= unseen
    assert found["interactions.body-is-array"] == "passed"
    assert found["interactions.unknown-contact-has-none"] == "passed"
    told = [(f.clause.id, f.level) for f in report.findings]
    assert told == [("interactions.some-come", "info")]
    assert report.verdict == "conformant"


def test_with_interactions_these_rules_are_passed(serve: Serve) -> None:
    found = states(check(serve(conformant()).url), "interaction_update")
    assert {found[f"interactions.{name}"] for name in ("dates-are-readable", "some-come")} == {"passed"}
    assert found["interactions.priority-is-known"] == "unseen", "no interaction has a priority"


def test_without_phones_no_rule_about_phones_is_passed(serve: Serve) -> None:
    people = [{key: value for key, value in person.items() if key != "phones"} for person in PEOPLE]
    answer = guarded(lambda _: json_answer({"contacts": people, "synchronization_checkpoint": "c"}))
    report = check(serve({**conformant(), "/contact_sync": answer}).url, only=["contact_sync"])
    phones = result(report, "contacts.phones-are-numbers", "contact_sync")
    assert (phones.outcome, phones.reason) == ("skipped", "nothing came that could have broken it")
    assert result(report, "contacts.emails-are-addresses", "contact_sync").outcome == "passed"
    assert result(report, "contacts.pages-differ", "contact_sync").state == "unseen", "there was one page"


def test_a_rule_whose_scenario_could_not_be_played_is_untestable(serve: Serve) -> None:
    crashing = guarded(lambda _: json_answer({}, 500))
    report = check(serve({**conformant(), "/contact_sync": crashing}).url)
    dates = result(report, "interactions.dates-are-readable", "interaction_update")
    assert dates.state == "untestable"
    assert dates.reason == "contact_sync handed over no contacts to ask about"


def test_a_time_out_that_is_not_told_leaves_no_rule_passed(serve: Serve) -> None:
    """Beside other requests one is late, and in time when it is alone: that may be our own doing."""
    turns, over = count(), threading.Event()
    usual = conformant()["/agent_sync"]

    def first_late(asked: Asked) -> Given:
        if next(turns) == 0:
            over.wait(10)
        return usual(asked)

    report = check(serve({**conformant(), "/agent_sync": first_late}).url, only=["agent_sync"], timeout=0.2)
    over.set()
    assert not report.findings
    assert next(e for e in report.endpoints if e.endpoint == "agent_sync").latency_ms["max"] >= 200
    assert result(report, "common.answers-in-time", "agent_sync").outcome == "skipped"


def test_a_rule_that_yields_to_another_says_to_which(serve: Serve) -> None:
    """Everybody gets the same interactions, unknown contacts too: that is one fault."""
    answer = conformant()[INTERACTIONS]

    def somebody_elses(asked: Asked) -> Given:
        status, headers, body = answer(asked)
        if status != 200:
            return status, headers, body
        return json_answer([{"id": "1", "subject": "A", "date": "2012-11-21", "type": "ticket"}])

    report = check(serve({**conformant(), INTERACTIONS: somebody_elses}).url)
    echo = result(report, "interactions.belong-to-the-contact", "interaction_update")
    assert (echo.outcome, echo.reason) == (
        "skipped",
        "it was broken, which interactions.unknown-contact-has-none tells",
    )
