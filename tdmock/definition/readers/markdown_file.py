"""The tables of a Markdown file."""

import re
from collections.abc import Iterator

from tdmock.definition.tables import Cell, Table
from tdmock.definition.tree import Place

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def looks_like(text: str) -> bool:
    """Whether a line is the rule under a table's header, such as ``|---|---|``."""
    return any("|" in line and "--" in line and not line.strip(" \t|:-") for line in text.splitlines())


def tables(text: str) -> list[Table]:
    """The tables in order."""
    from markdown_it import MarkdownIt  # noqa: PLC0415  heavy, and needed for this format only
    from markdown_it.token import Token  # noqa: PLC0415

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
