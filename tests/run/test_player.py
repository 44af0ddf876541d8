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
from tdmock.judge.rules import ENDPOINT_RULES
from tdmock.run.pagination import IDLE_PAGES
from tdmock.run.player import Player
from tdmock.run.result import Case, Played
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


def play(played: Case, *given: Given | NoAnswerError, **settings: Any) -> Played:
    return Player(caller=client(InMemory({f"/{played.endpoint}": in_turn(*given)}), **settings)).play(played)


def walk(
    answer: Answer, scenario: dict[str, Any] | None = None, **settings: Any
) -> tuple[Played, list[Asked]]:
    bridge = InMemory({CONTACTS: answer})
    asked = case("contact_sync", walk=True, **(scenario or {}))
    return Player(caller=client(bridge, **settings)).play(asked), bridge.asked


def told(played: Played) -> dict[str, int]:
    return {rule: tally.occurrences for rule, tally in played.tallies.items()}


# --- walks -------------------------------------------------------------------------------------------------


def test_a_walk_asks_for_page_after_page() -> None:
    played, asked = walk(contacts)
    assert [request["body"]["meta"] for request in asked] == [{}, {"offset": "3"}, {"offset": "6"}]
    assert played.answered
    assert played.complete
    assert told(played) == {}
    assert played.walk
    assert (played.walk.ended, played.walk.pages, played.walk.records) == (True, 3, 7)
    assert {"contacts.pages-differ", "contacts.pages-end", "contacts.pages-are-within-limit"} <= (
        played.looked_at
    )
    assert not any(name.startswith("agents.") for name in played.looked_at)


def test_the_first_page_is_asked_for_as_the_case_says_and_the_others_as_valid() -> None:
    """What a first page with an odd context may be answered with says nothing of the pages after it."""

    def breaks(asked: Asked) -> Given:
        return json_answer({}, 500) if "offset" in meta(asked) else contacts(asked)

    played, _ = walk(breaks, {"kind": "null-context"})
    assert set(told(played)) == {"contacts.valid-request-succeeds"}
    played, asked = walk(lambda asked: json_answer({}, 400), {"kind": "null-context"})
    assert set(told(played)) == {"contacts.null-context-is-accepted"}
    assert len(asked) == 1
    assert not played.answered


def test_a_page_that_fails_ends_the_walk_and_is_named() -> None:
    def breaks(asked: Asked) -> Given:
        return json_answer({}, 500) if meta(asked).get("offset") == "6" else contacts(asked)

    played, asked = walk(breaks, {"judges": ("contacts.have-phones",)})
    assert played.answered
    assert not played.complete
    breach = played.tallies["contacts.valid-request-succeeds"].breach
    assert breach.actual.endswith(', on page 3, asked for with the offset "6"')
    assert len(asked) == 2 + 3
    assert played.walk
    assert not played.walk.ended
    assert "contacts.have-phones" not in played.looked_at


def test_pages_that_go_round_are_left_at_once() -> None:
    def circle(asked: Asked) -> Given:
        return json_answer({"contacts": PEOPLE[:3], "synchronization_checkpoint": "c", "next_offset": "1"})

    played, asked = walk(circle, {"judges": ("contacts.ids-are-unique", "contacts.have-phones")})
    assert told(played) == {"contacts.pages-differ": 1}
    assert played.tallies["contacts.pages-differ"].records
    assert len(asked) == 2
    assert not played.complete
    assert "contacts.have-phones" not in played.looked_at


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
    played, asked = walk(pages)
    assert len(asked) == IDLE_PAGES + 1
    assert told(played) == {"contacts.ids-are-unique": IDLE_PAGES}
    assert not played.complete


def test_a_walk_is_given_up_after_so_many_pages() -> None:
    pages = endless(lambda number: [{**PEOPLE[0], "id": str(number)}], count())
    played, asked = walk(pages, {"judges": ("contacts.have-phones",)}, max_pages=4)
    assert len(asked) == 4
    assert told(played) == {"contacts.pages-are-within-limit": 1}
    assert played.tallies["contacts.pages-are-within-limit"].records
    assert played.complete  # what was read is enough to go on with
    assert played.walk
    assert not played.walk.ended
    assert "contacts.have-phones" in played.looked_at


