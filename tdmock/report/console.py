"""The console report: per endpoint what came out, each finding with what to do, a verdict in one line."""

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Any

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.console import Console, RenderableType
from rich.text import Text

from tdmock.findings import Finding, Level
from tdmock.redaction.text import count, one_line, visible
from tdmock.report.build import EndpointSummary, Report
from tdmock.report.results import (
    ERRORED,
    FAILED,
    PASSED,
    SKIPPED,
    UNSEEN,
    UNTESTABLE,
    Result,
    by_endpoint,
    states,
)
from tdmock.report.words import STATUSES, by_weight, counted, stale

LONGEST_COMMAND = 1500  # characters; a longer one is in the JSON report
SHORTEST_NAME = 12  # columns of an endpoint's name, at the least
NARROWEST, WIDEST = 40, 100  # columns; a narrower terminal breaks the lines itself

_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.INFO: "cyan"}
_OUTCOMES = {PASSED: "green", FAILED: "red", SKIPPED: "dim"}
_VERDICTS = {"conformant": "bold green", "nonconformant": "bold red", "incomplete": "bold yellow"}


def print_report(report: Report, console: Console) -> None:
    """Print the whole report."""
    console.width = width = min(max(console.width, NARROWEST), WIDEST)
    for part in render(report, width=width):
        console.print(part, soft_wrap=True, highlight=False, markup=False, emoji=False)


def render(report: Report, *, width: int) -> Iterator[RenderableType]:
    """The parts of the report from top to bottom, each no wider than ``width`` but for commands."""
    title = f"tdmock {report.version}: {one_line(report.integration, 40)} at {one_line(report.target, 120)}"
    yield Text(_wrapped(title, width, ""), style="bold")
    judged_by = f"{report.edition} edition, rules of {report.rules}"
    yield Text(f"contract: {judged_by}, seed {report.seed}", style="dim")
    yield Text()
    yield from _endpoints(report, width)
    for block in _blocks(report.findings):
        yield Text()
        yield from _block(block, width)
    for known in report.stale:
        yield Text()
        yield Text(_wrapped(stale(known), width, ""))
    yield from _left_out(report, width)
    yield Text()
    yield _verdict(report)


def _endpoints(report: Report, width: int) -> Iterator[Text]:
    """A row for each endpoint, with the columns that any of them needs; long names are cut."""
    results_at = by_endpoint(report.results)
    levels_at: dict[str, list[Level]] = {}
    for finding in report.findings:
        levels_at.setdefault(finding.endpoint, []).append(finding.level)
    rows = [
        _row_of(one, results_at[one.endpoint], levels_at.get(one.endpoint, ())) for one in report.endpoints
    ]
    columns = [name for name in _COLUMNS if name in _ALWAYS or any(row[name] for row in rows)]
    cells = [[name, *(row[name] or "-" for row in rows)] for name in columns]
    widths = [max(map(cell_len, column)) for column in cells]
    widths[0] = min(widths[0], max(width - sum(widths[1:]) - len(widths[1:]), SHORTEST_NAME))
    for number, (name, outcome, *numbers) in enumerate(zip(*cells, strict=True)):
        line = Text(set_cell_size(_fitting(name, widths[0]), widths[0]))
        line.append(" " + outcome.ljust(widths[1]), style=_OUTCOMES.get(outcome, "yellow") if number else "")
        line.append("".join(" " + cell.rjust(size) for cell, size in zip(numbers, widths[2:], strict=True)))
        line.rstrip()
        yield line if number else Text(line.plain, style="dim")


_ALWAYS = ("endpoint", "outcome", "passed", "not seen")
_COLUMNS = ("endpoint", "outcome", "errors", "warnings", "passed", "not seen", "untested", "median")


def _row_of(endpoint: EndpointSummary, results: Sequence[Result], levels: Sequence[Level]) -> dict[str, str]:
    came_out = states(results)
    numbers = {
        "errors": levels.count(Level.ERROR),
        "warnings": levels.count(Level.WARNING),
        "passed": came_out[PASSED],
        "not seen": came_out[UNSEEN],
        "untested": came_out[UNTESTABLE] + came_out[ERRORED],
    }
    return {
        "endpoint": visible(endpoint.endpoint),
        "outcome": endpoint.outcome,
        **{name: f"{number:,}" if number else "" for name, number in numbers.items()},
        "median": f"{endpoint.latency_ms['p50']:,.0f} ms" if endpoint.latency_ms else "",
    }


