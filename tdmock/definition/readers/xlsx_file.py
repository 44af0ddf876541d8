"""The sheets of an Excel workbook, each as one table."""

import io
from datetime import date, datetime, time
from typing import Any
from zipfile import BadZipFile

from tdmock.definition.readers.office import inspect
from tdmock.definition.tables import Cell, Table
from tdmock.definition.tree import Place, TreeError

MAX_ROWS = 2000
MAX_COLUMNS = 100
MAX_SHEETS = 50


def tables(content: bytes) -> list[Table]:
    """The sheets in order, formulas as the values they had when saved. Raises :class:`TreeError`."""
    inspect(content)
    from openpyxl import load_workbook  # noqa: PLC0415  heavy, and needed for this format only
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        if len(book.worksheets) > MAX_SHEETS:
            raise TreeError(f"has more than {MAX_SHEETS} sheets")
        return [_table(sheet, number) for number, sheet in enumerate(book.worksheets, start=1)]
    except (
        InvalidFileException,
        BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
    ) as error:
        # openpyxl trusts what it reads: a broken workbook shows as any of these.
        raise TreeError(f"isn't a workbook that can be read: {error}") from None


def _table(sheet: Any, number: int) -> Table:
    sheet.reset_dimensions()  # the file's own word on its size may be wrong
    rows = []
    for row, values in enumerate(sheet.iter_rows(max_row=MAX_ROWS + 1, values_only=True), start=1):
        if row > MAX_ROWS or len(values) > MAX_COLUMNS:
            raise TreeError(
                f"has a sheet of more than {MAX_ROWS} rows or {MAX_COLUMNS} columns", Place(table=number)
            )
        rows.append(
            tuple(
                Cell(_text(value), Place(table=number, row=row, cell=cell))
                for cell, value in enumerate(values, start=1)
            )
        )
    return Table(tuple(rows), Place(table=number))


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
