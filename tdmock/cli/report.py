"""``tdmock report``: what becomes of a report after the run."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tdmock.cli.options import fail_on_option
from tdmock.cli.run import CONFORMANT, NONCONFORMANT
from tdmock.cli.writing import report_files, write_reports
from tdmock.configuration.pairs import read_pairs
from tdmock.errors import UsageError
from tdmock.findings import Level

if TYPE_CHECKING:
    from tdmock.report.build import Report


@click.command("report")
@click.argument("reports", nargs=-1, metavar="[FORMAT=PATH]…")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar="REPORT",
    help="The JSON report to write in other formats.",
)
@click.option(
    "--compare",
    "compared",
    type=click.Path(path_type=Path),
    nargs=2,
    metavar="OLD NEW",
    help="Two JSON reports: what is new, fixed, still there, slower. New findings make the exit code 1.",
)
@fail_on_option
def command(
    reports: tuple[str, ...], source: Path | None, compared: tuple[Path, Path] | None, fail_on: str
) -> int:
    """Write a JSON report of tdmock check in other formats, or compare two, without running again."""
    from tdmock.report.reading import read_report

    if compared:
        if source or reports:
            raise UsageError("--compare takes two reports, and neither --from nor FORMAT=PATH")
        return _compare(*map(read_report, compared), fail_on=fail_on)
    if not source or not reports:
        raise UsageError("say what to write from which report: html=report.html --from report.json")
    files = report_files(read_pairs(reports, "REPORT", "FORMAT=PATH"))
    return CONFORMANT if write_reports(read_report(source), files, fail_on) else UsageError.exit_code


def _compare(old: "Report", new: "Report", *, fail_on: str) -> int:
    from tdmock.report.comparison import compare, render

    comparison = compare(old, new)
    click.echo(render(comparison), nl=False)
    failed = fail_on != "never" and any(found.level.at_least(Level(fail_on)) for found in comparison.new)
    return NONCONFORMANT if failed else CONFORMANT
