"""What Talkdesk would send for an action's inputs."""

from datetime import UTC, datetime
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from tdmock.definition.model import Action, ActionInput
from tdmock.scenario.inputs import TEXTS, Inputs

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
CONTACT = {
    "id": "c1",
    "name": "Ann van Dijk",
    "emails": ["ann@example.com", "b@example.com"],
    "phones": ["+12025550143"],
    "company": "ACME",
}


def entry(key: str, kind: str = "text", /, **rest: Any) -> ActionInput:
    return ActionInput(key=key, type=kind, **rest)


def inputs(*entries: ActionInput, **rest: Any) -> Inputs:
    action = Action(name="a", endpoint="https://example.org/a", inputs=entries)
    return Inputs(
        **{
            "action": action,
            "contact": CONTACT,
            "agent": {"id": "a1", "name": "Bo"},
            "now": NOW,
            "run": "run-7",
            "max_calls": 20,
            **rest,
        }
    )


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (entry("x", name="Subject"), "Subject [run-7]"),
        (entry("x", format="Support"), "Support"),
        (entry("x", default="preset", format="Support"), "preset"),
        (entry("x", default="Ticket of {{contact.name}}"), "Ticket of Ann van Dijk"),
        (entry("x", "email", format="help@example.org"), "help@example.org"),
        (entry("x", "select", format="low,high", default="high"), "high"),
        (entry("x", "select", format="low,high", default="none of them"), "low"),
        (entry("x", format="{{contact.phone_number}} {{contact_phone_number}}"), "+12025550143 +12025550143"),
        (entry("x", format="{{account.name}}/{{account_id}}/{{tags}}"), "tdmock/tdmock/tdmock"),
        (entry("x", format="{{what.ever}}"), "{{what.ever}}"),
        (entry("x", format="{{contact.first_name}}"), "Ann"),
        (entry("x", format="{{ contact.last_name }}"), "van Dijk"),
        (entry("x", format="Dear {{contact.name}} of {{contact.company}}"), "Dear Ann van Dijk of ACME"),
        (entry("x", format="{{contact.email}}"), "ann@example.com"),
        (entry("x", format="{{contact.phone}}"), "+12025550143"),
        (entry("x", format="{{agent.name}}"), "Bo"),
        (entry("x", format="{{contact.twitter}}", name="T"), "T [run-7]"),
        (entry("x", "textarea", name="T"), "T [run-7]"),
        (entry("x", "never heard of", name="T"), "T [run-7]"),
        (entry("x", "select", format="b, a,c"), "b"),
        (entry("x", "datetime", format="DD/MM/YYYY HH:mm"), "05/03/2026 05:06"),
        (entry("x", "datetime"), "2026-03-05T05:06:07+00:00"),
        (entry("x", "time"), "05:06"),
        (entry("x", "email"), "run-7@example.com"),
        (entry("x", "tel"), "+12025550143"),
        (entry("x", "number"), "42"),
        (entry("x", "key/value"), {"x": "value [run-7]"}),
    ],
)
def test_an_input_is_filled_by_its_type(given: ActionInput, sent: Any) -> None:
    assert inputs(given).all() == {"x": sent}


def test_templates_are_filled_without_a_contact_too() -> None:
    assert inputs(entry("x", format="{{contact.first_name}}"), contact=None).all() == {"x": "Jane"}


def test_a_contact_with_odd_values_fills_text_nevertheless() -> None:
    odd = {"id": 1, "name": 7, "emails": "no list", "phones": [None]}
    made = inputs(entry("x", format="{{contact.email}}{{contact.phone}}{{contact.name}}"), contact=odd).all()
    assert isinstance(made["x"], str)


def test_mandatory_inputs_alone_leave_the_optional_ones_out() -> None:
    made = inputs(entry("a", mandatory=True, default="1"), entry("b", default="2"))
    assert made.mandatory() == {"a": "1"}
    assert made.with_optional(None) == {"a": "1", "b": None}
    assert made.with_optional("") == {"a": "1", "b": ""}
    assert inputs(entry("a", mandatory=True)).mandatory() is None
    assert inputs(entry("a", mandatory=True)).with_optional("") is None


def test_each_mandatory_input_is_missing_once() -> None:
    made = inputs(entry("a", mandatory=True), entry("b", mandatory=True), entry("c"))
    assert [set(data) for _, data in made.one_missing()] == [{"b", "c"}, {"a", "c"}]


def test_an_option_that_is_none_is_none() -> None:
    ((label, data),) = inputs(entry("s", "select", format="x,y")).invalid_options()
    assert label == "s with an unknown option"
    assert data["s"] not in {"x", "y"}


def test_texts_go_into_every_text_input_and_carry_the_run() -> None:
    made = list(inputs(entry("a"), entry("s", "select", format="x"), entry("n", "number")).texts())
    marked = ["007" if text == "00" else f"{text} [run-7]" for text in TEXTS.values()]
    assert [data["a"] for _, data in made] == marked
    assert all(data["s"] == "x" and data["n"] == "42" for _, data in made)
    assert not list(inputs(entry("n", "number")).texts())


