"""The document to hand in: a definition as the two kinds of tables that Talkdesk asks for."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from tdmock.definition.model import ActionInput, AuthField, Definition
from tdmock.documents.cells import clean, text, unquoted
from tdmock.documents.conformance import conformance
from tdmock.documents.part import Document, Part, shown
from tdmock.errors import UsageError

# The fields in the order of Talkdesk's example. Optional ones are written only when they have a value.
INTEGRATION_FIELDS = (
    *("name", "display_name", "description", "logo_url", "icon_url", "authentication_type"),
    *("authentication_configuration", "auth_validation_endpoint", "contact_synchronization_endpoint"),
    *("interaction_retrieval_endpoint", "agent_synchronization_endpoint", "interaction_types"),
)
ACTION_FIELDS = ("provider", "name", "display", "description", "endpoint", "inputs", "scoping")
AUTH_FIELDS = ("field_name", "display", "mandatory", "type", "store", "source", "help", "format")
INPUT_FIELDS = ("key", "name", "type", "format", "default", "mandatory")
_OPTIONAL = frozenset(
    name for name in INTEGRATION_FIELDS if name.endswith(("_endpoint", "_types", "_configuration"))
) | {"scoping"}

HEADER = ("Field", "Value")
"""The column names; the example has "Example" over its own details."""


def write_document(
    definition: Definition, path: Path, *, written_on: date, report: Mapping[str, Any] | None = None
) -> None:
    """Write the document in the format of the path's ending: .docx, .xlsx, .md, .html or .pdf.

    With ``report``, the content of a JSON report, a page on conformance is appended.
    Raises :class:`UsageError` for another ending, a report of another kind or on another definition, or a
    path that can't be written.
    """
    render = _RENDERERS.get(path.suffix.lower())
    if render is None:
        raise UsageError(f"{path}: a document is written as {', '.join(_RENDERERS)}")
    content = render(document(definition, written_on=written_on, report=report))
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{path} can't be written: {error.strerror}") from None


def document(
    definition: Definition, *, written_on: date, report: Mapping[str, Any] | None = None
) -> Document:
    """The document of a definition: one table for the integration, one for each action."""
    parts = [Part(title="Integration Details", header=HEADER, rows=_rows(definition, INTEGRATION_FIELDS))]
    parts += [
        Part(title=f"Action Details: {shown(action.name)}", header=HEADER, rows=_rows(action, ACTION_FIELDS))
        for action in definition.actions
    ]
    if report is not None:
        parts += conformance(report, definition)
    name = shown(definition.display_name or definition.name)
    return Document(title=f"Custom Integration: {name}", date=written_on, parts=tuple(parts))


def _rows(model: BaseModel, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    values = {name: getattr(model, name) for name in names}
    return tuple(
        row
        for name, value in values.items()
        if value or name not in _OPTIONAL
        for row in zip_longest((name,), _cells(name, value), fillvalue="")
    )


def _cells(name: str, value: Any) -> tuple[str, ...]:
    """The value of a field as cells that read as the same value, one for each entry: pages end there."""
    if name == "authentication_configuration":
        return tuple(map(_auth_field, value))
    if name == "inputs":
        return tuple(map(_input, value))
    return (_cell(name, value),)


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return _safe(",".join(value), text)
    if "\n" in value and name == "description":
        return _safe("\n".join(f"• {line}" for line in value.split("\n")), text, value)
    return _safe(value, _single_line)


def _auth_field(field: AuthField) -> str:
    entry = _entry(field, AUTH_FIELDS)
    return f"{field.field_name}\n{entry}" if re.fullmatch(r"\w+", field.field_name) else entry


def _input(entry: ActionInput) -> str:
    return _entry(entry, INPUT_FIELDS)


def _entry(model: BaseModel, names: tuple[str, ...]) -> str:
    values = {name: getattr(model, name) for name in names}
    words = {name: str(value).lower() if isinstance(value, bool) else value for name, value in values.items()}
    return "\n".join(
        f"{name}: {_safe(word, _single_line)}" for name, word in words.items() if word is not None
    )


def _single_line(cell: str) -> str:
    """What is read of a cell with one value."""
    return unquoted(clean(cell)) if "\n" not in cell else ""


def _safe(cell: str, read: Callable[[str], str], value: str | None = None) -> str:
    """The cell if it reads as the value, else the value in quotes with escapes."""
    value = cell if value is None else value
    return cell if read(cell) == value and shown(cell) == cell else quote(value)


def quote(value: str) -> str:
    """The value in double quotes; what no format would keep is escaped as in JSON."""
    quoted = json.dumps(value, ensure_ascii=shown(value, lines=False) != value)
    return re.sub(r"(?<= ) ", r"\\u0020", quoted)


def _rendered_by(module: str) -> Callable[[Document], bytes]:
    """The renderer of a module that is imported only when it is needed: they bring heavy libraries."""

    def render(document: Document) -> bytes:
        from importlib import import_module

        content: bytes = import_module(f"tdmock.documents.writers.{module}").render(document)
        return content

    return render


_RENDERERS = {
    ".docx": _rendered_by("docx_file"),
    ".xlsx": _rendered_by("xlsx_file"),
    ".md": _rendered_by("markdown_file"),
    ".html": _rendered_by("html_file"),
    ".pdf": _rendered_by("pdf_file"),
}
