"""Judgements about agent synchronization that matter to real bridges."""

from collections.abc import Callable
from typing import Any

import pytest

from tdmock.contract import Contract
from tdmock.findings import Level

Broken = Callable[..., set[str]]
DORA = {"id": "7", "name": "Dora Fox", "email": "dora@example.com"}
GUS = {"id": "8", "name": "Gus Orr", "email": "gus@example.com"}


@pytest.mark.parametrize(
    ("body", "clauses"),
    [
        ({"agents": []}, set()),
        ({"agents": [DORA, GUS]}, set()),
        ({"agents": [{**DORA, "id": 341231}]}, {"agents.id-is-not-an-integer"}),
        ({"agents": [{**DORA, "id": True}]}, {"agents.id-is-string"}),
        ({"agents": [{**DORA, "id": None}]}, {"agents.id-is-string"}),
        ({"agents": [{**DORA, "id": 7.5}]}, {"agents.id-is-string"}),
        ({"agents": [DORA], "next_offset": None}, {"agents.next-offset-is-not-null"}),
        ({"agents": [DORA], "next_offset": True}, {"agents.next-offset-is-integer"}),
        ({"agents": [DORA], "next_offset": ""}, {"agents.next-offset-is-not-a-string"}),
        ({"agents": [DORA, {**GUS, "email": "DORA@example.com"}]}, {"agents.emails-are-unique"}),
        ({"agents": [{**DORA, "email": ""}]}, {"agents.emails-are-addresses"}),
    ],
)
def test_a_page_of_agents_is_judged(broken: Broken, body: Any, clauses: set[str]) -> None:
    assert broken("agents", body=body) == clauses


@pytest.mark.parametrize("offset", [0, -1, 10**30])
def test_any_integer_will_do_as_an_offset(broken: Broken, offset: int) -> None:
    first = f'{{"agents": [], "next_offset": {offset}}}'
    assert broken("agents", pages=[{"raw": first}, {"body": {"agents": [DORA]}}]) == set()


def test_one_email_on_two_agents_is_found_across_pages(broken: Broken) -> None:
    pages = [
        {"body": {"agents": [DORA], "next_offset": 2}},
        {"body": {"agents": [{**GUS, "email": "dora@example.com"}]}},
    ]
    assert broken("agents", pages=pages) == {"agents.emails-are-unique"}


def test_an_agent_that_comes_twice_is_told_by_its_id_alone(broken: Broken) -> None:
    pages = [{"body": {"agents": [DORA], "next_offset": 2}}, {"body": {"agents": [GUS, DORA]}}]
    assert broken("agents", pages=pages) == {"agents.ids-are-unique"}


@pytest.mark.parametrize(
    ("clause", "level"),
    [
        ("agents.valid-request-succeeds", Level.ERROR),
        ("agents.omitted-offset-is-accepted", Level.WARNING),
        ("agents.id-is-not-an-integer", Level.WARNING),
        ("agents.next-offset-is-not-null", Level.WARNING),
        ("agents.next-offset-is-not-a-string", Level.WARNING),
        ("contacts.next-offset-is-not-null", Level.WARNING),
        ("contacts.next-offset-is-not-a-number", Level.WARNING),
        ("contacts.next-offset-is-not-empty", Level.WARNING),
        ("contacts.optional-fields-are-not-null", Level.WARNING),
        ("contacts.checkpoint-is-present", Level.WARNING),
        ("contacts.offsets-differ", Level.ERROR),
        ("contacts.have-phones", Level.INFO),
        ("interactions.unknown-contact-is-200", Level.WARNING),
        ("interactions.unknown-contact-has-none", Level.ERROR),
        ("interactions.dates-are-readable", Level.WARNING),
        ("interactions.priority-is-known", Level.ERROR),
        ("actions.success-is-201", Level.WARNING),
        ("actions.bad-credentials-refused", Level.ERROR),
        ("actions.contact-has-url", Level.WARNING),
        ("actions.null-optional-inputs-are-accepted", Level.INFO),
        ("auth.every-field-counts", Level.WARNING),
    ],
)
def test_levels_that_the_contract_names_are_these(contract: Contract, clause: str, level: Level) -> None:
    assert contract.clauses[clause].level is level
