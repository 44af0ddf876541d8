"""The tables of an HTML page, such as one that ``tdmock document`` wrote."""

import re
from html.parser import HTMLParser

from tdmock.definition.readers.grid import numbered
from tdmock.definition.tables import Table
from tdmock.definition.tree import TreeError

_BREAKS = frozenset({"br", "p", "li", "div", "tr"})


def tables(text: str) -> list[Table]:
    """The tables in order; one inside a cell belongs to the cell's text. Raises :class:`TreeError`."""
    parser = _Tables()
    parser.feed(_without_comments(text))
    parser.close()
    parser.end_table()
    return numbered(parser.found)


def _without_comments(text: str) -> str:
    """The page without comments and conditions: the parser takes ages over many that don't end."""
    for begin, end in (("<!--", "-->"), ("<![", ">")):
        kept, at = [], 0
        while (start := text.find(begin, at)) >= 0:
            kept.append(text[at:start])
            close = text.find(end, start)
            if close < 0:
                raise TreeError(f"has a {begin} that doesn't end")
            at = close + len(end)
        text = "".join(kept) + text[at:]
    return text


def _ended(position: int) -> int:
    """Where a tag ends. Without an end, the parser would look for one again from each tag that follows."""
    if position < 0:
        raise TreeError("has a tag that doesn't end")
    return position


class _Tables(HTMLParser):
    """Collects tables; ``depth`` counts the tables that are open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[list[list[str]]] = []
        self.rows: list[list[str]] = []
        self.depth = 0
        self.span = 1
        self.cell: list[str] | None = None  # the pieces of the cell that is open

    def parse_starttag(self, i: int) -> int:
        return _ended(super().parse_starttag(i))

    def parse_endtag(self, i: int) -> int:
        return _ended(super().parse_endtag(i))

    def parse_pi(self, i: int) -> int:
        return _ended(super().parse_pi(i))

    def parse_html_declaration(self, i: int) -> int:
        return _ended(super().parse_html_declaration(i))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.depth += 1
        elif self.depth == 1 and tag == "tr":
            self._end_cell()
            self.rows.append([])
        elif self.depth == 1 and tag in {"td", "th"} and self.rows:
            self._end_cell()
            span = dict(attrs).get("colspan") or ""
            self.span = int(span) if re.fullmatch(r"[1-9]\d?", span, re.ASCII) else 1
            self.cell = []
        elif self.cell is not None:
            self.cell.append("\n" if tag in _BREAKS else " " if tag in {"td", "th"} else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self.depth = max(self.depth - 1, 0)
            if self.depth == 0:
                self.end_table()
        elif self.depth == 1 and tag in {"td", "th"}:
            self._end_cell()
        elif self.cell is not None and tag in _BREAKS - {"br"}:
            self.cell.append("\n")

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(re.sub(r"[\t\n\r ]+", " ", data))

    def _end_cell(self) -> None:
        if self.cell is not None:
            self.rows[-1].extend(["".join(self.cell), *[""] * (self.span - 1)])
            self.cell = None

    def end_table(self) -> None:
        """Keeps the rows that were collected as a table."""
        self._end_cell()
        if not self.rows:
            return
        self.found.append(self.rows)
        self.rows = []
