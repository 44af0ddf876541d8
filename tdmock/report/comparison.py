"""Compares two reports: what is new, what is fixed, what is still there, what got slower."""

from collections.abc import Iterator
from dataclasses import dataclass

from tdmock.findings import Finding
from tdmock.redaction.text import count, one_line
from tdmock.report.build import Report
from tdmock.report.identity import identity
from tdmock.report.results import PASSED
from tdmock.report.words import by_weight

# An endpoint is slower whose median grew by half and by so many milliseconds: less is chance.
FACTOR, LEAST = 1.5, 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Slower:
    """An endpoint with its medians in milliseconds, before and after."""

    endpoint: str
    before: float
    after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What became of the findings. ``unseen`` are those that the newer run could not look for."""

    new: tuple[Finding, ...]
    fixed: tuple[Finding, ...]
    unseen: tuple[Finding, ...]
    still: tuple[Finding, ...]
    slower: tuple[Slower, ...]


def compare(old: Report, new: Report) -> Comparison:
    """The newer report against the older one. A finding is fixed only where its rule was seen to hold."""
    before = {identity(finding) for finding in old.findings}
    after = {identity(finding) for finding in new.findings}
    passed = {(result.endpoint, result.clause.id) for result in new.results if result.outcome == PASSED}
    gone = [finding for finding in by_weight(old.findings) if identity(finding) not in after]
    return Comparison(
        new=tuple(finding for finding in by_weight(new.findings) if identity(finding) not in before),
        fixed=tuple(finding for finding in gone if identity(finding) in passed),
        unseen=tuple(finding for finding in gone if identity(finding) not in passed),
        still=tuple(finding for finding in by_weight(new.findings) if identity(finding) in before),
        slower=tuple(_slower(old, new)),
    )


def _slower(old: Report, new: Report) -> Iterator[Slower]:
    medians = {endpoint.endpoint: endpoint.latency_ms.get("p50") for endpoint in old.endpoints}
    for endpoint in new.endpoints:
        before, after = medians.get(endpoint.endpoint), endpoint.latency_ms.get("p50")
        if before is not None and after is not None and after >= max(before * FACTOR, before + LEAST):
            yield Slower(endpoint=endpoint.endpoint, before=before, after=after)


def render(comparison: Comparison) -> str:
    """The comparison as text, what is new first."""
    parts = [
        ("new", comparison.new),
        ("fixed", comparison.fixed),
        ("not looked at again", comparison.unseen),
        ("still there", comparison.still),
    ]
    lines = [line for title, findings in parts for line in _part(title, findings)]
    if comparison.slower:
        lines += ["slower", *map(_time, comparison.slower), ""]
    numbers = ", ".join(f"{len(findings)} {title}" for title, findings in parts)
    return "\n".join([*lines, f"{numbers}; {count(len(comparison.slower), 'endpoint')} slower", ""])


def _part(title: str, findings: tuple[Finding, ...]) -> list[str]:
    return [title, *map(_line, findings), ""] if findings else []


def _line(finding: Finding) -> str:
    head = f"  {finding.level} {one_line(finding.endpoint, 60)}  {finding.clause.id}"
    return f"{head}: {one_line(finding.message, 200)}"


def _time(slower: Slower) -> str:
    return f"  {one_line(slower.endpoint, 60)}  median {slower.before:.3g} ms, now {slower.after:.3g} ms"
