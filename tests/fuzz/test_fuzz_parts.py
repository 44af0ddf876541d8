"""What generated requests are made of: choices, texts, differences."""

import unicodedata

from hypothesis import given, settings, strategies as st

from tdmock.fuzz import texts
from tdmock.fuzz.choices import ABSENT, Choice, fill, read
from tdmock.fuzz.difference import difference
from tdmock.fuzz.shapes import narrowed

quietly = settings(database=None, deadline=None, max_examples=60)


def test_a_choice_is_read_as_it_was_written() -> None:
    for choice in (
        Choice(),
        Choice(value=None),
        Choice(value={"a": ["é"]}, kinds=("valid",), own=True, page=2),
    ):
        assert read(choice.written()) == choice


def test_choices_are_put_in_their_places_and_absent_ones_left_out() -> None:
    generated = {
        "meta": Choice(value={"offset": None}, kinds=("offset-null",)).written(),
        "data": {
            "a": Choice().written(),
            "b": Choice(value="x", kinds=("any-text",), page=1).written(),
            "c": "plain",
        },
    }
    filled = fill(generated, [])
    assert filled.body == {"meta": {"offset": None}, "data": {"b": "x", "c": "plain"}}
    assert filled.kinds == ("offset-null", "any-text")
    assert filled.page == 1


def test_what_is_the_contacts_own_comes_from_the_one_whose_id_was_chosen() -> None:
    contacts = [{"contact_external_id": name, "contact_name": name.upper()} for name in ("a", "b")]
    own = Choice(own=True).written()
    for given_id, name in (("b", "B"), ("unknown", "A")):
        generated = {"data": {"contact_external_id": Choice(value=given_id).written(), "contact_name": own}}
        assert fill(generated, contacts).body["data"]["contact_name"] == name


@quietly
@given(texts.texts("tdmock-run-7"))
def test_texts_hold_the_runs_mark_and_no_character_that_nobody_can_enter(choice: Choice) -> None:
    assert choice.value.endswith(" [tdmock-run-7]")
    assert not {unicodedata.category(c) for c in choice.value} & {"Cc", "Cs", "Cn", "Co"}
    assert ("long-text" in choice.kinds) == (len(choice.value) >= texts.LONG)


@quietly
@given(st.one_of(texts.numbers(), texts.phones(), texts.emails("run")))
def test_a_value_at_the_edge_of_its_type_is_told_from_an_ordinary_one(choice: Choice) -> None:
    assert choice.kinds in {(), ("edge-value",)}
    assert isinstance(choice.value, str)
    assert choice.value


def test_the_difference_is_told_against_the_nearest_passing_body() -> None:
    failing = {"data": {"a": "\u2028", "b": 1}}
    passing = [{"data": {"a": "x", "b": 2}}, {"data": {"a": "y", "b": 1}}]
    assert difference(failing, passing) == 'data.a is "\\u2028"; with "y" it passes'


def test_a_body_with_nothing_in_common_is_never_the_nearest() -> None:
    failing = {"auth": {"a": "x" * 99}, "data": {"b": 1}, "meta": {"c": 1}}
    usual = {"auth": {"a": ""}, "data": {"b": 2}, "meta": {"c": 2}}
    assert difference(failing, [[], usual]).startswith("auth.a is ")


def test_a_missing_member_and_one_too_many_are_told_as_such() -> None:
    assert difference({"a": 1}, [{"a": 1, "b": 2}]) == "b is left out; with 2 it passes"
    assert difference({"a": 1, "b": 2}, [{"a": 1}]) == "b is 2 (integer); without it it passes"
    assert difference(b"\xff", [{}]) == "the body is '\\xff' (bytes); with {} it passes"
    assert difference({}, []) == ""


def test_a_narrowed_schema_wants_what_was_put_in_and_nothing_else() -> None:
    schema = {
        "type": "object",
        "required": ["data"],
        "properties": {
            "data": {"type": "object", "properties": {"a": {}, "b": {}}},
            "meta": {"type": "object"},
        },
    }
    put = narrowed(schema, {"data.a": {"const": 1}})
    assert put["required"] == ["data"]
    assert put["properties"]["data"] == {
        "type": "object",
        "properties": {"a": {"const": 1}, "b": {}},
        "required": ["a"],
        "additionalProperties": False,
    }


def test_absent_has_a_name() -> None:
    assert repr(ABSENT) == "ABSENT"
