"""JSON as people read it, also where it is cut off: line by line, and the lines round a place."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

LONGEST = 10_000  # characters that are laid out; bodies in reports are shorter
DEEPEST = 20  # levels that are indented
CONTEXT = 4  # lines before and after what an excerpt is about
MOST_MARKED = 12  # lines of it that are shown

_ITEM = re.compile(r"\[\d+\]$")
_PIECE = re.compile(r'\s*(?:(?P<string>"(?:[^"\\]|\\.)*")|(?P<sign>[{}\[\],:])|(?P<word>[^\s{}\[\],:"]+))')


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a laid out text; ``place`` is written as in findings: ``contacts[3].id``."""

    place: str
    text: str
    is_marked: bool = False


@dataclass(slots=True, kw_only=True)
class _Container:
    """An object or an array that is open; ``step`` is where in it the layout is."""

    place: str
    is_array: bool
    step: str = ""
    count: int = 0

    def here(self) -> str:
        if self.is_array:
            return f"{self.place}[{self.count}]"
        return f"{self.place}.{self.step}" if self.place else self.step


@dataclass(slots=True, kw_only=True)
class _Layout:
    """Lays pieces out, one after the other."""

    lines: list[Line] = field(default_factory=list)
    open: list[_Container] = field(default_factory=list)
    text: str = ""

    def end_line(self, place: str) -> None:
        if self.text:
            indent = "  " * min(len(self.open), DEEPEST)
            self.lines.append(Line(place=place, text=indent + self.text))
            self.text = ""

    @property
    def place(self) -> str:
        return self.open[-1].here() if self.open else ""

    def take(self, piece: str) -> None:
        match piece:
            case "{" | "[":
                place = self.place
                self.text += piece
                self.end_line(place)
                self.open.append(_Container(place=place, is_array=piece == "["))
            case "}" | "]":
                self._close(piece)
            case ",":
                place = self.place
                if self.text:
                    self.text += ","
                    self.end_line(place)
                elif self.lines:  # behind a closing bracket
                    last = self.lines[-1]
                    self.lines[-1] = Line(place=last.place, text=last.text + ",")
                if self.open:
                    self.open[-1].count += 1
                    self.open[-1].step = ""
            case ":":
                self.text += ": "
            case _:
                self._word(piece)

    def _word(self, piece: str) -> None:
        inner = self.open[-1] if self.open else None
        if inner and not inner.is_array and not inner.step and piece.startswith('"'):
            inner.step = _decoded(piece)
        if self.text and not self.text.endswith(": "):  # it is no JSON: the words stay apart
            self.text += " "
        self.text += piece

    def _close(self, piece: str) -> None:
        self.end_line(self.place)
        if not self.open:
            self.text += piece
            return
        closed = self.open.pop()
        last = self.lines[-1]
        if last.place == closed.place and last.text.endswith(("{", "[")):  # nothing is in it
            self.lines[-1] = Line(place=last.place, text=last.text + piece)
        else:
            self.text = piece
            self.end_line(closed.place)


def _decoded(piece: str) -> str:
    try:
        return str(json.loads(piece))
    except ValueError:
        return piece[1:-1]


def laid_out(text: str) -> list[Line]:
    """The lines of a text: JSON with a member on each, as far as it is JSON; anything else as it is."""
    shown = text[:LONGEST]
    if not shown.lstrip().startswith(("{", "[")):
        return [Line(place="", text=line) for line in shown.split("\n")]
    layout = _Layout()
    end = 0
    while (match := _PIECE.match(shown, end)) and (layout.open or not layout.lines):
        layout.take(match[0].strip())
        end = match.end()
    layout.text += shown[end:].strip()  # what is behind it, or was cut off inside a text
    layout.end_line(layout.place)
    return layout.lines


def around(lines: Sequence[Line], place: str) -> tuple[Line, ...]:
    """The lines round a place, which are marked; of a place that is not there, round what should hold it.

    An item that is not there stood behind what was cut off: then the last lines, none of them marked. Nothing
    where no part of the place is there, or the place is none in JSON.
    """
    while place:
        if marked := [n for n, line in enumerate(lines) if _is_within(line.place, place)]:
            first, last = marked[0], min(marked[-1], marked[0] + MOST_MARKED)
            start = max(0, first - CONTEXT)
            return tuple(_excerpt(lines[start : last + 1 + CONTEXT], place))
        if _ITEM.search(place):
            return tuple(_excerpt(lines[-2 * CONTEXT :], place))
        place = place[: max(0, place.rfind("."), place.rfind("["))]
    return ()


def _is_within(place: str, outer: str) -> bool:
    return place == outer or place.startswith((f"{outer}.", f"{outer}["))


def _excerpt(lines: Sequence[Line], place: str) -> Iterator[Line]:
    margin = min(len(line.text) - len(line.text.lstrip(" ")) for line in lines)
    for line in lines:
        yield Line(place=line.place, text=line.text[margin:], is_marked=_is_within(line.place, place))
