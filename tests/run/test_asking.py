"""One request after the other, as the client sends it: what is repeated, counted, waited for and shown."""

import json
from dataclasses import replace
from typing import Any

import pytest

from tdmock.exchange import Failure
from tdmock.findings import Breach
from tdmock.run.client import KEPT_RECORDS, LEARNED
from tdmock.run.events import Event, Exchanged, Waiting
from tdmock.run.log import CaseLog
from tdmock.run.pace import TRIES, Stopped
from tdmock.run.retry import Caller
from tests.bridges import AGENTS, VALID, Given, json_answer
from tests.in_memory import FakeClock, InMemory, NoAnswerError, case, client, in_turn

ENDPOINT, PATH = "agent_sync", "/agent_sync"
GOOD = json_answer({"agents": AGENTS})
CRASH = json_answer({"message": "oops"}, 500)
BUSY = json_answer({"message": "busy"}, 503)
LIMITED: Given = (429, {"Retry-After": "3"}, {})
SILENT = NoAnswerError(Failure.TIMEOUT, "no whole answer came in time")
DROPPED = NoAnswerError(Failure.DROPPED, "the connection was closed")
FAILS = "agents.valid-request-succeeds"


def bridge(*given: Given | NoAnswerError, elapsed: float = 0.1) -> InMemory:
    return InMemory({PATH: in_turn(*given)}, lambda path, busy: elapsed)


def ask(caller: Caller, log: CaseLog, **options: Any) -> bool:
    """Whether the answer to one request can be used."""
    verdict, _ = caller.ask(log.case, log.case.body, log.case.scenario.kind, log, **options)
    return verdict.usable


def fresh(**scenario: Any) -> CaseLog:
    return CaseLog(case=case(ENDPOINT, **scenario))


def told(log: CaseLog) -> dict[str, int]:
    return {rule: tally.occurrences for rule, tally in log.tallies.items()}


# --- failures, and flaky ones ------------------------------------------------------------------------------


def test_a_good_answer_is_asked_for_once() -> None:
    asked, log = bridge(GOOD, CRASH), fresh()
    assert ask(client(asked), log)
    assert len(asked.asked) == 1
    assert told(log) == {}
    assert {"common.answer-arrives", FAILS, "agents.name-is-string"} <= log.looked_at
    assert log.elapsed == [0.1]


@pytest.mark.parametrize("failing", [CRASH, DROPPED, json_answer({"agents": {}}), json_answer({}, 404)])
def test_a_failure_is_told_when_it_came_three_times(failing: Given | NoAnswerError) -> None:
    asked, log = bridge(failing), fresh()
    assert not ask(client(asked), log)
    assert len(asked.asked) == 3
    assert list(told(log).values()) == [1]


@pytest.mark.parametrize("failures", [1, 2])
def test_a_failure_that_does_not_come_again_is_a_hiccup(failures: int) -> None:
    asked, log = bridge(*[CRASH] * failures, GOOD), fresh()
    assert ask(client(asked), log)
    assert len(asked.asked) == failures + 1
    (tally,) = log.tallies.values()
    assert tally.breach == Breach(
        rule="common.answers-consistently",
        at="",
        expected="the answer that the same request got when it was repeated at once",
        actual=f"once status 500 to a request as Talkdesk sends it ({FAILS})",
    )
    (record,) = tally.records
    assert (record.status, bool(record.reproduce)) == (500, True)
    assert log.failures == 0


def test_a_hiccup_is_told_with_the_place_of_what_failed() -> None:
    log = fresh()
    ask(client(bridge(json_answer({"agents": [{"id": "1", "email": "a@example.com"}]}), GOOD)), log)
    assert log.tallies["common.answers-consistently"].breach.at == "agents[0].name"


