"""The document to hand in: a definition as the two kinds of tables that Talkdesk asks for."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from tdmock.definition.cells import clean, text, unquoted
from tdmock.definition.model import ActionInput, AuthField, Definition
from tdmock.definition.tables import CONFORMANCE
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

_REPORT_MEMBERS = ("verdict", "edition", "started_at", "tool", "endpoints", "findings")

HEADER = ("Field", "Value")
"""The column names; the example has "Example" over its own details."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A table with its title and column names; a cell may have several lines."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    title: str
    date: date
    parts: tuple[Part, ...]


def write_document(
    definition: Definition, path: Path, *, written_on: date, report: Mapping[str, Any] | None = None
) -> None:
    """Write the document in the format of the path's ending: .docx, .xlsx, .md or .html.

    With ``report``, the content of a JSON report, a page on conformance is appended.
    Raises :class:`UsageError` for another ending, a report of another kind, or a path that can't be written.
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


def digest(definition: Definition) -> str:
    """A digest of everything that is in a definition, the same for every file format it was read from."""
    content = json.dumps(definition.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def conformance(report: Mapping[str, Any], definition: Definition) -> list[Part]:
    """The tables on conformance: what was checked, how each endpoint did, and the warnings that are left."""
    if report.get("schema") != "tdmock.report/1":
        raise UsageError("the report isn't one that `tdmock check --report json=FILE` wrote")
    if lacking := [name for name in _REPORT_MEMBERS if name not in report]:
        raise UsageError(f"the report isn't whole: it lacks {', '.join(lacking)}")
    summary = [
        ("Verdict", report["verdict"]),
        ("Edition of the contract", report["edition"]),
        ("Checked on", report["started_at"]),
        ("Checked with", f"{report['tool']['name']} {report['tool']['version']}"),
        ("Digest of the definition", digest(definition)),
    ]
    endpoints = [(each["endpoint"], each["outcome"], each["checks"]) for each in report["endpoints"]]
    warnings = [
        (f"{each['rule']}", each["endpoint"], each["message"])
        for each in report["findings"]
        if each["level"] != "info"
    ]
    parts = [
        Part(title="Conformance", header=(CONFORMANCE, "Result"), rows=_cells(summary)),
        Part(
            title="Endpoints",
            header=(f"{CONFORMANCE} of endpoint", "Outcome", "Checks"),
            rows=_cells(endpoints),
        ),
    ]
    if warnings:
        header = (f"{CONFORMANCE} to rule", "Endpoint", "Message")
        parts.append(Part(title="Errors and Warnings", header=header, rows=_cells(warnings)))
    return parts


def _cells(rows: list[tuple[Any, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(shown(str(cell)) for cell in row) for row in rows)


def _rows(model: BaseModel, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    values = {name: getattr(model, name) for name in names}
    return tuple(
        (name, _cell(name, value)) for name, value in values.items() if value or name not in _OPTIONAL
    )


def _cell(name: str, value: Any) -> str:
    """The value of a field as a cell that reads as the same value."""
    if value is None:
        return ""
    if name == "authentication_configuration":
        return "\n\n".join(map(_auth_field, value))
    if name == "inputs":
        return "\n\n".join(map(_input, value))
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


def shown(value: str, *, lines: bool = True) -> str:
    """The text with a sign in place of what can't be written in every format, such as control characters."""
    keep = "\n\u200c\u200d" if lines else "\u200c\u200d"
    return "".join(sign if sign.isprintable() or sign in keep else "\ufffd" for sign in value)


def _rendered_by(module: str) -> Callable[[Document], bytes]:
    """The renderer of a module that is imported only when it is needed: they bring heavy libraries."""

    def render(document: Document) -> bytes:
        from importlib import import_module  # noqa: PLC0415  see above

        content: bytes = import_module(f"tdmock.definition.writers.{module}").render(document)
        return content

    return render


_RENDERERS = {
    ".docx": _rendered_by("docx_file"),
    ".xlsx": _rendered_by("xlsx_file"),
    ".md": _rendered_by("markdown_file"),
    ".html": _rendered_by("html_file"),
}
