"""Reads records from the formats that fixture data are written in, with the line of each."""

import codecs
import csv
import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from tdmock.errors import UsageError
from tdmock.generate.formats import LISTS

MAX_RECORD = 1024 * 1024
"""So many bytes, or characters, a record may have."""
_CHUNK = 64 * 1024
_DEEPEST = 50  # levels in a record
_OTHERS = (".sql", ".sqlite", ".sqlite3", ".db", ".xlsx", ".har", ".sh", ".http")
"""What generated data are written to besides, and not read from."""

Numbered = tuple[int, Any]
"""The line that a record begins on, and the record."""


class Unreadable(Exception):  # noqa: N818 - told with its file as a UsageError
    """What is wrong in a file, and on which line."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.problem = problem


def read_records(path: Path) -> Iterator[Numbered]:
    """The records of a file by its ending: JSON, NDJSON, CSV or YAML, also compressed (``.gz``).

    A file with another ending is NDJSON. Raises UsageError, with the line, for what can't be read.
    """
    name = path.name.lower().removesuffix(".gz")
    if name.endswith(_OTHERS):
        raise UsageError(f"{path}: records are read from json, ndjson, csv and yaml, not from this format")
    reader = next((read for ending, read in READERS.items() if name.endswith(ending)), _ndjson)
    try:
        with _opened(path) as file:
            yield from reader(file)
    except Unreadable as error:
        raise UsageError(f"{path}:{error.line}: {error.problem}") from None
    except (OSError, EOFError, zlib.error) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(f"{path}: can't be read: {reason}") from None


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    with path.open("rb") as plain:
        if path.name.lower().endswith(".gz"):
            with gzip.open(plain) as file:
                yield file  # type: ignore[misc]  # a GzipFile reads like any other file
        else:
            yield plain


def _ndjson(file: BinaryIO) -> Iterator[Numbered]:
    for number, line in _lines(file):
        if line.strip():
            yield number, _parsed(line, number)


def _parsed(line: bytes, number: int) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        _utf8(line, number)
        hint = "; is it one JSON array? Then end its name in .json" * line.startswith(b"[")
        raise Unreadable(number, f"isn't JSON: {error.msg}{hint}") from None


def _json(file: BinaryIO) -> Iterator[Numbered]:
    """The entries of one array, read piece by piece."""
    text = _Text(codecs.getreader("utf-8-sig")(file).read)
    if text.next() != "[":
        raise Unreadable(text.line, "isn't a JSON array; end the name in .ndjson if each line is a record")
    text.take()
    separator = ""
    while (character := text.next()) != "]":
        if separator:
            if character != ",":
                raise Unreadable(text.line, "isn't JSON: a comma or ] has to come here")
            text.take()
            text.next()
        separator = ","
        yield text.line, text.value()
    text.take()
    if text.next():
        raise Unreadable(text.line, "isn't JSON: something comes after the array")


class _Text:
    """Text that is read on as values are taken from its front."""

    def __init__(self, read: Callable[[int], str]) -> None:
        self.line = 1
        self._read = read
        self._rest = ""

    def next(self) -> str:
        """The next character that is no blank; empty at the end."""
        while True:
            stripped = self._rest.lstrip(" \t\r\n")
            self.line += self._rest.count("\n", 0, len(self._rest) - len(stripped))
            self._rest = stripped
            if stripped:
                return stripped[0]
            if not self._more():
                return ""

    def take(self) -> None:
        """Leave the next character behind."""
        self._rest = self._rest[1:]

    def value(self) -> Any:
        """The value that begins here."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self._rest)
            except json.JSONDecodeError as error:
                # It may only be that the value is not all there yet.
                if len(self._rest) > MAX_RECORD:
                    raise Unreadable(
                        self.line, f"this record is longer than {MAX_RECORD} characters"
                    ) from None
                if not self._more():
                    raise Unreadable(self.line + error.lineno - 1, f"isn't JSON: {error.msg}") from None
                continue
            except (ValueError, RecursionError) as error:
                raise Unreadable(self.line, f"isn't JSON that is read here: {error}") from None
            if end == len(self._rest) and self._more():
                continue  # a number may go on
            self.line += self._rest.count("\n", 0, end)
            self._rest = self._rest[end:]
            return value

    def _more(self) -> bool:
        try:
            piece = self._read(_CHUNK)
        except UnicodeDecodeError as error:
            raise Unreadable(self.line, f"isn't text in UTF-8: {error.reason}") from None
        self._rest += piece
        return bool(piece)


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is no number in JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse)


