"""A value against the contract's schemas: which clause it breaks, where, and in which words."""

from typing import Any

import pytest

from tdmock.contract.compile import compile_contract
from tdmock.documents.load import builtin
from tdmock.editions import Edition
from tdmock.judge.schema import MANY, MAX_BREACHES, SHOWN, Schema, describe, json_type, place

CONTRACT = compile_contract(builtin(), Edition.CURRENT)
ANN = {"id": "1", "name": "Ann"}


def schema(endpoint: str) -> Schema:
    return Schema(CONTRACT, CONTRACT.operations[endpoint].schema)


def told(endpoint: str, value: Any) -> list[tuple[str, str, str, str]]:
    found = schema(endpoint).breaches(value)
    return [(breach.rule, breach.at, breach.actual, breach.expected) for breach in found]


# --- words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "name", "words"),
    [
        (None, "null", "null"),
        (True, "boolean", "true"),
        (False, "boolean", "false"),
        (7, "integer", "7 (integer)"),
        (10**100, "integer", "1" + "0" * (SHOWN - 1) + "… (integer)"),
        (1.5, "number", "1.5 (number)"),
        ("é", "string", '"é"'),
        ("x" * SHOWN, "string", f'"{"x" * SHOWN}"'),
        ("x" * (SHOWN + 1), "string", f'"{"x" * SHOWN}…"'),
        ([], "array", "an empty array"),
        ([1, 2], "array", "an array of 2 items"),
        ({}, "object", "an empty object"),
        ({"é": 1, "b": 2}, "object", 'an object with "é", "b"'),
        (dict.fromkeys("abcde"), "object", 'an object with "a", "b", "c", "d", "e"'),
        (dict.fromkeys("abcdefg"), "object", 'an object with "a", "b", "c", "d", "e" and 2 more'),
        ({"x" * (SHOWN + 1): 1}, "object", f'an object with "{"x" * SHOWN}…"'),
    ],
)
def test_a_value_is_described_in_few_words(value: Any, name: str, words: str) -> None:
    assert json_type(value) == name
    assert describe(value) == words


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ([], ""),
        (["contacts", 3, "id"], "contacts[3].id"),
        ([0, "emails", 2], "[0].emails[2]"),
        (["x" * (SHOWN + 1), "a"], f"{'x' * SHOWN}….a"),
    ],
)
def test_a_place_is_written_as_developers_write_it(path: list[str | int], text: str) -> None:
    assert place(path) == text


# --- records -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("endpoint", "value", "records"),
    [
        ("contact_sync", {"contacts": [1, ANN]}, [1, ANN]),
        ("contact_sync", {"contacts": {}}, None),
        ("contact_sync", {}, None),
        ("contact_sync", [ANN], None),
        ("agent_sync", {"agents": []}, []),
        ("interaction_update", [1], [1]),
        ("interaction_update", {"contacts": []}, None),
        ("actions/create_ticket", {"message": []}, None),
        ("actions/create_ticket", [], None),
        ("auth_validation", {"token": []}, None),
    ],
)
def test_the_records_of_a_value(endpoint: str, value: Any, records: list[Any] | None) -> None:
    assert schema(endpoint).records(value) == records


# --- breaches ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("endpoint", "value"),
    [
        ("contact_sync", {"contacts": [ANN], "synchronization_checkpoint": "c", "context": {"any": [1]}}),
        ("agent_sync", {"agents": [{**ANN, "email": "a@example.com"}], "next_offset": 7}),
        (
            "interaction_update",
            [{"id": "1", "subject": "s", "date": "d", "type": "case", "status": "open", "priority": "none"}],
        ),
        ("interaction_update", []),
        ("actions/create_ticket", {}),
        ("actions/create_ticket", {"external_id": "1"}),
        ("auth_validation", {"token": "t", "account": 7}),
    ],
)
def test_what_keeps_the_contract_breaks_nothing(endpoint: str, value: Any) -> None:
    assert told(endpoint, value) == []