def _fitting(name: str, width: int) -> str:
    return name if cell_len(name) <= width else set_cell_size(name, width - 1) + "…"


def _blocks(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The findings by weight, those together that differ in nothing but their endpoint and their example."""
    blocks: dict[Any, list[Finding]] = {}
    for finding in by_weight(findings):
        key = (
            finding.clause.id,
            finding.title,
            finding.level,
            finding.known,
            finding.remarks,
            finding.expected,
        )
        blocks.setdefault(key, []).append(finding)
    return list(blocks.values())


def _block(findings: Sequence[Finding], width: int) -> Iterator[Text]:
    """The first of the findings as the example, and where the others are."""
    finding, clause = findings[0], findings[0].clause
    endpoints = [endpoint for one in findings for endpoint in one.endpoints]
    where = endpoints[0] if len(endpoints) == 1 else f"{len(endpoints)} endpoints"
    head = Text(f"{finding.level.upper()} ", style=f"bold {_COLOURS[finding.level]}")
    head.append(one_line(where, width - len(head) - len(clause.id) - 2), style="bold")
    head.append(f"  {clause.id}", style="dim")
    yield head
    yield Text(_wrapped(finding.title, width, "  "))
    for remark in finding.remarks:
        yield _row("note", one_line(remark, 1200), width)
    if len(endpoints) > 1:
        yield _row("at", ", ".join(one_line(endpoint, 80) for endpoint in endpoints), width)
    times = f" ({finding.occurrences:,} times)" if finding.occurrences > 1 else ""
    yield _row("found", visible(finding.message.replace("\n", "\\n")) + times, width)
    source = clause.source
    yield _row("source", f"{source.title} ({STATUSES[source.status]}), {source.url}", width)
    if finding.fix:
        yield _row("mend", finding.fix, width)
    if finding.reproduce:
        command = one_line(finding.reproduce, LONGEST_COMMAND)
        if command.endswith("…"):
            command += " (whole in the JSON report)"
        yield Text(f"  repeat  {command}")


def _row(name: str, text: str, width: int) -> Text:
    return Text(f"  {name:<7} " + _wrapped(text, width, " " * 10).lstrip())


def _wrapped(text: str, width: int, indent: str) -> str:
    """Text in lines that are no wider than that many columns; some characters take two."""
    lines = wrap(text, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
    pieces = [piece for line in lines for piece in chop_cells(line[len(indent) :], width - len(indent))]
    return "\n".join(indent + piece for piece in pieces)


def _left_out(report: Report, width: int) -> Iterator[Text]:
    """Notes, and what was not tested: a reason is told once, and not where a finding tells it."""
    for note in report.notes:
        yield Text()
        yield Text(_wrapped(one_line(note), width, ""))
    told = {endpoint for finding in report.findings if finding.cause for endpoint in finding.endpoints}
    reasons: dict[tuple[str, str], list[str]] = {}
    for endpoint in report.endpoints:
        if endpoint.reason and endpoint.endpoint not in told:
            key = (endpoint.outcome, endpoint.reason)
            reasons.setdefault(key, []).append(one_line(endpoint.endpoint, 80))
    for (outcome, reason), endpoints in reasons.items():
        how = "" if outcome == PASSED else f"{outcome}, for "
        yield Text()
        yield Text(_wrapped(f"{', '.join(endpoints)}: {how}{one_line(reason)}", width, ""))


def _verdict(report: Report) -> Text:
    requests = sum(endpoint.exchanges for endpoint in report.endpoints)
    text = Text(report.verdict.upper(), style=_VERDICTS[report.verdict])
    if report.interrupted:
        text.append(" (interrupted)")
    spent = f"{count(requests, 'request')} in {report.duration:.1f} s"
    text.append(f": {counted(report.findings)}; {spent}", style="not bold default")
    return text
