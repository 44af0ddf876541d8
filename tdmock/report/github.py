"""The report as commands of GitHub Actions: each an annotation of the definition's line in a pull request."""

from tdmock.findings import Finding, Level
from tdmock.redaction.text import one_line
from tdmock.report.build import Report
from tdmock.report.words import by_weight, counted

MOST = 10
"""So many annotations of a level GitHub shows of one step."""

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "notice"}


def render(report: Report, _: Level = Level.ERROR) -> str:
    """The worst findings as annotations, a line for each."""
    shown = [
        finding
        for level in Level
        for finding in [found for found in by_weight(report.findings) if _level(found) is level][:MOST]
    ]
    if shown:
        return "".join(f"{_annotation(finding)}\n" for finding in shown)
    return f"tdmock: {report.verdict}, {counted(report.findings)}\n"


def _annotation(finding: Finding) -> str:
    place = finding.location
    properties = {
        "file": place.file if place else "",
        "line": str(place.line) if place and place.line else "",
        "col": str(place.column) if place and place.line else "",
        "title": f"{one_line(finding.endpoint, 80)}: {finding.title}",
    }
    given = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    fix = f" Fix: {finding.fix}" if finding.fix else ""
    remarks = "".join(f" {one_line(remark)}." for remark in finding.remarks)
    text = f"{one_line(finding.message)} ({finding.clause.id}){fix}{remarks}"
    return f"::{_COMMANDS[_level(finding)]} {given}::{_data(text)}"


def _level(finding: Finding) -> Level:
    """What the project knows and bears is no more than worth knowing."""
    return Level.INFO if finding.known else finding.level


def _data(text: str) -> str:
    """Text behind a command, as GitHub's own toolkit escapes it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