def test_an_answer_that_is_late_once_is_told_as_that() -> None:
    log = fresh()
    assert ask(client(bridge(SILENT, GOOD)), log)
    breach = log.tallies["common.answers-in-time"].breach
    assert breach.actual == "once no whole answer came in time (common.answers-in-time)"


def test_a_crash_that_breaks_no_clause_is_a_hiccup_too() -> None:
    """Nothing is asked of a robustness request but that it does not break the bridge, which is a warning."""
    log = fresh(kind="malformed-body", raw="{")
    ask(client(bridge(DROPPED, json_answer({}, 400))), log)
    assert set(told(log)) == {"common.answers-consistently"}


def test_a_warning_is_told_at_once() -> None:
    asked, log = bridge(json_answer({"agents": AGENTS, "next_offset": None}), GOOD), fresh()
    assert ask(client(asked), log)
    assert len(asked.asked) == 1
    assert told(log) == {"agents.next-offset-is-not-null": 1}


def test_what_a_case_has_shown_before_needs_no_further_proof() -> None:
    asked, log = bridge(CRASH), fresh()
    caller = client(asked)
    ask(caller, log)
    ask(caller, log)
    assert len(asked.asked) == 3 + 1
    assert told(log) == {FAILS: 2}


def test_what_it_has_shown_only_in_part_does() -> None:
    nameless = {"id": "1", "email": "a@example.com"}
    one, both = (json_answer({"agents": [entry]}) for entry in (nameless, {**nameless, "id": None}))
    asked, log = bridge(one, one, one, both), fresh()
    caller = client(asked)
    ask(caller, log)
    ask(caller, log)
    assert len(asked.asked) == 3 + 3


# --- doubts ------------------------------------------------------------------------------------------------


def doubtful(maybe: str = "unknown-contact", **others: Any) -> CaseLog:
    """A case about a contact who may have been deleted, with the same about two others."""
    bodies = [about(name) for name in ("gone", "gone", "known")]
    made = case("interaction_update", body=bodies[0], maybe=maybe)
    return CaseLog(case=replace(made, **{"others": tuple(bodies[1:]), **others}))


def about(contact: str) -> dict[str, Any]:
    data = {"contact_external_id": contact, "contact_emails": [], "contact_phones": []}
    return {"auth": VALID, "meta": {"interaction_types": ["case"]}, "data": data}


def knowing(gone: Given) -> InMemory:
    """A bridge that answers so about whoever is gone."""

    def answer(asked: Any) -> Given:
        return gone if asked["body"]["data"]["contact_external_id"] == "gone" else json_answer([])

    return InMemory({"/interaction_update": answer})


@pytest.mark.parametrize("status", [404, 410])
def test_a_contact_who_is_gone_is_judged_as_unknown_where_another_is_known(status: int) -> None:
    asked, log, events = knowing(json_answer({}, status)), doubtful(), list[Event]()
    assert ask(client(asked, tell=events.append), log)
    assert told(log) == {"interactions.unknown-contact-is-200": 1}
    assert [request["body"]["data"]["contact_external_id"] for request in asked.asked] == [
        "gone",
        "gone",
        "gone",
        "known",
    ]
    assert waits(events) == []


@pytest.mark.parametrize("status", [400, 500, 300])
def test_another_failure_about_one_contact_stays_one(status: int) -> None:
    asked, log = knowing(json_answer({}, status)), doubtful()
    ask(client(asked), log)
    assert not {"interactions.unknown-contact-is-200"} & told(log).keys()
    assert len(asked.asked) == 3


def test_where_nobody_is_known_there_is_no_doubt() -> None:
    log = doubtful(others=(about("gone"), about("gone")))
    assert not ask(client(knowing(json_answer({}, 404))), log)
    assert told(log) == {"interactions.valid-request-succeeds": 1}
    certain = doubtful(maybe="")
    assert not ask(client(knowing(json_answer({}, 404))), certain)
    assert told(certain) == {"interactions.valid-request-succeeds": 1}


