"""Judgements about answers as such: content types, encodings, JSON, redirects, flaky ones, secrets."""

from collections.abc import Callable
from typing import Any

import pytest

Broken = Callable[..., set[str]]


@pytest.mark.parametrize(
    "declared",
    [
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON;charset=UTF-8",
        "application/json ;v=1",
    ],
)
def test_json_is_declared_in_any_spelling(broken: Broken, declared: str) -> None:
    assert broken("interactions", body=[], headers={"content-type": declared}) == set()


@pytest.mark.parametrize("declared", ["text/json", "text/plain", "application/problem+json", ""])
def test_another_content_type_is_told(broken: Broken, declared: str) -> None:
    reply = {"body": [], "headers": {"Content-Type": declared}}
    assert broken("interactions", **reply) == {"common.content-type-is-json"}


@pytest.mark.parametrize(
    ("raw", "clause"),
    [
        ("", "common.body-is-json"),
        ("  \n", "common.body-is-json"),
        ("[", "common.body-is-json"),
        ("[NaN]", "common.body-is-json"),
        ("['single']", "common.body-is-json"),
        ("[" * 300 + "]" * 300, "common.body-is-json"),
        ("<!doctype html>", "common.body-is-json"),
    ],
)
def test_what_is_no_json_is_told_once(broken: Broken, raw: str, clause: str) -> None:
    assert broken("interactions", raw=raw) == {clause}


def test_blanks_and_a_byte_order_mark_do_no_harm(broken: Broken) -> None:
    assert broken("interactions", raw="\ufeff \r\n[ ]\n") == set()


@pytest.mark.parametrize(
    ("failure", "clause"),
    [
        ("dropped", "common.answer-arrives"),
        ("protocol", "common.answer-arrives"),
        ("truncated", "common.answer-is-whole"),
        ("encoding", "common.body-matches-encoding"),
        ("too-large", "common.body-has-bounded-size"),
        ("timeout", "common.answers-in-time"),
    ],
)
@pytest.mark.parametrize("group", ["auth", "contacts", "agents", "interactions", "actions"])
def test_every_failure_of_the_wire_has_its_clause(
    broken: Broken, group: str, failure: str, clause: str
) -> None:
    assert broken(group, failure=failure) == {clause}


@pytest.mark.parametrize("failure", ["refused", "unreachable", "tls"])
def test_a_bridge_that_is_not_reached_broke_nothing(broken: Broken, failure: str) -> None:
    assert broken("contacts", failure=failure) == set()


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_one_finding(broken: Broken, status: int) -> None:
    reply = {"status": status, "headers": {"Location": "/contact_sync/"}}
    assert broken("contacts", **reply) == {"common.no-redirect"}


@pytest.mark.parametrize(
    ("first", "clause"),
    [
        ({"status": 500}, "common.answers-consistently"),
        ({"status": 502}, "common.answers-consistently"),
        ({"failure": "dropped"}, "common.answers-consistently"),
        ({"body": {}}, "common.answers-consistently"),
        ({"failure": "timeout"}, "common.answers-in-time"),
    ],
)
def test_an_error_that_does_not_come_again_is_a_hiccup(
    broken: Broken, first: dict[str, Any], clause: str
) -> None:
    assert broken("interactions", tries=[first, {"body": []}]) == {clause}


def test_a_short_or_public_value_is_no_secret(broken: Broken) -> None:
    assert broken("interactions", scenario="bad-credentials", status=401, body={"account": "acme"}) == set()


def test_a_304_is_no_redirect(broken: Broken) -> None:
    assert broken("contacts", status=304) == {"common.no-not-modified"}


ECHOED = "k2xol-0i1x"  # what the wrong token of the examples is


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"X-Debug": f"token={ECHOED}"}, None),
        ({"WWW-Authenticate": "Basic YWNtZTprMnhvbC0waTF4"}, None),
        ({}, {"message": "the header was YWNtZTprMnhvbC0waTF4"}),
    ],
)
def test_a_secret_is_found_in_headers_and_encoded(broken: Broken, headers: dict[str, str], body: Any) -> None:
    reply = {"status": 401, "headers": {"Content-Type": "application/json", **headers}, "body": body}
    pages = [reply, {"status": 401}]  # the second to other credentials, which are not in it
    found = broken("interactions", scenario="bad-credentials", pages=pages)
    assert found == {"common.errors-hold-no-secrets"}


@pytest.mark.parametrize("group", ["auth", "contacts", "agents", "interactions", "actions"])
@pytest.mark.parametrize("scenario", ["malformed-body", "empty-body", "array-body"])
def test_broken_bodies_must_not_break_any_endpoint(broken: Broken, group: str, scenario: str) -> None:
    assert broken(group, scenario=scenario, status=500) == {"common.malformed-bodies-are-handled"}
    assert broken(group, scenario=scenario, failure="dropped") == {"common.malformed-bodies-are-handled"}
    assert broken(group, scenario=scenario, status=400) == set()


@pytest.mark.parametrize("group", ["contacts", "agents", "interactions", "actions"])
def test_requests_without_credentials_are_refused_everywhere(broken: Broken, group: str) -> None:
    """Whoever finds the address gets nothing."""
    assert broken(group, scenario="no-credentials", status=400) == set()
    assert broken(group, scenario="no-credentials", status=202) == {"common.absent-secrets-open-nothing"}


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ({"body": {"agents": [{"id": "1"}]}}, {"common.records-need-credentials"}),
        ({"body": [{"id": "1"}]}, {"common.records-need-credentials"}),
        ({"body": {"agents": []}}, set()),
        ({"body": {"contacts": [{"id": "1"}]}}, set()),
        ({"raw": "<h1>It works</h1>"}, set()),
        ({"status": 405, "body": {"agents": [{"id": "1"}]}}, set()),
    ],
)
@pytest.mark.parametrize("scenario", ["get", "array-body", "empty-body", "malformed-body"])
def test_records_are_handed_to_nobody_without_credentials(
    broken: Broken, scenario: str, reply: dict[str, Any], told: set[str]
) -> None:
    """A page that says something else does no harm."""
    assert broken("agents", scenario=scenario, **reply) == told


SENT = {"auth": {"account": "acme-corp", "token": "t0ken/5f3a"}}


@pytest.mark.parametrize(
    ("photos", "told"),
    [
        ("https://a.example/?key=t0ken/5f3a", {"common.links-hold-no-secrets"}),
        ("https://a.example/?key=t0ken%2F5f3a&x=1", {"common.links-hold-no-secrets"}),
        ("https://user:t0ken%2F5f3a@a.example/", {"common.links-hold-no-secrets"}),
        ("https://a.example/?account=acme-corp", set()),
        ("t0ken/5f3a", set()),
    ],
)
def test_a_link_with_a_secret_is_told(broken: Broken, photos: str, told: set[str]) -> None:
    """The account is no secret, and a word that is the secret by chance no link."""
    reply = {"kind": "valid", "sent": SENT, "body": {"agents": [], "photos": photos}}
    assert broken("agents", **reply) - {"agents.members-are-known"} == told


def test_a_short_secret_may_be_in_a_link_by_chance(broken: Broken) -> None:
    """Years and numbers are."""
    reply = {"kind": "valid", "sent": {"auth": {"token": "2026"}}, "body": {"agents": [], "p": "/?y=2026"}}
    assert broken("agents", **reply) == {"agents.members-are-known"}
