"""The tables of a Word document, as a reader of the document sees them."""

from collections.abc import Iterator
from typing import Any

from tdmock.definition.tree import Place, TreeError
from tdmock.documents.listed import as_text
from tdmock.documents.readers.grid import numbered
from tdmock.documents.readers.office import ANEW, damage_told, inspected
from tdmock.documents.rows import Cell, Table

MAX_ROWS = 2000


def tables(content: bytes) -> list[Table | Cell]:
    """The tables in order, and the paragraphs outside them; a table inside a cell belongs to its text.

    Raises :class:`TreeError`.
    """
    file = inspected(content, ".docx")
    from docx import Document

    with damage_told("the document"):
        body = Document(file).element.body
    if body is None:
        raise TreeError(f"is damaged: the document has no body; {ANEW}")
    if sum(1 for _ in body.iter(_w("tr"))) > MAX_ROWS:
        raise TreeError(f"has more than {MAX_ROWS} table rows; a definition is a page or two")
    # The document's own list leaves out tables inside content controls.
    outer = [table for table in body.iter(_w("tbl")) if next(table.iterancestors(_w("tc")), None) is None]
    return [*numbered(_rows(table) for table in outer), *_outside(body)]


def _outside(body: Any) -> Iterator[Cell]:
    """The lines of the paragraphs that stand in no table."""
    paragraphs = (block for block in body.iter(_w("p")) if next(block.iterancestors(_w("tc")), None) is None)
    for number, paragraph in enumerate(paragraphs, start=1):
        for line in _paragraph_text(paragraph).splitlines():
            yield Cell(line, Place(paragraph=number))


def _w(tag: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{tag}"


def _rows(table: Any) -> Iterator[list[str]]:
    for row in _children(table, "tr"):
        texts: list[str] = []
        for cell in _children(row, "tc"):
            goes_on, span = _merging(cell)
            texts.append("" if goes_on else _cell_text(cell))
            texts.extend([""] * (span - 1))
        yield texts


def _merging(cell: Any) -> tuple[bool, int]:
    """Whether the cell goes on from the one above, and how many columns it takes."""
    with damage_told("a merged cell"):
        return cell.vMerge == "continue", min(cell.grid_span, 50)


def _children(element: Any, tag: str) -> list[Any]:
    """Children of that tag, also those inside a content control."""
    found: list[Any] = element.xpath(f"./w:{tag} | ./w:sdt/w:sdtContent/w:{tag}")
    return found


def _cell_text(cell: Any) -> str:
    """The paragraphs as lines, and a table inside the cell as lines ``key: value``."""
    parts = []
    for block in cell.xpath("./w:p | ./w:tbl | ./w:sdt/w:sdtContent/w:p | ./w:sdt/w:sdtContent/w:tbl"):
        if block.tag == _w("p"):
            parts.append(_paragraph_text(block))
        else:
            parts += ["", as_text([*_rows(block)])]
    return "\n".join(parts)


def _paragraph_text(paragraph: Any) -> str:
    """All text that shows: also in links, content controls and tracked insertions, not in deletions."""
    signs = {_w("br"): "\n", _w("cr"): "\n", _w("tab"): "\t", _w("noBreakHyphen"): "-"}
    return "".join(
        element.text or "" if element.tag == _w("t") else signs.get(element.tag, "")
        for run in paragraph.iter(_w("r"))
        for element in run
    )
