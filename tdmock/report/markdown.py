"""The Markdown report, short enough for a comment on a pull request or the summary of a CI job."""

import re
from collections.abc import Iterator

from tdmock.findings import Finding, Level
from tdmock.redaction.text import count, one_line
from tdmock.report.build import EndpointSummary, Report
from tdmock.report.words import STATUSES, by_weight, counted, stale

MOST_FINDINGS = 20
LONGEST_COMMAND = 1000  # characters; GitHub takes comments of 65,536 characters

_SIGNS = {"conformant": "✅", "nonconformant": "❌", "incomplete": "⚠️"}
_MARKS = {Level.ERROR: "❌", Level.WARNING: "⚠️", Level.INFO: "ℹ️"}


def render(report: Report, _: Level = Level.ERROR) -> str:
    """The report as GitHub's and GitLab's Markdown."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    interrupted = " (interrupted)" if report.interrupted else ""
    yield f"### {_SIGNS[report.verdict]} {code(report.integration, 60)} is {report.verdict}{interrupted}"
    yield ""
    requests = sum(endpoint.exchanges for endpoint in report.endpoints)
    yield (
        f"{counted(report.findings)}; {count(requests, 'request')} to {code(report.target, 120)} "
        f"in {report.duration:.1f} s. {report.edition.capitalize()} edition, rules of {prose(report.rules)}, "
        f"seed {report.seed}, "
        f"tdmock {prose(report.version)}."
    )
    yield ""
    if told := [*report.notes, *map(stale, report.stale)]:
        yield from (f"- {code(note)}" for note in told)
        yield ""
    yield "| endpoint | outcome | rules | requests | median |"
    yield "|---|---|---:|---:|---:|"
    yield from map(_row, report.endpoints)
    findings = by_weight(report.findings)
    for finding in findings[:MOST_FINDINGS]:
        yield ""
        yield from _finding(finding)
    left = len(findings) - MOST_FINDINGS
    if left > 0:
        yield f"\nAnd {count(left, 'finding')} more, which the other reports tell."


def _row(endpoint: EndpointSummary) -> str:
    median = f"{endpoint.latency_ms['p50']:.3g} ms" if endpoint.latency_ms else ""
    outcome = f"{endpoint.outcome}: {code(endpoint.reason, 200)}" if endpoint.reason else endpoint.outcome
    cells = [code(endpoint.endpoint, 80), outcome, str(endpoint.checks), str(endpoint.exchanges), median]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _finding(finding: Finding) -> Iterator[str]:
    clause = finding.clause
    times = f" ({finding.occurrences:,} times)" if finding.occurrences > 1 else ""
    head = f"{_MARKS[finding.level]} **{finding.level}**"
    yield f"{head} {code(finding.endpoint, 80)} **{prose(finding.title)}**"
    yield ""
    yield f"- found: {code(finding.message)}{times}"
    for remark in finding.remarks:
        yield f"- note: {code(remark)}"
    if finding.fix:
        yield f"- fix: {prose(finding.fix)}"
    yield f"- rule: {code(clause.id)}, {_source(finding)} ({STATUSES[clause.source.status]})"
    if finding.reproduce and len(finding.reproduce) <= LONGEST_COMMAND:
        yield from (
            "",
            "  <details><summary>repeat</summary>",
            "",
            f"  {_block(finding.reproduce)}",
            "",
            "  </details>",
        )


def _source(finding: Finding) -> str:
    source = finding.clause.source
    if re.fullmatch(r"https?://[\w./#%&=?~-]+", source.url):
        return f"[{prose(source.title)}]({source.url})"
    return f"{prose(source.title)}, {code(source.url)}"


def code(text: str, limit: int = 400) -> str:
    """Text from outside as code, where nothing in it is Markdown, a link, a mention or an HTML element."""
    shown = one_line(text, limit) or " "
    fence = "`" * (longest(shown) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _block(text: str) -> str:
    fence = "`" * max(3, longest(text) + 1)
    return f"{fence}sh\n  {one_line(text, LONGEST_COMMAND)}\n  {fence}"


def longest(text: str) -> int:
    """The length of the longest run of backticks."""
    return max(map(len, re.findall("`+", text)), default=0)


def prose(text: str) -> str:
    """A sentence of the contract's, in which only what stands between backticks is code."""
    pieces = one_line(text, 1000).split("`")
    if not len(pieces) % 2:
        return code(text)
    return "".join(code(piece) if n % 2 else _plain(piece) for n, piece in enumerate(pieces))


def _plain(text: str) -> str:
    return re.sub(r"([\\*_\[\]<>&#@~|!])", r"\\\1", text)
