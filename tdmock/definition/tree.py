"""What every reader makes of a file: a tree of texts, lists and mappings, each knowing its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

MAX_DEPTH = 32
MAX_NODES = 50_000


class Place(NamedTuple):
    """Where something stands, from 1: line and column, or table, row, cell and its line, or paragraph."""

    table: int = 0
    row: int = 0
    cell: int = 0
    line: int = 0
    column: int = 0
    paragraph: int = 0

    def __str__(self) -> str:
        return ", ".join(f"{name} {number}" for name, number in self._asdict().items() if number)

    def within(self, file: str) -> str:
        """``file:line:column``, as editors understand it, or the file and the place in words."""
        if not self.table and not self.paragraph:
            return ":".join([file, *(str(number) for number in (self.line, self.column) if number)])
        return f"{file}, {self}"


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as written; ``None`` is an explicit nothing. The field's type decides what it means."""

    text: str | None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Sequence:
    items: "tuple[Node, ...]"
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Entry:
    key: str
    value: "Node"
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order of the file; a key may still be there twice."""

    entries: tuple[Entry, ...]
    place: Place = NOWHERE

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)


Node = Scalar | Sequence | Mapping


class Note(NamedTuple):
    """Something in a file that was not read, or not read as it stands, and why; and the rule that says so."""

    message: str
    place: Place = NOWHERE
    path: str = ""
    rule: str = "definition.everything-is-read"


class TreeError(Exception):
    """A file that is no tree at all, such as broken YAML; the loader adds the file's name."""

    def __init__(self, message: str, place: Place = NOWHERE) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
