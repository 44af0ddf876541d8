"""One case played to its end: pages followed, what is kept, when a walk is given up."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import orjson

from tdmock.exchange import Failure
from tdmock.judge.comparison import expect
from tdmock.judge.rules import Moment, rules_at
from tdmock.run.pagination import IDLE_PAGES
from tdmock.run.player import Player
from tdmock.run.result import Case, CaseResult
from tests.bridges import (
    AGENTS,
    PEOPLE,
    VALID,
    Answer,
    Asked,
    Given,
    contacts,
    interactions,
    json_answer,
    meta,
)
from tests.in_memory import InMemory, NoAnswerError, case, client, in_turn

CONTACTS, AGENT_SYNC, AUTH = "/contact_sync", "/agent_sync", "/auth_validation"


def play(made: Case, *given: Given | NoAnswerError, **settings: Any) -> CaseResult:
    return Player(caller=client(InMemory({f"/{made.endpoint}": in_turn(*given)}), **settings)).play(made)


def walk(
    answer: Answer, scenario: dict[str, Any] | None = None, **settings: Any
) -> tuple[CaseResult, list[Asked]]:
    bridge = InMemory({CONTACTS: answer})
    asked = case("contact_sync", walk=True, **(scenario or {}))
    return Player(caller=client(bridge, **settings)).play(asked), bridge.asked


def told(result: CaseResult) -> dict[str, int]:
    return {rule: tally.occurrences for rule, tally in result.tallies.items()}


# --- walks -------------------------------------------------------------------------------------------------


def test_a_walk_asks_for_page_after_page() -> None:
    result, asked = walk(contacts)
    assert [request["body"]["meta"] for request in asked] == [{}, {"offset": "3"}, {"offset": "6"}]
    assert result.answered
    assert result.complete
    assert told(result) == {}
    assert result.walk
    assert (result.walk.ended, result.walk.pages, result.walk.records) == (True, 3, 7)
    assert {"contacts.pages-differ", "contacts.pages-end", "contacts.pages-are-within-limit"} <= (
        result.looked_at
    )
    assert not any(name.startswith("agents.") for name in result.looked_at)


def test_what_a_walk_has_shown_is_not_proved_again_on_its_next_pages() -> None:
    """A page that is wrong is asked for twice more; the pages after it, which are as wrong, are not."""

    def nameless(asked: Asked) -> Given:
        status, headers, page = contacts(asked)
        return status, headers, {**page, "contacts": [{**one, "name": 1} for one in page["contacts"]]}

    result, asked = walk(nameless)
    assert [meta(request).get("offset") for request in asked] == [None, None, None, "3", "6"]
    assert told(result)["contacts.name-is-string"] == len(PEOPLE)


def test_the_first_page_is_asked_for_as_the_case_says_and_the_others_as_valid() -> None:
    """What a first page with an odd context may be answered with says nothing of the pages after it."""

    def breaks(asked: Asked) -> Given:
        return json_answer({}, 500) if "offset" in meta(asked) else contacts(asked)

    result, _ = walk(breaks, {"kind": "null-context"})
    assert set(told(result)) == {"contacts.valid-request-succeeds"}
    result, asked = walk(lambda asked: json_answer({}, 400), {"kind": "null-context"})
    assert set(told(result)) == {"contacts.null-context-is-accepted"}
    assert len(asked) == 1
    assert not result.answered


def test_of_a_sample_so_many_contacts_are_judged_one_by_one_and_all_are_read() -> None:
    def spoilt(asked: Asked) -> Given:
        status, headers, page = contacts(asked)
        people = [{**person, "emails": ["none"], "age": 7, "id": "c0"} for person in page["contacts"]]
        return status, headers, {**page, "contacts": people}

    each = {"contacts.emails-are-addresses": 4, "contacts.fields-are-known": 4}
    result, asked = walk(spoilt, {"judges": ("contacts.ids-are-unique",)}, sample=4)
    assert len(asked) == 3
    assert told(result) == {**each, "contacts.ids-are-unique": 2}
    assert result.walk
    assert result.walk.records == len(PEOPLE)


def test_a_page_that_fails_ends_the_walk_and_is_named() -> None:
    def breaks(asked: Asked) -> Given:
        return json_answer({}, 500) if meta(asked).get("offset") == "6" else contacts(asked)

    result, asked = walk(breaks, {"judges": ("contacts.have-phones",)})
    assert result.answered
    assert not result.complete
    breach = result.tallies["contacts.valid-request-succeeds"].breach
    assert breach.actual.endswith(', on page 3, asked for with the offset "6"')
    assert len(asked) == 2 + 3
    assert result.walk
    assert not result.walk.ended
    assert "contacts.have-phones" not in result.looked_at


def test_pages_that_go_round_are_left_at_once() -> None:
    def circle(asked: Asked) -> Given:
        return json_answer({"contacts": PEOPLE[:3], "synchronization_checkpoint": "c", "next_offset": "1"})

    result, asked = walk(circle, {"judges": ("contacts.ids-are-unique", "contacts.have-phones")})
    assert told(result) == {"contacts.pages-differ": 1}
    assert result.tallies["contacts.pages-differ"].records
    assert len(asked) == 2
    assert not result.complete
    assert "contacts.have-phones" not in result.looked_at


def endless(people: Callable[[int], list[dict[str, Any]]], numbers: Iterator[int]) -> Answer:
    return lambda asked: json_answer(
        {
            "contacts": people(next(numbers)),
            "synchronization_checkpoint": "c",
            "next_offset": str(next(numbers)),
        }
    )


def test_pages_without_a_new_id_are_given_up() -> None:
    """They differ, so nothing shows that they go round but their ids."""
    pages = endless(lambda number: [{**PEOPLE[0], "name": f"Ann {number}"}], count())
    result, asked = walk(pages)
    assert len(asked) == IDLE_PAGES + 1
    assert told(result) == {"contacts.ids-are-unique": IDLE_PAGES}
    assert not result.complete


def test_a_walk_is_given_up_after_so_many_pages() -> None:
    pages = endless(lambda number: [{**PEOPLE[0], "id": str(number)}], count())
    result, asked = walk(pages, {"judges": ("contacts.have-phones",)}, max_pages=4)
    assert len(asked) == 4
    assert told(result) == {"contacts.pages-are-within-limit": 1}
    assert result.tallies["contacts.pages-are-within-limit"].records
    assert result.complete  # what was read is enough to go on with
    assert result.walk
    assert not result.walk.ended
    assert "contacts.have-phones" in result.looked_at


def test_a_walk_is_judged_as_a_whole_after_its_last_page() -> None:
    nobody = [{**person, "phones": []} for person in PEOPLE]
    answer = json_answer({"contacts": nobody, "synchronization_checkpoint": "c"})
    judges = ("contacts.have-phones", "contacts.checkpoint-is-present")
    result, _ = walk(lambda _: answer, {"judges": judges})
    assert set(told(result)) == {"contacts.have-phones"}
    assert result.tallies["contacts.have-phones"].records == tuple(result.records)
    assert set(judges) <= result.looked_at


def test_what_came_is_compared_with_what_was_expected(tmp_path: Path) -> None:
    file = tmp_path / "expected.json"
    file.write_text(json.dumps([*PEOPLE[1:], {"id": "c9", "name": "Nobody"}]), encoding="utf-8")

    def compared(**settings: Any) -> CaseResult:
        asked = replace(case("contact_sync", walk=True), expected=expect("contact_sync", file).compare())
        return Player(caller=client(InMemory({CONTACTS: contacts}), **settings)).play(asked)

    whole, part = compared(), compared(max_pages=1)
    assert told(whole) == {"contacts.expected-extra": 1, "contacts.expected-missing": 1}
    assert whole.tallies["contacts.expected-missing"].records
    assert {"contacts.expected-missing", "contacts.name-is-string"} <= whole.looked_at
    assert told(part) == {"contacts.expected-extra": 1, "contacts.pages-are-within-limit": 1}
    assert "contacts.expected-missing" not in part.looked_at


def test_what_a_page_shows_is_told_with_its_record() -> None:
    empty = endless(lambda _: [], count())
    result, _ = walk(empty, max_pages=12)
    assert "contacts.pages-bring-contacts" in told(result)
    assert result.tallies["contacts.pages-bring-contacts"].records == result.records[:11]


def test_agents_are_walked_as_well() -> None:
    def agents(asked: Asked) -> Given:
        start = meta(asked).get("offset") or 0
        more = {"next_offset": start + 1} if start < 2 else {}
        return json_answer({"agents": AGENTS[start : start + 1], **more})

    bridge = InMemory({AGENT_SYNC: agents})
    result = Player(caller=client(bridge)).play(case("agent_sync", walk=True))
    assert [meta(asked) for asked in bridge.asked] == [{}, {"offset": 1}, {"offset": 2}]
    assert "agents.pages-are-within-limit" in result.looked_at


def test_numbers_of_nobody_are_looked_for_where_contacts_are_kept() -> None:
    kept, _ = walk(contacts, {"keeps": "contacts"})
    other, _ = walk(contacts)
    assert kept.walk
    assert other.walk
    assert len(kept.walk.unused_phones) == 4
    assert not other.walk.unused_phones


# --- single requests ---------------------------------------------------------------------------------------


def test_a_case_that_is_answered_is_complete() -> None:
    assert play(case("agent_sync"), json_answer({"agents": AGENTS})).complete
    failed = play(case("agent_sync"), json_answer({}, 500))
    assert (failed.answered, failed.complete) == (False, False)


def test_why_a_case_stopped_is_told() -> None:
    result = play(case("agent_sync"), NoAnswerError(Failure.REFUSED, "nobody listens"))
    assert result.stopped == "nobody listens"
    assert not result.answered


def test_of_the_validators_answer_texts_and_numbers_are_kept() -> None:
    fields = {"token": "t", "number": 7, "flag": True, "list": [1], "null": None}
    kept = {"token": "t", "number": 7, "flag": True}
    assert play(case("auth_validation", keeps="auth"), json_answer(fields)).value == kept
    assert play(case("auth_validation"), json_answer(fields)).value is None


def about(contact: str) -> dict[str, Any]:
    return {
        "auth": VALID,
        "meta": {"interaction_types": ["ticket", "case"]},
        "data": {"contact_external_id": contact, "contact_emails": [], "contact_phones": []},
    }


def test_of_interactions_their_number_and_that_of_their_types_are_kept() -> None:
    asked = case("interaction_update", keeps="activity", body=about("c1"))
    found = interactions({"body": about("c1")})
    assert play(asked, found).value == (2, 2)
    assert play(asked, json_answer([*found[2], *found[2]])).value == (2, 4)
    long = [{**found[2][0], "id": str(end), "type": "x" * 80 + str(end)} for end in range(2)]
    assert play(asked, json_answer(long)).value == (1, 2)
    assert play(asked, json_answer([])).value == (0, 0)


def test_what_a_rule_over_several_answers_needs_is_kept_with_its_label() -> None:
    result = play(
        replace(case("interaction_update", body=about("c1")), label="of c1"),
        interactions({"body": about("c1")}),
    )
    assert {one.label for one in result.kept} == {"of c1"}
    assert {one.rule for one in result.kept} <= {rule.clause for rule in rules_at(Moment.ENDPOINT)}


# --- what the validator returned ---------------------------------------------------------------------------


def validate(returned: dict[str, Any], accepts: Callable[[Any], bool]) -> tuple[CaseResult, list[Asked]]:
    """The validator answers with fields; the other endpoint answers 200 where it accepts what it is sent."""
    asked = replace(case("auth_validation", keeps="auth", body={"auth": VALID}), trial=case("agent_sync"))

    def agents(request: Asked) -> Given:
        return json_answer({"agents": []}, 200 if accepts(request["body"]["auth"]) else 401)

    bridge = InMemory({AUTH: in_turn(json_answer(returned)), AGENT_SYNC: agents})
    result = Player(caller=client(bridge)).play(asked)
    return result, [request for request in bridge.asked if request["path"] == AGENT_SYNC]


def test_fields_that_come_back_as_they_were_entered_are_not_tried() -> None:
    result, tried = validate(dict(VALID), lambda auth: True)
    assert not tried
    assert "auth.returned-fields-are-accepted" not in result.looked_at


def test_fields_that_were_not_entered_so_are_tried_once() -> None:
    result, tried = validate({"token": "other", "session": 10**30}, lambda auth: True)
    assert [request["raw"] for request in tried] == [
        orjson.dumps(
            {"auth": {**VALID, "token": "other", "session": orjson.Fragment(str(10**30))}, "meta": {}}
        )
    ]
    assert told(result) == {"auth.returned-fields-are-configured": 1}
    assert "auth.returned-fields-are-accepted" in result.looked_at
    assert result.value == {"token": "other", "session": 10**30}


def test_a_validator_whose_fields_are_refused_where_the_entered_ones_are_not_is_to_blame() -> None:
    result, tried = validate({"account": "acme", "token": "***"}, lambda auth: auth == VALID)
    breach = result.tallies["auth.returned-fields-are-accepted"].breach
    assert (breach.at, breach.expected, breach.actual) == (
        "token",
        "the token that the other endpoints accept",
        "one that agent_sync refuses, where it accepts what was entered",
    )
    assert result.tallies["auth.returned-fields-are-accepted"].records
    assert len(tried) == 2
    assert result.value is None  # the run goes on with what was entered


def test_a_field_of_the_validators_own_that_is_refused_is_its_fault_too() -> None:
    result, _ = validate({"session": "new"}, lambda auth: auth == VALID)
    assert told(result) == {"auth.returned-fields-are-accepted": 1, "auth.returned-fields-are-configured": 1}
    assert result.value is None


def test_an_endpoint_that_refuses_everything_says_nothing_of_the_validator() -> None:
    result, tried = validate({"token": "***"}, lambda auth: False)
    assert told(result) == {}
    assert len(tried) == 2
    assert result.value == {"token": "***"}
