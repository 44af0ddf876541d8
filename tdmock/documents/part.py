"""What a document to hand in is made of, before any format."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A table with its title and column names; a cell may have several lines.

    A row whose first cell is empty goes on with the one above.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    new_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The whole: a title, a date and the tables."""

    title: str
    date: date
    parts: tuple[Part, ...]


def widths(part: Part, *, first: float, whole: float, sign: float) -> tuple[float, ...]:
    """The widths of a part's columns, in the unit that is given, in which a character takes ``sign``.

    Between the ``first`` and the last, which takes what is left, each is as wide as its longest word with its
    margins, up to a third of the whole.
    """
    between = list(zip(part.header, *part.rows, strict=True))[1:-1]
    words = [max(map(len, " ".join(column).split())) for column in between]
    fitting = [min(sign * (longest + 3), whole / 3) for longest in words]
    return (first, *fitting, whole - first - sum(fitting))


def shown(value: str, *, lines: bool = True) -> str:
    """The text with a sign in place of what can't be written in every format, such as control characters."""
    keep = "\n\u200c\u200d" if lines else "\u200c\u200d"
    return "".join(sign if sign.isprintable() or sign in keep else "\ufffd" for sign in value)
