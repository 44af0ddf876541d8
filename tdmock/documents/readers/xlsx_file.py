"""The sheets of an Excel workbook, each as one table."""

import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from tdmock.definition.tree import Place, TreeError
from tdmock.documents.readers.grid import numbered
from tdmock.documents.readers.office import damage_told, inspected
from tdmock.documents.rows import Table

MAX_ROWS = 2000
MAX_COLUMNS = 100
MAX_SHEETS = 50


def tables(content: bytes) -> list[Table]:
    """The sheets in order, formulas as the values they had when saved. Raises :class:`TreeError`."""
    file = inspected(content, ".xlsx")
    from openpyxl import load_workbook

    with damage_told("the workbook"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and validations, which are nothing to us
        sheets = load_workbook(file, read_only=True, data_only=True, keep_links=False).worksheets
    if len(sheets) > MAX_SHEETS:
        raise TreeError(f"has more than {MAX_SHEETS} sheets")
    return numbered(_rows(sheet, number) for number, sheet in enumerate(sheets, start=1))


def _rows(sheet: Any, number: int) -> Iterator[list[str]]:
    for row, values in enumerate(_values(sheet, number), start=1):
        if row > MAX_ROWS or len(values) > MAX_COLUMNS:
            raise TreeError(
                f"has a sheet of more than {MAX_ROWS} rows or {MAX_COLUMNS} columns", Place(table=number)
            )
        yield [_text(value) for value in values]


def _values(sheet: Any, number: int) -> Iterator[tuple[object, ...]]:
    with damage_told(f"sheet {number}"):
        sheet.reset_dimensions()  # the file's own word on its size may be wrong
        yield from sheet.iter_rows(max_row=MAX_ROWS + 1, values_only=True)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)
