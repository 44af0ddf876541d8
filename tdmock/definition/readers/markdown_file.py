"""The tables of a Markdown file."""

import re
from collections.abc import Iterator

from tdmock.definition.tables import Cell, Table
from tdmock.definition.tree import Place, TreeError

MAX_CHARACTERS = 1024 * 1024
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?\s*$", re.MULTILINE)


def looks_like(text: str) -> bool:
    return _RULE.search(text) is not None


def tables(text: str) -> list[Table]:
    """Raises :class:`TreeError` for a text too long to be a definition."""
    from markdown_it import MarkdownIt  # noqa: PLC0415  heavy, and needed for this format only
    from markdown_it.token import Token  # noqa: PLC0415

    if len(text) > MAX_CHARACTERS:
        raise TreeError("has more than 1 MiB of text; a definition is a page or two")

    def cell_text(token: Token) -> Iterator[str]:
        for child in token.children or ():
            if child.type in {"softbreak", "hardbreak"}:
                yield "\n"
            elif child.type == "html_inline":
                yield "\n" if _BREAK.fullmatch(child.content) else ""
            elif child.type in {"text", "code_inline"}:
                yield child.content

    found: list[Table] = []
    rows: list[list[Cell]] = []
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            place = Place(table=len(found) + 1, row=len(rows), cell=len(rows[-1]) + 1)
            rows[-1].append(Cell("".join(cell_text(token)), place))
        elif token.type == "table_close":
            found.append(Table(tuple(tuple(row) for row in rows), Place(table=len(found) + 1)))
            rows = []
    return found
