"""A synchronization page by page: what is taken from a page, and how the next is asked for."""

import json
from typing import Any

import orjson
import pytest

from tdmock.documents.load import builtin
from tdmock.exchange import Exchange, Request, Response
from tdmock.findings import Breach
from tdmock.judge.rules import RULES, Answer, judge_by
from tdmock.run.pagination import (
    absorb,
    asked_for,
    continued,
    goes_round,
    only_known_ids,
    page_rules,
    too_many_pages,
)
from tdmock.talkdesk.state import Continuation, Earlier, Walk, known_by

DEFINITION = builtin()


def page(raw: str | dict[str, Any]) -> Answer:
    body = (raw if isinstance(raw, str) else json.dumps(raw)).encode()
    value = json.loads(body)
    request = Request(endpoint="contact_sync", url="http://127.0.0.1/")
    response = Response(status=200, headers=(), body=body)
    records = value.get("contacts", [])
    return Answer(
        kind="valid",
        sent={},
        value=value,
        definition=DEFINITION,
        exchange=Exchange(request=request, response=response),
        records=[(index, record) for index, record in enumerate(records) if isinstance(record, dict)],
    )


def people(*ids: object, **meta: Any) -> Answer:
    return page({"contacts": [{"id": one, "name": f"Ann {one}"} for one in ids], **meta})


def read(walk: Walk, *pages: Answer) -> Walk:
    for one in pages:
        absorb(walk, one, "contacts")
    return walk


# --- the next page -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    ['{"contacts": []}', '{"next_offset": null}', '{"next_offset": ""}']
    + [f'{{"next_offset": {odd}}}' for odd in ("[]", "{}", "[1]", '{"a": 1}', "true", "false")],
)
def test_there_is_no_next_page(raw: str) -> None:
    assert absorb(Walk(), page(raw), "contacts") is None


@pytest.mark.parametrize(
    ("raw", "meta"),
    [
        ('{"next_offset": "a\\/b"}', b'{"offset":"a/b"}'),
        ('{"next_offset": 12345678901234567890123}', b'{"offset":12345678901234567890123}'),
        ('{"next_offset": 0}', b'{"offset":0}'),
        ('{"next_offset": "\\u0061", "context": 1.10}', b'{"offset":"\\u0061","context":1.10}'),
        ('{"next_offset": "a", "context": null}', b'{"offset":"a","context":null}'),
    ],
)
def test_the_next_page_is_asked_for_with_what_came(raw: str, meta: bytes) -> None:
    following = absorb(Walk(), page(raw), "contacts")
    assert following
    assert orjson.dumps(continued({"auth": 1}, following)) == b'{"auth":1,"meta":%s}' % meta


def test_what_the_first_page_was_asked_for_with_stays() -> None:
    following = Continuation(offset=orjson.Fragment(b"2"))
    body = continued({"meta": {"synchronization_checkpoint": "c", "offset": None}, "auth": 1}, following)
    assert orjson.dumps(body) == b'{"meta":{"synchronization_checkpoint":"c","offset":2},"auth":1}'


def test_the_second_page_stays_known() -> None:
    walk = read(Walk(), people("1", next_offset="b"), people("2", next_offset="c"), people("3"))
    assert walk.second
    assert orjson.dumps(walk.second.offset) == b'"b"'
    assert len(walk.positions) == 2


@pytest.mark.parametrize(
    ("offset", "told"),
    [
        (b"7", ", on page 3, asked for with the offset 7"),
        (b'"None"', ', on page 3, asked for with the offset "None", a missing value that became text'),
        (
            b'"UNDEFINED"',
            ', on page 3, asked for with the offset "UNDEFINED", a missing value that became text',
        ),
        (b'"' + b"x" * 90 + b'"', f', on page 3, asked for with the offset "{"x" * 79}…'),
    ],
)
def test_a_page_is_named_with_its_offset(offset: bytes, told: str) -> None:
    assert asked_for(Walk(pages=2), Continuation(offset=orjson.Fragment(offset))) == told


