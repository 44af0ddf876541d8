"""Whole runs against bridges written by hand: what Talkdesk would send, and what a report says of it."""

import json
import threading
from itertools import count
from typing import Any

import pytest

from tdmock.definition.model import ActionInput, Definition
from tdmock.documents.load import builtin
from tdmock.report import json_file
from tdmock.report.build import EndpointSummary, Report
from tests.bridges import (
    AGENTS,
    PEOPLE,
    VALID,
    Answer,
    Asked,
    Given,
    Serve,
    check,
    conformant,
    contacts,
    create_ticket,
    guarded,
    interactions,
    json_answer,
    meta,
    raw_json,
)

CONTACTS, AGENT_SYNC, INTERACTIONS = "/contact_sync", "/agent_sync", "/interaction_update"
TICKET, AUTH = "/actions/create_ticket", "/auth_validation"


def endpoint(report: Report, name: str) -> EndpointSummary:
    return next(summary for summary in report.endpoints if summary.endpoint == name)


def rules(report: Report, level: str = "") -> set[tuple[str, str]]:
    return {(f.endpoint, f.clause.id) for f in report.findings if not level or f.level == level}


def with_answer(path: str, answer: Answer) -> dict[str, Answer]:
    """A conformant bridge but for one endpoint, which still checks the credentials first."""
    return {**conformant(), path: guarded(answer)}


def test_a_conformant_bridge_has_no_finding(serve: Serve) -> None:
    report = check(serve(conformant()).url)
    assert report.verdict == "conformant"
    assert not report.findings
    assert [summary.outcome for summary in report.endpoints] == ["passed"] * 5


# --- wrong credentials -------------------------------------------------------------------------------------


def is_object(request: Asked) -> bool:
    return isinstance(request["body"], dict)


def is_right(request: Asked) -> bool:
    return is_object(request) and request["body"].get("auth") == VALID


def has_secret_wrong(request: Asked) -> bool:
    """Whether the account is right and the token is not: the attempt that locks accounts."""
    auth = request["body"].get("auth", {}) if is_object(request) else {}
    return auth.get("account") == VALID["account"] and auth != VALID


def locking(answers: dict[str, Answer]) -> dict[str, Answer]:
    """A bridge that locks the account, everywhere, after one wrong attempt at it."""
    locked = threading.Event()

    def lock(answer: Answer) -> Answer:
        def guard(request: Asked) -> Given:
            if has_secret_wrong(request):
                locked.set()
            return json_answer({}, 401) if locked.is_set() else answer(request)

        return guard

    return {path: lock(answer) for path, answer in answers.items()}


@pytest.mark.parametrize("only", [[], ["contact_sync"], ["interaction_update"]])
@pytest.mark.parametrize("workers", [1, 12])
def test_an_account_that_locks_is_told_and_tried_no_more(serve: Serve, only: list[str], workers: int) -> None:
    bridge = serve(locking(conformant()))
    report = check(bridge.url, only=only, workers=workers)
    assert {name for _, name in rules(report)} == {"common.wrong-attempt-locks-nobody"}
    assert sum(map(has_secret_wrong, bridge.asked)) == 1


def test_wrong_credentials_come_after_all_right_ones(serve: Serve) -> None:
    bridge = serve(conformant())
    check(bridge.url)
    first_wrong = next(n for n, request in enumerate(bridge.asked) if has_secret_wrong(request))
    afterwards = [request["path"] for request in bridge.asked[first_wrong:] if is_right(request)]
    assert afterwards == [AUTH]


@pytest.mark.parametrize(
    "refusing", [[AUTH], [AGENT_SYNC], [AUTH, CONTACTS, AGENT_SYNC, INTERACTIONS, TICKET]]
)
def test_where_valid_credentials_are_refused_no_wrong_ones_are_sent(
    serve: Serve, refusing: list[str]
) -> None:
    bridge = serve({**conformant(), **dict.fromkeys(refusing, lambda _: json_answer({}, 401))})
    report = check(bridge.url)
    assert report.verdict == "nonconformant"
    assert not any(map(has_secret_wrong, bridge.asked))
    assert all(len(bridge.at(path)) <= 3 for path in refusing)


