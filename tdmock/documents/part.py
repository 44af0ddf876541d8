"""What a document to hand in is made of, before any format."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A table with its title and column names; a cell may have several lines."""

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


def shown(value: str, *, lines: bool = True) -> str:
    """The text with a sign in place of what can't be written in every format, such as control characters."""
    keep = "\n\u200c\u200d" if lines else "\u200c\u200d"
    return "".join(sign if sign.isprintable() or sign in keep else "\ufffd" for sign in value)