def test_a_failure_without_an_answer_leaves_no_doubt() -> None:
    log = doubtful()
    assert not ask(client(InMemory({"/interaction_update": in_turn(DROPPED)})), log)
    assert set(told(log)) == {"common.answer-arrives"}


# --- 503 ---------------------------------------------------------------------------------------------------


def waits(events: list[Event]) -> list[float]:
    return [event.seconds for event in events if isinstance(event, Waiting)]


def test_503_is_asked_again_after_a_while_until_the_endpoint_is_down() -> None:
    asked, log, events, clock = bridge(BUSY), fresh(), list[Event](), FakeClock()
    caller = client(asked, tell=events.append, clock=clock)
    ask(caller, log)
    assert len(asked.asked) == 5
    assert waits(events) == [1, 2]
    assert clock.time == 3
    ask(caller, fresh())
    assert len(asked.asked) == 5 + 3
    assert [event for event in events if isinstance(event, Waiting)] == [
        Waiting(endpoint=ENDPOINT, seconds=seconds) for seconds in (1, 2)
    ]


def test_an_endpoint_that_is_down_stays_so_whatever_else_it_answers() -> None:
    asked = bridge(*[BUSY] * 5, *[CRASH] * 3, BUSY)
    caller = client(asked)
    for _ in range(3):
        ask(caller, fresh())
    assert len(asked.asked) == 5 + 3 + 3


def test_503_that_a_wait_helps_against_is_a_limit() -> None:
    log, clock = fresh(), FakeClock()
    caller = client(bridge(BUSY, BUSY, BUSY, GOOD), clock=clock)
    assert ask(caller, log)
    assert told(log) == {}
    ask(caller, log)
    ask(caller, log)
    assert clock.time == pytest.approx(1.05)  # from then on requests are spaced


def test_503_that_passes_each_time_after_a_while_is_a_limit() -> None:
    asked, log, events = bridge(BUSY, GOOD), fresh(), list[Event]()
    caller = client(asked, tell=events.append)
    assert ask(caller, log)
    assert told(log) == {}
    assert waits(events) == [1, 1]
    assert len(asked.asked) == 4


def test_503_that_comes_even_after_a_while_is_a_hiccup() -> None:
    asked, log, events = bridge(BUSY, GOOD, GOOD, BUSY), fresh(), list[Event]()
    assert ask(client(asked, tell=events.append), log)
    assert set(told(log)) == {"common.answers-consistently"}
    assert waits(events) == [1, 1]
    assert len(asked.asked) == 4


def test_503_at_the_slowest_pace_is_a_hiccup() -> None:
    asked, log = bridge(BUSY, GOOD), fresh()
    caller = client(asked)
    while not caller.pace.is_slowest:
        caller.pace.limit(spaced=True)
    assert ask(caller, log)
    assert set(told(log)) == {"common.answers-consistently"}
    assert len(asked.asked) == 2


# --- when others are asked at the same time ----------------------------------------------------------------


@pytest.mark.parametrize("failing", [SILENT, BUSY])
def test_what_passes_alone_may_have_been_too_much_for_the_bridge(failing: Given | NoAnswerError) -> None:
    asked, log = bridge(failing, GOOD), fresh()
    caller = client(asked, workers=2)
    assert ask(caller, log)
    assert told(log) == {}
    assert caller.pace.serial
    assert len(asked.asked) == 2


@pytest.mark.parametrize("failing", [SILENT, BUSY])
def test_once_requests_are_alone_that_is_no_excuse(failing: Given | NoAnswerError) -> None:
    log = fresh()
    caller = client(bridge(failing, GOOD, BUSY), workers=2)
    caller.pace.serial = True
    ask(caller, log)
    assert len(told(log)) == 1