def test_a_crash_with_the_valid_credentials_too_says_nothing_of_wrong_ones(serve: Serve) -> None:
    """Every look-up by id crashes, before the credentials are looked at."""

    def look_up(request: Asked) -> Given:
        by_id = is_object(request) and "contact_external_id" in request["body"].get("data", {})
        return json_answer({}, 500) if by_id else usual(request)

    usual = conformant()[INTERACTIONS]
    report = check(serve({**conformant(), INTERACTIONS: look_up}).url)
    assert rules(report) == {("interaction_update", "interactions.valid-request-succeeds")}


@pytest.mark.parametrize("workers", [1, 12])
def test_a_validator_that_masks_what_it_returns_is_the_one_to_blame(serve: Serve, workers: int) -> None:
    bridge = serve({**conformant(), AUTH: guarded(lambda _: json_answer({"token": "******5f3a"}))})
    report = check(bridge.url, workers=workers)
    assert rules(report) == {("auth_validation", "auth.returned-fields-are-accepted")}
    (finding,) = report.findings
    assert "contact_sync refuses" in finding.message


@pytest.mark.parametrize(
    ("refuses_repeats", "told"), [(False, "actions.meta-is-optional"), (True, "actions.repeats-are-executed")]
)
def test_a_meta_that_is_demanded_and_repeats_that_are_refused_are_told_apart(
    serve: Serve, told: str, *, refuses_repeats: bool
) -> None:
    executed: list[Any] = []

    def ticket(request: Asked) -> Given:
        wanted = [request["body"].get("data"), meta(request)]
        is_refused = wanted in executed if refuses_repeats else "meta" not in request["body"]
        answer = json_answer({}, 400) if is_refused else create_ticket(request)
        if answer[0] == 201:
            executed.append(wanted)
        return answer

    report = check(serve(with_answer(TICKET, ticket)).url)
    assert rules(report) == {("actions/create_ticket", told)}


def test_an_action_that_fails_on_an_id_is_told_with_that_id(serve: Serve) -> None:
    def ticket(request: Asked) -> Given:
        return json_answer({}, 500) if meta(request).get("agent_external_id") else create_ticket(request)

    report = check(serve(with_answer(TICKET, ticket)).url)
    assert {name for _, name in rules(report, "error")} == {"actions.ids-are-accepted"}
    assert report.findings[0].at == "meta.agent_external_id"


def test_a_page_that_does_not_come_is_named_with_its_offset(serve: Serve) -> None:
    def endless(request: Asked) -> Given:
        if meta(request).get("offset") == "None":
            return json_answer({}, 500)
        return json_answer({"contacts": PEOPLE, "synchronization_checkpoint": "now", "next_offset": "None"})

    report = check(serve(with_answer(CONTACTS, endless)).url, only=["contact_sync"])
    told = next(f for f in report.findings if f.clause.id == "contacts.valid-request-succeeds").message
    assert 'on page 2, asked for with the offset "None", a missing value that became text' in told


def test_bodies_that_drop_the_connection_do_not_end_the_checks_of_an_endpoint(serve: Serve) -> None:
    def drop(request: Asked) -> Given:
        if not isinstance(request["body"], dict):
            raise ConnectionAbortedError
        return conformant()[AGENT_SYNC](request)

    report = check(serve({**conformant(), AGENT_SYNC: drop}).url, only=["agent_sync"], workers=1)
    assert {name for _, name in rules(report)} == {
        "common.malformed-bodies-are-handled",
        "common.get-is-handled",
    }
    assert endpoint(report, "agent_sync").outcome == "passed"


# --- what Talkdesk keeps -----------------------------------------------------------------------------------


def test_fields_that_the_validator_returns_are_sent_from_then_on(serve: Serve) -> None:
    stored = {**VALID, "token": "of-the-validator", "session": "s-81"}
    answers = conformant(auth=stored)

    def validate(asked: Asked) -> Given:
        known = asked["body"]["auth"] in (VALID, stored)
        return (
            json_answer({"token": "of-the-validator", "session": "s-81"}) if known else json_answer({}, 401)
        )

    def check_shape(asked: Asked) -> Given:
        if asked["method"] != "POST" or not isinstance(asked["body"], dict):
            return json_answer({}, 400)
        return validate(asked)

    bridge = serve({**answers, AUTH: check_shape})
    report = check(bridge.url)
    assert report.verdict == "conformant"
    assert rules(report) == {("auth_validation", "auth.returned-fields-are-configured")}
    assert bridge.bodies(CONTACTS)[0]["auth"] == stored
    assert bridge.bodies(INTERACTIONS)[0]["auth"] == stored
    assert "of-the-validator" not in json_file.render(report)
    assert "s-81" not in json_file.render(report).replace('"s-81"', "")


