"""What a run adds to a job of GitHub Actions by itself: annotations, and a summary of the step."""

import os
from pathlib import Path

from rich.console import Console

from tdmock.cli.output import tell
from tdmock.report.build import Report
from tdmock.report.formats import render


def annotate(report: Report, console: Console) -> None:
    """Print the findings as annotations, and add the report to the step's summary."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    annotations = render("github", report)
    console.print(annotations, end="", soft_wrap=True, highlight=False, markup=False, emoji=False)
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    try:
        with Path(path).open("a", encoding="utf-8") as summary:
            summary.write(render("markdown", report))
    except OSError as error:
        tell(f"Note: the step's summary can't be written: {error.strerror or error}")
