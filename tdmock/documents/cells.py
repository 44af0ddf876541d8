"""What stands in a cell of a document: text of word processors, and entries of lines ``key: value``."""

import json
import re
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple

from pydantic import BaseModel

from tdmock.definition.read import field_names
from tdmock.definition.tree import NOWHERE, Entry, Mapping, Node, Note, Place, Scalar, Sequence, TreeError
from tdmock.definition.words import fold, quoted

_BLANKS = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000\t ]+")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
MOST_LINES = 5000
_LONGEST_KEY = 120  # characters; a longer text names no field
_BULLET = re.compile(r"^(?:[•‣◦▪▫●○■□·∙⁃\uf0b7\uf0a7]|[-*–](?=\s))\s*")
_QUOTES = {'"': '"', "'": "'", "“": "”", "„": "“", "”": "”", "«": "»", "‘": "’", "`": "`"}
_KEYED = re.compile(r"(?P<key>[^\W\d][\w \-*`]{0,39}?)\s*[:：](?P<blank>\s*)(?P<value>.*)")


class Line(NamedTuple):
    """A line of a cell, cleaned; an empty text is a blank line."""

    text: str
    place: Place


def lines(cell: str, place: Place) -> list[Line]:
    """The lines of a cell with their places, in a table from its beginning. Raises :class:`TreeError`."""
    if cell.count("\n") > MOST_LINES:
        raise TreeError(f"has more than {MOST_LINES} lines in a cell", place)
    first = 1 if place.table else place.line
    return [
        Line(clean(line), place._replace(line=first + number))
        for number, line in enumerate(cell.splitlines())
    ]


def is_field(word: str, model: type[BaseModel]) -> bool:
    """Whether a text is the name of a field and nothing else."""
    return fold(bare_key(word)) in field_names(model)


def is_key(word: str) -> bool:
    """Whether a text can stand before the colon of a line ``key: value``."""
    return _KEYED.fullmatch(f"{word}: x") is not None


def fields_in(cell: str, model: type[BaseModel]) -> set[str]:
    """The fields that lines such as ``field: value`` of a cell begin with."""
    keys = {_keyed(clean(line), model)[0] for line in cell.splitlines()}
    return keys & {*model.model_fields}


def text(cell: str) -> str:
    """A cell as one text: blank lines and bullets left out, and the quotes round the whole."""
    return unquoted("\n".join(filter(None, map(clean, cell.splitlines()))))


def clean(line: str) -> str:
    """A line without bullet and invisible characters, its special blanks made plain."""
    return _BULLET.sub("", _BLANKS.sub(" ", _INVISIBLE.sub("", line)).strip())


def bare_key(cell: str) -> str:
    """A field's name without what documents add to it: a colon, an asterisk, a remark in parentheses."""
    return re.sub(r"\([^()]*\)|[*:`\"“”]", "", clean(cell[:_LONGEST_KEY])).strip()


def unquoted(value: str) -> str:
    """A value without the pair of quotes round it; between plain double quotes escapes are as in JSON."""
    if len(value) < 2 or _QUOTES.get(value[0]) != value[-1]:
        return value
    inner = value[1:-1]
    if value[0] == '"':
        try:
            return str(json.loads(value, strict=False))
        except ValueError:
            return value
    return value if value[0] in inner or value[-1] in inner else inner.strip()


def entries(cell: list[Line], model: type[BaseModel], identity: str, notes: list[Note]) -> Node:
    """The entries of a cell that holds lines such as ``key: value``; a line that is none of that is noted."""
    found: list[Mapping] = []
    for block in _by_blank_lines(cell, model, identity) or [cell]:
        reading = _Reading(model, identity, notes)
        reading.block(block)
        found.extend(reading.found)
    return Sequence(tuple(found), cell[0].place if cell else NOWHERE)


def _by_blank_lines(cell: list[Line], model: type[BaseModel], identity: str) -> list[list[Line]]:
    """The cell's blocks, if each has its identity once, so that blank lines are what separates entries."""
    blocks: list[list[Line]] = [[]]
    for line in cell:
        if line.text:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    blocks = [block for block in blocks if block]
    names = [[_keyed(line.text, model)[0] for line in block] for block in blocks]
    return blocks if all(block.count(identity) == 1 for block in names) else []


def _keyed(line: str, model: type[BaseModel]) -> tuple[str, str]:
    """Field and value of a line ``field: value``; an unknown key is left as it is, another line has none."""
    match = _KEYED.fullmatch(line)
    if match is None:
        return "", line
    name = field_names(model).get(fold(bare_key(match["key"])))
    if name is None and match["value"] and not match["blank"]:
        return "", line  # such as an address
    return name or match["key"], match["value"]


@dataclass
class _Reading:
    """The entries of a block while its lines are read one after the other."""

    model: type[BaseModel]
    identity: str
    notes: list[Note]
    found: list[Mapping] = field(default_factory=list)
    heading: Line | None = None
    current: list[Entry] = field(default_factory=list)

    def block(self, block: list[Line]) -> None:
        numbered = [number for number, line in enumerate(block) if line.text]
        for number, following in zip_longest(numbered, numbered[1:]):
            line = block[number]
            name, value = _keyed(line.text, self.model)
            follows_blank = number == 0 or not block[number - 1].text
            before_entry = (
                following is not None and _keyed(block[following].text, self.model)[0] == self.identity
            )
            if name:
                self._add(name, Scalar(unquoted(value), line.place), line.place)
            elif before_entry or (follows_blank and following is not None and not self.current):
                self._end()
                self._pass_over_heading()
                self.heading = line
            elif self.current and not follows_blank:
                self._go_on(line)
            else:
                self._pass_over(line)
        self._end()
        self._pass_over_heading()

    def _pass_over(self, line: Line) -> None:
        message = f"{quoted(line.text)} isn't a line such as {self.identity}: value, so it was not read"
        self.notes.append(Note(message, line.place))

    def _pass_over_heading(self) -> None:
        if self.heading:
            self._pass_over(self.heading)
            self.heading = None

    def _add(self, name: str, value: Scalar, place: Place) -> None:
        if any(entry.key == name for entry in self.current):
            self._end()
        self.current.append(Entry(name, value, place))

    def _go_on(self, line: Line) -> None:
        """A line without a key goes on with the value before it."""
        last = self.current.pop()
        before = last.value.text if isinstance(last.value, Scalar) else ""
        self.current.append(
            Entry(last.key, Scalar(f"{before}\n{line.text}".strip(), last.value.place), last.place)
        )

    def _end(self) -> None:
        """The entry is complete: its heading is its identity, unless it has one, which a heading repeats."""
        if not self.current:
            return
        heading = self.heading
        if heading and all(entry.key != self.identity for entry in self.current):
            self.current.insert(0, Entry(self.identity, Scalar(heading.text, heading.place), heading.place))
        elif heading and not self._repeats(heading):
            self._pass_over(heading)
        self.heading = None
        self.found.append(Mapping(tuple(self.current), self.current[0].place))
        self.current = []

    def _repeats(self, heading: Line) -> bool:
        """Whether the heading says nothing that the entry's values don't say."""
        values = (entry.value.text or "" for entry in self.current if isinstance(entry.value, Scalar))
        return fold(bare_key(heading.text)) in map(fold, values)