RAW_PAGES: list[tuple[str, str]] = [
    ('"two"', '{"b":1.10,"a":[1.0e+5,12345678901234567890123,-0.0],"é":"\\u00e9\\/"}'),
    ('"\\u0032\\n\\"x\\""', "null"),
    ('"12345678901234567890123"', '"text"'),
    ('"z"', "[]"),
]


def raw_contacts(asked: Asked) -> Given:
    """Pages whose offsets and contexts are written in ways that a JSON library would not keep."""
    offset = meta(asked).get("offset")
    offsets = [json.loads(raw) for raw, _ in RAW_PAGES]
    page = offsets.index(offset) + 1 if offset is not None else 0
    people = json.dumps(PEOPLE[page : page + 1])
    more = ""
    if page < len(RAW_PAGES):
        following, context = RAW_PAGES[page]
        more = f',"next_offset":{following},"context":{context}'
    return raw_json(f'{{"contacts":{people},"synchronization_checkpoint":"c"{more}}}')


def test_offset_and_context_travel_back_byte_for_byte(serve: Serve) -> None:
    bridge = serve(with_answer(CONTACTS, raw_contacts))
    report = check(bridge.url, only=["contact_sync"])
    assert not rules(report, "error")
    sent = [asked["raw"].decode() for asked in bridge.at(CONTACTS)]
    for offset, context in RAW_PAGES:
        assert any(f'"offset":{offset}' in body and f'"context":{context}' in body for body in sent)


def test_an_offset_that_is_a_number_travels_back_as_it_was_written(serve: Serve) -> None:
    def agents(asked: Asked) -> Given:
        if meta(asked).get("offset") is None:
            return raw_json(f'{{"agents":{json.dumps(AGENTS[:1])},"next_offset":12345678901234567890123}}')
        return json_answer({"agents": AGENTS[1:]})

    bridge = serve(with_answer(AGENT_SYNC, agents))
    report = check(bridge.url, only=["agent_sync"])
    assert not report.findings
    assert any(b'"offset":12345678901234567890123}' in asked["raw"] for asked in bridge.at(AGENT_SYNC))


def test_the_checkpoint_opens_the_incremental_synchronization(serve: Serve) -> None:
    bridge = serve(conformant())
    check(bridge.url, only=["contact_sync"])
    sent = [body["meta"] for body in bridge.bodies(CONTACTS) if body and "meta" in body]
    assert {"synchronization_checkpoint": "now"} in sent
    assert all("synchronization_checkpoint" not in one for one in sent if "offset" in one)


def test_contacts_feed_the_requests_for_interactions(serve: Serve) -> None:
    bridge = serve(conformant())
    check(bridge.url, only=["interaction_update"])
    asked = [body["data"] for body in bridge.bodies(INTERACTIONS) if body]
    whole = [
        data
        for data in asked
        if data.get("contact_external_id", "").startswith("c")
        and data["contact_phones"]
        and data["contact_name"].startswith("Person")  # others have odd names, to be taken too
    ]
    assert len({data["contact_external_id"] for data in whole}) == len(PEOPLE)
    for data in whole:
        person = next(person for person in PEOPLE if person["id"] == data["contact_external_id"])
        assert data["contact_name"] == person["name"]
        assert data["contact_emails"] == person["emails"]
        assert data["contact_phones"] == person["phones"]


def test_contacts_and_agents_feed_the_requests_for_actions(serve: Serve) -> None:
    bridge = serve(conformant())
    check(bridge.url, only=["actions"])
    metas = [body["meta"] for body in bridge.bodies(TICKET) if body and body.get("meta")]
    nobody = {"tdmock-unknown-0"}
    contact = {one["contact_external_id"] for one in metas if "contact_external_id" in one} - nobody
    agent = {one["agent_external_id"] for one in metas if "agent_external_id" in one} - nobody
    assert contact <= {person["id"] for person in PEOPLE}
    assert agent <= {agent["id"] for agent in AGENTS}
    number = contact.pop().removeprefix("c")
    assert any(body["data"].get("firstName") == f"Person{number}" for body in bridge.bodies(TICKET) if body)


# --- what is called ----------------------------------------------------------------------------------------


