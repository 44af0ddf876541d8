"""Compares the records that a bridge hands over with those it was loaded with."""

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from tdmock.errors import UsageError
from tdmock.fixtures.files import Lookup, RecordFile, digest

Record = Mapping[str, Any]

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
        self._shapes = array("L")
        self._fields: dict[tuple[str, ...], int] = {}
        self._lookup = Lookup((self._keep(k, record), k) for k, record in enumerate(file))
        if repeated := self._lookup.repeated():
            one, other = sorted(repeated)
            raise UsageError(f"{file.line(other)}: has the same id as {file.line(one)}")

    def __len__(self) -> int:
        return len(self._values)

    def compare(self, records: Iterable[Any]) -> Iterator[Departure]:
        """Each departure of the records: as they come, and at the end those that are missing.

        Only fields that the file gives are compared; the order of a list doesn't matter. Records without an
        id are passed over: they are the contract's business.
        """
        shapes = list(self._fields)
        came = bytearray(len(self))
        for record in records:
            key = _key(record)
            if key is None:
                continue
            number = next(iter(self._lookup.numbers(key)), None)
            if number is None:
                yield Departure(verdict=Verdict.EXTRA, id=key)
                continue
            if came[number]:
                yield Departure(verdict=Verdict.REPEATED, id=key)
                continue
            came[number] = 1
            if _fingerprint(record, shapes[self._shapes[number]]) != self._values[number]:
                changes = tuple(_changes(self._file.record(number), record))
                yield Departure(verdict=Verdict.DIFFERENT, id=key, changes=changes)
        for number, seen in enumerate(came):
            if not seen:
                yield Departure(verdict=Verdict.MISSING, id=str(_key(self._file.record(number))))

    def _keep(self, k: int, record: Any) -> str:
        key = _key(record)
        if key is None:
            raise UsageError(f"{self._file.line(k)}: has no id to be expected by")
        fields = tuple(sorted(field for field in record if field != "id"))
        self._shapes.append(self._fields.setdefault(fields, len(self._fields)))
        self._values.append(_fingerprint(record, fields))
        return key


def _key(record: Any) -> str | None:
    """What a record is known by: its id, a whole number standing for its digits."""
    value = record.get("id") if isinstance(record, dict) else None
    is_id = isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))
    return str(value) if is_id else None


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
