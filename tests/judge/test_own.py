"""What people's own scenarios expect of answers, judged over one page or several."""

import json
from typing import Any

import pytest

from tdmock.exchange import Exchange, Failure, Request as HttpRequest, Response
from tdmock.judge.own import Watch
from tdmock.scenario.own import Request

ASKED = HttpRequest(endpoint="contact_sync", url="http://127.0.0.1/")
PEOPLE = {"contacts": [{"id": "1", "tags": []}, {"id": "2", "tags": ["a"]}], "next": 3}
VALUES = {"$two": "2", "$some": ["2", "3"]}


def answer(body: Any, status: int = 200) -> Exchange:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = (("Content-Type", "application/json"),)
    return Exchange(request=ASKED, response=Response(status=status, headers=headers, body=content))


def watch(expect: dict[str, Any], **members: Any) -> Watch:
    def fill(part: Any) -> Any:
        return VALUES.get(part, part) if isinstance(part, str) else part

    return Watch(request=Request.model_validate({"expect": expect, **members}), fill=fill)


def told(expect: dict[str, Any], *answers: Exchange, **members: Any) -> list[tuple[str, str, str]]:
    """Place, what came and what was expected, of each breach."""
    watched = watch(expect, **members)
    breaches = [breach for one in answers for breach in watched.see(one)[0]] + watched.end()
    return [(breach.at, breach.actual, breach.expected) for breach in breaches]


@pytest.mark.parametrize(
    "expect",
    [
        {},
        {"status": "2xx"},
        {"status": [200, 204]},
        {"headers": {"content-type": {"matches": "^application/json"}}},
        {"headers": {"X-None": {"present": False}}},
        {"schema": {"required": ["contacts"]}},
        {"body": {"contacts[0].id": "1"}},
        {"body": {"contacts[1].id": "$two"}},
        {"body": {"contacts[*].id": {"type": "string", "one_of": ["1", "2"]}}},
        {"body": {"contacts[*].id": {"some": "$two", "none": {"equals": "9"}}}},
        {"body": {"contacts[*].id": {"some": {"one_of": "$some"}}}},
        {"body": {"contacts[*].tags[*]": "a"}},
        {"body": {"contacts[7].id": {"present": False}}},
        {"body": {'["next"]': {"equals": 3}}},
        {"body": {"contacts": {"schema": {"minItems": 2}}}},
    ],
)
def test_what_is_as_expected_is_no_breach(expect: dict[str, Any]) -> None:
    assert not told(expect, answer(PEOPLE))


@pytest.mark.parametrize(
    ("expect", "breach"),
    [
        ({"status": 201}, ("", "status 200", "status 201")),
        ({"status": ["4xx", 500]}, ("", "status 200", "status 4xx or 500")),
        ({"headers": {"X-None": "a"}}, ("X-None", "missing", '"a"')),
        (
            {"headers": {"Content-Type": {"matches": "xml"}}},
            ("Content-Type", '"application/json"', "text that matches xml"),
        ),
        ({"body": {"next": "3"}}, ("next", "3 (integer)", '"3"')),
        ({"body": {"contacts[1].id": {"one_of": ["1"]}}}, ("contacts[1].id", '"2"', 'one of ["1"]')),
        (
            {"body": {"contacts[*].id": {"some": "9"}}},
            ("contacts[*].id", "none of the 2 values there", 'one that is "9"'),
        ),
        ({"body": {"contacts[*].id": {"none": "2"}}}, ("contacts[1].id", '"2"', 'none that is "2"')),
        ({"body": {"contacts[0].name": "Ann"}}, ("contacts[0].name", "missing", '"Ann"')),
        ({"body": {"contacts[0].name": {"present": True}}}, ("contacts[0].name", "missing", "a value")),
        ({"body": {"contacts[0].id": {"present": False}}}, ("contacts[0].id", '"1"', "nothing")),
        (
            {"body": {"contacts": {"type": "object"}}},
            ("contacts", "an array of 2 items", "of the type object"),
        ),
    ],
)
def test_what_is_not_as_expected_is_told_with_its_place(
    expect: dict[str, Any], breach: tuple[str, str, str]
) -> None:
    assert told(expect, answer(PEOPLE)) == [breach]


def test_a_schema_names_the_place_that_breaks_it() -> None:
    ((at, actual, expected),) = told({"schema": {"properties": {"next": {"type": "string"}}}}, answer(PEOPLE))
    assert (at, actual) == ("next", "3 (integer)")
    assert expected.startswith("what the schema says")


def test_over_several_pages_one_is_enough_for_some_and_none_is_of_all() -> None:
    pages = [answer({"contacts": [{"id": str(n)}]}) for n in range(3)]
    assert not told({"body": {"contacts[*].id": {"some": "1"}}}, *pages)
    assert told({"body": {"contacts[*].id": {"none": "2"}}}, *pages) == [
        ("contacts[0].id", '"2"', 'none that is "2"')
    ]


def test_what_is_captured_is_the_value_or_all_of_them_over_the_pages() -> None:
    watched = watch({}, capture={"next": "next", "ids": "contacts[*].id"})
    for page in (PEOPLE, {"contacts": [{"id": "3"}]}):
        assert watched.see(answer(page))[0] == []
    assert watched.end() == []
    assert watched.captured == {"next": 3, "ids": ["1", "2", "3"]}


def test_what_is_to_be_captured_must_come() -> None:
    assert told({}, answer({}), capture={"ticket": "external_id"}) == [
        ("external_id", "missing", "a value to remember as $ticket")
    ]


def test_an_answer_that_is_no_json_or_none_at_all_is_told() -> None:
    ((at, _, expected),) = told({"schema": {}}, answer(b"<html>"))
    assert (at, expected) == ("body", "JSON")
    assert not told({"status": 200}, answer(b"<html>"))
    dropped = Exchange(request=ASKED, failure=Failure.DROPPED, detail="the connection was closed")
    assert told({}, dropped) == [("", "the connection was closed", "an answer")]


def test_of_a_hostile_answer_a_bounded_number_of_breaches_is_told() -> None:
    many = {"contacts": [{"id": n} for n in range(5_000)]}
    assert len(told({"body": {"contacts[*].id": {"type": "string"}}}, answer(many))) == 1_000
