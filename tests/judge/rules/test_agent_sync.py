"""Judgements about agent synchronization that matter to real bridges."""

from collections.abc import Callable
from typing import Any

import pytest

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