def test_a_crash_is_no_sign_of_too_much() -> None:
    log = fresh()
    caller = client(bridge(CRASH, GOOD), workers=2)
    assert ask(caller, log)
    assert set(told(log)) == {"common.answers-consistently"}
    assert not caller.pace.serial
    caller = client(bridge(CRASH, GOOD), workers=2)
    caller.pace.serial = True
    ask(caller, fresh())
    assert caller.pace.serial


# --- slow answers ------------------------------------------------------------------------------------------


def test_a_slow_answer_counts_when_it_was_slow_three_times() -> None:
    asked, log = bridge(GOOD, elapsed=6.0), fresh()
    caller = client(asked)
    ask(caller, log)
    assert len(asked.asked) == 3
    assert told(log) == {"common.answers-promptly": 1}
    assert log.elapsed == [6.0]
    ask(caller, log)
    assert len(asked.asked) == 3 + 1


def test_an_answer_that_was_slow_beside_others_does_not_count() -> None:
    times = iter([9.0, 0.2, 0.2])
    asked, log = InMemory({PATH: in_turn(GOOD)}, lambda path, busy: next(times)), fresh()
    caller = client(asked, workers=2)
    ask(caller, log)
    assert told(log) == {}
    assert log.elapsed == [0.2]
    assert caller.pace.serial
    ask(caller, log)
    assert len(asked.asked) == 2 + 1


@pytest.mark.parametrize(("elapsed", "requests"), [(5.0, 1), (5.1, 3)])
def test_an_answer_within_the_limit_is_not_slow(elapsed: float, requests: int) -> None:
    asked = bridge(GOOD, elapsed=elapsed)
    ask(client(asked, slow=5.0), fresh())
    assert len(asked.asked) == requests


# --- limits of rate ----------------------------------------------------------------------------------------


def test_a_limited_request_is_sent_again_when_the_time_is_over() -> None:
    asked, log, events, clock = bridge(LIMITED, GOOD), fresh(), list[Event](), FakeClock()
    assert ask(client(asked, tell=events.append, clock=clock), log)
    assert clock.time == 3
    assert [event for event in events if isinstance(event, Waiting)] == [
        Waiting(endpoint=ENDPOINT, seconds=3.0)
    ]
    assert told(log) == {}


def test_an_endpoint_whose_limit_is_used_up_is_not_called_again() -> None:
    asked = bridge(LIMITED)
    caller = client(asked)
    for _ in range(2):
        with pytest.raises(Stopped, match=f"it refused {TRIES} tries of the same one"):
            ask(caller, fresh())
    assert len(asked.asked) == TRIES


def test_a_limit_without_a_time_spaces_out_what_was_alone() -> None:
    clock = FakeClock()
    caller = client(bridge((429, {}, {}), GOOD), clock=clock)
    ask(caller, fresh())
    assert clock.time == 1.0
    ask(caller, fresh())
    assert clock.time == pytest.approx(1.05)
    crowded = client(bridge((429, {}, {}), GOOD), clock=(clock := FakeClock()), workers=2)
    ask(crowded, fresh())
    ask(crowded, fresh())
    assert clock.time == 1.0


# --- circuit breakers and deadlines ------------------------------------------------------------------------


@pytest.mark.parametrize("failing", [SILENT, DROPPED])
def test_three_time_outs_or_drops_end_an_endpoint(failing: NoAnswerError) -> None:
    asked = bridge(failing)
    caller = client(asked)
    ask(caller, fresh())
    for _ in range(2):
        with pytest.raises(Stopped, match="not called again after 3 time-outs or dropped connections"):
            ask(caller, CaseLog(case=case(ENDPOINT, position=(1, 0))))
    assert len(asked.asked) == 3


def test_a_body_that_drops_the_connection_ends_nothing() -> None:
    asked = bridge(DROPPED)
    caller = client(asked)
    for number in range(3):
        ask(caller, CaseLog(case=case(ENDPOINT, position=(number, 0), kind="malformed-body", raw="{")))
    assert len(asked.asked) == 3 * 3