def test_a_walk_is_judged_as_a_whole_after_its_last_page() -> None:
    nobody = [{**person, "phones": []} for person in PEOPLE]
    answer = json_answer({"contacts": nobody, "synchronization_checkpoint": "c"})
    judges = ("contacts.have-phones", "contacts.checkpoint-is-present")
    played, _ = walk(lambda _: answer, {"judges": judges})
    assert set(told(played)) == {"contacts.have-phones"}
    assert played.tallies["contacts.have-phones"].records == tuple(played.records)
    assert set(judges) <= played.looked_at


def test_what_came_is_compared_with_what_was_expected(tmp_path: Path) -> None:
    file = tmp_path / "expected.json"
    file.write_text(json.dumps([*PEOPLE[1:], {"id": "c9", "name": "Nobody"}]), encoding="utf-8")

    def compared(**settings: Any) -> Played:
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
    played, _ = walk(empty, max_pages=12)
    assert "contacts.pages-bring-contacts" in told(played)
    assert played.tallies["contacts.pages-bring-contacts"].records == tuple(played.records[:11])


def test_agents_are_walked_as_well() -> None:
    def agents(asked: Asked) -> Given:
        start = meta(asked).get("offset") or 0
        more = {"next_offset": start + 1} if start < 2 else {}
        return json_answer({"agents": AGENTS[start : start + 1], **more})

    bridge = InMemory({AGENT_SYNC: agents})
    played = Player(caller=client(bridge)).play(case("agent_sync", walk=True))
    assert [meta(asked) for asked in bridge.asked] == [{}, {"offset": 1}, {"offset": 2}]
    assert "agents.pages-are-within-limit" in played.looked_at


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
    played = play(case("agent_sync"), NoAnswerError(Failure.REFUSED, "nobody listens"))
    assert played.stopped == "nobody listens"
    assert not played.answered


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
    played = play(
        replace(case("interaction_update", body=about("c1")), label="of c1"),
        interactions({"body": about("c1")}),
    )
    assert {one.label for one in played.kept} == {"of c1"}
    assert {one.rule for one in played.kept} <= set(ENDPOINT_RULES)


# --- what the validator returned ---------------------------------------------------------------------------


def validate(returned: dict[str, Any], accepts: Callable[[Any], bool]) -> tuple[Played, list[Asked]]:
    """The validator answers with fields; the other endpoint answers 200 where it accepts what it is sent."""
    asked = replace(case("auth_validation", keeps="auth", body={"auth": VALID}), trial=case("agent_sync"))

    def agents(request: Asked) -> Given:
        return json_answer({"agents": []}, 200 if accepts(request["body"]["auth"]) else 401)

    bridge = InMemory({AUTH: in_turn(json_answer(returned)), AGENT_SYNC: agents})
    played = Player(caller=client(bridge)).play(asked)
    return played, [request for request in bridge.asked if request["path"] == AGENT_SYNC]


def test_fields_that_come_back_as_they_were_entered_are_not_tried() -> None:
    played, tried = validate(dict(VALID), lambda auth: True)
    assert not tried
    assert "auth.returned-fields-are-accepted" not in played.looked_at
    assert not validate({"session": "new"}, lambda auth: True)[1]


def test_fields_that_come_back_otherwise_are_tried_once() -> None:
    played, tried = validate({"token": "other", "session": 10**30}, lambda auth: True)
    assert [request["raw"] for request in tried] == [
        orjson.dumps(
            {"auth": {**VALID, "token": "other", "session": orjson.Fragment(str(10**30))}, "meta": {}}
        )
    ]
    assert told(played) == {"auth.returned-fields-are-configured": 1}
    assert "auth.returned-fields-are-accepted" in played.looked_at
    assert played.value == {"token": "other", "session": 10**30}


def test_a_validator_whose_fields_are_refused_where_the_entered_ones_are_not_is_to_blame() -> None:
    played, tried = validate({"account": "acme", "token": "***"}, lambda auth: auth == VALID)
    breach = played.tallies["auth.returned-fields-are-accepted"].breach
    assert (breach.at, breach.expected, breach.actual) == (
        "token",
        "the token that the other endpoints accept",
        "one that agent_sync refuses, where it accepts what was entered",
    )
    assert played.tallies["auth.returned-fields-are-accepted"].records
    assert len(tried) == 2
    assert played.value is None  # the run goes on with what was entered


def test_an_endpoint_that_refuses_everything_says_nothing_of_the_validator() -> None:
    played, tried = validate({"token": "***"}, lambda auth: False)
    assert told(played) == {}
    assert len(tried) == 2
    assert played.value == {"token": "***"}
