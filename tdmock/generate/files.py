"""Files of records, read once and then in any order with little memory."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock
from typing import Any
from weakref import finalize

import orjson

from tdmock.errors import UsageError
from tdmock.generate.formats import EXTRAS
from tdmock.generate.readers import read_records

_STRIDE = 64  # of so many records one's place is kept


class RecordFile:
    """The records of a file, numbered from 0; JSON, NDJSON, CSV or YAML, also compressed (``.gz``).

    Opening reads the file once, into a temporary one that nobody else sees: what becomes of the file later
    does not matter. After that a record costs a short piece of it, and memory one number for 64.
    """

    def __init__(self, path: Path, *, extras: bool = False) -> None:
        """With ``extras`` records keep what generated ones have besides the members of the contract.

        Raises UsageError, with the line, for a file that can't be read.
        """
        self.path = path
        self._marks = array("Q")
        self._count = 0
        self._lock = Lock()
        self._copy = TemporaryFile()  # noqa: SIM115 - open as long as the object lives
        finalize(self, self._copy.close)
        for line, record in read_records(path):
            self._keep(line, record if extras else without_extras(record))
        self._copy.flush()

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Any]:
        """Every record in the file's order."""
        for start in range(0, self._count, _STRIDE):
            yield from self.page(start, _STRIDE)

    def record(self, k: int) -> Any:
        """Record number *k*. Raises IndexError if there is none."""
        return self.page(k, 1)[0]

    def page(self, start: int, count: int) -> list[Any]:
        """The records ``start`` to ``start + count - 1``, as far as there are any."""
        return [record for _, record in self._numbered(start, count)]

    def line(self, k: int) -> str:
        """Where record number *k* stands, for messages: ``file:line``."""
        return f"{self.path}:{self._numbered(k, 1)[0][0]}"

    def _keep(self, line: int, record: Any) -> None:
        """A line of the copy has the line of the file and the record."""
        if self._count % _STRIDE == 0:
            self._marks.append(self._copy.tell())
        try:
            self._copy.write(orjson.dumps([line, record], option=orjson.OPT_APPEND_NEWLINE))
        except (orjson.JSONEncodeError, RecursionError) as error:
            raise UsageError(f"{self.path}:{line}: can't be a record: {error}") from None
        self._count += 1

    def _numbered(self, start: int, count: int) -> list[tuple[int, Any]]:
        if not 0 <= start < self._count:
            return []
        first = start % _STRIDE
        with self._lock:  # a bridge serves several requests at a time
            self._copy.seek(self._marks[start // _STRIDE])
            return [orjson.loads(line) for line in islice(self._copy, first, first + count)]


class Lookup:
    """Finds numbers by text keys; sixteen bytes for each key, whatever its length."""

    def __init__(self, keys: Iterable[tuple[str, int]]) -> None:
        """``keys`` are pairs of a key and a number; a key may come more than once."""
        digests, numbers = array("Q"), array("Q")
        for key, number in keys:
            digests.append(digest(key.encode(errors="surrogatepass")))
            numbers.append(number)
        order = sorted(range(len(digests)), key=digests.__getitem__)
        self._digests = array("Q", map(digests.__getitem__, order))
        self._numbers = array("Q", map(numbers.__getitem__, order))

    def numbers(self, key: str) -> list[int]:
        """The numbers of a key, ascending; with a chance of 1 in 10**19 another key's."""
        wanted = digest(key.encode(errors="surrogatepass"))
        place = bisect_left(self._digests, wanted)
        found = []
        while place < len(self._digests) and self._digests[place] == wanted:
            found.append(self._numbers[place])
            place += 1
        return found

    def repeated(self) -> tuple[int, int] | None:
        """The numbers of two entries with the same key; None if all keys differ."""
        pairs = zip(self._digests, self._digests[1:], strict=False)
        place = next((place for place, (one, other) in enumerate(pairs) if one == other), None)
        return None if place is None else (self._numbers[place], self._numbers[place + 1])


def digest(data: bytes) -> int:
    """A number below 2**64 for some bytes, the same in every process."""
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


def without_extras(record: Any) -> Any:
    """A record without what generated ones have besides the members of the contract."""
    if not isinstance(record, dict):
        return record
    return {name: value for name, value in record.items() if name not in EXTRAS.values()}
