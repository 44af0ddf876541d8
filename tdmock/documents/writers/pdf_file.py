"""The document as a PDF."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, time

from fontpkg_fira_sans import ROOT
from fpdf import FPDF, FontFace
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from tdmock.documents.part import Document, Part, widths
from tdmock.errors import UsageError

_FONT = "Fira Sans"
_FILES = {"": "FiraSans-Regular.ttf", "B": "FiraSans-Bold.ttf"}
_FIRST = 58.0  # mm, the first column: the longest field name fits on one line
_SIGN = 2.1  # mm that a character takes, about
_WIDTH = 174.0
_LINE = 80  # characters that a cell's line has room for, about
_MOST_LINES = 40  # of a row: a page has room for more
_LINE_HEIGHT, _PADDING, _HEADING = 5.0, 1.2, 16.0  # mm; the last of a part's title and the columns' names
_HEAD = FontFace(emphasis="BOLD", fill_color=(238, 241, 245))


class _Pages(FPDF):
    """A4 pages, numbered."""

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font(_FONT, size=8)
        self.cell(0, 8, f"{self.page_no()} / {{nb}}", align="R")


def render(document: Document) -> bytes:
    pages = _Pages(format="A4")
    pages.set_margin(18)
    pages.set_auto_page_break(auto=True, margin=18)
    for style, file in _FILES.items():
        pages.add_font(_FONT, style=style, fname=ROOT / "files" / file)
    with ExitStack() as files:
        for font in _fonts(pages):
            files.callback(font.ttfont.close)
        return _render(pages, document)


def _render(pages: FPDF, document: Document) -> bytes:
    pages.set_title(document.title)
    pages.set_lang("en")
    pages.set_creation_date(datetime.combine(document.date, time(), UTC))
    pages.add_page()
    _refuse_what_the_font_lacks(pages, document)
    _line(pages, document.title, size=18, bold=True)
    _line(pages, document.date.isoformat(), size=10)
    for part in document.parts:
        if part.new_page:
            pages.add_page()
        _part(pages, part)
    return bytes(pages.output())


def _fonts(pages: FPDF) -> list[TTFFont]:
    return [font for font in pages.fonts.values() if isinstance(font, TTFFont)]


def _refuse_what_the_font_lacks(pages: FPDF, document: Document) -> None:
    texts = [document.title, *(cell for part in document.parts for row in part.rows for cell in row)]
    signs = _fonts(pages)[0].cmap
    missing = {sign for text in texts for sign in text if sign != "\n" and ord(sign) not in signs}
    if missing:
        raise UsageError(
            f"a PDF has no signs here for {' '.join(sorted(missing)[:10])}; use .docx, .md or .html"
        )


def _line(pages: FPDF, text: str, *, size: int, bold: bool = False) -> None:
    pages.set_font(_FONT, style="B" if bold else "", size=size)
    pages.multi_cell(0, size * 0.5, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")


def _part(pages: FPDF, part: Part) -> None:
    pages.ln(6)
    rows = [row for cells in part.rows for row in _rows(cells)]
    height = _HEADING + sum(_LINE_HEIGHT * max(map(_lines, row)) + 2 * _PADDING for row in rows)
    if pages.will_page_break(min(height, 40 if height > pages.eph else height)):
        pages.add_page()  # what fits on a page is not parted, nor a heading from the first rows
    _line(pages, part.title, size=13, bold=True)
    pages.ln(1)
    pages.set_font(_FONT, size=9)
    pages.set_draw_color(187)
    with pages.table(
        col_widths=widths(part, first=_FIRST, whole=_WIDTH, sign=_SIGN),
        text_align="LEFT",
        v_align="TOP",
        headings_style=_HEAD,
        line_height=_LINE_HEIGHT,
        padding=_PADDING,
    ) as table:
        table.row(part.header)
        for first, *others in rows:
            row = table.row()
            row.cell(first, style=FontFace(emphasis="BOLD"))
            for cell in others:
                row.cell(cell)


def _rows(cells: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A row, or several where its last cell is too long for a page; the others stand in the first."""
    *others, last = cells
    for number, piece in enumerate(_pieces(last)):
        yield (*(others if not number else [""] * len(others)), piece)


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces of whole lines, none of which is too long for a page."""
    longest = _LINE * _MOST_LINES
    lines = [line[n : n + longest] for line in text.split("\n") for n in range(0, len(line) or 1, longest)]
    piece: list[str] = []
    height = 0
    for line in lines:
        if piece and height + _lines(line) > _MOST_LINES:
            yield "\n".join(piece)
            piece, height = [], 0
        piece.append(line)
        height += _lines(line)
    yield "\n".join(piece)


def _lines(text: str) -> int:
    """The lines that a text takes in a cell, about."""
    return sum(1 + len(line) // _LINE for line in text.split("\n"))
