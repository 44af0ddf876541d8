"""What every report says in the same words."""

from collections.abc import Iterable

from tdmock.findings import Finding, Level, Status
from tdmock.redaction.text import count

STATUSES = {
    Status.STATED: "stated there",
    Status.CARRIED_OVER: "stated in 2017, taken to hold still",
    Status.INFERRED: "inferred from what is said there",
    Status.CONTRADICTORY: "the texts contradict each other",
    Status.UNSTATED: "no text says so, but it hurts users",
    Status.OPEN: "no text says so; worth knowing",
}


def counted(findings: Iterable[Finding]) -> str:
    """``1 error, 2 warnings, 0 info``."""
    levels = [finding.level for finding in findings]
    errors, warnings, infos = (levels.count(level) for level in Level)
    return f"{count(errors, 'error')}, {count(warnings, 'warning')}, {infos:,} info"


def by_weight(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, those that weigh most first."""
    levels = list(Level)
    return sorted(findings, key=lambda finding: levels.index(finding.level))
