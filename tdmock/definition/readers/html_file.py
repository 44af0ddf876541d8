"""The tables of an HTML page, such as one that ``tdmock document`` wrote."""

from html.parser import HTMLParser

from tdmock.definition.tables import Cell, Table
from tdmock.definition.tree import Place

_BREAKS = frozenset({"br", "p", "li", "div", "tr"})
_MAX_SPAN = 50


def tables(text: str) -> list[Table]:
    """The tables in order; one inside a cell belongs to the cell's text."""
    parser = _Tables()
    parser.feed(text)
    parser.close()
    parser.end_table()
    return parser.found


class _Tables(HTMLParser):
    """Collects tables; ``depth`` counts the tables that are open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Table] = []
        self.rows: list[list[str]] = []
        self.depth = 0
        self.in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.depth += 1
        elif self.depth == 1 and tag == "tr":
            self.rows.append([])
        elif self.depth == 1 and tag in {"td", "th"} and self.rows:
            span = dict(attrs).get("colspan") or "1"
            self.rows[-1].append("")
            self.span = min(int(span), _MAX_SPAN) if span.isascii() and span.isdigit() else 1
            self.in_cell = True
        elif self.in_cell and tag in _BREAKS:
            self.rows[-1][-1] += "\n"
        elif self.in_cell and tag in {"td", "th"}:
            self.rows[-1][-1] += " "

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self.depth = max(self.depth - 1, 0)
            if self.depth == 0:
                self.end_table()
        elif self.depth == 1 and tag in {"td", "th"} and self.in_cell:
            self.in_cell = False
            self.rows[-1].extend([""] * (self.span - 1))
        elif self.in_cell and tag in _BREAKS - {"br"}:
            self.rows[-1][-1] += "\n"

    def handle_data(self, data: str) -> None:
        if self.in_cell:
            self.rows[-1][-1] += " ".join(data.replace("\n", " ").split(" "))

    def end_table(self) -> None:
        """Keeps the rows that were collected as a table."""
        if not self.rows:
            return
        number = len(self.found) + 1
        rows = tuple(
            tuple(Cell(text, Place(table=number, row=row, cell=cell)) for cell, text in enumerate(texts, 1))
            for row, texts in enumerate(self.rows, 1)
        )
        self.found.append(Table(rows, Place(table=number)))
        self.rows = []
        self.in_cell = False
