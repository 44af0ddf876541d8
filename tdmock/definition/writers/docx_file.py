"""The document as a Word file."""

import io
from datetime import UTC, datetime, time
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tdmock.definition.part import Document, Part

_PAGE = (Mm(210), Mm(297))
_MARGIN = Mm(20)
_FIRST_COLUMN = Mm(66)  # the longest field name fits on one line
_NARROW = Mm(32)
_LONGEST = 255  # characters of a core property
_LONG = 15  # lines of a cell from which on a row may go on on the next page


def render(document: Document) -> bytes:
    file = docx.Document()
    _lay_out(file, document)
    file.add_heading(document.title, level=0)
    file.add_paragraph(document.date.isoformat())
    for part in document.parts:
        heading = file.add_heading(part.title, level=1)
        heading.paragraph_format.page_break_before = part.new_page
        _add_table(file, part)
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def _lay_out(file: Any, document: Document) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = _PAGE
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    file.styles["Normal"].font.name = "Calibri"
    file.styles["Normal"].font.size = Pt(10)
    properties = file.core_properties
    properties.title, properties.author, properties.comments = document.title[:_LONGEST], "", ""
    properties.created = properties.modified = datetime.combine(document.date, time(), UTC)


def _add_table(file: Any, part: Part) -> None:
    table = file.add_table(rows=1, cols=len(part.header), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    for column, width in zip(table.columns, _widths(part), strict=True):
        column.width = width
    _fill(table.rows[0], part.header, bold=range(len(part.header)))
    for cell in table.rows[0].cells:
        _shade(cell)
    _set(table.rows[0], "w:tblHeader")  # repeated where the table goes on on another page
    for cells in part.rows:
        row = table.add_row()
        _fill(row, cells, bold=range(1))
        if all(cell.count("\n") < _LONG for cell in cells):
            _set(row, "w:cantSplit")


def _widths(part: Part) -> tuple[int, ...]:
    """The columns' widths: what is right of the first goes mostly to the one with the longest text."""
    others = len(part.header) - 1
    narrow = _NARROW if others > 1 else 0
    rest = _PAGE[0] - 2 * _MARGIN - _FIRST_COLUMN - (others - 1) * narrow
    longest = [max(len(row[column]) for row in (part.header, *part.rows)) for column in range(1, others + 1)]
    wide = longest.index(max(longest))
    return (_FIRST_COLUMN, *(rest if column == wide else narrow for column in range(others)))


def _fill(row: Any, texts: tuple[str, ...], *, bold: range) -> None:
    for number, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
        run = paragraph.add_run(text)
        run.bold, run.font.size = number in bold, Pt(9 if number == 0 else 10)


def _shade(cell: Any) -> None:
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), "EEF1F5")
    cell._tc.get_or_add_tcPr().append(shading)  # noqa: SLF001  python-docx has no word for it


def _set(row: Any, flag: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(flag))  # noqa: SLF001  python-docx has no word for it
