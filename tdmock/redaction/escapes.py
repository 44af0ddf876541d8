"""Undoes the escapes of JSON, URLs, HTML and UTF-16 in a text, and knows where each character came from."""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

MOST_LAYERS = 6
"""How often text is unescaped: escapes may stand inside escapes."""

_ESCAPE = re.compile(
    r"""
    \\u(?P<pair>[dD][89abAB]..\\u[dD][c-fC-F]..)
    | \\u(?P<unit>[0-9a-fA-F]{4})
    | \\(?P<sign>["\\/bfnrt])
    | (?P<bytes>%[cCdD].%[89abAB]. | %[eE].(?:%[89abAB].){2} | %[fF].(?:%[89abAB].){3} | %[0-9a-fA-F]{2})
    | &\#(?P<decimal>[0-9]{1,7})(?:;|(?![0-9…]))  # browsers read it without its end, too
    | &\#[xX](?P<hexadecimal>[0-9a-fA-F]{1,6})(?:;|(?![0-9a-fA-F…]))
    | &(?P<name>amp|lt|gt|quot|apos);
    | (?P<nothing>\0)
    """,
    re.VERBOSE,
)
_SIGNS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_NAMES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def _code(digits: str, base: int) -> str:
    code = int(digits, base)
    return chr(code) if code < 0x110000 else "\ufffd"


_UNDO: dict[str, Callable[[str], str]] = {
    "pair": lambda text: bytes.fromhex(text.replace("\\u", "")).decode("utf-16-be", "replace"),
    "unit": lambda text: _code(text, 16),
    "sign": lambda text: _SIGNS.get(text, text),
    "bytes": lambda text: bytes.fromhex(text.replace("%", "")).decode("utf-8", "replace"),
    "decimal": lambda text: _code(text, 10),
    "hexadecimal": lambda text: _code(text, 16),
    "name": _NAMES.__getitem__,
    "nothing": lambda _: "",  # the other half of a character in UTF-16
}


@dataclass(frozen=True, slots=True)
class _Moves:
    """Where the replacements of one round stand: in what came out, and in what went in."""

    starts: list[int]
    stops: list[int]
    sources: list[tuple[int, int]]

    def source(self, place: int) -> tuple[int, int]:
        """Start and stop, in what went in, of what gave the character at a place."""
        index = bisect_right(self.starts, place) - 1
        if index < 0:
            return place, place + 1
        if place < self.stops[index]:
            return self.sources[index]
        start = self.sources[index][1] + place - self.stops[index]
        return start, start + 1


@dataclass(frozen=True, slots=True)
class Plain:
    """A text without escapes."""

    text: str
    rounds: tuple[_Moves, ...]

    def source(self, start: int, stop: int) -> tuple[int, int]:
        """Where the characters from ``start`` to ``stop`` stand in the text as it was."""
        for moves in reversed(self.rounds):
            start, stop = moves.source(start)[0], moves.source(stop - 1)[1]
        return start, stop


def undo(text: str) -> Plain:
    """The text with all its escapes undone, and with blanks for the ``+`` that forms write for them."""
    rounds: list[_Moves] = []
    while len(rounds) < MOST_LAYERS and any(sign in text for sign in "\\%&\0"):
        undone, moves = _undo_once(text)
        if not moves.starts:
            break
        text = undone
        rounds.append(moves)
    return Plain(text.replace("+", " "), tuple(rounds))


def _undo_once(text: str) -> tuple[str, _Moves]:
    parts: list[str] = []
    moves = _Moves([], [], [])
    end = size = 0
    for match in _ESCAPE.finditer(text):
        name = match.lastgroup or ""
        try:
            replacement = _UNDO[name](match[name])
        except ValueError:  # what looks like two bytes or two units is none
            continue
        parts += [text[end : match.start()], replacement]
        size += match.start() - end
        moves.starts.append(size)
        size += len(replacement)
        moves.stops.append(size)
        moves.sources.append(match.span())
        end = match.end()
    parts.append(text[end:])
    return "".join(parts), moves
