"""What every report says in the same words."""

from collections.abc import Iterable
from http import HTTPStatus

from tdmock.findings import Acceptance, Finding, Level, Status
from tdmock.redaction.record import Record
from tdmock.redaction.text import count, one_line, visible

STATUSES = {
    Status.STATED: "stated there",
    Status.CARRIED_OVER: "stated in 2017, taken to hold still",
    Status.INFERRED: "inferred from what is said there",
    Status.CONTRADICTORY: "the texts contradict each other",
    Status.UNSTATED: "no text says so, but it hurts users",
    Status.OPEN: "no text says so; worth knowing",
}


def counted(findings: Iterable[Finding]) -> str:
    """``1 error, 2 warnings, 0 info``, and how many of them the project knows."""
    told = list(findings)
    levels = [finding.level for finding in told]
    errors, warnings, infos = (levels.count(level) for level in Level)
    known = sum(finding.known for finding in told)
    accepted = f", {known:,} of them known" if known else ""
    return f"{count(errors, 'error')}, {count(warnings, 'warning')}, {infos:,} info{accepted}"


def stale(known: Acceptance) -> str:
    """What is to be said of an entry of the baseline that is there in vain."""
    at = f" at {one_line(known.at, 80)}" if known.at else ""
    told = f"known by the baseline{at}, but no longer found; --update-baseline takes it out"
    return f"STALE {visible(known.endpoint)}  {known.rule}: {told}"


def by_weight(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, those that weigh most first, and what the project knows last."""
    levels = list(Level)
    return sorted(findings, key=lambda finding: (finding.known, levels.index(finding.level)))


def status_line(status: int) -> str:
    """A status with what it is called: ``404 Not Found``."""
    known = {each.value: each.phrase for each in HTTPStatus}
    return f"{status} {known.get(status, '')}".rstrip()


def came(record: Record | None) -> str:
    """What an exchange brought, on one line: status, content type and body; nothing without an answer."""
    if record is None or record.status is None:
        return ""
    declared = next((value for name, value in record.headers if name.lower() == "content-type"), "")
    head = f"{status_line(record.status)}, {declared or 'no Content-Type'}"
    if 300 <= record.status < 400:
        return visible(head)  # whose body says once more where it leads
    body = " ".join(record.response_body.split())
    return visible(f"{head}: {body}" if body else f"{head}, no body")