def test_a_request_gets_no_more_time_than_the_run_has_left() -> None:
    asked, clock = bridge(GOOD), FakeClock()
    caller = client(asked, clock=clock, timeout=10, deadline=25)
    ask(caller, fresh())
    clock.time = 22.0
    ask(caller, fresh())
    assert [request["timeout"] for request in asked.asked] == [10, 3]


def test_nothing_is_sent_after_the_deadline() -> None:
    asked, clock = bridge(GOOD), FakeClock()
    caller = client(asked, clock=clock, deadline=25)
    clock.time = 25.0
    with pytest.raises(Stopped, match=r"^the time for the whole run \(25 s, --deadline\) is over$"):
        ask(caller, fresh())
    assert not asked.asked


def test_what_comes_after_the_deadline_is_not_judged() -> None:
    clock, log = FakeClock(), fresh()

    def late(asked: Any) -> Given:
        clock.time = 25.0
        return CRASH

    with pytest.raises(Stopped, match="is over"):
        ask(client(InMemory({PATH: late}), clock=clock, deadline=25), log)
    assert told(log) == {}
    assert len(log.elapsed) == 1


@pytest.mark.parametrize("failure", [Failure.REFUSED, Failure.UNREACHABLE, Failure.TLS])
def test_a_bridge_that_is_not_reached_is_not_asked_again(failure: Failure) -> None:
    asked, log = bridge(NoAnswerError(failure, "nobody listens")), fresh()
    with pytest.raises(Stopped, match=r"^nobody listens$"):
        ask(client(asked), log)
    assert log.unreached == "nobody listens"
    assert len(asked.asked) == 1


# --- what is sent ------------------------------------------------------------------------------------------


def test_a_request_is_json_with_the_headers_of_the_user() -> None:
    asked = bridge(GOOD)
    ask(client(asked, headers={"X-Api-Key": "k3y-of-gateway"}), fresh())
    (request,) = asked.asked
    assert request["method"] == "POST"
    assert request["raw"] == json.dumps({"auth": VALID, "meta": {}}, separators=(",", ":")).encode()
    assert request["headers"] == {
        "content-type": "application/json",
        "accept": "application/json",
        "x-api-key": "k3y-of-gateway",
    }


@pytest.mark.parametrize(
    ("method", "raw", "sent", "typed"),
    [
        ("POST", '{"auth', b'{"auth', True),
        ("POST", "", b"", True),
        ("GET", "", b"", False),
        ("GET", "{}", b"{}", True),
    ],
)
def test_a_raw_body_stands_instead(method: str, raw: str, sent: bytes, *, typed: bool) -> None:
    asked = bridge(json_answer({}, 405))
    ask(client(asked), fresh(kind="get", method=method, raw=raw))
    request = asked.asked[0]
    assert (request["method"], request["raw"]) == (method, sent)
    assert ("content-type" in request["headers"]) is typed


@pytest.mark.parametrize("twice", [True, False])
def test_a_request_is_sent_twice_on_a_connection_where_the_scenario_says_so(*, twice: bool) -> None:
    made = fresh(twice=twice).case
    request = client(bridge(GOOD)).request(made, made.body)
    assert (request.twice, request.endpoint, request.url) == (twice, ENDPOINT, made.url)


# --- what is kept ------------------------------------------------------------------------------------------


def shown(caller: Caller, log: CaseLog, *, wanted: bool) -> bool:
    exchange = caller.send(log.case, caller.request(log.case, {}), log)
    return caller.show(log.case, exchange, log, wanted=wanted) is not None


def test_a_case_keeps_some_records_and_more_where_findings_point_to_them() -> None:
    events = list[Event]()
    caller, log = client(bridge(GOOD), tell=events.append), fresh()
    assert [shown(caller, log, wanted=False) for _ in range(KEPT_RECORDS + 1)] == [True] * KEPT_RECORDS + [
        False
    ]
    assert [shown(caller, log, wanted=True) for _ in range(KEPT_RECORDS + 1)] == [True] * KEPT_RECORDS + [
        False
    ]
    assert events == [Exchanged(endpoint=ENDPOINT)] * 2 * (KEPT_RECORDS + 1), "what they were is not told"


