"""Compares the records that a bridge hands over with those it was loaded with."""

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from tdmock.errors import UsageError
from tdmock.generate.files import Lookup, RecordFile, digest
from tdmock.talkdesk.state import is_id

Record = Mapping[str, Any]
Fields = tuple[str, ...]

EXPLAINED = 1000
"""So many different records are told with their changes: each has to be read from the file."""

_NO_FINGERPRINT = -1


class Verdict(StrEnum):
    """How a record departs from what was expected."""

    MISSING = "missing"  # expected, and never came
    EXTRA = "extra"  # came, and was not expected
    REPEATED = "repeated"  # came more than once
    DIFFERENT = "different"  # came with other values


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A field that has another value than expected; ``actual`` is None where the field is absent."""

    field: str
    expected: Any
    actual: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """One record that is missing, extra, repeated or different."""

    verdict: Verdict
    id: str
    changes: tuple[Change, ...] = ()

    @property
    def diff(self) -> str:
        """The changes as a diff: a line with ``-`` for what was expected and one with ``+`` for what came."""
        return "\n".join(
            f"- {change.field}: {_text(change.expected)}\n+ {change.field}: {_text(change.actual)}"
            for change in self.changes
        )


class Expectation:
    """The records of a file, by id, ready to be compared with what a bridge hands over.

    Memory holds two digests and a few bytes for each record, never the records.
    """

    def __init__(self, file: RecordFile) -> None:
        """Raises UsageError, with the line, for a record with no id (a string or integer) or another's."""
        self._file = file
        self._values = array("Q")
        self._shapes = array("L")  # for each record, the number of its tuple of fields
        shapes: dict[Fields, int] = {}
        self._lookup = Lookup((self._keep(k, record, shapes), k) for k, record in enumerate(file))
        self._fields = tuple(shapes)
        if repeated := self._lookup.repeated():
            one, other = sorted(repeated)
            raise UsageError(f"{file.line(other)}: has the same id as {file.line(one)}")

    def __len__(self) -> int:
        return len(self._values)

    def compare(self, records: Iterable[Any]) -> Iterator[Departure]:
        """Each departure of the records: as they come, and at the end those that are missing."""
        comparison = Comparison(self)
        yield from filter(None, map(comparison.see, records))
        yield from comparison.missing()

    def number(self, key: str) -> int | None:
        """The number of the expected record with that id; None if there is none."""
        return next(iter(self._lookup.numbers(key)), None)

    def record(self, number: int) -> Record:
        """The expected record of that number, read from the file."""
        record: Record = self._file.record(number)
        return record

    def ids(self) -> Iterator[str]:
        """The ids of all expected records, in the file's order."""
        return (str(_key(record)) for record in self._file)

    def is_met(self, number: int, record: Record) -> bool:
        """Whether a record has the expected values; only fields that the file gives are looked at."""
        return _fingerprint(record, self._fields[self._shapes[number]]) == self._values[number]

    def _keep(self, k: int, record: Any, shapes: dict[Fields, int]) -> str:
        key = _key(record)
        if key is None:
            raise UsageError(f"{self._file.line(k)}: has no id to be expected by")
        fields = tuple(sorted(field for field in record if field != "id"))
        self._shapes.append(shapes.setdefault(fields, len(shapes)))
        self._values.append(_fingerprint(record, fields))
        return key


class Comparison:
    """One synchronization compared with an expectation, record by record."""

    def __init__(self, expectation: Expectation) -> None:
        self._expectation = expectation
        self._came = bytearray(len(expectation))
        self._explained = 0

    def see(self, record: Any) -> Departure | None:
        """How a record that came departs from what was expected; None if it doesn't.

        The order of a list doesn't matter. A record without an id is passed over: the contract sees to that.
        """
        key = _key(record)
        if key is None:
            return None
        number = self._expectation.number(key)
        if number is None:
            return Departure(verdict=Verdict.EXTRA, id=key)
        if self._came[number]:
            return Departure(verdict=Verdict.REPEATED, id=key)
        self._came[number] = 1
        if self._expectation.is_met(number, record):
            return None
        self._explained += 1
        explain = self._explained <= EXPLAINED
        changes = tuple(_changes(self._expectation.record(number), record)) if explain else ()
        return Departure(verdict=Verdict.DIFFERENT, id=key, changes=changes)

    def missing(self) -> Iterator[Departure]:
        """The expected records that have not come so far."""
        if 0 in self._came:  # else the file need not be read
            for came, key in zip(self._came, self._expectation.ids(), strict=True):
                if not came:
                    yield Departure(verdict=Verdict.MISSING, id=key)


def _key(record: Any) -> str | None:
    """What a record is known by: its id, a whole number standing for its digits."""
    value = record.get("id") if isinstance(record, dict) else None
    return str(value) if is_id(value) else None


def _fingerprint(record: Record, fields: Iterable[str]) -> int:
    values = [_comparable(record.get(field)) for field in fields]
    try:
        return digest(orjson.dumps(values, option=orjson.OPT_SORT_KEYS))
    except orjson.JSONEncodeError:  # huge numbers, half characters: no file that was read has them
        return _NO_FINGERPRINT


def _changes(expected: Record, actual: Record) -> Iterator[Change]:
    for field, value in expected.items():
        if field != "id" and _comparable(value) != _comparable(actual.get(field)):
            yield Change(field=field, expected=value, actual=actual.get(field))


def _comparable(value: Any) -> Any:
    """A list of texts in alphabetical order, anything else as it is."""
    is_texts = isinstance(value, list) and all(isinstance(part, str) for part in value)
    return sorted(value) if is_texts else value


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
