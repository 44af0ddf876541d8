"""CSV to a table; the separator is the one with which the fields of a definition come out."""

import csv
import io

from tdmock.definition.model import Definition
from tdmock.definition.read import field_names
from tdmock.definition.tree import Place, TreeError
from tdmock.definition.words import fold
from tdmock.documents.rows import Cell, Table

_SEPARATORS = ",;\t|"


def tables(text: str) -> list[Table]:
    """The one table of the file. Raises :class:`TreeError` when it isn't CSV."""
    try:
        candidates = [list(csv.reader(io.StringIO(text, newline=""), delimiter=sign)) for sign in _SEPARATORS]
    except csv.Error as error:
        raise TreeError(f"isn't readable as CSV: {error}") from None
    rows = max(candidates, key=_fields)
    return [
        Table(
            tuple(
                tuple(
                    Cell(text, Place(table=1, row=row, cell=cell)) for cell, text in enumerate(texts, start=1)
                )
                for row, texts in enumerate(rows, start=1)
            ),
            Place(table=1),
        )
    ]


def _fields(rows: list[list[str]]) -> int:
    """How many cells name a field."""
    names = field_names(Definition)
    return sum(fold(cell) in names for row in rows if len(row) > 1 for cell in row)