def test_an_endpoint_that_is_not_declared_is_never_called(serve: Serve, mycrm: Definition) -> None:
    bridge = serve(conformant())
    part = mycrm.model_copy(
        update={"agent_synchronization_endpoint": None, "interaction_retrieval_endpoint": None, "actions": ()}
    )
    report = check(bridge.url, definition=part)
    assert report.verdict == "conformant"
    assert {asked["path"] for asked in bridge.asked} == {AUTH, CONTACTS}
    assert [summary.endpoint for summary in report.endpoints] == ["auth_validation", "contact_sync"]


@pytest.mark.parametrize(
    ("only", "called"),
    [
        ("auth_validation", {AUTH}),
        ("contact_sync", {AUTH, CONTACTS}),
        ("agent_sync", {AUTH, AGENT_SYNC}),
        ("interaction_update", {AUTH, CONTACTS, INTERACTIONS}),
        ("actions", {AUTH, CONTACTS, AGENT_SYNC, TICKET}),
        ("actions/create_ticket", {AUTH, CONTACTS, AGENT_SYNC, TICKET}),
    ],
)
def test_only_runs_what_it_needs(serve: Serve, only: str, called: set[str]) -> None:
    bridge = serve(conformant())
    report = check(bridge.url, only=[only])
    assert report.verdict == "conformant"
    assert len(report.endpoints) == 1
    assert {asked["path"] for asked in bridge.asked} == called


def test_only_does_not_judge_what_it_merely_needs(serve: Serve) -> None:
    bridge = serve(with_answer(CONTACTS, lambda asked: json_answer({"contacts": [{**PEOPLE[0], "name": 7}]})))
    assert not check(bridge.url, only=["interaction_update"]).findings


def test_actions_at_addresses_that_are_not_local_are_not_even_connected_to(mycrm: Definition) -> None:
    """Documentation addresses lead nowhere: whoever connects would wait for the time-out."""
    only = mycrm.model_copy(
        update={
            "auth_validation_endpoint": None,
            "contact_synchronization_endpoint": None,
            "agent_synchronization_endpoint": None,
            "interaction_retrieval_endpoint": None,
        }
    )
    report = check("https://192.0.2.1", definition=only, timeout=0.2)
    assert report.verdict == "incomplete"
    assert endpoint(report, "actions/create_ticket").outcome == "skipped"
    assert endpoint(report, "actions/create_ticket").exchanges == 0
    assert "--allow-writes" in endpoint(report, "actions/create_ticket").reason
    allowed = check("https://192.0.2.1", definition=only, timeout=0.2, allow_writes=True)
    assert endpoint(allowed, "actions/create_ticket").exchanges > 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_credentials_never_follow_a_redirect_to_another_origin(serve: Serve, status: int) -> None:
    elsewhere = serve({})
    bridge = serve(
        with_answer(CONTACTS, lambda asked: (status, {"Location": f"{elsewhere.url}/stolen"}, None))
    )
    report = check(bridge.url)
    assert not elsewhere.asked
    assert ("contact_sync", "common.no-redirect") in rules(report, "error")
    assert {name for name, _ in rules(report)} == {"contact_sync"}


# --- what can't be tested ----------------------------------------------------------------------------------


def test_a_contact_sync_that_fails_makes_interactions_untestable_and_is_named(serve: Serve) -> None:
    report = check(serve(with_answer(CONTACTS, lambda asked: json_answer({"oops": 1}, 500))).url)
    assert {name for name, _ in rules(report)} == {"contact_sync"}
    summary = endpoint(report, "interaction_update")
    assert summary.outcome == "untestable"
    assert "contact_sync" in summary.reason
    untested = [r for r in report.results if r.endpoint == "interaction_update" and r.outcome == "skipped"]
    assert any("contact_sync" in result.reason for result in untested)
    assert endpoint(report, "actions/create_ticket").outcome == "passed"


def test_contacts_that_are_none_make_interactions_only_partly_testable_and_no_fault(serve: Serve) -> None:
    empty = json_answer({"contacts": [], "synchronization_checkpoint": "c"})
    report = check(serve(with_answer(CONTACTS, lambda asked: empty)).url)
    assert report.verdict == "conformant"
    assert not report.findings


def silent(asked: Asked) -> Given:
    """Never answers in time."""
    threading.Event().wait(1.5)
    return json_answer({})


