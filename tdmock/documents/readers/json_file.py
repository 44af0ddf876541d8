"""JSON to a tree with the line and column of everything."""

import json
import re
from bisect import bisect_right

from tdmock.definition.tree import (
    MAX_DEPTH,
    MAX_NODES,
    Entry,
    Mapping,
    Node,
    Place,
    Scalar,
    Sequence,
    TreeError,
)

# Numbers stay as they were written.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, strict=False)
_WORDS = {True: "true", False: "false", None: None}
_BLANKS = re.compile(r"[ \t\r\n]*")


def parse(text: str) -> Node:
    """The tree of ``text``. Raises :class:`TreeError` when it isn't JSON."""
    try:
        _DECODER.decode(text)
    except json.JSONDecodeError as error:
        place = Place(line=error.lineno, column=error.colno)
        raise TreeError(f"isn't valid JSON: {error.msg}", place) from None
    except RecursionError:
        raise TreeError(f"is nested more than {MAX_DEPTH} levels deep") from None
    return _Walk(text).node(_after_blanks(text, 0), 1)[0]


class _Walk:
    """A walk over text that is known to be JSON, so that it only needs to look for what comes next."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.nodes = 0
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def node(self, at: int, depth: int) -> tuple[Node, int]:
        place = self._place(at)
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise TreeError(f"has more than {MAX_NODES:,} values; a definition is a page or two", place)
        if depth > MAX_DEPTH:
            raise TreeError(f"is nested more than {MAX_DEPTH} levels deep", place)
        if self.text[at] == "[":
            items, end = self._items(at, depth)
            return Sequence(items, place), end
        if self.text[at] == "{":
            entries, end = self._entries(at, depth)
            return Mapping(entries, place), end
        value, end = _DECODER.raw_decode(self.text, at)
        return Scalar(value if isinstance(value, str) else _WORDS.get(value, str(value)), place), end

    def _items(self, at: int, depth: int) -> tuple[tuple[Node, ...], int]:
        items = []
        at = _after_blanks(self.text, at + 1)
        while self.text[at] != "]":
            item, at = self.node(at, depth + 1)
            items.append(item)
            at = self._after_comma(at)
        return tuple(items), at + 1

    def _entries(self, at: int, depth: int) -> tuple[tuple[Entry, ...], int]:
        entries = []
        at = _after_blanks(self.text, at + 1)
        while self.text[at] != "}":
            place = self._place(at)
            key, at = _DECODER.raw_decode(self.text, at)
            colon = _after_blanks(self.text, at)
            value, at = self.node(_after_blanks(self.text, colon + 1), depth + 1)
            entries.append(Entry(key, value, place))
            at = self._after_comma(at)
        return tuple(entries), at + 1

    def _after_comma(self, at: int) -> int:
        at = _after_blanks(self.text, at)
        return _after_blanks(self.text, at + 1) if self.text[at] == "," else at

    def _place(self, at: int) -> Place:
        line = bisect_right(self.line_starts, at)
        return Place(line=line, column=at - self.line_starts[line - 1] + 1)


def _after_blanks(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match else at
