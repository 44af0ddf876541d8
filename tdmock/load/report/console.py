"""The report on a load for people: figures by endpoint, why requests failed, what broke the contract."""

from collections.abc import Iterator, Sequence

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from tdmock.findings import Finding, Level
from tdmock.load.messages import EndpointLoad
from tdmock.load.outcome import EXCEEDED, HELD, INCOMPLETE, REASONS, LoadReport
from tdmock.load.report.words import beyond, notes, problems
from tdmock.redaction.text import count, one_line, visible

_VERDICTS = {HELD: "bold green", EXCEEDED: "bold red", INCOMPLETE: "bold yellow"}
_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.INFO: "cyan"}
_COLUMNS = ("", "requests", "failed", "p50", "p95", "p99", "max")


def print_load(report: LoadReport, console: Console) -> None:
    """Print the whole report."""
    for part in render(report):
        console.print(part, soft_wrap=True, highlight=False, markup=False, emoji=False)


def render(report: LoadReport) -> Iterator[RenderableType]:
    """The parts of the report from top to bottom."""
    load = report.order.load
    title = f"tdmock {report.version}: {one_line(report.integration, 40)} at {one_line(report.target, 120)}"
    yield Text(title, style="bold")
    yield Text(
        f"{count(load.accounts, 'account')}, {load.calls_per_second * 60:g} calls per minute; "
        f"contract: {report.edition} edition, seed {load.seed}",
        style="dim",
    )
    yield Text()
    yield _endpoints(report.endpoints)
    yield from _problems(report.endpoints)
    for finding in sorted(report.findings, key=lambda finding: list(Level).index(finding.level)):
        yield from _finding(finding)
    exceeded = [entry for entry in report.measured if not entry.holds]
    if exceeded:
        yield Text()
    for entry in exceeded:
        yield Text(f"{one_line(entry.endpoint, 60)}: {beyond(entry)}", style="red")
    for note in notes(report):
        yield Text(f"Note: {visible(note)}")
    yield Text()
    yield _verdict(report)


def _endpoints(endpoints: Sequence[EndpointLoad]) -> Table:
    table = Table(*_COLUMNS, box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for entry in endpoints:
        times = (f"{time:,.0f} ms" for time in (entry.p50, entry.p95, entry.p99, entry.max))
        failed = Text(f"{entry.failures:,}", style="red" if entry.failures else "")
        table.add_row(one_line(entry.endpoint, 60), f"{entry.requests:,}", failed, *times)
    return table


def _problems(endpoints: Sequence[EndpointLoad]) -> Iterator[Text]:
    """Why requests failed, at each endpoint the most frequent reason first."""
    for entry in endpoints:
        if entry.problems:
            told = ", ".join(f"{reason} ({number:,})" for reason, number in problems(entry))
            yield Text()
            yield Text(f"{one_line(entry.endpoint, 60)} failed: {visible(told)}")


def _finding(finding: Finding) -> Iterator[Text]:
    clause = finding.clause
    yield Text()
    head = Text(f"{finding.level.upper()} ", style=f"bold {_COLOURS[finding.level]}")
    head.append(one_line(finding.endpoint, 60), style="bold")
    head.append(f"  {clause.id}", style="dim")
    yield head
    yield Text(f"  {visible(clause.title)}")
    times = f" ({finding.occurrences:,} times)" if finding.occurrences > 1 else ""
    yield Text(f"  found   {one_line(finding.message)}{times}")
    if clause.fix:
        yield Text(f"  fix     {visible(clause.fix)}")


def _verdict(report: LoadReport) -> Text:
    requests = sum(entry.requests for entry in report.endpoints)
    failures = sum(entry.failures for entry in report.endpoints)
    text = Text(report.verdict.upper(), style=_VERDICTS[report.verdict])
    told = f": {count(requests, 'request')}, {failures:,} failed; {count(report.calls, 'call')}"
    text.append(f"{told} in {report.duration:.1f} s", style="not bold default")
    if report.why:
        text.append(f"; it ended before its time, for {REASONS[report.why]}", style="not bold default")
    return text
