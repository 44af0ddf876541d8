"""The tables of a Markdown file."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from tdmock.definition.tree import Place
from tdmock.documents.readers.html_file import shown_as
from tdmock.documents.rows import Cell, Table

if TYPE_CHECKING:
    from markdown_it.token import Token

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)")
_ADDRESS = re.compile(r"\w+://|mailto:|[^\s@]+@[^\s@]+$")


class _Link(NamedTuple):
    """A link or an image: what shows, and the address behind it."""

    text: str
    address: str


def looks_like(text: str) -> bool:
    """Whether a line is the rule under a table's header, such as ``|---|---|``."""
    return any("|" in line and "--" in line and not line.strip(" \t|:-") for line in text.splitlines())


def tables(text: str) -> list[Table | Cell]:
    """The tables in order, and the lines outside them."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]  # addresses stay as they are written
    found: list[Table] = []
    outside: list[Cell] = []
    rows: list[list[Cell]] = []
    for token in parser.parse(text):
        if token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            place = Place(table=len(found) + 1, row=len(rows), cell=len(rows[-1]) + 1)
            rows[-1].append(Cell(_text(token), place))
        elif token.type == "table_close":
            found.append(Table(tuple(tuple(row) for row in rows), Place(table=len(found) + 1)))
            rows = []
        elif token.map and token.content:
            outside += _lines(token, token.map[0] + 1)
    return [*found, *outside]


def _lines(token: "Token", first: int) -> Iterator[Cell]:
    """The lines of a block outside the tables; those of a fence begin below its first line."""
    content = _text(token) if token.type == "inline" else token.content
    for number, line in enumerate(content.splitlines(), start=first + (token.type == "fence")):
        yield Cell(line, Place(line=number))


def _text(token: "Token") -> str:
    """The text as it shows, with the addresses behind links and images."""
    lines: list[list[str | _Link]] = [[]]
    for piece in _pieces(token.children or []):
        if piece == "\n":
            lines.append([])
        else:
            lines[-1].append(piece)
    return "\n".join(map(_line, lines))


def _pieces(children: "list[Token]") -> Iterator[str | _Link]:
    opened: Token | None = None
    inside: list[str] = []
    for child in children:
        if child.type == "link_open":
            opened, inside = child, []
        elif child.type == "link_close" and opened:
            address = str(opened.attrGet("href") or "")
            yield (
                address.removeprefix("mailto:") if opened.info == "auto" else _Link("".join(inside), address)
            )
            opened = None
        elif opened:
            inside.append(_source(child) if child.type == "image" else _piece(child).replace("\n", " "))
        elif child.type == "image":
            yield _Link(child.content, _source(child))
        else:
            yield _piece(child)


def _source(image: "Token") -> str:
    return str(image.attrGet("src") or "")


def _piece(token: "Token") -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"
    if token.type == "html_inline":
        tag = _TAG.match(token.content)
        return shown_as(tag["name"].lower(), end=bool(tag["end"])) if tag else ""
    return token.content


def _line(pieces: list[str | _Link]) -> str:
    """A link that is all of a line, or all behind the colon of one, stands for its address."""
    words = "".join(piece for piece in pieces if isinstance(piece, str)).strip()
    several = sum(isinstance(piece, _Link) for piece in pieces) > 1
    alone = not several and (not words or words.endswith(":"))
    return "".join(piece if isinstance(piece, str) else _shown(piece, alone=alone) for piece in pieces)


def _shown(link: _Link, *, alone: bool) -> str:
    if _ADDRESS.match(link.text) or not _ADDRESS.match(link.address):
        return link.text or link.address
    return link.address if alone or not link.text else f"{link.text} ({link.address})"
