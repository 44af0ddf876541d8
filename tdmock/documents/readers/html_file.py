"""The tables of an HTML page, such as one that ``tdmock document`` wrote."""

import re
from html.parser import HTMLParser

from tdmock.definition.tree import Place, TreeError
from tdmock.documents.readers.grid import numbered
from tdmock.documents.rows import Cell, Table

_SECTIONS = {"h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "blockquote", "caption"}
_BREAKS = frozenset({"br", "p", "li", "dt", "dd", "div", "tr"} | _SECTIONS)


def shown_as(tag: str, *, end: bool = False) -> str:
    """What a tag inside a cell shows as: a line break, a blank or nothing."""
    if tag in _BREAKS:
        return "" if end and tag == "br" else "\n"
    return " " if tag in {"td", "th"} and not end else ""


def tables(text: str) -> list[Table | Cell]:
    """The tables in order, and the lines outside them; a table inside a cell belongs to its text.

    Raises :class:`TreeError`.
    """
    parser = _Tables()
    parser.feed(_without_comments(text))
    parser.close()
    parser.end_table()
    parser.end_line()
    return [*numbered(parser.found), *parser.outside]


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
            kept.append("\n" * text.count("\n", start, at))  # so that lines keep their numbers
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
        self.outside: list[Cell] = []
        self.line: list[str] = []  # the pieces of a line outside the tables
        self.begun = 0  # where that line begins

    def parse_starttag(self, i: int) -> int:
        return _ended(super().parse_starttag(i))

    def parse_endtag(self, i: int) -> int:
        return _ended(super().parse_endtag(i))

    def parse_pi(self, i: int) -> int:
        return _ended(super().parse_pi(i))

    def parse_html_declaration(self, i: int) -> int:
        return _ended(super().parse_html_declaration(i))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table" or tag in _BREAKS:
            self.end_line()
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
            self.cell.append(shown_as(tag))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKS:
            self.end_line()
        if tag == "table":
            self.depth = max(self.depth - 1, 0)
            if self.depth == 0:
                self.end_table()
        elif self.depth == 1 and tag in {"td", "th"}:
            self._end_cell()
        elif self.cell is not None:
            self.cell.append(shown_as(tag, end=True))

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(re.sub(r"[\t\n\r ]+", " ", data))
        elif self.cdata_elem is None and (self.line or data.strip()):  # no script or style
            if not self.line:
                blanks = len(data) - len(data.lstrip())
                self.begun = self.getpos()[0] + data.count("\n", 0, blanks)
            self.line.append(data)

    def end_line(self) -> None:
        """Keeps the line outside the tables that was collected."""
        if self.line:
            self.outside.append(Cell(" ".join("".join(self.line).split()), Place(line=self.begun)))
            self.line = []

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
