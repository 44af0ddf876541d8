"""``tdmock report``: what becomes of a report after the run."""

from pathlib import Path

import click

from tdmock.cli.options import fail_on_option
from tdmock.cli.writing import report_files, write_reports
from tdmock.configuration.pairs import read_pairs
from tdmock.errors import UsageError


@click.command("report")
@click.argument("reports", nargs=-1, metavar="[FORMAT=PATH]…")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar="REPORT",
    required=True,
    help="A JSON report that tdmock check or tdmock lint wrote.",
)
@fail_on_option
def command(reports: tuple[str, ...], source: Path, fail_on: str) -> int:
    """Write a JSON report in other formats, without running again."""
    from tdmock.report.reading import read_report  # noqa: PLC0415 - its schema only where a report is read

    files = report_files(read_pairs(reports, "REPORT", "FORMAT=PATH"))
    if not files:
        raise UsageError("name what to write, as html=report.html")
    report = read_report(source)
    return 0 if write_reports(report, files, fail_on) else UsageError.exit_code
