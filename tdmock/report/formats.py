"""The formats of reports by their names; the writer of one is imported when it is asked for."""

from importlib import import_module
from typing import TYPE_CHECKING

from tdmock.findings import Level

if TYPE_CHECKING:
    from tdmock.report.build import Report

FORMATS = {
    "json": "json_file",
    "junit": "junit",
    "html": "page",
    "markdown": "markdown",
    "sarif": "sarif",
    "gitlab": "gitlab",
    "har": "har",
    "github": "github",
}
"""The module in this package that writes a format: its ``render(report, fail_on)`` returns the whole file."""


def render(form: str, report: "Report", fail_on: Level = Level.ERROR) -> str:
    """The report in one of the :data:`FORMATS`; what is below ``fail_on`` is no failure in it."""
    text: str = import_module(f"{__package__}.{FORMATS[form]}").render(report, fail_on)
    return text