# --- what is counted ---------------------------------------------------------------------------------------


def test_pages_and_records_are_counted() -> None:
    walk = read(Walk(), people("1", "2", next_offset="b"), people(next_offset="c"), people("3"))
    assert (walk.pages, walk.records) == (3, 3)


def test_phones_and_emails_are_counted() -> None:
    records = [
        {"id": "1", "name": "A", "phones": ["+1"], "email": "A@Example.com"},
        {"id": "2", "name": "B", "phones": [], "email": "a@example.com"},
        {"id": "3", "name": "C", "phones": ["+2"], "email": 7},
    ]
    walk = read(Walk(), page({"contacts": records}))
    assert walk.with_phones == 2
    assert walk.emails == {hash("a@example.com")}


def test_ids_that_come_again_are_counted_by_where_they_came_first() -> None:
    walk = read(Walk(), people("1", "1", 2, next_offset="b"), people("1", "2", "3"))
    assert (walk.repeated, walk.repeated_on_page) == (3, 1)
    assert walk.first_repeated == "contacts[].id = 1"
    assert walk.moved == {hash("1"), hash("2")}
    assert walk.seen == {hash("1"), hash("2"), hash("3")}


@pytest.mark.parametrize("odd", [True, None, 1.5, ["1"], {"a": 1}])
def test_what_is_no_id_is_no_repetition(odd: object) -> None:
    walk = read(Walk(), people(odd, odd, "1"))
    assert (walk.repeated, walk.records, walk.seen) == (0, 3, {hash("1")})


def test_a_long_id_is_cut_where_it_is_told() -> None:
    assert read(Walk(), people("x" * 61, "x" * 61)).first_repeated == f"contacts[].id = {'x' * 60}…"


def test_pages_in_a_row_with_nothing_new_are_counted() -> None:
    walk = Walk()
    counts = []
    for one in (people("1"), people("1"), people("1"), people(), people(), people("2"), people("2")):
        absorb(walk, one, "contacts")
        counts.append((walk.stale_pages, walk.empty_pages, walk.idle_pages))
    assert counts == [(0, 0, 0), (1, 0, 1), (2, 0, 2), (0, 1, 2), (0, 2, 2), (0, 0, 0), (1, 0, 1)]


def test_a_page_whose_names_differ_is_another_one() -> None:
    same_ids = page({"contacts": [{"id": "1", "name": "Bob"}]})
    assert read(Walk(), people("1"), same_ids).stale_pages == 0
    same_names = page({"contacts": [{"id": "2", "name": "Ann 1"}]})
    assert read(Walk(), people("1"), same_names).stale_pages == 0
    lists, objects = ({"contacts": [{"id": odd, "name": "A"}]} for odd in ([1], {"a": 1}))
    assert read(Walk(), page(lists), page(lists)).stale_pages == 1
    assert read(Walk(), page(lists), page(objects)).stale_pages == 0


def test_a_page_of_records_without_ids_is_not_idle() -> None:
    assert read(Walk(), people(None), people(None)).idle_pages == 0
    assert read(Walk(), people(None, "1"), people(None, "1")).idle_pages == 0


@pytest.mark.parametrize(
    ("pages", "checkpoint", "has"),
    [
        ([people()], None, False),
        ([people(synchronization_checkpoint=None)], None, True),
        ([people(synchronization_checkpoint="a"), people()], "a", True),
        ([people(synchronization_checkpoint="a"), people(synchronization_checkpoint=7)], "a", True),
        ([people(synchronization_checkpoint="a"), people(synchronization_checkpoint="b")], "b", True),
    ],
)
def test_the_last_checkpoint_that_is_a_string_is_kept(
    pages: list[Answer], checkpoint: str | None, *, has: bool
) -> None:
    walk = read(Walk(), *pages)
    assert (walk.checkpoint, walk.has_checkpoint) == (checkpoint, has)


