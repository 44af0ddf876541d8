"""Plain text as copied from a documentation page: each field and each value on lines of its own."""

import re

from tdmock.definition.model import Action, Definition
from tdmock.definition.read import field_names
from tdmock.definition.tree import Place
from tdmock.definition.words import fold
from tdmock.documents.cells import bare_key
from tdmock.documents.rows import Cell, Row, Table

# Fields whose values may have blank lines in them; another value ends where a blank line follows it.
_LONG = frozenset(map(fold, ("description", "authentication_configuration", "inputs")))
_TITLE = re.compile(r"(integration|action)s?\s+(details?|configuration)\b", re.IGNORECASE)


def tables(text: str) -> list[Table | Cell]:
    """One table for each part that begins with a title such as ``Action Details``, and the lines before."""
    found: list[list[Row]] = [[]]
    outside: list[Cell] = []
    for number, line in enumerate(text.splitlines(), start=1):
        place = Place(line=number)
        if _TITLE.match(line.strip()):
            found.append([])
        elif row := _row(line, place):
            found[-1].append(row)
        elif found[-1]:
            found[-1][-1] = _longer(found[-1][-1], line, place)
        else:
            outside.append(Cell(line, place))
    return [*(Table(tuple(rows), rows[0][0].place) for rows in found if rows), *outside]


def looks_like(text: str) -> bool:
    """Whether the text has at least two fields alone on their lines."""
    fields = (line for line in text.splitlines() if _row(line, Place()))
    return next(fields, None) is not None and next(fields, None) is not None


def _row(line: str, place: Place) -> Row | None:
    """The beginning of a row: a field's name alone on the line, or with its value behind a tab."""
    key, tab, value = line.strip().partition("\t")
    if not _is_field(key):
        return None
    return (Cell(key, place), Cell(value if tab else "", place))


def _longer(row: Row, line: str, place: Place) -> Row:
    """The row with another line: in its value, or beside it when the value has ended.

    A cell is placed where its first line with text is.
    """
    *before, last = row
    blank = not line.strip()
    if not last.text.strip():
        return row if blank else (*before, Cell(line, place))
    if blank and len(row) == 2 and fold(bare_key(row[0].text)) not in _LONG:
        return (*row, Cell("", place))
    return (*before, Cell(f"{last.text}\n{line}", last.place))


def _is_field(key: str) -> bool:
    word = fold(bare_key(key))
    return bool(key) and ":" not in key and (word in field_names(Definition) or word in field_names(Action))
