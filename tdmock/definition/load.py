"""Reads a definition from a file, by the format that its ending or content tells."""

from pathlib import Path

from tdmock import editions
from tdmock.definition.model import Definition
from tdmock.definition.read import Loaded, problems_error, read
from tdmock.definition.readers import json_file, yaml_file
from tdmock.definition.tree import Node, Note, TreeError
from tdmock.errors import DefinitionError

MAX_BYTES = 5 * 1024 * 1024

_PARSERS = {".yaml": yaml_file.parse, ".yml": yaml_file.parse, ".json": json_file.parse}


def load(path: Path) -> Definition:
    """The definition in a file. Raises :class:`DefinitionError` that names file, place and field."""
    return load_with_positions(path).definition


def builtin() -> Definition:
    """The built-in example, ``mycrm``."""
    return load(editions.mycrm_file())


def load_with_positions(path: Path) -> Loaded:
    """The definition in a file with the places of its fields and notes on what was not read."""
    content = _content(path)
    try:
        return read(_tree(path, content), file=str(path))
    except TreeError as error:
        raise problems_error(str(path), [Note(error.message, error.place)]) from None


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise DefinitionError(f"can't be read: {error.strerror}", place=str(path)) from None
    if len(content) > MAX_BYTES:
        raise DefinitionError("is larger than 5 MiB; a definition is a page or two", place=str(path))
    return content


def _tree(path: Path, content: bytes) -> Node:
    parse = _PARSERS.get(path.suffix.lower())
    if parse is None:
        known = ", ".join(sorted(_PARSERS))
        raise DefinitionError(f"isn't in a format that is read here ({known})", place=str(path))
    return parse(decoded(content))


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, or in UTF-16 with its mark. Raises :class:`TreeError` otherwise."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise TreeError(f"isn't text in UTF-8 (byte {error.start + 1}); save it as UTF-8") from None
