"""Rules about records that a run was told to expect, beside those of the contract."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tdmock.contract.compile import Contract
from tdmock.editions import data
from tdmock.endpoints import AGENTS, CONTACTS, kind
from tdmock.findings import Breach, Clause, Level, Source, Status
from tdmock.generate.files import RecordFile
from tdmock.judge.expectation import Comparison, Departure, Expectation, Verdict
from tdmock.redaction.mask import cut


@dataclass(frozen=True, kw_only=True)
class Expected:
    """The records that an endpoint is to hand over, read from a file."""

    endpoint: str
    path: Path
    expectation: Expectation

    def compare(self) -> "Comparing":
        """A new comparison, for one synchronization."""
        return Comparing(kind(self.endpoint).rules, Comparison(self.expectation))


@dataclass(frozen=True, slots=True)
class Comparing:
    """One synchronization compared with what was expected, as breaches of rules.

    What departs is counted, and only the first of each kind are kept, to be told by id.
    """

    group: str
    comparison: Comparison
    counts: Counter[Verdict] = field(default_factory=Counter)
    first: dict[Verdict, list[Departure]] = field(default_factory=dict)

    def see(self, records: Sequence[tuple[int, Any]]) -> None:
        """Compare the records of a page."""
        for _, record in records:
            if departure := self.comparison.see(record):
                self._keep(departure)

    def judge(self, *, whole: bool) -> tuple[set[str], list[Breach]]:
        """The rules that could be judged, and their breaches; what is missing shows in the whole only."""
        judged = {*Verdict} if whole else {*Verdict} - {Verdict.MISSING}
        if whole:
            for departure in self.comparison.missing():
                self._keep(departure)
        return {_id(self.group, verdict) for verdict in judged}, [
            self._breach(verdict, departures) for verdict, departures in self.first.items()
        ]

    def _keep(self, departure: Departure) -> None:
        self.counts[departure.verdict] += 1
        kept = self.first.setdefault(departure.verdict, [])
        if len(kept) < TOLD:
            kept.append(departure)

    def _breach(self, verdict: Verdict, departures: Sequence[Departure]) -> Breach:
        count = self.counts[verdict]
        more = f", and {count - len(departures)} more" if count > len(departures) else ""
        if verdict is Verdict.DIFFERENT:
            actual = "; ".join(map(_told, departures)) + more
        else:
            ids = ", ".join(departure.id for departure in departures)
            actual = f"id{'s' if count > 1 else ''} {ids}{more} {_CAME[verdict]}"
        return Breach(
            rule=_id(self.group, verdict),
            expected=_EXPECTED[verdict],
            actual=actual,
            occurrences=count,
        )


TOLD = 20
"""So many records of a kind are told by id; the others are counted."""

_CAME = {
    Verdict.MISSING: "did not come",
    Verdict.EXTRA: "came",
    Verdict.REPEATED: "came more than once",
}
_EXPECTED = {
    Verdict.MISSING: "every record of the file",
    Verdict.EXTRA: "no other records than those of the file",
    Verdict.REPEATED: "every record once",
    Verdict.DIFFERENT: "the values of the file",
}


def _told(departure: Departure) -> str:
    """The id and, for each field, what came and what was expected."""
    changes = ", ".join(
        f"{change.field} {_short(change.actual)} instead of {_short(change.expected)}"
        for change in departure.changes
    )
    return f"id {departure.id}: {changes}"


def _short(value: Any) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return cut(text, 100)


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


_GROUPS = (CONTACTS.rules, AGENTS.rules)


def expectation_rules() -> list[str]:
    """The ids of all rules about expected records."""
    return [_id(group, verdict) for group in _GROUPS for verdict in _texts()["rules"]]


def _clauses(contract: Contract, expected: Expected) -> Iterator[Clause]:
    texts = _texts()
    for verdict, words in texts["rules"].items():
        yield Clause(
            id=_id(kind(expected.endpoint).rules, verdict),
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