BREACHES: list[tuple[str, Any, list[tuple[str, str, str, str]]]] = [
    ("contact_sync", [], [("contacts.body-is-object", "", "an empty array", "an object")]),
    ("contact_sync", {}, [("contacts.contacts-is-present", "contacts", "missing", "an array")]),
    (
        "contact_sync",
        {"contacts": {"a": 1}},
        [("contacts.contacts-is-array", "contacts", 'an object with "a"', "an array")],
    ),
    (
        "contact_sync",
        {"contacts": [], "next_offset": 7},
        [("contacts.next-offset-is-not-a-number", "next_offset", "7 (integer)", "a string")],
    ),
    (
        "contact_sync",
        {"contacts": [], "next_offset": 1.5},
        [("contacts.next-offset-is-not-a-number", "next_offset", "1.5 (number)", "a string")],
    ),
    (
        "contact_sync",
        {"contacts": [], "next_offset": None},
        [("contacts.next-offset-is-not-null", "next_offset", "null", "a string")],
    ),
    (
        "contact_sync",
        {"contacts": [], "next_offset": [1]},
        [("contacts.next-offset-is-string", "next_offset", "an array of 1 items", "a string")],
    ),
    (
        "contact_sync",
        {"contacts": [ANN, 7]},
        [("contacts.contact-is-object", "contacts[1]", "7 (integer)", "an object")],
    ),
    (
        "contact_sync",
        {"contacts": [ANN, {"id": 1}]},
        [
            ("contacts.name-is-string", "contacts[1].name", "missing", "a string"),
            ("contacts.id-is-string", "contacts[1].id", "1 (integer)", "a string"),
        ],
    ),
    (
        "contact_sync",
        {"contacts": [{**ANN, "emails": ["a@example.com", 7]}]},
        [("contacts.list-fields-are-arrays", "contacts[0].emails[1]", "7 (integer)", "a string")],
    ),
    (
        "contact_sync",
        {"contacts": [{**ANN, "odd": "x"}], "more": [1]},
        [
            ("contacts.members-are-known", "more", "an array of 1 items", "nothing"),
            ("contacts.fields-are-known", "contacts[0].odd", '"x"', "nothing"),
        ],
    ),
    ("interaction_update", {}, [("interactions.body-is-array", "", "an empty object", "an array")]),
    (
        "interaction_update",
        [{"id": "1", "subject": "s", "date": "d", "type": "t", "status": "odd"}],
        [
            (
                "interactions.status-is-known",
                "[0].status",
                '"odd"',
                "one of new, open, pending, solved, closed",
            )
        ],
    ),
    (
        "auth_validation",
        {"token": None},
        [("auth.values-are-scalars", "token", "null", "a string or an integer or true or false")],
    ),
]


@pytest.mark.parametrize(("endpoint", "value", "breaches"), BREACHES)
def test_a_breach_names_its_clause_and_place(
    endpoint: str, value: Any, breaches: list[tuple[str, str, str, str]]
) -> None:
    assert sorted(told(endpoint, value)) == sorted(breaches)


# --- however much is wrong ---------------------------------------------------------------------------------


def test_records_are_told_with_their_places_however_many_there_are() -> None:
    people = [{"id": str(number), "name": "Ann"} for number in range(3 * MANY)]
    people[0] = people[MANY - 1] = people[MANY] = people[2 * MANY + 7] = {"id": "1", "name": 7}  # type: ignore[dict-item]  # a wrong one
    places = [at for _, at, _, _ in told("contact_sync", {"contacts": people})]
    assert places == [f"contacts[{number}].name" for number in (0, MANY - 1, MANY, 2 * MANY + 7)]


def test_of_one_body_so_many_breaches_are_told() -> None:
    assert len(told("contact_sync", {"contacts": [{"id": "1"}] * (MAX_BREACHES + 7)})) == MAX_BREACHES


def test_an_unknown_member_of_many_records_is_told_once_with_their_number() -> None:
    """At the first of them: a page on which every record has one is no reason to tell it a thousand times."""
    page = {"contacts": [ANN, *({"id": str(n), "name": "Bob", "age": n} for n in range(300))]}
    (breach,) = schema("contact_sync").breaches(page)
    assert (breach.at, breach.actual, breach.occurrences) == ("contacts[1].age", "0 (integer)", 300)


def test_of_one_record_so_many_unknown_members_are_told() -> None:
    odd = {**ANN, **{f"odd{number}": number for number in range(MANY + 7)}}
    found = told("contact_sync", {"contacts": [odd]})
    assert len(found) == MANY
    assert {rule for rule, *_ in found} == {"contacts.fields-are-known"}


def test_of_one_list_so_many_entries_are_told() -> None:
    found = told("contact_sync", {"contacts": [{**ANN, "phones": [1] * (MANY + 7)}]})
    assert len(found) == MANY


def test_of_one_answer_of_the_validator_so_many_fields_are_told() -> None:
    assert len(told("auth_validation", {f"f{number}": None for number in range(MANY + 7)})) == MANY


def test_an_answer_that_is_a_long_list_is_told_once() -> None:
    assert len(told("actions/create_ticket", [1] * (MANY + 7))) == 1
