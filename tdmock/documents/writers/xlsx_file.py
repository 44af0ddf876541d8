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
_WIDTHS = (34, 84)  # characters
_THREE_WIDTHS = (44, 36, 68)  # of the page on conformance, where a table of two columns takes all three
_LINE = Side(style="thin", color="BBBBBB")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_FONT = "Calibri"
_USUAL, _BOLD = Font(name=_FONT, size=11), Font(name=_FONT, size=11, bold=True)
_TITLE, _SUBTITLE = Font(name=_FONT, bold=True, size=14), Font(name=_FONT, bold=True, size=12)
_SHADE = PatternFill("solid", fgColor="EEF1F5")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def render(document: Document) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title, book.properties.creator = document.title, ""
    book.properties.created = book.properties.modified = datetime.combine(document.date, time())
    for number, part in enumerate(document.parts):
        is_own = part.header == HEADER
        if is_own or part.new_page:
            widths = _WIDTHS if is_own else _THREE_WIDTHS
            sheet = book.create_sheet(_sheet_name(number, part))
            _lay_out(sheet, widths)
        if number == 0:
            _put(sheet, 1, 1, document.title, font=_TITLE)
            _put(sheet, 2, 1, document.date.isoformat())
        _add_part(sheet, part, widths)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet_name(number: int, part: Part) -> str:
    if part.header == HEADER:
        return f"Action {number}" if number else "Integration"
    return part.title


def _add_part(sheet: Any, part: Part, widths: tuple[int, ...]) -> None:
    """Adds a table with its title, below what is there; its last column takes the columns left over."""
    first = sheet.max_row + 2 if sheet.max_row > 2 else 3
    _put(sheet, first, 1, part.title, font=_SUBTITLE)
    columns = len(part.header)
    spans = (*widths[: columns - 1], sum(widths[columns - 1 :]))
    for row, cells in enumerate((part.header, *part.rows), start=first + 1):
        for column, text in enumerate(cells, start=1):
            is_head = row == first + 1
            cell = _put(sheet, row, column, text, font=_BOLD if is_head or column == 1 else _USUAL)
            cell.alignment, cell.border = _WRAPPED, _BOX
            if is_head:
                cell.fill = _SHADE
        if len(widths) > columns:
            for column in range(columns + 1, len(widths) + 1):
                sheet.cell(row=row, column=column).border = _BOX
            sheet.merge_cells(start_row=row, start_column=columns, end_row=row, end_column=len(widths))
        sheet.row_dimensions[row].height = 15 * max(map(_height, cells, spans))


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


def _lay_out(sheet: Any, widths: tuple[int, ...]) -> None:
    for letter, width in zip("ABC", widths, strict=False):
        sheet.column_dimensions[letter].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
