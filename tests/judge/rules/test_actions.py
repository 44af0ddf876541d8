"""Judgements about action execution that matter to real bridges."""

from collections.abc import Callable
from typing import Any

import pytest

Broken = Callable[..., set[str]]


@pytest.mark.parametrize(
    ("body", "clauses"),
    [
        ({}, set()),
        ({"message": ""}, set()),
        ({"external_id": "1", "contact_external_type": "lead"}, set()),
        ({"contact_external_id": "1", "contact_external_url": ""}, {"actions.contact-has-url"}),
        ({"contact_external_id": ""}, set()),
        ({"external_id": 1}, {"actions.members-are-strings"}),
        ({"external_id": None}, {"actions.optional-members-are-not-null"}),
        ({"status": "created"}, {"actions.members-are-known"}),
        (None, {"actions.body-is-object"}),
        ([], {"actions.body-is-object"}),
    ],
)
def test_the_answer_of_an_executed_action_is_judged(broken: Broken, body: Any, clauses: set[str]) -> None:
    assert broken("actions", status=201, body=body) == clauses


@pytest.mark.parametrize(
    ("scenario", "status", "clauses"),
    [
        ("bad-credentials", 400, set()),
        ("bad-credentials", 401, set()),
        ("bad-credentials", 403, {"actions.bad-credentials-are-400-or-401"}),
        ("bad-credentials", 500, {"actions.bad-credentials-handled"}),
        ("bad-credentials", 201, {"actions.bad-credentials-refused"}),
        ("missing-input", 400, set()),
        ("missing-input", 422, set()),
        ("missing-input", 201, {"actions.missing-input-is-refused"}),
        ("missing-input", 500, {"actions.missing-input-is-handled"}),
        ("mandatory-only", 500, {"actions.absent-optional-inputs-are-handled"}),
        ("mandatory-only", 422, {"actions.absent-optional-inputs-are-accepted"}),
        ("null-optional-inputs", 500, {"actions.null-optional-inputs-are-accepted"}),
        ("long-text", 413, set()),
        ("long-text", 400, set()),
        ("long-text", 503, {"actions.long-text-is-handled"}),
        ("get", 405, set()),
        ("get", 404, set()),
        ("get", 500, {"common.get-is-handled"}),
    ],
)
def test_requests_out_of_the_ordinary_are_judged_by_status(
    broken: Broken, scenario: str, status: int, clauses: set[str]
) -> None:
    assert broken("actions", scenario=scenario, status=status) == clauses


@pytest.mark.parametrize("failure", ["dropped", "timeout"])
def test_what_talkdesk_never_sends_costs_a_warning_at_most(broken: Broken, failure: str) -> None:
    clauses = {"dropped": "actions.missing-input-is-handled", "timeout": "common.answers-in-time"}
    assert broken("actions", scenario="missing-input", failure=failure) == {clauses[failure]}


@pytest.mark.parametrize(
    ("status", "clauses"),
    [
        (201, set()),
        (400, {"actions.repeats-are-executed"}),
        (409, {"actions.repeats-are-executed"}),
        (401, {"actions.valid-request-succeeds"}),
        (500, {"actions.valid-request-succeeds"}),
    ],
)
def test_a_refusal_of_what_was_executed_before_blames_no_value(
    broken: Broken, status: int, clauses: set[str]
) -> None:
    """A system may take the same request for a mistake; a crash or refused credentials are none."""
    before = [{"status": 201, "body": {}}]
    assert broken("actions", scenario="kept-connection", before=before, status=status, body={}) == clauses