@pytest.mark.parametrize("workers", [1, 8])
def test_three_time_outs_end_an_endpoint_and_no_other(serve: Serve, workers: int) -> None:
    bridge = serve(with_answer(CONTACTS, silent))
    report = check(bridge.url, timeout=0.3, workers=workers)
    assert ("contact_sync", "common.answers-in-time") in rules(report)
    assert len(bridge.at(CONTACTS)) == 3
    untested = {r.reason for r in report.results if r.endpoint == "contact_sync" and r.outcome == "skipped"}
    assert any("time-outs" in reason or "did not get an answer" in reason for reason in untested)
    assert endpoint(report, "agent_sync").outcome == "passed"
    assert endpoint(report, "actions/create_ticket").outcome == "passed"


def test_the_deadline_bounds_the_whole_run(serve: Serve) -> None:
    report = check(serve(with_answer(AGENT_SYNC, silent)).url, timeout=10, deadline=1.0)
    summary = endpoint(report, "agent_sync")
    assert summary.outcome == "untestable"
    assert "--deadline" in summary.reason
    assert report.verdict == "incomplete"
    assert not report.findings


def test_nobody_at_the_address_is_an_error_and_no_finding(mycrm: Definition) -> None:
    report = check("http://127.0.0.1:1")
    assert report.verdict == "incomplete"
    assert not report.findings
    assert {summary.outcome for summary in report.endpoints} <= {"errored", "untestable"}
    assert {result.outcome for result in report.results} <= {"errored", "skipped"}


def test_without_interactions_by_contact_the_endpoint_stands_alone(serve: Serve, mycrm: Definition) -> None:
    bridge = serve(conformant())
    part = mycrm.model_copy(update={"contact_synchronization_endpoint": None})
    report = check(bridge.url, definition=part)
    assert report.verdict == "conformant"
    reasons = {
        r.reason for r in report.results if r.endpoint == "interaction_update" and r.outcome == "skipped"
    }
    assert "no contacts were synchronized" in reasons


# --- flaky bridges -----------------------------------------------------------------------------------------


def every(nth: int, answer: Answer, otherwise: Given) -> Answer:
    """Every nth request gets another answer."""
    counter = count(1)
    return lambda asked: otherwise if next(counter) % nth == 0 else answer(asked)


def test_an_error_that_does_not_come_again_is_intermittent(serve: Serve) -> None:
    flaky = every(3, interactions, json_answer({"message": "try again"}, 500))
    report = check(serve(with_answer(INTERACTIONS, flaky)).url, workers=1)
    assert rules(report) == {("interaction_update", "common.answers-consistently")}
    (finding,) = report.findings
    assert finding.occurrences > 1
    assert "500" in finding.actual


def test_a_wrong_value_that_does_not_come_again_is_intermittent_too(serve: Serve) -> None:
    flaky = every(4, create_ticket, json_answer({"external_id": 5}, 201))
    report = check(serve(with_answer(TICKET, flaky)).url, workers=1)
    assert ("actions/create_ticket", "common.answers-consistently") in rules(report)
    assert ("actions/create_ticket", "actions.members-are-strings") not in rules(report)


# --- reports -----------------------------------------------------------------------------------------------


def many_breaches(asked: Asked) -> Given:
    """Seven contacts on pages of three, each without a name and with a number as its id."""
    status, headers, body = contacts(asked)
    for place, person in enumerate(body["contacts"]):
        body["contacts"][place] = {"id": int(person["id"][1:]), "emails": person["emails"], "phones": []}
    return status, headers, body


def test_one_finding_for_each_rule_and_endpoint(serve: Serve) -> None:
    report = check(serve(with_answer(CONTACTS, many_breaches)).url)
    found = [(f.endpoint, f.clause.id) for f in report.findings]
    assert len(found) == len(set(found))
    name = next(f for f in report.findings if f.clause.id == "contacts.name-is-string")
    assert name.occurrences >= len(PEOPLE)
    assert name.at == "contacts[0].name"
    assert name.actual == "missing"
    assert name.exchange
    assert name.reproduce.startswith("curl ")


def stable(report: Report) -> dict[str, Any]:
    """The JSON report without what differs from run to run: times, and the port."""
    made = json_file.as_dict(report)
    for summary in made["endpoints"]:
        del summary["latency_ms"]
    for exchange in made["exchanges"]:
        del exchange["elapsed_ms"], exchange["started_ms"]
        if exchange["response"]:
            exchange["response"]["headers"] = [h for h in exchange["response"]["headers"] if h[0] != "Date"]
    text = json.dumps(made).replace(report.target.removeprefix("http://"), "HOST")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


