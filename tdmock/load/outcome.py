"""What a load came to: figures by endpoint, findings, limits that held or not, a verdict."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tdmock import __version__
from tdmock.contract.compile import advised
from tdmock.findings import Finding
from tdmock.judge.exchanges import NETWORK
from tdmock.load.messages import Ended, EndpointLoad, Told, Why
from tdmock.load.settings import Order
from tdmock.report.build import message
from tdmock.run.tasks import Plan

HELD, EXCEEDED, INCOMPLETE = "held", "exceeded", "incomplete"

REASONS: dict[Why, str] = {
    "": "",
    "interrupted": "it was interrupted",
    "failing": "the bridge answered nothing but failures any more",
    "lost": "the last worker was lost",
}
"""Why a load ended before its time, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a load must keep within at each endpoint.

    ``p95`` is in milliseconds: 95 % of the answers take no longer. ``failures`` is the largest share of
    requests, from 0 to 1, that may fail: get no answer, or one that breaks a rule which is an error.
    """

    p95: float | None = None
    failures: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was measured at an endpoint beside what was allowed there; ``name`` is p95 or failures."""

    name: str
    endpoint: str
    limit: float
    actual: float

    @property
    def holds(self) -> bool:
        """Whether it is within the limit."""
        return self.actual <= self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """A whole load, safe to show; see ``contracts/load.schema.json`` for its JSON form.

    ``why`` says why it ended before its time, or nothing.
    """

    edition: str
    target: str
    integration: str
    order: Order
    started_at: datetime
    duration: float
    verdict: str
    why: Why
    calls: int
    late: int
    endpoints: tuple[EndpointLoad, ...]
    measured: tuple[Measured, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    version: str = __version__


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """When a load began, against which address (as it may be shown), and what is to be noted of it."""

    target: str
    started_at: datetime
    notes: Sequence[str]


def report_load(plan: Plan, order: Order, ended: Ended, limits: Limits, session: Session) -> LoadReport:
    """The report on a load that is over, endpoints and findings in the contract's order."""
    places = {endpoint: place for place, endpoint in enumerate(plan.contract.operations)}
    known = (entry for entry in ended.endpoints if entry.endpoint in places)
    endpoints = sorted(known, key=lambda entry: places[entry.endpoint])
    measured = tuple(entry for endpoint in endpoints for entry in _measured(endpoint, limits))
    return LoadReport(
        edition=plan.contract.edition,
        target=session.target,
        integration=plan.definition.name,
        order=order,
        started_at=session.started_at,
        duration=ended.seconds,
        verdict=_verdict(endpoints, measured, whole=not ended.why),
        why=ended.why,
        calls=ended.calls,
        late=ended.late,
        endpoints=tuple(endpoints),
        measured=measured,
        findings=tuple(_findings(plan, ended.told)),
        notes=tuple(session.notes),
    )


def _measured(endpoint: EndpointLoad, limits: Limits) -> Iterator[Measured]:
    if limits.p95 is not None:
        yield Measured(name="p95", endpoint=endpoint.endpoint, limit=limits.p95, actual=endpoint.p95)
    share = endpoint.failures / endpoint.requests
    yield Measured(name="failures", endpoint=endpoint.endpoint, limit=limits.failures, actual=share)


def _verdict(endpoints: Sequence[EndpointLoad], measured: Sequence[Measured], *, whole: bool) -> str:
    """The verdict; where no answer came at all there is none on the bridge."""
    if all(set(entry.problems) <= NETWORK and entry.failures == entry.requests for entry in endpoints):
        return INCOMPLETE
    if not all(entry.holds for entry in measured):
        return EXCEEDED
    return HELD if whole else INCOMPLETE


def _findings(plan: Plan, told: Sequence[Told]) -> Iterator[Finding]:
    """What broke the contract, at each endpoint in the contract's order."""
    contract = plan.contract
    for endpoint in contract.operations:
        found = {entry.rule: entry for entry in told if entry.endpoint == endpoint}
        for rule, clause in contract.clauses.items():
            entry = found.get(rule)
            if entry and not contract.better_told(rule, found):
                yield Finding(
                    clause=advised(clause),
                    endpoint=endpoint,
                    message=message(entry.at, entry.actual, entry.expected),
                    at=entry.at,
                    expected=entry.expected,
                    actual=entry.actual,
                    occurrences=entry.occurrences,
                    exchange=None,
                    reproduce="",
                )
