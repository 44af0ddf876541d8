"""A synchronization compared with the records that a run was told to expect."""

import json
from pathlib import Path
from typing import Any

import pytest

from tdmock.contract.compile import compile_contract
from tdmock.definition.model import Definition
from tdmock.editions import Edition
from tdmock.findings import Level, Status
from tdmock.judge.comparison import TOLD, Comparing, expect, with_expectations

RULES = ("missing", "extra", "repeated", "different")


def comparing(folder: Path, *records: dict[str, Any], endpoint: str = "contact_sync") -> Comparing:
    file = folder / "expected.json"
    file.write_text(json.dumps(records), encoding="utf-8")
    return expect(endpoint, file).compare()


def person(number: int, **members: Any) -> dict[str, Any]:
    return {"id": str(number), "name": f"Ann {number}", **members}


def told(compared: Comparing, *records: Any, whole: bool = True) -> dict[str, tuple[str, str, str, int]]:
    compared.see(list(enumerate(records)))
    _, breaches = compared.judge(whole=whole)
    return {b.rule: (b.at, b.actual, b.expected, b.occurrences) for b in breaches}


def test_what_came_as_expected_breaks_nothing(tmp_path: Path) -> None:
    compared = comparing(tmp_path, person(1), person(2))
    compared.see([(0, person(2))])
    assert told(compared, person(1)) == {}


def test_each_departure_is_told_by_id(tmp_path: Path) -> None:
    compared = comparing(tmp_path, person(1), person(2, title="Dr"), person(3))
    changed = person(2, name="Bob")
    assert told(compared, person(1), person(1), changed, person(9), person(8)) == {
        "contacts.expected-repeated": ("", "id 1 came more than once", "every record once", 1),
        "contacts.expected-different": (
            "",
            'id 2: name "Bob" instead of "Ann 2", title nothing instead of "Dr"',
            "the values of the file",
            1,
        ),
        "contacts.expected-extra": ("", "ids 9, 8 came", "no other records than those of the file", 2),
        "contacts.expected-missing": ("", "id 3 did not come", "every record of the file", 1),
    }


def test_what_is_missing_shows_in_the_whole_only(tmp_path: Path) -> None:
    compared = comparing(tmp_path, person(1), person(2))
    compared.see([(0, person(9))])
    judged, breaches = compared.judge(whole=False)
    assert judged == {f"contacts.expected-{name}" for name in RULES} - {"contacts.expected-missing"}
    assert [breach.rule for breach in breaches] == ["contacts.expected-extra"]
    judged, _ = compared.judge(whole=True)
    assert judged == {f"contacts.expected-{name}" for name in RULES}


@pytest.mark.parametrize(
    ("count", "more"), [(TOLD, ""), (TOLD + 1, ", and 1 more"), (TOLD + 30, ", and 30 more")]
)
def test_the_first_are_told_and_the_others_counted(tmp_path: Path, count: int, more: str) -> None:
    compared = comparing(tmp_path, *(person(number) for number in range(count)))
    ids = ", ".join(map(str, range(TOLD)))
    changed = [person(number, name="Bob") for number in range(count)]
    different = "; ".join(f'id {number}: name "Bob" instead of "Ann {number}"' for number in range(TOLD))
    assert told(compared, *changed)["contacts.expected-different"] == (
        "",
        different + more,
        "the values of the file",
        count,
    )
    assert told(comparing(tmp_path, *changed))["contacts.expected-missing"][1] == (
        f"ids {ids}{more} did not come"
    )


def test_long_values_are_shortened(tmp_path: Path) -> None:
    for size, shown in ((98, f'"{"x" * 98}"'), (99, f'"{"x" * 99}…')):
        compared = comparing(tmp_path, person(1, name="x" * size))
        (_, actual, _, _) = told(compared, person(1, name="é"))["contacts.expected-different"]
        assert actual == f'id 1: name "é" instead of {shown}'


def test_the_rules_about_expected_records_are_clauses_of_their_endpoint(
    tmp_path: Path, mycrm: Definition
) -> None:
    file = tmp_path / "agents.json"
    file.write_text("[]", encoding="utf-8")
    contract = compile_contract(mycrm, Edition.CURRENT)
    extended = with_expectations(contract, {"agent_sync": expect("agent_sync", file)})
    added = [rule for rule in extended.operations["agent_sync"].rules if "expected" in rule.id]
    assert [rule.id for rule in added] == [f"agents.expected-{name}" for name in RULES]
    assert extended.operations["contact_sync"] == contract.operations["contact_sync"]
    for rule in added:
        assert (rule.level, rule.source.status, rule.source.edition) == (
            Level.ERROR,
            Status.STATED,
            "current",
        )
        assert (rule.source.title, rule.source.url) == ("The records to expect, agents.json", str(file))
        assert rule.title
        assert rule.fix
