"""The SARIF report (2.1.0), for code scanning: a result for each finding, at its place in the definition."""

from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

import orjson

from tdmock.findings import Clause, Finding, Level, Location
from tdmock.redaction.record import Record
from tdmock.redaction.text import visible
from tdmock.report.build import Report, exchange_id
from tdmock.report.identity import fingerprint
from tdmock.report.words import STATUSES

_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "note"}


def render(report: Report, _: Level = Level.ERROR) -> str:
    """The report as SARIF."""
    exchanges = {exchange_id(n): record for n, record in enumerate(report.exchanges)}
    clauses = list({finding.clause.id: finding.clause for finding in report.findings}.values())
    order = {clause.id: n for n, clause in enumerate(clauses)}
    run = {
        "tool": {
            "driver": {"name": "tdmock", "version": report.version, "rules": [*map(_rule, clauses)]},
        },
        "invocations": [
            {
                "executionSuccessful": not report.interrupted,
                "startTimeUtc": _moment(report.started_at),
                "endTimeUtc": _moment(report.started_at + timedelta(seconds=report.duration)),
            }
        ],
        "automationDetails": {"id": f"tdmock/{visible(report.integration)}/"},
        "columnKind": "unicodeCodePoints",
        "results": [
            {
                "ruleIndex": order[finding.clause.id],
                **_result(finding),
                **_traffic(exchanges.get(finding.exchange or "")),
            }
            for finding in report.findings
        ],
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return orjson.dumps(log, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _rule(clause: Clause) -> dict[str, Any]:
    source = clause.source
    advice = [clause.fix, clause.why, f"Source: {source.title} ({STATUSES[source.status]})."]
    address = {"helpUri": source.url} if source.url.startswith(("https://", "http://")) else {}
    return {
        "id": clause.id,
        "shortDescription": {"text": visible(clause.title)},
        "help": {"text": visible("\n\n".join(filter(None, advice)))},
        "defaultConfiguration": {"level": _LEVELS[clause.level]},
        **address,
    }


def _result(finding: Finding) -> dict[str, Any]:
    told = [f"{finding.clause.title}. {finding.message}", *finding.remarks]
    if finding.reproduce:
        told.append(f"Repeat: {finding.reproduce}")
    logical = {"logicalLocations": [{"name": visible(finding.endpoint), "kind": "resource"}]}
    return {
        "ruleId": finding.clause.id,
        "level": _LEVELS[finding.level],
        "message": {"text": visible("\n\n".join(told))},
        "locations": [logical | (_physical(finding.location) if finding.location else {})],
        "occurrenceCount": finding.occurrences,
        "partialFingerprints": {"rule-and-endpoint/v1": fingerprint(finding)},
        "suppressions": [{"kind": "external", "justification": visible(". ".join(finding.remarks))}]
        if finding.known
        else [],
    }


def _physical(location: Location) -> dict[str, Any]:
    path = PurePosixPath(location.file)
    artifact = {"uri": path.as_uri() if path.is_absolute() else quote(location.file)}
    region = {"region": {"startLine": location.line, "startColumn": location.column}} if location.line else {}
    return {"physicalLocation": {"artifactLocation": artifact, **region}}


def _traffic(record: Record | None) -> dict[str, Any]:
    """The request that shows a finding, and what came."""
    if not record:
        return {}
    request = {
        "method": record.method,
        "target": visible(record.url),
        "body": {"text": visible(record.request_body)},
    }
    if record.status is None:
        return {"webRequest": request, "webResponse": {"noResponseReceived": True}}
    response = {
        "statusCode": record.status,
        "headers": {visible(name): visible(value) for name, value in record.headers},
        "body": {"text": visible(record.response_body)},
    }
    return {"webRequest": request, "webResponse": response}
