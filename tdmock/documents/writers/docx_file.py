"""The document as a Word file."""

import io
from datetime import UTC, datetime, time
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Length, Mm, Pt

from tdmock.documents.part import Document, Part, widths as widths_of

_PAGE = (Mm(210), Mm(297))
_MARGIN = Mm(20)
_FIRST_COLUMN = Mm(66)  # the longest field name fits on one line
_SIGN = Mm(2)  # what a character takes, about
_LONGEST = 255  # characters of a core property
_LONG = 45  # lines of a cell from which on a row goes on on the next page: one has room for no more

# Tables and headings are written as they stand in the file: python-docx takes ten times as long.
_HEADING = '<w:p {xmlns}><w:pPr><w:pStyle w:val="Heading1"/>{page}</w:pPr><w:r>{text}</w:r></w:p>'
_TABLE = (
    '<w:tbl {xmlns}><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:type="auto" w:w="0"/>'
    '<w:jc w:val="left"/><w:tblLayout w:type="fixed"/></w:tblPr>'
    "<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
)
_CELL = (
    '<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width}"/>{shade}</w:tcPr><w:p><w:pPr>'
    '{keep}<w:spacing w:before="60" w:after="60"/></w:pPr><w:r><w:rPr>{bold}<w:sz w:val="{size}"/></w:rPr>'
    "{text}</w:r></w:p></w:tc>"
)
_SHADE = '<w:shd w:val="clear" w:fill="EEF1F5"/>'
_BOLD = "<w:b/>"
_KEEP = "<w:keepNext/>"  # a table that fits on a page is not parted
_SMALL, _USUAL = 18, 20  # half points


def render(document: Document) -> bytes:
    file = docx.Document()
    _lay_out(file, document)
    file.add_heading(document.title, level=0)
    file.add_paragraph(document.date.isoformat())
    end = file.element.body[-1]  # what says how the pages are laid out stands behind everything
    for part in document.parts:
        end.addprevious(parse_xml(_heading(part)))
        end.addprevious(parse_xml(_table(part)))
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


def _heading(part: Part) -> str:
    page = "<w:pageBreakBefore/>" if part.new_page else ""
    return _HEADING.format(xmlns=nsdecls("w"), page=page, text=_text(part.title))


def _table(part: Part) -> str:
    shares = widths_of(part, first=_FIRST_COLUMN, whole=_PAGE[0] - 2 * _MARGIN, sign=_SIGN)
    widths = [Length(int(share)).twips for share in shares]
    first = _cells(part.header, widths, bold=len(widths), shade=_SHADE, keep=_KEEP)
    rows = [f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{first}</w:tr>"]  # repeated where the table goes on
    for number, cells in enumerate(part.rows, start=1):
        keep = _KEEP if number < len(part.rows) else ""
        whole = "<w:cantSplit/>" if all(cell.count("\n") < _LONG for cell in cells) else ""
        rows.append(f"<w:tr><w:trPr>{whole}</w:trPr>{_cells(cells, widths, bold=1, keep=keep)}</w:tr>")
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return _TABLE.format(xmlns=nsdecls("w"), columns=columns, rows="".join(rows))


def _cells(texts: tuple[str, ...], widths: list[int], *, bold: int, shade: str = "", keep: str = "") -> str:
    """The cells of a row, the first ``bold`` of them in bold."""
    return "".join(
        _CELL.format(
            width=width,
            shade=shade,
            keep=keep,
            bold=_BOLD if number < bold else "",
            size=_USUAL if number and len(widths) == 2 else _SMALL,
            text=_text(text),
        )
        for number, (text, width) in enumerate(zip(texts, widths, strict=True))
    )


def _text(text: str) -> str:
    """A text inside a run, with its line breaks."""
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return "<w:br/>".join(lines)
