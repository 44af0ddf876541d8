"""What fuzzing tells of, and what it leaves to others."""

import re
from collections import Counter
from dataclasses import replace

import pytest

from tdmock.findings import Level
from tdmock.run.settings import Fuzzing
from tdmock.sample.changes import CRASH, instead, succeeded
from tdmock.sample.demonstration import demonstrate
from tdmock.sample.faults import FAULTS
from tdmock.sample.faults.fuzz import FUZZ_FAULTS
from tdmock.sample.message import Answer, Call, Deviation, Handler
from tests.fuzz.fuzzing import SETTINGS, found, fuzz_bridge, with_deviation


@pytest.mark.parametrize(
    ("fault", "matters"),
    [
        ("actions.blank-crashes", 'is "\\xa0 [tdmock-run-1]"; with '),
        ("actions.large-number-crashes", 'data.number is "2147483648"; with "2147483647" it passes'),
        (
            "interaction_update.order-of-types-crashes",
            'is ["case", "ticket"] (array); with ["ticket", "case"]',
        ),
        ("contact_sync.meta-crashes", "meta is "),
        ("auth_validation.number-crashes", 'with "$TDMOCK_AUTH_'),
        ("interaction_update.three-emails-crash", "data.contact_emails is "),
    ],
)
def test_a_failing_request_is_told_by_the_smallest_and_what_matters_in_it(fault: str, matters: str) -> None:
    wanted = FUZZ_FAULTS[fault]
    report = fuzz_bridge(demonstrate(wanted), settings=replace(SETTINGS, seed=1), only=[wanted.endpoint])
    finding = found(report)[wanted.breaks]
    assert matters in finding.message
    assert finding.level is wanted.level
    assert "$TDMOCK_AUTH_TOKEN" in finding.reproduce
    assert finding.exchange is not None


def test_each_clause_is_told_once_at_an_endpoint() -> None:
    report = fuzz_bridge(
        demonstrate(FUZZ_FAULTS["interaction_update.emoji-crashes"]), only=["interaction_update"]
    )
    counts = Counter((f.clause.id, f.endpoint) for f in report.findings)
    assert set(counts.values()) == {1}


def test_what_scenarios_found_is_not_told_again() -> None:
    """An action that takes no text in other scripts: scenarios show it, and fuzzing adds nothing to that."""
    fault = FAULTS["actions.non-ascii-crashes"]
    little = replace(SETTINGS, fuzzing=Fuzzing(max_examples=1))
    alone = fuzz_bridge(demonstrate(fault), only=["actions"], settings=little)
    more = fuzz_bridge(demonstrate(fault), only=["actions"])
    assert found(more)[fault.breaks].message == found(alone)[fault.breaks].message
    assert found(more).keys() == found(alone).keys()


def test_a_failure_that_does_not_come_again_is_told_as_unsteady() -> None:
    """One answer in the middle of the generated requests is a crash; the same request then is answered."""

    def behave(call: Call, below: Handler) -> Answer:
        called = call.memory[call.endpoint] = call.memory.get(call.endpoint, 0) + 1
        return CRASH if called == 60 and call.endpoint == "interaction_update" else below(call)

    report = fuzz_bridge(with_deviation(Deviation(endpoint="*", behave=behave)), only=["interaction_update"])
    assert found(report).keys() == {"common.answers-consistently"}
    assert found(report)["common.answers-consistently"].actual.startswith("once status 500")


def test_wrong_requests_earn_no_more_than_warnings() -> None:
    """A bridge that answers 500 to whatever Talkdesk does not send."""
    crashes = instead(CRASH, when=lambda call, answer: not succeeded(call, answer) and answer.status == 400)
    report = fuzz_bridge(
        with_deviation(Deviation(endpoint="contact_sync", behave=crashes)), only=["contact_sync"]
    )
    assert "common.wrong-requests-are-handled" in found(report)
    assert all(finding.level is not Level.ERROR for finding in report.findings)


def test_secrets_in_the_answers_to_wrong_requests_are_told() -> None:
    def behave(call: Call, below: Handler) -> Answer:
        answer = below(call)
        token = call.bridge.credentials["token"]
        return replace(answer, body={"message": f"{token} sent nonsense"}) if answer.status == 400 else answer

    report = fuzz_bridge(
        with_deviation(Deviation(endpoint="contact_sync", behave=behave)), only=["contact_sync"]
    )
    assert found(report)["common.errors-hold-no-secrets"].level is Level.WARNING
    assert "sample-token" not in found(report)["common.errors-hold-no-secrets"].message


def test_several_faults_are_told_in_one_run_each_with_the_value_and_its_type() -> None:
    """A bridge that crashes where meta is no object, data is no object, or the types are no list."""

    def is_wrong(call: Call) -> bool:
        body = call.body if isinstance(call.body, dict) else {}
        meta, data = body.get("meta", {}), body.get("data", {})
        no_list = isinstance(meta, dict) and not isinstance(meta.get("interaction_types", []), list)
        return not isinstance(meta, dict) or not isinstance(data, dict) or no_list

    crashes = instead(CRASH, when=lambda call, answer: is_wrong(call) and answer.status < 500)
    bridge = with_deviation(Deviation(endpoint="interaction_update", behave=crashes))
    report = fuzz_bridge(bridge, only=["interaction_update"])
    message = found(report)["common.wrong-requests-are-handled"].message
    told = re.findall(r"(meta|data|meta\.interaction_types) is (?:null|[^;]+? \([a-z]+\));", message)
    assert len(set(told)) >= 2, "which of the three a seed finds hangs on Hypothesis"
    (note,) = report.notes
    sent, generated, more = map(int, re.findall(r"(\d+) (?:requests|generated|more)", note))
    assert sent == generated + more
    assert 50 < generated <= 100