BAD: dict[str, Answer] = {
    AUTH: lambda asked: json_answer({"session": [1]}),
    CONTACTS: guarded(many_breaches),
    AGENT_SYNC: lambda asked: raw_json("<html>"),
    INTERACTIONS: guarded(lambda asked: json_answer([{"id": 1, "type": "spam", "date": "x"}])),
    TICKET: lambda asked: json_answer({"error": "no"}),
}


@pytest.mark.parametrize(
    "answers", [conformant(), BAD, with_answer(CONTACTS, lambda asked: raw_json("[", 500))]
)
def test_the_report_is_the_same_for_any_number_of_workers(serve: Serve, answers: dict[str, Answer]) -> None:
    one, four, sixteen = (stable(check(serve(answers).url, workers=n)) for n in (1, 4, 16))
    assert one == four
    assert one == sixteen


def test_the_report_is_the_same_for_the_same_seed(serve: Serve) -> None:
    assert stable(check(serve(BAD).url, seed=7)) == stable(check(serve(BAD).url, seed=7))


def test_a_bridge_that_serves_one_connection_at_a_time_passes(serve: Serve) -> None:
    """It waits for the next request on the connection that it has: a kept one would block the others."""
    report = check(serve(conformant(), single_threaded=True).url, timeout=3)
    assert report.verdict == "conformant"
    assert not report.findings


def test_a_bridge_that_closes_each_connection_passes(serve: Serve) -> None:
    def closing(answer: Answer) -> Answer:
        def add(asked: Asked) -> Given:
            status, headers, body = answer(asked)
            return status, {**headers, "Connection": "close"}, body

        return add

    answers = {path: closing(answer) for path, answer in conformant().items()}
    assert check(serve(answers, single_threaded=True).url, timeout=3).verdict == "conformant"


def test_headers_of_the_user_go_with_every_request(serve: Serve) -> None:
    bridge = serve(conformant())
    report = check(bridge.url, headers={"X-Api-Key": "k3y-of-gateway"})
    assert {asked["headers"].get("x-api-key") for asked in bridge.asked} == {"k3y-of-gateway"}
    assert "k3y-of-gateway" not in json_file.render(report)


def test_every_request_says_what_it_is(serve: Serve) -> None:
    bridge = serve(conformant())
    check(bridge.url)
    posts = [asked for asked in bridge.asked if asked["method"] == "POST"]
    assert {asked["headers"]["content-type"] for asked in posts} == {"application/json"}
    assert {asked["headers"]["accept"] for asked in posts} == {"application/json"}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "GET"])
def test_other_methods_bring_what_an_action_was_executed_with(serve: Serve, method: str) -> None:
    bridge = serve(conformant())
    check(bridge.url)
    asked = [asked for asked in bridge.at(TICKET) if asked["method"] == method and asked["raw"]]
    assert asked[0]["body"].keys() == {"auth", "data", "meta"}
    assert asked[0]["headers"]["content-type"] == "application/json"
    assert not any(other["method"] == method and other["raw"] for other in bridge.at("/contact_sync"))


def test_text_of_a_run_can_be_found_in_the_system_behind_the_bridge(serve: Serve) -> None:
    (action,) = builtin().actions
    inputs = (ActionInput(key="subject", mandatory=True), ActionInput(key="box", format="Support"))
    bridge = serve(conformant())
    definition = builtin().model_copy(update={"actions": (action.model_copy(update={"inputs": inputs}),)})
    check(bridge.url, seed=42, definition=definition)
    sent = [body["data"] for body in bridge.bodies(TICKET) if body and body.get("data")]
    subjects = {data["subject"] for data in sent if data.get("subject")}
    assert all("tdmock-run-42" in subject or subject == "0042" for subject in subjects)
    assert {data["box"] for data in sent if data.get("box")} == {"Support"}


def one_at_a_time(answer: Answer, busy: threading.Lock) -> Answer:
    def limited(asked: Asked) -> Given:
        if not busy.acquire(blocking=False):
            return 429, {"Retry-After": "0"}, {"message": "Too many requests"}
        try:
            return answer(asked)
        finally:
            busy.release()

    return limited


def test_too_many_requests_at_once_are_our_doing(serve: Serve) -> None:
    busy = threading.Lock()
    answers = {path: one_at_a_time(answer, busy) for path, answer in conformant().items()}
    report = check(serve(answers).url, workers=8)
    assert rules(report, "error") == set()
    assert report.verdict == "conformant"
