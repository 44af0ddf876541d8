"""What one account asks for and how its answers are judged, without sockets and without Locust."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tdmock.editions import Edition
from tdmock.exchange import Failure
from tdmock.load.account import Account, Outcome
from tdmock.load.settings import Load
from tdmock.load.site import make_site
from tests.bridges import PEOPLE, VALID, Answer, Asked, Given, conformant, guarded, json_answer, meta
from tests.in_memory import InMemory, NoAnswerError

NOTES = """
name: notes
authentication_type: none
actions:
  - name: note
    endpoint: https://notes.example/note
    inputs: [{key: text, name: Text, mandatory: true, type: text}]
"""
URL = "http://127.0.0.1:8000"
CONTACTS, ACTION, INTERACTIONS = "/contact_sync", "/actions/create_ticket", "/interaction_update"


def bodies(bridge: InMemory, path: str) -> list[Any]:
    """The bodies of the requests to a path."""
    return [asked["body"] for asked in bridge.at(path)]


def silent(_: Asked) -> Given:
    """An answer that does not come in time."""
    raise NoAnswerError(Failure.TIMEOUT, "no answer")


class Played:
    """An account at a bridge, with all that came of it."""

    def __init__(self, answers: Mapping[str, Answer] | None = None, **load: Any) -> None:
        self.bridge = InMemory(answers or conformant())
        self.outcomes: list[Outcome] = []
        site = make_site(Load(url=URL, credentials=(VALID,), **{"judged_share": 1.0, **load}), self.bridge)
        self.account = Account(site, 0, self.outcomes.append)

    def synchronize(self) -> None:
        """To the end."""
        self.account.synchronize(lambda: False)

    @property
    def problems(self) -> list[str]:
        """Why requests failed."""
        return [outcome.problem for outcome in self.outcomes if outcome.problem]

    @property
    def broken(self) -> set[str]:
        """The rules that were broken."""
        return {breach.rule for outcome in self.outcomes for breach in outcome.breaches}


def with_answer(path: str, answer: Callable[[Asked], Given]) -> dict[str, Answer]:
    return {**conformant(), path: guarded(answer)}


def test_a_conformant_bridge_gets_no_remark() -> None:
    played = Played(action_share=1.0)
    played.account.validate()
    for _ in range(2):
        played.synchronize()
        for _ in range(10):
            played.account.take_call()
    assert not played.problems
    assert not played.broken


def test_all_pages_are_read_at_first_and_then_what_changed() -> None:
    played = Played()
    played.synchronize()
    played.synchronize()
    assert [body["meta"] for body in bodies(played.bridge, CONTACTS)] == [
        {},
        {"offset": "3"},
        {"offset": "6"},
        {"synchronization_checkpoint": "now"},
    ]
    assert len(bodies(played.bridge, "/agent_sync")) == 2


def test_a_synchronization_that_fails_begins_anew_next_time() -> None:
    def second_page_fails(asked: Asked) -> Given:
        if "offset" in meta(asked):
            return json_answer({}, 500)
        return json_answer({"contacts": PEOPLE[:3], "synchronization_checkpoint": "c", "next_offset": "3"})

    played = Played(with_answer(CONTACTS, second_page_fails))
    played.synchronize()
    played.synchronize()
    assert [body["meta"] for body in bodies(played.bridge, CONTACTS)] == [{}, {"offset": "3"}] * 2
    assert played.problems == ["contacts.valid-request-succeeds"] * 2


def test_pages_that_go_round_are_told_and_left() -> None:
    def round_and_round(asked: Asked) -> Given:
        return json_answer({"contacts": PEOPLE, "synchronization_checkpoint": "c", "next_offset": "1"})

    played = Played(with_answer(CONTACTS, round_and_round))
    played.synchronize()
    assert len(bodies(played.bridge, CONTACTS)) == 2
    assert "contacts.pages-differ" in played.problems


def test_a_synchronization_stops_between_pages_when_the_load_is_over() -> None:
    played = Played()
    played.account.synchronize(lambda: bool(played.bridge.asked))
    assert len(played.bridge.asked) == 1


def test_callers_are_the_contacts_that_were_synchronized() -> None:
    played = Played(action_share=0.0)
    played.account.take_call()
    played.synchronize()
    for _ in range(7):
        played.account.take_call()
    unknown, *known = [body["data"] for body in bodies(played.bridge, INTERACTIONS)]
    assert unknown["contact_external_id"].startswith("tdmock-unknown-")
    assert {data["contact_external_id"] for data in known} == {person["id"] for person in PEOPLE}


def test_a_share_of_the_calls_executes_an_action() -> None:
    played = Played(action_share=0.25)
    for _ in range(200):
        played.account.take_call()
    assert len(bodies(played.bridge, ACTION)) == pytest.approx(50, abs=20)


def test_the_text_of_each_action_carries_a_mark_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "notes.yaml"
    file.write_text(NOTES)
    bridge = InMemory({"/note": lambda _: json_answer({}, 201)})
    load = Load(url=URL, definition=str(file), action_share=1.0, seed=3)
    account = Account(make_site(load, bridge), 5, lambda _: None)
    account.take_call()
    account.take_call()
    assert [body["data"]["text"] for body in bodies(bridge, "/note")] == [
        "Text [tdmock-run-3-5.0]",
        "Text [tdmock-run-3-5.1]",
    ]


def test_fields_that_the_validator_returns_go_with_later_requests() -> None:
    answers = {**conformant(), "/auth_validation": lambda _: json_answer({"token": "exchanged"})}
    played = Played(answers, judged_share=0.0)
    played.account.validate()
    played.synchronize()
    assert bodies(played.bridge, CONTACTS)[0]["auth"] == {**VALID, "token": "exchanged"}


def test_records_are_judged_in_the_share_that_is_asked_for_and_the_rest_always() -> None:
    def numbers(_: Asked) -> Given:
        return json_answer({"contacts": [{**PEOPLE[0], "id": 1}], "synchronization_checkpoint": 5})

    unjudged, judged = (Played(with_answer(CONTACTS, numbers), judged_share=share) for share in (0.0, 1.0))
    for played in (unjudged, judged):
        played.synchronize()
    assert judged.broken == {"contacts.id-is-string", "contacts.checkpoint-is-string"}
    assert unjudged.broken == {"contacts.checkpoint-is-string"}


def test_a_refusal_for_too_many_requests_fails_but_breaks_no_rule() -> None:
    played = Played(with_answer(INTERACTIONS, lambda _: json_answer({}, 429)))
    played.account.take_call()
    assert played.problems == ["limited"]
    assert not played.broken


def test_a_contact_that_was_deleted_meanwhile_is_no_failure() -> None:
    played = Played(with_answer(INTERACTIONS, lambda _: json_answer({}, 404)), action_share=0.0)
    played.synchronize()
    played.account.take_call()
    assert not played.problems
    assert played.broken == {"interactions.unknown-contact-is-200"}


def test_no_answer_is_told_by_its_rule() -> None:
    played = Played(with_answer(INTERACTIONS, silent), action_share=0.0)
    played.account.take_call()
    assert played.problems == ["common.answers-in-time"]


def test_agents_have_no_meta_in_the_2017_edition() -> None:
    played = Played(edition=Edition.Y2017)
    played.synchronize()
    assert bodies(played.bridge, "/agent_sync") == [{"auth": VALID}]


def test_actions_at_an_address_that_is_not_local_are_not_executed_unless_that_is_allowed() -> None:
    for allowed in (False, True):
        bridge = InMemory(conformant())
        load = Load(url="https://bridge.example", credentials=(VALID,), action_share=1.0, allow_load=True)
        site = make_site(replace(load, allow_writes=allowed), bridge)
        Account(site, 0, lambda _: None).take_call()
        assert bool(bodies(bridge, ACTION)) is allowed
