"""Reads the JSON report back: what comes out is the report that was written, as far as the file tells."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson

from tdmock.editions import data
from tdmock.errors import UsageError
from tdmock.findings import Acceptance, Cause, Clause, Finding, Level, Location, Source, Status
from tdmock.redaction.record import Record
from tdmock.redaction.text import one_line
from tdmock.report.build import EndpointSummary, Report
from tdmock.report.json_file import SCHEMA
from tdmock.report.results import Result

LARGEST = 100 * 2**20  # bytes


def read_report(path: Path) -> Report:
    """The report in a file. Raises :class:`UsageError` for one that is not whole, or of another format."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: can't be read: {getattr(error, 'strerror', None) or error}") from None
    if len(content) > LARGEST:
        raise UsageError(f"{path}: is larger than {LARGEST // 2**20} MiB; no report of tdmock is")
    try:
        return from_dict(orjson.loads(content))
    except orjson.JSONDecodeError:
        reason = "is no JSON"
    except ValueError as error:
        reason = str(error)
    raise UsageError(f"{path}: {reason}; write one with tdmock check --report json={path.name}")


def from_dict(content: Any) -> Report:
    """The report of plain values. Raises :class:`ValueError` that says what is wrong with them."""
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise ValueError(f"is no report of the format {SCHEMA}, which this version of tdmock reads")
    if error := next(_schema().iter_errors(content), None):
        place = "/".join(map(str, error.instance_path)) or "the report"
        raise ValueError(f"is damaged, or of another version of tdmock ({place}: {one_line(error.message)})")
    try:
        clauses = {name: _clause(name, entry) for name, entry in content["clauses"].items()}
        return Report(
            edition=content["edition"],
            target=content["target"],
            integration=content["integration"],
            definition_digest=content["definition_digest"],
            seed=content["seed"],
            started_at=datetime.fromisoformat(content["started_at"]),
            duration=content["duration_s"],
            interrupted=content["interrupted"],
            verdict=content["verdict"],
            endpoints=tuple(map(_endpoint, content["endpoints"])),
            results=tuple(_result(entry, clauses) for entry in content["results"]),
            findings=tuple(_finding(entry, clauses) for entry in content["findings"]),
            exchanges=tuple(map(_exchange, content["exchanges"])),
            notes=tuple(content["notes"]),
            stale=tuple(Acceptance(**entry) for entry in content["stale"]),
            rules=content["rules"],
            version=content["tool"]["version"],
        )
    except KeyError as error:
        raise ValueError(f"is damaged: {one_line(str(error))} is missing") from None


@cache
def _schema() -> jsonschema_rs.Draft202012Validator:
    content = (data("contracts") / "report.schema.json").read_bytes()
    return jsonschema_rs.Draft202012Validator(orjson.loads(content), validate_formats=True)


def _clause(name: str, entry: Mapping[str, Any]) -> Clause:
    source = entry["source"]
    return Clause(
        id=name,
        title=entry["title"],
        level=Level(entry["level"]),
        source=Source(**{**source, "status": Status(source["status"])}),
        why=entry["why"],
        fix=entry["fix"],
    )


def _endpoint(entry: Mapping[str, Any]) -> EndpointSummary:
    """An endpoint; how its rules came out is counted anew, from their results."""
    return EndpointSummary(**{name: value for name, value in entry.items() if name != "rules"})


def _result(entry: Mapping[str, Any], clauses: Mapping[str, Clause]) -> Result:
    return Result(
        clause=clauses[entry["rule"]],
        endpoint=entry["endpoint"],
        outcome=entry["outcome"],
        reason=entry["reason"],
        untestable=entry["untestable"],
    )


def _finding(entry: Mapping[str, Any], clauses: Mapping[str, Clause]) -> Finding:
    clause = clauses[entry["rule"]]
    return Finding(
        clause=clause,
        endpoint=entry["endpoint"],
        message=entry["message"].removeprefix(f"{clause.title}. "),
        at=entry["at"],
        expected=entry["expected"],
        actual=entry["actual"],
        occurrences=entry["occurrences"],
        exchange=entry["exchange"],
        reproduce=entry["reproduce"],
        cause=_cause(entry["cause"]) if entry["cause"] else None,
        location=Location(**entry["location"]) if entry["location"] else None,
        weight=None if entry["level"] == clause.level else Level(entry["level"]),
        known=entry["known"],
        remarks=tuple(entry["remarks"]),
        scenarios=tuple(entry["scenarios"]),
    )


def _cause(entry: Mapping[str, Any]) -> Cause:
    return Cause(title=entry["title"], fix=entry["fix"], endpoints=tuple(entry["endpoints"]))


def _exchange(entry: Mapping[str, Any]) -> Record:
    request, response = entry["request"], entry["response"] or {"status": None, "headers": [], "body": ""}
    return Record(
        endpoint=entry["endpoint"],
        label=entry["label"],
        method=request["method"],
        url=request["url"],
        request_body=request["body"],
        status=response["status"],
        headers=tuple((name, value) for name, value in response["headers"]),
        response_body=response["body"],
        failure=entry["failure"] or "",
        elapsed=entry["elapsed_ms"] / 1000,
        started=entry["started_ms"] / 1000,
        reproduce="",
    )