def test_a_record_has_the_label_of_its_case() -> None:
    good, bad = fresh(), CaseLog(case=replace(fresh().case, label="with null"))
    ask(client(bridge(GOOD)), good)
    ask(client(bridge(CRASH)), bad)
    assert [one.label for one in (*good.records, *bad.records)] == ["One", "with null"]


def test_what_is_told_of_an_answer_that_is_none_says_where_it_was_asked_for() -> None:
    failing, odd = fresh(), fresh()
    ask(client(bridge(CRASH)), failing, where=", on page 2")
    assert failing.tallies[FAILS].breach.actual == "status 500 to a request as Talkdesk sends it, on page 2"
    ask(client(bridge(json_answer({"agents": [{**AGENTS[0], "name": 7}]}))), odd, where=", on page 2")
    assert odd.tallies["agents.name-is-string"].breach.actual == "7 (integer)"


@pytest.mark.parametrize(
    ("status", "kind", "refused"),
    [
        (401, "valid", True),
        (403, "valid", True),
        (400, "valid", False),
        (200, "valid", False),
        (401, "bad-credentials", False),
    ],
)
def test_valid_credentials_that_are_refused_are_noticed(status: int, kind: str, *, refused: bool) -> None:
    log = fresh(kind=kind)
    ask(client(bridge(json_answer({"agents": []}, status))), log)
    assert log.refused_credentials is refused


# --- what is masked ----------------------------------------------------------------------------------------


def masked(fields: Any, *texts: str) -> list[str]:
    caller = client(bridge(GOOD))
    caller.learn(fields)
    return [caller.mask.text(text) for text in texts]


def test_what_the_validator_returned_is_masked_by_its_name() -> None:
    assert masked({"session": "s-81-long", "number": 123456}, "s-81-long 123456") == [
        "$TDMOCK_AUTH_SESSION $TDMOCK_AUTH_NUMBER"
    ]


@pytest.mark.parametrize(
    "fields", [{"flag": True, "list": ["listed-one"]}, ["listed-one"], "listed-one", None]
)
def test_what_is_no_field_is_not_masked(fields: Any) -> None:
    assert masked(fields, "True listed-one") == ["True listed-one"]


def test_no_more_is_masked_than_is_shown() -> None:
    first, second = "a1" * (LEARNED // 2), "b2" * 20
    assert masked({"first": first, "second": second}, second) == [second]
    assert masked({"first": first[:-200], "second": second}, second) == ["$TDMOCK_AUTH_SECOND"]
    assert masked({"x" * 100: "value-of-it"}, "value-of-it") == [f"$TDMOCK_AUTH_{'X' * 80}"]


def test_of_very_many_fields_the_first_are_masked() -> None:
    """Each is looked for in all that is shown, which takes its time."""
    many = {f"k{number}": f"value-{number:05}" for number in range(2_000)}
    assert masked(many, "value-00500", "value-01999") == ["$TDMOCK_AUTH_K500", "value-01999"]


def test_the_answer_of_the_validator_is_masked_in_its_own_record() -> None:
    validated = CaseLog(case=case("auth_validation", body={"auth": VALID}, keeps="auth"))
    caller = client(InMemory({"/auth_validation": in_turn(json_answer({"token": "fresh-token-1"}))}))
    caller.ask(validated.case, validated.case.body, "valid", validated)
    assert "fresh-token-1" not in validated.records[0].response_body
    other = fresh()
    caller = client(bridge(json_answer({"agents": AGENTS, "token": "fresh-token-1"})))
    ask(caller, other)
    assert "fresh-token-1" in other.records[0].response_body
