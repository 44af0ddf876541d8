"""One exchange judged: the breaches in words, what was looked at, and whether the answer can be used."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tdmock.contract.compile import Contract, compile_contract
from tdmock.documents.load import builtin
from tdmock.editions import Edition
from tdmock.exchange import Exchange, Failure, Request, Response
from tdmock.findings import Breach
from tdmock.judge.exchanges import NETWORK, Judge, Verdict
from tests.bridges import AGENTS, VALID

JSON = {"Content-Type": "application/json"}
CONTRACTS = {edition: compile_contract(builtin(), edition) for edition in Edition}
AGENT_PAGE, CONTACT_PAGE = {"agents": AGENTS}, {"contacts": [], "synchronization_checkpoint": "c"}


def judged(
    endpoint: str,
    *,
    status: int = 200,
    body: Any = b"",
    headers: Mapping[str, str] = JSON,
    kind: str = "valid",
    failure: Failure | None = None,
    detail: str = "",
    elapsed: float = 0.1,
    twice: bool = False,
    sent: Mapping[str, Any] | None = None,
    edition: Edition = Edition.CURRENT,
) -> Verdict:
    """The verdict on an answer; one with a failure has a response only where a status is given as well."""
    contract: Contract = CONTRACTS[edition]
    judge = Judge(contract, contract.operations[endpoint], builtin(), slow=5.0)
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = Response(status=status, headers=tuple(headers.items()), body=content) if status else None
    request = Request(endpoint=endpoint, url="http://127.0.0.1/", twice=twice)
    exchange = Exchange(request=request, response=response, failure=failure, detail=detail, elapsed=elapsed)
    return judge.judge(exchange, kind, sent or {"auth": VALID})


def told(verdict: Verdict) -> list[tuple[str, str, str, str]]:
    return [(breach.rule, breach.at, breach.actual, breach.expected) for breach in verdict.breaches]


# --- answers -----------------------------------------------------------------------------------------------


def test_a_good_answer_breaks_nothing_and_can_be_used() -> None:
    verdict = judged("agent_sync", body=AGENT_PAGE, sent={"auth": VALID, "meta": {}})
    assert not verdict.breaches
    assert verdict.usable
    assert verdict.answer is verdict.decoded
    assert verdict.answer
    assert verdict.answer.value["agents"] == AGENTS
    assert verdict.answer.records == list(enumerate(AGENTS))
    assert (verdict.answer.kind, verdict.answer.sent) == ("valid", {"auth": VALID, "meta": {}})
    assert verdict.answer.definition == builtin()
    assert verdict.answer.exchange.response
    assert {
        *("common.answer-arrives", "common.answers-in-time", "common.answers-promptly"),
        *("common.no-redirect", "common.no-not-modified", "common.answers-consistently"),
        *("common.content-type-is-json", "common.keys-are-unique", "common.body-is-json"),
        *("common.body-is-utf8", "common.answer-is-whole", "common.body-has-bounded-size"),
        *("agents.valid-request-succeeds", "agents.success-is-200", "agents.name-is-string"),
    } <= verdict.looked_at
    assert not {
        "common.requests-are-read",
        "common.errors-hold-no-secrets",
        "common.body-matches-encoding",
        "agents.bad-credentials-refused",
    }.intersection(verdict.looked_at)


def test_a_verdict_can_be_kept_without_the_answer() -> None:
    light = judged("agent_sync", body=AGENT_PAGE).lightened()
    assert light.usable
    assert light.decoded is None
    assert light.answer is None


@pytest.mark.parametrize(
    ("endpoint", "body", "seen"),
    [
        ("agent_sync", AGENT_PAGE, True),
        ("agent_sync", {}, False),
        ("interaction_update", [], False),
        ("interaction_update", [{}], True),
    ],
)
def test_keys_can_come_twice_only_where_there_are_some(endpoint: str, body: Any, *, seen: bool) -> None:
    assert ("common.keys-are-unique" in judged(endpoint, body=body).looked_at) is seen


def test_an_encoding_can_be_wrong_only_where_there_is_one() -> None:
    coded = judged("agent_sync", body=AGENT_PAGE, headers={**JSON, "content-encoding": "gzip"})
    assert "common.body-matches-encoding" in coded.looked_at


def test_an_error_can_hold_a_secret() -> None:
    refused = judged("agent_sync", kind="bad-credentials", status=401)
    assert "common.errors-hold-no-secrets" in refused.looked_at


def test_records_that_are_no_objects_are_left_out_with_their_places_kept() -> None:
    verdict = judged("agent_sync", body={"agents": ["text", AGENTS[0]]})
    assert verdict.answer
    assert verdict.answer.records == [(1, AGENTS[0])]


def test_what_is_sent_twice_shows_whether_requests_are_read() -> None:
    for body in (AGENT_PAGE, b"<html>"):
        assert "common.requests-are-read" in judged("agent_sync", body=body, twice=True).looked_at
        assert "common.requests-are-read" not in judged("agent_sync", body=body).looked_at


@pytest.mark.parametrize(
    ("endpoint", "body", "usable"),
    [
        ("agent_sync", {"agents": {}}, False),
        ("agent_sync", {"agents": [{}]}, True),
        ("agent_sync", {}, False),
        ("agent_sync", [], False),
        ("contact_sync", {"contacts": None}, False),
        ("contact_sync", {"synchronization_checkpoint": "c"}, True),
        ("interaction_update", {}, False),
        ("interaction_update", [{}], True),
        ("actions/create_ticket", {"message": 7}, True),
    ],
)
def test_when_others_may_build_on_an_answer(endpoint: str, body: Any, *, usable: bool) -> None:
    verdict = judged(endpoint, body=body, status=201 if endpoint.startswith("actions") else 200)
    assert verdict.breaches
    assert verdict.decoded
    assert verdict.usable is usable
    assert (verdict.answer is not None) is usable


# --- statuses ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("endpoint", "kind", "status", "breach"),
    [
        (
            "agent_sync",
            "valid",
            500,
            (
                "agents.valid-request-succeeds",
                "",
                "status 500 to a request as Talkdesk sends it",
                "a success",
            ),
        ),
        (
            "agent_sync",
            "bad-credentials",
            200,
            ("agents.bad-credentials-refused", "", "status 200 to every credential wrong", "a refusal"),
        ),
        (
            "agent_sync",
            "bad-credentials",
            400,
            ("agents.bad-credentials-are-401", "", "status 400 to every credential wrong", "status 401"),
        ),
        (
            "agent_sync",
            "bad-credentials",
            500,
            (
                "agents.bad-credentials-handled",
                "",
                "status 500 to every credential wrong",
                "any status but 5xx",
            ),
        ),
        (
            "contact_sync",
            "unknown-meta",
            500,
            (
                "contacts.unknown-meta-is-handled",
                "",
                "status 500 to an unknown member in meta",
                "any status but 5xx",
            ),
        ),
        (
            "agent_sync",
            "malformed-body",
            500,
            (
                "common.malformed-bodies-are-handled",
                "",
                "status 500 to a body that is no JSON",
                "any status but 5xx",
            ),
        ),
    ],
)
def test_a_status_is_told_with_those_that_would_have_been_right(
    endpoint: str, kind: str, status: int, breach: tuple[str, str, str, str]
) -> None:
    verdict = judged(endpoint, kind=kind, status=status)
    assert told(verdict) == [breach]
    assert verdict.usable is (status < 300)
    assert breach[0] in verdict.looked_at
    assert verdict.decoded is None


def test_a_success_that_another_would_be_is_told_beside_the_body() -> None:
    verdict = judged("agent_sync", status=202, body=AGENT_PAGE)
    assert told(verdict) == [
        ("agents.success-is-200", "", "status 202 to a request as Talkdesk sends it", "status 200")
    ]
    assert verdict.usable
    nothing = judged("agent_sync", status=202, body={"agents": {}})
    assert [breach.rule for breach in nothing.breaches] == ["agents.agents-is-array"]
    assert nothing.untold == {"agents.success-is-200"}
    assert nothing.broken == {"agents.agents-is-array", "agents.success-is-200"}


@pytest.mark.parametrize(("status", "usable"), [(199, False), (200, True), (299, True), (300, False)])
def test_which_statuses_are_successes(status: int, *, usable: bool) -> None:
    assert judged("agent_sync", status=status, body=AGENT_PAGE).usable is usable


def test_a_redirect_is_told_with_its_target() -> None:
    expected = "the answer itself, for no redirect is followed"
    for headers, actual in (
        ({"Location": "/a/"}, "status 302 to /a/"),
        ({"location": "x" * 201}, f"status 302 to {'x' * 200}…"),
        ({}, "status 302 without a Location"),
    ):
        verdict = judged("agent_sync", status=302, headers=headers)
        assert told(verdict) == [("common.no-redirect", "Location", actual, expected)]
        assert not verdict.usable
    assert not judged("agent_sync", kind="get", status=302).breaches
    assert "common.no-redirect" not in judged("agent_sync", kind="get", status=302).looked_at


def test_304_is_told_as_what_it_is() -> None:
    expected = "the answer itself, for the request asks for no change since some other one"
    assert told(judged("agent_sync", status=304)) == [("common.no-not-modified", "", "status 304", expected)]


# --- time and secrets --------------------------------------------------------------------------------------


def test_a_slow_answer_is_told_with_its_time() -> None:
    verdict = judged("agent_sync", body=AGENT_PAGE, elapsed=5.26)
    expected = "an answer within 5 s (no text sets a limit; --slow does here)"
    assert told(verdict) == [("common.answers-promptly", "", "5.3 s", expected)]
    assert not judged("agent_sync", body=AGENT_PAGE, elapsed=5.0).breaches


def test_an_error_that_repeats_a_secret_bears_the_name_of_its_rule() -> None:
    verdict = judged("agent_sync", kind="bad-credentials", status=401, body={"m": VALID["token"]})
    assert [breach.rule for breach in verdict.breaches] == ["common.errors-hold-no-secrets"]


# --- bodies ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "headers", "rule", "actual", "expected"),
    [
        (
            b"",
            {},
            "common.body-is-json",
            "there is no body (no Content-Type, status 200)",
            "JSON",
        ),
        (b"\xff[]", JSON, "common.body-is-utf8", None, "JSON in UTF-8"),
        (b"<html>", {"Content-Type": "text/html"}, "common.body-is-json", None, "JSON"),
        (b"[NaN]", JSON, "common.body-is-json", None, "JSON, which has no NaN and no Infinity"),
        (
            b"[" * 300 + b"]" * 300,
            JSON,
            "common.body-is-json",
            None,
            "JSON nested no deeper than parsers read",
        ),
    ],
)
def test_a_body_that_is_no_json_is_the_only_breach(
    body: bytes, headers: Mapping[str, str], rule: str, actual: str | None, expected: str
) -> None:
    verdict = judged("agent_sync", body=body, headers=headers)
    ((told_rule, at, told_actual, told_expected),) = told(verdict)
    assert (told_rule, at, told_expected) == (rule, "body", expected)
    assert told_actual == (actual or told_actual)
    assert told_actual.endswith(f" ({headers.get('Content-Type', 'no Content-Type')}, status 200)")
    assert not verdict.usable
    assert rule in verdict.looked_at
    assert "agents.name-is-string" not in verdict.looked_at


def test_a_long_content_type_is_cut_where_it_is_told() -> None:
    verdict = judged("agent_sync", body=b"<", headers={"content-type": "x" * 81})
    assert f"({'x' * 80}…, status 200)" in verdict.breaches[0].actual


@pytest.mark.parametrize(
    ("headers", "actual"),
    [
        ({}, "no Content-Type"),
        ({"Content-Type": ""}, "no Content-Type"),
        ({"content-TYPE": "text/json"}, "text/json"),
        ({"Content-Type": "x" * 81}, f"{'x' * 80}…"),
    ],
)
def test_another_content_type_is_told_as_it_was_declared(headers: Mapping[str, str], actual: str) -> None:
    verdict = judged("agent_sync", body=AGENT_PAGE, headers=headers)
    assert told(verdict) == [("common.content-type-is-json", "Content-Type", actual, "application/json")]


@pytest.mark.parametrize(
    "declared", ["application/json", "application/json; charset=utf-8", "Application/JSON ;v=1"]
)
def test_json_is_declared_in_any_spelling(declared: str) -> None:
    assert not judged("agent_sync", body=AGENT_PAGE, headers={"content-type": declared}).breaches


def test_a_key_that_comes_twice_is_told_beside_what_it_holds() -> None:
    verdict = judged("agent_sync", body=b'{"agents": 1, "agents": []}')
    ((rule, at, actual, expected),) = told(verdict)
    assert (rule, at, expected) == ("common.keys-are-unique", "body", "every key once")
    assert "agents" in actual
    assert verdict.usable


@pytest.mark.parametrize(
    ("endpoint", "edition", "status", "rules", "usable"),
    [
        ("auth_validation", Edition.CURRENT, 200, [], True),
        ("auth_validation", Edition.Y2017, 204, [], True),
        ("auth_validation", Edition.CURRENT, 204, ["auth.success-is-200"], True),
        ("agent_sync", Edition.CURRENT, 204, ["common.body-is-json"], False),
        ("actions/create_ticket", Edition.CURRENT, 201, ["actions.body-is-present"], True),
        ("actions/create_ticket", Edition.CURRENT, 204, ["actions.success-is-201"], True),
    ],
)
def test_where_a_success_may_come_without_a_body(
    endpoint: str, edition: Edition, status: int, rules: list[str], *, usable: bool
) -> None:
    verdict = judged(endpoint, status=status, headers={}, edition=edition)
    assert [breach.rule for breach in verdict.breaches] == rules
    assert verdict.usable is usable
    assert verdict.decoded is None
    assert ("common.body-is-json" in verdict.looked_at) is not usable


def test_an_empty_body_where_there_should_be_an_object_is_told() -> None:
    ((rule, at, actual, expected),) = told(judged("actions/create_ticket", status=201, headers={}))
    assert (rule, at, actual, expected) == (
        "actions.body-is-present",
        "",
        "an empty body",
        "a JSON object with status 201",
    )


def test_what_is_too_large_to_send_back_makes_an_answer_useless() -> None:
    verdict = judged("contact_sync", body={**CONTACT_PAGE, "next_offset": "x" * 2**20})
    assert told(verdict) == [
        (
            "common.body-has-bounded-size",
            "next_offset",
            "more",
            "no more than 1,048,576 characters of what Talkdesk keeps and sends back",
        )
    ]
    assert not verdict.usable
    assert verdict.decoded


def test_breaches_of_schema_and_rules_come_after_those_of_the_wire() -> None:
    verdict = judged(
        "interaction_update",
        body=b'[{"id": "1", "id": "1", "subject": 7, "date": "soon", "type": "ticket"}]',
        headers={},
        sent={"auth": VALID, "meta": {"interaction_types": ["ticket"]}},
    )
    assert [breach.rule for breach in verdict.breaches] == [
        "common.content-type-is-json",
        "common.keys-are-unique",
        "interactions.subject-is-string",
        "interactions.dates-are-readable",
    ]


# --- failures ----------------------------------------------------------------------------------------------

WORDS = {
    Failure.DROPPED: ("common.answer-arrives", "an HTTP answer"),
    Failure.PROTOCOL: ("common.answer-arrives", "an HTTP answer"),
    Failure.TIMEOUT: (
        "common.answers-in-time",
        "an answer in time (no text sets a limit; --timeout does here)",
    ),
    Failure.TRUNCATED: ("common.answer-is-whole", "a body as long as the headers say"),
    Failure.ENCODING: ("common.body-matches-encoding", "a body that is compressed as Content-Encoding says"),
    Failure.UNREAD: ("common.requests-are-read", "the same answer to the same request on one connection"),
    Failure.TOO_LARGE: ("common.body-has-bounded-size", "a body that fits (--max-body sets the limit)"),
}


@pytest.mark.parametrize("failure", WORDS)
def test_a_failure_is_told_in_its_own_words(failure: Failure) -> None:
    rule, expected = WORDS[failure]
    for status in (0, 200):
        verdict = judged("agent_sync", status=status, failure=failure, detail="the detail")
        assert verdict == Verdict(
            breaches=(Breach(rule=rule, expected=expected, actual="the detail"),),
            looked_at=frozenset({rule}),
            usable=False,
        )


@pytest.mark.parametrize("failure", sorted(NETWORK))
def test_a_bridge_that_was_not_reached_broke_nothing(failure: Failure) -> None:
    assert judged("agent_sync", status=0, failure=failure) == Verdict(
        breaches=(), looked_at=frozenset(), usable=False
    )


def test_no_answer_at_all_is_a_dropped_one() -> None:
    assert [breach.rule for breach in judged("agent_sync", status=0).breaches] == ["common.answer-arrives"]


@pytest.mark.parametrize("failure", [Failure.DROPPED, Failure.PROTOCOL])
def test_a_drop_breaks_the_clause_about_its_kind_of_request(failure: Failure) -> None:
    verdict = judged("agent_sync", kind="malformed-body", status=0, failure=failure, detail="closed")
    assert told(verdict) == [
        ("common.malformed-bodies-are-handled", "", "closed", "an answer to a body that is no JSON")
    ]
    assert verdict.looked_at == {"common.malformed-bodies-are-handled"}


@pytest.mark.parametrize(
    ("failure", "rules"),
    [
        (Failure.TIMEOUT, ["common.answers-in-time"]),
        (Failure.TRUNCATED, []),
        (Failure.ENCODING, []),
        (Failure.TOO_LARGE, []),
    ],
)
def test_of_what_talkdesk_never_sends_only_silence_is_told(failure: Failure, rules: list[str]) -> None:
    verdict = judged("agent_sync", kind="malformed-body", status=0, failure=failure)
    assert [breach.rule for breach in verdict.breaches] == rules
    assert verdict.looked_at == set(rules)


@pytest.mark.parametrize(("status", "failed"), [(200, True), (299, True), (300, False), (401, False)])
def test_in_the_endless_body_of_a_refusal_nobody_reads_on(status: int, *, failed: bool) -> None:
    verdict = judged("agent_sync", kind="bad-credentials", status=status, failure=Failure.TOO_LARGE)
    assert ("common.body-has-bounded-size" in {breach.rule for breach in verdict.breaches}) is failed