def test_text_of_which_the_definition_says_what_it_is_stays_as_it_is() -> None:
    made = inputs(entry("a"), entry("box", format="Support"), entry("to", format="{{contact.name}}"))
    assert all(data["box"] == "Support" for _, data in made.texts())
    assert [data["to"] for _, data in made.texts()] == [*TEXTS.values()]
    assert (made.long_text() or {})["box"] == "Support"


def test_a_given_value_is_sent_exactly_and_no_other_is_tried() -> None:
    entries = (
        entry("box", mandatory=True),
        entry("project", "select", format="a,b,c"),
        entry("due", "datetime", format="YYYY"),
        entry("note"),
    )
    given = {"box": "Support", "project": "b", "due": "2031"}
    made = inputs(*entries, given=given)
    tried = [made.all(), made.long_text() or {}, *(data for _, data in [*made.texts(), *made.options()])]
    assert all(data.items() >= given.items() for data in tried)
    assert not list(made.dates())
    assert made.untried() == 0
    assert [{*data} for _, data in made.one_missing()] == [{"project", "due", "note"}]
    assert [data["project"] == "b" for _, data in made.invalid_options()] == [False]


def test_long_text_is_long() -> None:
    assert len((inputs(entry("a")).long_text() or {})["a"]) > 9_000
    assert inputs(entry("n", "number")).long_text() is None


def test_dates_have_the_declared_pattern() -> None:
    made = dict(inputs(entry("d", "datetime", format="YYYY-MM-DDTHH:mm:ssZ"), entry("t", "time")).dates())
    assert [(data["d"], data["t"]) for data in made.values()] == [
        ("2026-03-05T09:05:07+00:00", "09:05"),
        ("2026-03-05T00:00:00+00:00", "00:00"),
        ("2026-12-31T23:59:59+00:00", "23:59"),
        ("2028-02-29T13:00:00-07:00", "13:00"),
    ]
    assert not list(inputs(entry("a")).dates())


def test_dates_at_the_edges_are_beyond_32_bits_of_seconds() -> None:
    made = dict(inputs(entry("d", "datetime"), entry("t", "time", default="05:06")).edge_dates())
    assert [data["d"][:4] for data in made.values()] == ["1955", "2040"]
    assert {data["t"] for data in made.values()} == {"05:06"}
    assert not list(inputs(entry("t", "time")).edge_dates())


@settings(deadline=None)
@given(st.integers(2, 7))
def test_each_optional_input_comes_alone_and_every_two_there_and_gone(count: int) -> None:
    keys = [f"o{number}" for number in range(count)]
    made = inputs(entry("m", mandatory=True), *map(entry, keys), max_calls=1000)
    sent = [set(data) - {"m"} for _, data in made.some_optional()]
    assert all("m" in data for _, data in made.some_optional())
    assert all({key} in sent for key in keys)
    assert set(keys) not in sent
    for one, other in combinations(keys, 2):
        both = [(one in row, other in row) for row in [*sent, set(keys), set()]]
        assert set(both) == set(product([True, False], repeat=2))


def test_a_single_optional_input_has_no_combinations() -> None:
    assert not list(inputs(entry("m", mandatory=True), entry("o")).some_optional())


OPTIONS = st.lists(st.integers(1, 9), min_size=1, max_size=4)


def selects(sizes: list[int]) -> list[ActionInput]:
    return [
        entry(f"s{n}", "select", format=",".join(f"s{n}o{i}" for i in range(size)))
        for n, size in enumerate(sizes)
    ]


@settings(deadline=None)
@given(OPTIONS, st.integers(1, 40))
def test_every_option_occurs_as_long_as_calls_last(sizes: list[int], max_calls: int) -> None:
    entries = selects(sizes)
    rows = [data for _, data in inputs(*entries, max_calls=max_calls).options()]
    assert 1 <= len(rows) <= max_calls
    if max_calls >= max(sizes):
        assert all({row[e.key] for row in rows} == set(e.options) for e in entries)


@settings(deadline=None)
@given(OPTIONS)
def test_every_pair_of_options_occurs_when_there_are_calls_enough(sizes: list[int]) -> None:
    entries = selects(sizes)
    rows = [data for _, data in inputs(*entries, max_calls=10_000).options()]
    for one, other in combinations(entries, 2):
        assert {(row[one.key], row[other.key]) for row in rows} == set(product(one.options, other.options))


def test_where_not_every_pair_fits_pairs_fill_the_calls_that_are_left() -> None:
    entries = selects([4, 4, 4])
    rows = [data for _, data in inputs(*entries, max_calls=12).options()]
    assert len(rows) == 12
    assert len({tuple(row.values()) for row in rows}) == 12
    assert all({row[e.key] for row in rows} == set(e.options) for e in entries)


def test_further_requests_build_on_inputs_that_worked() -> None:
    made = inputs(entry("a", mandatory=True, default="1"), entry("b", default="2"), proven={"a": "1"})
    assert made.working() == {"a": "1"}
    assert inputs(entry("b", default="2"), proven={}).working() == {}
    assert inputs(entry("b", default="2")).working() == {"b": "2"}
