"""Reads a definition from a file, by the format that its ending or content tells."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from tdmock import editions
from tdmock.definition.model import Definition
from tdmock.definition.read import Loaded, problems_error, read
from tdmock.definition.tree import Node, Note, TreeError
from tdmock.documents.readers import json_file, yaml_file
from tdmock.documents.tables import definition_tree
from tdmock.errors import DefinitionError

if TYPE_CHECKING:
    from tdmock.documents.rows import Cell, Table

MAX_BYTES = 5 * 1024 * 1024
MAX_CHARACTERS = 100_000  # of a document that is text

Notes = tuple[Note, ...]


def load(path: Path) -> Definition:
    """The definition in a file. Raises :class:`DefinitionError` that names file, place and field."""
    return load_with_positions(path).definition


def builtin() -> Definition:
    """The built-in example, ``mycrm``."""
    return load(editions.mycrm_file())


def load_with_positions(path: Path) -> Loaded:
    """The definition in a file with the places of its fields and notes on what was not read."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(_READERS)
        raise DefinitionError(f"isn't in a format that is read here ({known})", place=str(path))
    content = _content(path)
    try:
        tree, notes = reader(content)
    except TreeError as error:
        raise problems_error(str(path), [Note(error.message, error.place)]) from None
    return read(tree, file=str(path), notes=notes)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise DefinitionError(f"can't be read: {error.strerror}", place=str(path)) from None
    if len(content) > MAX_BYTES:
        raise DefinitionError("is larger than 5 MiB; a definition is a page or two", place=str(path))
    return content


def _decoded(content: bytes) -> str:
    """The text of a file in UTF-8, or in UTF-16 with its mark. Raises :class:`TreeError` otherwise."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise TreeError(f"isn't text in UTF-8 (byte {error.start + 1}); save it as UTF-8") from None


def _document_text(content: bytes) -> str:
    text = _decoded(content)
    if len(text) > MAX_CHARACTERS:
        raise TreeError(f"has more than {MAX_CHARACTERS:,} characters; a definition is a page or two")
    return text


def _yaml(content: bytes) -> tuple[Node, Notes]:
    return yaml_file.parse(_decoded(content)), ()


def _json(content: bytes) -> tuple[Node, Notes]:
    return json_file.parse(_decoded(content)), ()


# The readers of documents are imported when one is read: the common case, YAML, shall not wait for them.


def _tables_of(content: bytes | str, module: str) -> tuple[Node, Notes]:
    from importlib import import_module

    reader = import_module(f"tdmock.documents.readers.{module}")
    tables: Callable[[bytes | str], Iterable[Table | Cell]] = reader.tables
    return definition_tree(tables(content))


def _text(content: bytes) -> tuple[Node, Notes]:
    """A text file may hold any of the formats that are text."""
    from tdmock.documents.readers import markdown_file, text_file

    text = _document_text(content)
    if text_file.looks_like(text):
        return definition_tree(text_file.tables(text))
    if markdown_file.looks_like(text):
        return definition_tree(markdown_file.tables(text))
    parse = json_file.parse if text.lstrip().startswith("{") else yaml_file.parse
    return parse(text), ()


_READERS: dict[str, Callable[[bytes], tuple[Node, Notes]]] = {
    ".yaml": _yaml,
    ".yml": _yaml,
    ".json": _json,
    ".docx": lambda content: _tables_of(content, "docx_file"),
    ".xlsx": lambda content: _tables_of(content, "xlsx_file"),
    ".md": lambda content: _tables_of(_document_text(content), "markdown_file"),
    ".markdown": lambda content: _tables_of(_document_text(content), "markdown_file"),
    ".html": lambda content: _tables_of(_document_text(content), "html_file"),
    ".csv": lambda content: _tables_of(_document_text(content), "csv_file"),
    ".txt": _text,
}
