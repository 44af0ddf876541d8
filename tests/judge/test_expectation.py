"""What a bridge hands over against what it was loaded with."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from tdmock.errors import UsageError
from tdmock.fixtures import Contacts
from tdmock.generate.files import RecordFile
from tdmock.judge.expectation import EXPLAINED, Change, Departure, Expectation, Verdict

CONTACTS = Contacts().page(0, 300)


def expecting(folder: Path, *records: Any) -> Expectation:
    path = folder / "expected.ndjson"
    path.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in records))
    return Expectation(RecordFile(path))


def test_the_same_records_in_any_order_are_as_expected(tmp_path: Path) -> None:
    dated = [{**contact, "updated_at": "2015-01-01T00:00:00Z"} for contact in CONTACTS]
    expectation = expecting(tmp_path, *dated)
    assert len(expectation) == 300
    assert list(expectation.compare(reversed(CONTACTS))) == []
    assert list(expectation.compare(CONTACTS)) == []


def test_each_kind_of_departure_is_told_by_id(tmp_path: Path) -> None:
    expectation = expecting(tmp_path, *CONTACTS)
    changed = {**CONTACTS[3], "name": "Somebody Else"}
    came = [*CONTACTS[:3], changed, *CONTACTS[5:], CONTACTS[0], {"id": "new", "name": "New"}]
    change = Change(field="name", expected=CONTACTS[3]["name"], actual="Somebody Else")
    assert list(expectation.compare(came)) == [
        Departure(verdict=Verdict.DIFFERENT, id="4", changes=(change,)),
        Departure(verdict=Verdict.REPEATED, id="1"),
        Departure(verdict=Verdict.EXTRA, id="new"),
        Departure(verdict=Verdict.MISSING, id="5"),
    ]


def test_only_the_fields_that_are_given_are_compared(tmp_path: Path) -> None:
    expectation = expecting(tmp_path, {"id": "1"}, {"id": "2", "name": "B"})
    came = [{"id": "1", "name": "anything"}, {"id": "2", "name": "B", "company": "C", "title": None}]
    assert list(expectation.compare(came)) == []


def test_a_difference_reads_as_a_diff(tmp_path: Path) -> None:
    expectation = expecting(tmp_path, {"id": "1", "name": "Zoë", "emails": ["z@example.com"]})
    [departure] = expectation.compare([{"id": "1", "emails": ["y@example.com"]}])
    assert departure.diff == (
        '- name: "Zoë"\n+ name: null\n- emails: ["z@example.com"]\n+ emails: ["y@example.com"]'
    )


def test_the_order_of_a_list_does_not_matter(tmp_path: Path) -> None:
    expectation = expecting(tmp_path, {"id": "1", "phones": ["+12025550143", "+12025550144"]})
    assert list(expectation.compare([{"id": "1", "phones": ["+12025550144", "+12025550143"]}])) == []
    assert len(list(expectation.compare([{"id": "1", "phones": ["+12025550144"]}]))) == 1


def test_a_whole_number_is_the_same_id_as_its_digits(tmp_path: Path) -> None:
    expectation = expecting(tmp_path, {"id": "341231", "name": "A"})
    assert list(expectation.compare([{"id": 341231, "name": "A"}])) == []


@pytest.mark.parametrize("record", [None, 7, [], "1", {}, {"id": None}, {"id": True}, {"id": ["1"]}])
def test_what_has_no_id_is_passed_over(record: Any, tmp_path: Path) -> None:
    [departure] = expecting(tmp_path, {"id": "1"}).compare([record])
    assert departure == Departure(verdict=Verdict.MISSING, id="1")


@pytest.mark.parametrize("value", [10**30, "\ud800", ["\ud800"], float("nan"), {"a": [None]}])
def test_any_value_of_a_bridge_can_be_compared(value: Any, tmp_path: Path) -> None:
    [departure] = expecting(tmp_path, {"id": "1", "name": "A"}).compare([{"id": "1", "name": value}])
    assert departure.verdict is Verdict.DIFFERENT
    assert departure.diff.startswith('- name: "A"\n+ name: ')


def test_an_id_of_half_a_character_is_extra(tmp_path: Path) -> None:
    verdicts = [d.verdict for d in expecting(tmp_path, {"id": "1"}).compare([{"id": "\ud800"}])]
    assert verdicts == [Verdict.EXTRA, Verdict.MISSING]


def test_an_id_that_stands_twice_in_the_file_is_told_with_both_lines(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"expected\.ndjson:3: has the same id as .*expected\.ndjson:1"):
        expecting(tmp_path, {"id": "1"}, {"id": "2"}, {"id": "1"})


def test_a_record_without_id_can_not_be_expected(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"expected\.ndjson:2: has no id"):
        expecting(tmp_path, {"id": "1"}, {"name": "B"})


def test_only_so_many_differences_are_told_with_their_changes(tmp_path: Path) -> None:
    expected = [{"id": str(k), "name": "A"} for k in range(EXPLAINED + 5)]
    came = [{"id": str(k), "name": "B"} for k in range(EXPLAINED + 5)]
    departures = list(expecting(tmp_path, *expected).compare(came))
    assert [bool(departure.changes) for departure in departures] == [True] * EXPLAINED + [False] * 5
