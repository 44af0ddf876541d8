"""What a failure hangs on is shown by further requests, and told instead of a guess."""

import json

import pytest

from tdmock.definition.model import Action, ActionInput, Definition
from tdmock.report.build import Report
from tests.bridges import (
    PEOPLE,
    Answer,
    Asked,
    Given,
    Serve,
    check,
    conformant,
    guarded,
    interactions,
    json_answer,
)

ACTION = "actions/create_note"
NOTE = Action(
    name="create_note",
    endpoint="https://x.example.org/note",
    inputs=(ActionInput(key="subject", name="Subject", mandatory=True),),
)


def told(report: Report) -> dict[str, str]:
    return {finding.clause.id: finding.message for finding in report.findings}


def checked(serve: Serve, answer: Answer) -> tuple[Report, list[Asked]]:
    """An action alone: no contact is known that it could be executed for."""
    bridge = serve({"/note": guarded(answer, auth={})})
    report = check(bridge.url, definition=Definition(name="notes", actions=(NOTE,)), auth={})
    return report, bridge.asked


@pytest.mark.parametrize(
    ("status", "rule"), [(500, "actions.missing-ids-are-handled"), (400, "actions.ids-are-optional")]
)
def test_an_action_that_needs_a_contact_is_told_so_and_not_of_its_inputs(
    serve: Serve, status: int, rule: str
) -> None:
    def for_a_contact(asked: Asked) -> Given:
        meta = asked["body"].get("meta") or {}
        return json_answer({}, 201 if "contact_external_id" in meta else status)

    report, _ = checked(serve, for_a_contact)
    assert "actions.valid-request-succeeds" not in told(report)
    assert f"status {status} to no contact or agent id" in told(report)[rule]


def test_an_action_that_fails_with_a_contact_too_is_told_of_its_inputs(serve: Serve) -> None:
    report, asked = checked(serve, lambda _: json_answer({}, 400))
    assert "actions.valid-request-succeeds" in told(report)
    assert any(
        "contact_external_id" in request["body"].get("meta", {}) for request in asked if request["body"]
    )


def test_outcomes_of_different_texts_are_told_apart_with_the_smallest_text(serve: Serve) -> None:
    def naive(asked: Asked) -> Given:
        subject = asked["body"]["data"].get("subject", "")
        if not subject.isascii():
            return json_answer({}, 502 if any(ord(char) > 0xFFFF for char in subject) else 500)
        return json_answer({}, 400 if '"' in subject else 201)

    report, _ = checked(serve, naive)
    handled = told(report)["actions.text-is-handled"]
    assert handled.startswith(
        'status 500 to text in any script: "é" in subject is enough, a character beyond ASCII'
    )
    assert "; status 502 to text in any script" in handled
    accepted = told(report)["actions.text-is-accepted"]
    assert "status 400 to text in any script: '\"' in subject is enough, a double quote (quotes" in accepted


def test_from_which_length_on_a_text_breaks_the_bridge_is_told(serve: Serve) -> None:
    def short(asked: Asked) -> Given:
        return json_answer({}, 500 if len(asked["body"]["data"].get("subject", "")) > 300 else 201)

    report, asked = checked(serve, short)
    (message,) = (text for rule, text in told(report).items() if rule == "actions.long-text-is-handled")
    assert " characters in subject are enough" in message
    assert len(asked) < 70


def test_a_contact_whose_name_breaks_the_bridge_is_told_by_what_is_in_the_name(serve: Serve) -> None:
    people = [{**person, "name": f"Zoë {place}"} for place, person in enumerate(PEOPLE)]

    def ascii_only(asked: Asked) -> Given:
        name = asked["body"]["data"].get("contact_name", "")
        return interactions(asked) if name.isascii() else json_answer({}, 500)

    page = {"contacts": people, "synchronization_checkpoint": "c"}
    answers = {
        **conformant(),
        "/contact_sync": guarded(lambda _: json_answer(page)),
        "/interaction_update": guarded(ascii_only),
    }
    message = told(check(serve(answers).url))["interactions.valid-request-succeeds"]
    assert 'as Talkdesk sends it: "é" in contact_name is enough, a character beyond ASCII' in message


@pytest.mark.parametrize("status", [400, 404, 500])
def test_what_fails_with_valid_credentials_too_tells_nothing_of_credentials(
    serve: Serve, status: int
) -> None:
    """The bridge takes each body but once: what comes again fails, whoever sends it."""
    seen: set[str] = set()
    answer = conformant()["/contact_sync"]

    def without_auth(asked: Asked) -> Given:
        wrong = answer(asked)[0] == 401
        key = json.dumps(asked["body"].get("meta"))
        if wrong or key in seen:
            seen.add(key)
            return json_answer({}, status)
        return answer(asked)

    report = check(serve({**conformant(), "/contact_sync": without_auth}).url, only=["contact_sync"])
    assert not [rule for rule in told(report) if "credentials" in rule]
