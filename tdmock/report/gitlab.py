"""The report as GitLab's Code Quality reads it: an entry for each finding, at its place in the definition."""

from typing import Any

import orjson

from tdmock.findings import Finding, Level
from tdmock.redaction.text import one_line, visible
from tdmock.report.build import Report
from tdmock.report.identity import fingerprint

_SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.INFO: "info"}


def render(report: Report, _: Level = Level.ERROR) -> str:
    """The report as a Code Quality artifact."""
    entries = [_entry(finding, report) for finding in report.findings]
    return orjson.dumps(entries, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _entry(finding: Finding, report: Report) -> dict[str, Any]:
    place = finding.location
    return {
        "description": f"{visible(finding.endpoint)}: {finding.title}. {one_line(finding.message)}",
        "check_name": finding.clause.id,
        "fingerprint": fingerprint(finding),
        "severity": _SEVERITIES[Level.INFO if finding.known else finding.level],
        # GitLab wants a file: the integration stands for one where the definition is the built-in.
        "location": {
            "path": visible(place.file if place else report.integration),
            "lines": {"begin": max(1, place.line) if place else 1},
        },
    }
