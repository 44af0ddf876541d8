"""Where the definition's file declares what findings are about."""

from dataclasses import replace
from pathlib import Path

from tdmock.definition.model import Definition
from tdmock.definition.read import Loaded
from tdmock.endpoints import ENDPOINTS, action_name, is_action
from tdmock.findings import Finding, Location
from tdmock.report.build import Report


def located(report: Report, loaded: Loaded) -> Report:
    """The report, each finding with the place of its endpoint, action or field in the definition's file."""
    file = _file(Path(loaded.file))
    return replace(report, findings=tuple(_located(finding, loaded, file) for finding in report.findings))


def _file(path: Path) -> str:
    """The path from the current folder, as CI systems want it, of what is in there."""
    whole, here = path.resolve(), Path.cwd()
    return (whole.relative_to(here) if whole.is_relative_to(here) else whole).as_posix()


def _located(finding: Finding, loaded: Loaded, file: str) -> Finding:
    place = loaded.place(_path(finding, loaded.definition))
    line, column = (place.line, place.column) if place else (0, 0)
    return replace(finding, location=Location(file=file, line=line, column=column))


def _path(finding: Finding, definition: Definition) -> str:
    """The path of the field that declares it; findings about the definition name the field itself."""
    if is_action(finding.endpoint):
        names = [action.name for action in definition.actions]
        return f"actions[{names.index(action_name(finding.endpoint))}].name"
    if finding.endpoint in ENDPOINTS:
        return ENDPOINTS[finding.endpoint].field
    return finding.at.partition(" (")[0]