def test_numbers_that_came_are_no_longer_those_of_nobody() -> None:
    walk = Walk(unused_phones=("+4917139200105", "+46701740610"))
    read(walk, page({"contacts": [{"id": "1", "name": "A", "phones": ["+46 70-174 06 10"]}]}))
    assert walk.unused_phones == ("+4917139200105",)


def test_records_are_remembered_with_their_neighbours() -> None:
    records = [{"id": str(n), "name": "Ann", "company": f"C{n}"} for n in range(2)]
    walk = read(Walk(), page({"contacts": records}))
    assert sorted(record["id"] for record in walk.sample) == ["0", "1"]
    assert [record["id"] for record in walk.neighbours.namesakes] == ["0", "1"]


# --- a further reading -------------------------------------------------------------------------------------


def test_a_further_reading_is_compared_with_the_earlier_one() -> None:
    earlier = Earlier(ids={hash("1"), hash("2"), hash("3")}, moved={hash("2")})
    walk = read(Walk(earlier=earlier), people("1", "2", next_offset="b"), people("2", "9"))
    assert walk.missing == {hash("3")}
    assert walk.survivors == 2
    assert walk.newcomers == {hash("9")}
    assert walk.counts == {hash("2"): 2}
    assert walk.idle_pages == 0
    assert not walk.seen
    assert not walk.neighbours.namesakes


def test_a_first_reading_has_no_newcomers() -> None:
    assert not read(Walk(), people("1")).newcomers


def test_somebody_who_comes_with_another_id_is_known_again() -> None:
    ann, bob = ({"name": name, "emails": [f"{name}@example.com"], "phones": []} for name in ("ann", "bob"))
    earlier = Earlier(ids={hash("1"), hash("2")}, people={known_by(ann): hash("1"), known_by(bob): hash("2")})
    walk = read(Walk(earlier=earlier), page({"contacts": [{"id": "77", **ann}, {"id": "2", **bob}]}))
    assert walk.renamed == {hash("1")}
    strangers = read(Walk(earlier=earlier), people("78"))
    assert not strangers.renamed


# --- what is told ------------------------------------------------------------------------------------------


def test_the_rules_about_pages_are_those_of_the_group_that_are_clauses() -> None:
    clauses = {"contacts.pages-differ", "contacts.pages-end", "agents.pages-end", "contacts.other"}
    found = {group: [rule.clause for rule in page_rules(group, clauses)] for group in ("contacts", "agents")}
    assert found == {
        "contacts": ["contacts.pages-differ", "contacts.pages-end"],
        "agents": ["agents.pages-end"],
    }


def test_breaches_of_a_page_bear_the_name_of_their_rule() -> None:
    walk, again = Walk(), people("1", next_offset="b")
    read(walk, again)
    found, _ = judge_by(page_rules("contacts", RULES), answer=again, walk=walk)
    assert [breach.rule for breach in found] == ["contacts.pages-differ"]
    assert goes_round(found[0])


@pytest.mark.parametrize(
    ("rule", "endless"),
    [
        ("contacts.pages-differ", True),
        ("agents.offsets-differ", True),
        ("agents.pages-end", True),
        ("contacts.pages-bring-contacts", False),
    ],
)
def test_which_rules_say_that_the_pages_never_end(rule: str, *, endless: bool) -> None:
    assert goes_round(Breach(rule=rule)) is endless


def test_a_walk_that_is_given_up_is_told() -> None:
    walk = Walk(pages=4, records=9, idle_pages=25, repeated=7)
    assert too_many_pages("agents", walk) == Breach(
        rule="agents.pages-are-within-limit",
        at="next_offset",
        expected="the last page within 4 pages (no text sets a limit; --max-pages does here)",
        actual="another next_offset after 4 pages with 9 records; read no further",
    )
    assert only_known_ids("contacts", walk) == Breach(
        rule="contacts.ids-are-unique",
        at="contacts[].id",
        expected="every id once",
        actual="25 pages in a row with nothing but ids that had come before",
        occurrences=7,
    )
