"""The document as Markdown, with tables as GitHub has them."""

import re

from tdmock.documents.part import Document, Part

# An underscore inside a word is no markup; a backslash or bar before a bar would split the table's cell.
_MARKUP = re.compile(r"[`*\[\]<>&~!]|(?<![^\W_])_|_(?![^\W_])")
_ENTITIES = str.maketrans({"\\": "&#92;", "|": "&#124;"})


def render(document: Document) -> bytes:
    blocks = [f"# {escaped(document.title)}", document.date.isoformat(), *map(_part, document.parts)]
    return ("\n\n".join(blocks) + "\n").encode()


def escaped(text: str) -> str:
    """The text so that it shows as it is in a cell or heading; line breaks become tags."""
    marked = _MARKUP.sub(lambda match: "&amp;" if match[0] == "&" else f"\0{match[0]}", text)
    return marked.translate(_ENTITIES).replace("\0", "\\").replace("\n", "<br>")


def _part(part: Part) -> str:
    lines = [_row(part.header), _row(("---",) * len(part.header)), *map(_row, map(_escaped_row, part.rows))]
    return f"## {escaped(part.title)}\n\n" + "\n".join(lines)


def _escaped_row(row: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(escaped, row))


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
