"""The console report: per endpoint what came out, each finding with what to do, a verdict in one line."""

import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.console import Console, RenderableType
from rich.text import Text

from tdmock.findings import Finding, Level
from tdmock.redaction.mask import variables
from tdmock.redaction.record import Record
from tdmock.redaction.text import count, one_line, visible
from tdmock.report.build import EndpointSummary, Report, exchange_id
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
from tdmock.report.words import STATUSES, by_weight, came, counted, stale

LONGEST_COMMAND = 1500  # characters; a longer one is in the JSON report
SHORTEST_NAME = 12  # columns of an endpoint's name, at the least
NARROWEST, WIDEST = 40, 100  # columns; a narrower terminal breaks the lines itself
REASONS = 5  # why rules could not be tested, at the most
ROWS_OF_ANSWER = 2  # what came is told in so many rows
FACTOR, LEAST = 10, 1000.0  # the slowest answer is told if so many times the median and so many milliseconds

_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.INFO: "cyan"}
_OUTCOMES = {PASSED: "green", FAILED: "red", SKIPPED: "dim"}
_VERDICTS = {"conformant": "bold green", "nonconformant": "bold red", "incomplete": "bold yellow"}


def print_report(report: Report, console: Console, *, only_verdict: bool = False) -> None:
    """Print the whole report, or its last line."""
    console.width = width = min(max(console.width, NARROWEST), WIDEST)
    parts = [verdict(report, width)] if only_verdict else render(report, width=width, known=os.environ)
    for part in parts:
        console.print(part, soft_wrap=True, highlight=False, markup=False, emoji=False)


def render(report: Report, *, width: int, known: Collection[str]) -> Iterator[RenderableType]:
    """The parts of the report from top to bottom, each no wider than ``width`` but for commands.

    ``known`` are the environment variables that are set: before the first command is told to set the others.
    """
    title = f"tdmock {report.version}: {one_line(report.integration, 40)} at {one_line(report.target, 120)}"
    yield Text(_wrapped(title, width, ""), style="bold")
    judged_by = f"{report.edition} edition, rules of {report.rules}"
    yield Text(f"contract: {judged_by}, seed {report.seed}", style="dim")
    yield Text()
    yield from _endpoints(report, width)
    records = {exchange_id(number): record for number, record in enumerate(report.exchanges)}
    blocks = _blocks(report.findings)
    used = variables(" ".join(block[0].reproduce for block in blocks))
    unset = [name for name in used if name not in known]
    cited: set[str] = set()
    for block in blocks:
        yield Text()
        yield from _block(block, records, cited, width)
        if block[0].reproduce:
            yield from _commands(block[0].reproduce, unset)
            unset = []
    for known_one in report.stale:
        yield Text()
        yield Text(_wrapped(stale(known_one), width, ""))
    yield from _left_out(report, width)
    yield Text()
    yield verdict(report, width)


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
_COLUMNS = (
    "endpoint",
    "outcome",
    "errors",
    "warnings",
    "passed",
    "not seen",
    "untested",
    "median",
    "slowest",
)


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
        **_times(endpoint.latency_ms),
    }


def _times(latency: Mapping[str, float]) -> dict[str, str]:
    """The median, and the slowest where that tells something else."""
    median, slowest = latency.get("p50"), latency.get("max", 0.0)
    matters = median is not None and slowest >= max(FACTOR * median, LEAST)
    return {
        "median": "" if median is None else _time(median),
        "slowest": _time(slowest) if matters else "",
    }


def _time(milliseconds: float) -> str:
    return f"{milliseconds:.0f} ms" if milliseconds < 999.5 else f"{milliseconds / 1000:,.1f} s"


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


def _block(
    findings: Sequence[Finding], records: Mapping[str, Record], cited: set[str], width: int
) -> Iterator[Text]:
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
    if answer := came(records.get(finding.exchange or "")):
        yield _row("came", answer, width, most=ROWS_OF_ANSWER)
    yield _row("source", _source(finding, cited), width)
    if finding.fix:
        yield _row("fix", finding.fix, width)


def _source(finding: Finding, cited: set[str]) -> str:
    """Who says so, with the page's address when it is cited first; who stands for a cause needs none."""
    source = finding.clause.source
    told = f"{source.title} ({STATUSES[source.status]})"
    if finding.cause or source.url in cited:
        return told
    cited.add(source.url)
    return f"{told}, {source.url}"


def _commands(reproduce: str, unset: Sequence[str]) -> Iterator[Text]:
    """The commands that repeat what was found, one in a row; first that which sets what they use."""
    if unset:
        yield Text("  first   export " + " ".join(f"{name}='…'" for name in unset))
    for number, line in enumerate(reproduce.splitlines()):
        command = one_line(line, LONGEST_COMMAND)
        if command.endswith("…"):
            command += " (whole in the JSON report)"
        yield Text(f"  {'then' if number else 'repeat':<7} {command}")


def _row(name: str, text: str, width: int, *, most: int | None = None) -> Text:
    lines = _wrapped(text, width, " " * 10).splitlines()
    if most and len(lines) > most:
        lines[most - 1 :] = [_fitting(f"{lines[most - 1]} {lines[most].strip()}", width)]
    return Text(f"  {name:<7} " + "\n".join(lines).lstrip())


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
    shown = {reason for _, reason in reasons}
    lines = [line for reason, line in _untested(report, told) if reason not in shown]
    for number, line in enumerate(lines[:REASONS]):
        yield Text(_wrapped(line, width, "") if number else "\n" + _wrapped(line, width, ""))
    if len(lines) > REASONS:
        yield Text(f"and {len(lines) - REASONS} more reasons, which the JSON report has")


def _untested(report: Report, told: Collection[str]) -> Iterator[tuple[str, str]]:
    """Why rules could not be tested at endpoints that no cause was told of, and how many at each."""
    why: dict[str, Counter[str]] = {}
    for result in report.results:
        if result.state == UNTESTABLE and result.endpoint not in told:
            why.setdefault(result.reason, Counter())[one_line(result.endpoint, 80)] += 1
    for reason, counts in sorted(why.items(), key=lambda item: -item[1].total()):
        where = ", ".join(f"{endpoint} ({rules})" for endpoint, rules in counts.items())
        yield reason, f"{where}: untested, for {one_line(reason)}"


def verdict(report: Report, width: int) -> Text:
    """The last line: the verdict, and what was found by how many requests."""
    requests = sum(endpoint.exchanges for endpoint in report.endpoints)
    how = " (interrupted)" if report.interrupted else ""
    spent = f"{count(requests, 'request')} in {report.duration:.1f} s"
    name = report.verdict.upper()
    text = Text(_wrapped(f"{name}{how}: {counted(report.findings)}; {spent}", width, ""))
    text.stylize(_VERDICTS[report.verdict], 0, len(name))
    return text
