"""The JSON report, as ``contracts/report.schema.json`` describes it."""

import re
from typing import Any

import orjson

from tdmock.findings import Cause, Finding, Level, Location, Source
from tdmock.redaction.record import Record
from tdmock.redaction.text import COMMANDING, STEERING
from tdmock.report.build import Report, exchange_id
from tdmock.report.results import Result, by_endpoint, states

SCHEMA = "tdmock.report/1"


def render(report: Report, _: Level = Level.ERROR) -> str:
    """The report as JSON text that may be shown as it is."""
    return harmless(as_dict(report))


def harmless(content: Any) -> str:
    """JSON text that steers no terminal, and commands no CI system where it is printed into a log."""
    text = orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
    return COMMANDING.sub(_escaped, STEERING.sub(_escaped, text))


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def as_dict(report: Report) -> dict[str, Any]:
    """The report as plain values."""
    results_at = by_endpoint(report.results)
    return {
        "schema": SCHEMA,
        "tool": {"name": "tdmock", "version": report.version},
        "edition": report.edition,
        "rules": report.rules,
        "target": report.target,
        "integration": report.integration,
        "definition_digest": report.definition_digest,
        "seed": report.seed,
        "started_at": report.started_at.isoformat(timespec="seconds"),
        "duration_s": round(report.duration, 3),
        "interrupted": report.interrupted,
        "verdict": report.verdict,
        "notes": list(report.notes),
        "endpoints": [
            {
                "endpoint": endpoint.endpoint,
                "outcome": endpoint.outcome,
                "reason": endpoint.reason,
                "checks": endpoint.checks,
                "rules": states(results_at[endpoint.endpoint]),
                "exchanges": endpoint.exchanges,
                "latency_ms": endpoint.latency_ms,
            }
            for endpoint in report.endpoints
        ],
        "results": [_result(result) for result in report.results],
        "findings": [finding_dict(finding) for finding in report.findings],
        "clauses": _clauses(report),
        "stale": [{"rule": known.rule, "endpoint": known.endpoint, "at": known.at} for known in report.stale],
        "exchanges": [_exchange(index, shown) for index, shown in enumerate(report.exchanges)],
    }


def _clauses(report: Report) -> dict[str, Any]:
    """Every rule that was looked at, once; ``why`` and ``fix`` of those that were broken."""
    clauses = [result.clause for result in report.results] + [finding.clause for finding in report.findings]
    return {
        clause.id: {
            "title": clause.title,
            "level": clause.level,
            "source": _source(clause.source),
            "why": clause.why,
            "fix": clause.fix,
        }
        for clause in clauses
    }


def _source(source: Source) -> dict[str, Any]:
    return {"title": source.title, "url": source.url, "edition": source.edition, "status": source.status}


def _result(result: Result) -> dict[str, Any]:
    return {
        "rule": result.clause.id,
        "title": result.clause.title,
        "level": result.clause.level,
        "endpoint": result.endpoint,
        "outcome": result.outcome,
        "reason": result.reason,
        "untestable": result.untestable,
    }


def finding_dict(finding: Finding) -> dict[str, Any]:
    """A finding as plain values."""
    return {
        "rule": finding.clause.id,
        "level": finding.level,
        "endpoint": finding.endpoint,
        "message": f"{finding.clause.title}. {finding.message}",
        "at": finding.at,
        "expected": finding.expected,
        "actual": finding.actual,
        "occurrences": finding.occurrences,
        "exchange": finding.exchange,
        "reproduce": finding.reproduce,
        "source": _source(finding.clause.source),
        "fix": finding.fix,
        "cause": _cause(finding.cause) if finding.cause else None,
        "location": _location(finding.location) if finding.location else None,
        "clause_level": finding.clause.level,
        "known": finding.known,
        "remarks": list(finding.remarks),
        "scenarios": list(finding.scenarios),
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {"title": cause.title, "fix": cause.fix, "endpoints": list(cause.endpoints)}


def _location(location: Location) -> dict[str, Any]:
    return {"file": location.file, "line": location.line, "column": location.column}


def _exchange(index: int, shown: Record) -> dict[str, Any]:
    response = {
        "status": shown.status,
        "headers": [list(header) for header in shown.headers],
        "body": shown.response_body,
    }
    return {
        "id": exchange_id(index),
        "endpoint": shown.endpoint,
        "label": shown.label,
        "request": {"method": shown.method, "url": shown.url, "body": shown.request_body},
        "response": response if shown.status is not None else None,
        "failure": shown.failure or None,
        "started_ms": round(shown.started * 1000, 1),
        "elapsed_ms": round(shown.elapsed * 1000, 1),
    }
