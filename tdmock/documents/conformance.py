"""The page on conformance that a report adds to the document to hand in."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tdmock.definition.model import Definition
from tdmock.documents.part import Part, shown
from tdmock.documents.tables import CONFORMANCE
from tdmock.errors import UsageError

_RULE, _ENDPOINT = 32, 24  # characters of a line in the columns with these

_Text = Annotated[str, Field(max_length=10_000)]


class _Shown(BaseModel):
    """A part of a JSON report: only what the page shows, checked, as anybody may have written the file."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class _Tool(_Shown):
    name: _Text
    version: _Text


class _Endpoint(_Shown):
    endpoint: _Text
    outcome: _Text
    reason: _Text
    checks: int


class _Finding(_Shown):
    rule: _Text
    level: Literal["error", "warning", "info"]
    endpoint: _Text
    message: _Text


class _Report(_Shown):
    # `schema` is what the member is called in the file; a model has a method of that name.
    kind: Literal["tdmock.report/1"] = Field(alias="schema")
    verdict: Literal["conformant", "nonconformant", "incomplete"]
    edition: _Text
    started_at: _Text
    tool: _Tool
    definition_digest: _Text
    endpoints: list[_Endpoint]
    findings: list[_Finding]


def conformance(content: Mapping[str, Any], definition: Definition) -> list[Part]:
    """The tables on conformance: what was checked, how each endpoint did, and the warnings that are left.

    ``content`` is that of a JSON report. Raises :class:`UsageError` for anything else, for a report on
    another definition, and for one of a run that called no bridge.
    """
    report = _report(content)
    if report.definition_digest != definition.digest:
        raise UsageError(
            f"the report is on another definition than this one (digest {report.definition_digest[:12]}…, "
            f"here {definition.digest[:12]}…); run tdmock check again with this file as --definition"
        )
    if all(each.endpoint == "definition" for each in report.endpoints):
        raise UsageError("the report is on the definition alone; give one that tdmock check wrote")
    summary = [
        ("Verdict", report.verdict),
        ("Edition of the contract", report.edition),
        ("Checked on", report.started_at),
        ("Checked with", f"{report.tool.name} {report.tool.version}"),
        ("Digest of the definition", report.definition_digest),
    ]
    endpoints = [
        (
            _parted(each.endpoint, _RULE),
            str(each.checks),
            ": ".join(filter(None, (each.outcome, each.reason))),
        )
        for each in report.endpoints
    ]
    warnings = [
        (
            _parted(each.rule, _RULE),
            _parted(each.endpoint, _ENDPOINT),
            f"{each.level}: {_quoted(each.message)}",
        )
        for each in report.findings
        if each.level != "info"
    ]
    parts = [
        Part(title="Conformance", header=(CONFORMANCE, "Result"), rows=_cells(summary), new_page=True),
        Part(
            title="Endpoints",
            header=(f"{CONFORMANCE} of endpoint", "Checks", "Outcome"),
            rows=_cells(endpoints),
        ),
    ]
    if warnings:
        header = (f"{CONFORMANCE} to rule", "Endpoint", "Message")
        parts.append(Part(title="Errors and Warnings", header=header, rows=_cells(warnings)))
    return parts


def _report(content: Mapping[str, Any]) -> _Report:
    try:
        return _Report.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise UsageError(
            f"the report isn't one that `tdmock check --report json=FILE` wrote ({where}: {first['msg']})"
        ) from None


def _quoted(message: str) -> str:
    """The message with quotes round what the contract marks as code."""
    return re.sub(r"`([^`]*)`", r"“\1”", message)


def _parted(name: str, longest: int) -> str:
    """A name in lines for a narrow column, parted between its words and behind the sign that joins them."""
    lines = [""]
    for piece in re.findall(r"[^/_.-]*[/_.-]|[^/_.-]+", name):
        lines += [""] if lines[-1] and len(lines[-1] + piece) > longest else []
        lines[-1] += piece
    return "\n".join(lines)


def _cells(rows: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(shown, row)) for row in rows)
