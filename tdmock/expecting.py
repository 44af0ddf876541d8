"""Rules about records that a run was told to expect, beside those of the contract."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tdmock.contract import Contract
from tdmock.editions import data
from tdmock.expectation import Comparison, Departure, Expectation
from tdmock.findings import Breach, Clause, Level, Source, Status
from tdmock.fixtures.files import RecordFile

GROUPS = {"contact_sync": "contacts", "agent_sync": "agents"}


@dataclass(frozen=True, kw_only=True)
class Expected:
    """The records that an endpoint is to hand over, read from a file."""

    endpoint: str
    path: Path
    expectation: Expectation

    def compare(self) -> "Comparing":
        """A new comparison, for one synchronization."""
        return Comparing(GROUPS[self.endpoint], Comparison(self.expectation))


@dataclass(frozen=True, slots=True)
class Comparing:
    """One synchronization compared with what was expected, as breaches of rules."""

    group: str
    comparison: Comparison

    @property
    def rules(self) -> list[str]:
        return [_id(self.group, verdict) for verdict in _texts()["rules"]]

    def page(self, records: Sequence[tuple[int, Any]]) -> Iterator[Breach]:
        """The breaches among the records of a page."""
        departures = (self.comparison.see(record) for _, record in records)
        return (self._breach(departure) for departure in departures if departure)

    def rest(self) -> Iterator[Breach]:
        """The breaches by records that never came."""
        return map(self._breach, self.comparison.missing())

    def _breach(self, departure: Departure) -> Breach:
        expected, actual = _WORDS[departure.verdict]
        if departure.changes:
            expected = ", ".join(f"{change.field} {change.expected!r}" for change in departure.changes)
            actual = ", ".join(f"{change.field} {change.actual!r}" for change in departure.changes)
        return Breach(
            rule=_id(self.group, departure.verdict),
            at=f"id {departure.id}",
            expected=expected,
            actual=actual,
        )


_WORDS = {
    "missing": ("the record", "it did not come"),
    "extra": ("no such record", "it came"),
    "repeated": ("the record once", "it came again"),
    "different": ("the expected values", "it came with other values"),
}


def expect(endpoint: str, path: Path) -> Expected:
    """Read the records to expect. Raises :class:`UsageError` with the line where a record can't be read."""
    return Expected(endpoint=endpoint, path=path, expectation=Expectation(RecordFile(path)))


def with_expectations(contract: Contract, expected: Mapping[str, Expected]) -> Contract:
    """The contract with the rules about expected records at their endpoints."""
    operations = {
        endpoint: replace(operation, rules=(*operation.rules, *_clauses(contract, expected[endpoint])))
        if endpoint in expected
        else operation
        for endpoint, operation in contract.operations.items()
    }
    return replace(contract, operations=operations)


def _clauses(contract: Contract, expected: Expected) -> Iterator[Clause]:
    texts = _texts()
    for verdict, words in texts["rules"].items():
        yield Clause(
            id=_id(GROUPS[expected.endpoint], verdict),
            level=Level.ERROR,
            source=Source(
                title=f"The records to expect, {expected.path.name}",
                url=str(expected.path),
                edition=contract.edition,
                status=Status.STATED,
            ),
            **words,
        )


def _id(group: str, verdict: str) -> str:
    return f"{group}.expected-{verdict}"


@cache
def _texts() -> dict[str, Any]:
    texts: dict[str, Any] = yaml.load(
        (data("contracts") / "expectation.yaml").read_bytes(), Loader=yaml.CSafeLoader
    )
    return texts