def _csv(file: BinaryIO) -> Iterator[Numbered]:
    """A record for each row, its fields named by the first one; an empty cell is a field left out."""
    rows = csv.reader(_decoded(file, "utf-8-sig"), strict=True)
    try:
        header = next(rows, [])
        if header and "id" not in header:
            raise Unreadable(1, "has no column id; the first line has to name the fields")
        start = rows.line_num + 1
        for row in rows:
            if row:
                if len(row) > len(header):
                    raise Unreadable(start, f"has {len(row)} cells, but there are {len(header)} columns")
                yield (
                    start,
                    {name: _value(name, cell) for name, cell in zip(header, row, strict=False) if cell},
                )
            start = rows.line_num + 1
    except csv.Error as error:
        raise Unreadable(rows.line_num, f"isn't CSV: {error}") from None


def _value(name: str, cell: str) -> str | list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()] if name in LISTS else cell


def _yaml(file: BinaryIO) -> Iterator[Numbered]:
    """The entries of one block sequence, each of which begins with ``-`` at the start of a line."""
    entry: list[bytes] = []
    start, length = 1, 0
    for number, line in _lines(file):
        begins = line.startswith(b"-") and not line.startswith(b"---")
        if begins:
            yield from _entry(start, entry)
            start, entry, length = number, [], 0
        elif not entry and line.split(b"#")[0].strip() not in {b"", b"---", b"[]"}:
            raise Unreadable(
                number, 'isn\'t a list of records, each of which begins with "-" at the start of a line'
            )
        if entry or begins:
            length += len(line)
            if length > MAX_RECORD:
                raise Unreadable(start, f"this record is longer than {MAX_RECORD} bytes")
            entry.append(line)
    yield from _entry(start, entry)


def _entry(start: int, lines: list[bytes]) -> Iterator[Numbered]:
    import yaml

    if not lines:
        return
    text = b"".join(lines)
    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise Unreadable(start, "YAML aliases (*name) are not read in records; write the value out")
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > _DEEPEST:
                raise Unreadable(start, f"is nested more than {_DEEPEST} levels deep")
        for value in yaml.load(text, Loader=yaml.CSafeLoader):
            yield start, value
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        raise Unreadable(
            start + min(line, len(lines) - 1), f"isn't YAML: {error.problem or error.context}"
        ) from None
    except (yaml.YAMLError, ValueError) as error:
        raise Unreadable(start, f"isn't YAML that is read here: {' '.join(str(error).split())}") from None


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := file.readline(MAX_RECORD + 1):
        number += 1
        if len(line) > MAX_RECORD:
            raise Unreadable(number, f"this line is longer than {MAX_RECORD} bytes")
        yield number, line


def _decoded(file: BinaryIO, encoding: str) -> Iterator[str]:
    for number, line in _lines(file):
        yield _utf8(line, number, encoding if number == 1 else "utf-8")


def _utf8(line: bytes, number: int, encoding: str = "utf-8") -> str:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(number, f"isn't text in UTF-8: {error.reason}") from None


READERS: Mapping[str, Callable[[BinaryIO], Iterator[Numbered]]] = {
    ".json": _json,
    ".csv": _csv,
    ".yaml": _yaml,
    ".yml": _yaml,
}
"""The readers by the ending of a file's name; any other name is read as NDJSON."""
