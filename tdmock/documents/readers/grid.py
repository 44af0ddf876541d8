"""Tables out of rows of texts, up to a size that a definition may have."""

from collections.abc import Iterable, Sequence

from tdmock.definition.tree import Place, TreeError
from tdmock.documents.rows import Cell, Row, Table

MAX_CELLS = 200_000


def numbered(grids: Iterable[Iterable[Sequence[str]]]) -> list[Table]:
    """The tables with the place of each cell. Raises :class:`TreeError` for too many cells.

    A table counts as wide as its widest row, for it is looked through by columns too.
    """
    tables: list[Table] = []
    left = MAX_CELLS
    for number, grid in enumerate(grids, start=1):
        rows: list[Row] = []
        width = 0
        for row, texts in enumerate(grid, start=1):
            width = max(width, len(texts))
            if row * width > left:
                raise TreeError(
                    f"has more than {MAX_CELLS:,} cells; a definition is a page or two", Place(number, row)
                )
            rows.append(
                tuple(Cell(text, Place(number, row, cell)) for cell, text in enumerate(texts, start=1))
            )
        left -= len(rows) * width
        tables.append(Table(tuple(rows), Place(number)))
    return tables
