"""The document as an Excel workbook: a sheet for the integration, then one for each action."""

import io
from datetime import datetime, time
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from tdmock.documents.document import HEADER
from tdmock.documents.part import Document, Part
from tdmock.errors import UsageError

_LONGEST = 32_767  # characters that Excel takes in a cell, where one beyond U+FFFF counts twice
_WIDTHS = (34, 84)
_LINE = Side(style="thin", color="BBBBBB")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_BOLD = Font(bold=True)
_TITLE, _SUBTITLE = Font(bold=True, size=14), Font(bold=True, size=12)
_SHADE = PatternFill("solid", fgColor="EEF1F5")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def render(document: Document) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title, book.properties.creator = document.title, ""
    book.properties.created = book.properties.modified = datetime.combine(document.date, time())
    for number, part in enumerate(document.parts):
        sheet = book.create_sheet(_sheet_name(number, part))
        _put(sheet, 1, 1, document.title if number == 0 else part.title, font=_TITLE)
        _put(sheet, 2, 1, document.date.isoformat() if number == 0 else "")
        _put(sheet, 3, 1, part.title if number == 0 else "", font=_SUBTITLE)
        _add_table(sheet, part)
        _lay_out(sheet, len(part.header))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet_name(number: int, part: Part) -> str:
    if part.header == HEADER:
        return f"Action {number}" if number else "Integration"
    return part.title


def _add_table(sheet: Any, part: Part) -> None:
    for column, text in enumerate(part.header, start=1):
        cell = _put(sheet, 4, column, text, font=_BOLD)
        cell.fill = _SHADE
        cell.border = _BOX
    for row, cells in enumerate(part.rows, start=5):
        for column, text in enumerate(cells, start=1):
            cell = _put(sheet, row, column, text, font=_BOLD if column == 1 else None)
            cell.alignment = _WRAPPED
            cell.border = _BOX
        heights = map(_height, cells, _widths(len(cells)))
        sheet.row_dimensions[row].height = 15 * max(heights)


def _put(sheet: Any, row: int, column: int, text: str, font: Font | None = None) -> Any:
    """Writes text as text: what begins with an equals sign shall not become a formula."""
    if (length := len(text.encode("utf-16-le")) // 2) > _LONGEST:
        raise UsageError(f"a cell of {length} characters is more than Excel takes; use .docx, .md or .html")
    cell = sheet.cell(row=row, column=column)
    if text:
        cell.value = text
        cell.data_type = "s"
    if font:
        cell.font = font
    return cell


def _height(text: str, width: int) -> int:
    """The lines that a text takes in a column; Excel shows at most 27 of them."""
    return min(sum(1 + len(line) // width for line in text.split("\n")), 27)


def _widths(columns: int) -> tuple[int, ...]:
    """The columns' widths in characters."""
    return _WIDTHS if columns == len(_WIDTHS) else (*_WIDTHS[:1], *[_WIDTHS[1] // 2] * (columns - 1))


def _lay_out(sheet: Any, columns: int) -> None:
    for letter, width in zip("ABCDEFGH"[:columns], _widths(columns), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "4:4"
