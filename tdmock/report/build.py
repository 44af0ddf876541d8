"""Folds what the scenarios showed into a report: results by rule, findings, exchanges, a verdict."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from tdmock import __version__
from tdmock.contract.compile import Operation, advised
from tdmock.contract.releases import THIS
from tdmock.findings import Acceptance, Cause, Clause, Finding, Level
from tdmock.redaction.record import Record
from tdmock.report.diagnosis import diagnose
from tdmock.report.results import ERRORED, FAILED, PASSED, SKIPPED, UNTESTABLE, Failures, Result, results_at
from tdmock.run.result import CaseResult, Tally, over_answers
from tdmock.run.tasks import Plan, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointSummary:
    """How one endpoint came out. ``latency_ms`` has p50, p95 and max, or nothing where it was not called."""

    endpoint: str
    outcome: str
    reason: str
    checks: int
    exchanges: int
    latency_ms: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole run, safe to show; see ``contracts/report.schema.json`` for its JSON form.

    ``rules`` is the version whose rules it is judged by; ``stale`` is what a baseline has of findings that no
    longer occur.
    """

    edition: str
    target: str
    integration: str
    definition_digest: str
    seed: int
    started_at: datetime
    duration: float
    interrupted: bool
    verdict: str
    endpoints: tuple[EndpointSummary, ...]
    results: tuple[Result, ...]
    findings: tuple[Finding, ...]
    exchanges: tuple[Record, ...]
    notes: tuple[str, ...] = ()
    stale: tuple[Acceptance, ...] = ()
    rules: str = THIS
    version: str = __version__

    def worst_at_least(self, level: Level) -> bool:
        """Whether there is a finding at that level or above."""
        return any(finding.level.at_least(level) for finding in self.findings)

    def fails(self, least: Level) -> bool:
        """Whether there is one that nobody has accepted."""
        return any(finding.fails(least) for finding in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a report that is about something else than an endpoint of the bridge."""

    summary: EndpointSummary
    results: tuple[Result, ...]
    findings: tuple[Finding, ...]


def with_section(report: Report, section: Section) -> Report:
    """The report with a section before its endpoints, and the verdict on both."""
    joined = replace(
        report,
        endpoints=(section.summary, *report.endpoints),
        results=(*section.results, *report.results),
        findings=(*section.findings, *report.findings),
    )
    return replace(joined, verdict="nonconformant" if joined.worst_at_least(Level.ERROR) else report.verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """When a run took place, how many seconds it took, and against which address."""

    target: str
    started_at: datetime
    duration: float
    interrupted: bool


def summarize(plan: Plan, tasks: Sequence[Task], session: Session) -> Report:
    """The report of a run, in canonical order."""
    by_endpoint: dict[str, list[Task]] = {}
    for task in tasks:
        by_endpoint.setdefault(task.endpoint, []).append(task)
    judged = {name: by_endpoint.get(name, []) for name in plan.contract.operations if name in plan.judged}
    causes = {endpoint: cause for cause in diagnose(plan, judged) for endpoint in cause.endpoints}
    shown = [r for own in judged.values() for task in own for result in task.results for r in result.records]
    places = {id(record): place for place, record in enumerate(shown)}
    sections = [_section(plan, name, own, causes.get(name), places) for name, own in judged.items()]
    report = Report(
        edition=plan.contract.edition,
        target=plan.mask.text(session.target),
        integration=plan.definition.name,
        definition_digest=plan.definition.digest,
        seed=plan.settings.seed,
        started_at=session.started_at,
        duration=session.duration,
        interrupted=session.interrupted,
        verdict="",
        endpoints=tuple(section.summary for section in sections),
        results=tuple(_told_once([result for section in sections for result in section.results])),
        findings=tuple(finding for section in sections for finding in section.findings),
        exchanges=tuple(_from_the_first(shown)),
        rules=plan.settings.policy.rules.version,
    )
    return replace(report, verdict=_verdict(report))


def _section(
    plan: Plan, endpoint: str, tasks: Sequence[Task], cause: Cause | None, places: Mapping[int, int]
) -> Section:
    """What is told of one endpoint. ``places`` has the place of each record among the report's exchanges."""
    operation = plan.contract.operations[endpoint]
    cases = [case for task in tasks for case in task.results]
    broken = _broken(tasks)
    told = list(_with_cause(list(_findings(plan, endpoint, tasks, broken, places)), operation, cause))
    failures = Failures(
        told=frozenset(finding.clause.id for finding in told),
        all=frozenset(broken).union(*(case.broken for case in cases)),
        cause=cause.reason(endpoint) if cause else "",
    )
    findings = tuple(finding for finding in told if plan.asks_for(finding.clause.id))
    judged = results_at(plan, operation, tasks, failures)
    results = tuple(result for result in judged if plan.asks_for(result.clause.id))
    outcome, reason = _outcome(tasks, cases, findings)
    if failures.cause and outcome != FAILED:
        outcome, reason = UNTESTABLE, failures.cause
    elapsed = sorted(seconds for case in cases for seconds in case.elapsed)
    summary = EndpointSummary(
        endpoint=endpoint,
        outcome=outcome,
        reason=plan.mask.message(reason),
        checks=sum(result.outcome in {PASSED, FAILED} for result in results),
        exchanges=len(elapsed),
        latency_ms=_latency(elapsed),
    )
    return Section(summary=summary, results=results, findings=findings)


def _with_cause(findings: Sequence[Finding], operation: Operation, cause: Cause | None) -> Iterator[Finding]:
    """The findings of an endpoint; those that have a shared cause are told at its first endpoint only."""
    statuses = {entry.clause.id for entry in operation.status_clauses} | {"common.no-redirect"}
    stands = cause is not None and operation.endpoint == cause.endpoints[0]
    for finding in findings:
        if cause is None or finding.clause.id not in statuses:
            yield finding
        elif stands:
            yield replace(finding, cause=cause)
            stands = False


def _told_once(results: Sequence[Result]) -> Iterator[Result]:
    """The results, where what kept the bridge from being reached is one error; the rest is untestable."""
    told: set[str] = set()
    for result in results:
        again = result.outcome == ERRORED and result.reason in told
        yield replace(result, outcome=SKIPPED, untestable=True) if again else result
        told |= {result.reason} if result.outcome == ERRORED else set()


def _from_the_first(exchanges: Sequence[Record]) -> Iterator[Record]:
    """The exchanges with their times counted from the first request."""
    first = min((record.started for record in exchanges), default=0.0)
    return (replace(record, started=record.started - first) for record in exchanges)


def exchange_id(index: int) -> str:
    return f"x{index + 1}"


def _verdict(report: Report) -> str:
    if report.worst_at_least(Level.ERROR):
        return "nonconformant"
    checked = any(endpoint.checks for endpoint in report.endpoints)
    whole = all(endpoint.outcome not in {UNTESTABLE, ERRORED} for endpoint in report.endpoints)
    return "conformant" if checked and whole and not report.interrupted else "incomplete"


LABELS, OUTCOMES = 5, 3  # that a message tells

Broken = Mapping[str, Sequence[tuple[str, Tally]]]
"""By rule what broke it, with the label of the case."""


def _broken(tasks: Sequence[Task]) -> Broken:
    """What was broken at an endpoint, as far as it is to be told."""
    broken: dict[str, list[tuple[str, Tally]]] = {}
    for task in tasks:
        for result in task.results:
            for rule, tally in result.tallies.items():
                broken.setdefault(rule, []).append((result.case.label, tally))
    for rule, tally in over_answers([one for task in tasks for one in task.results])[0].items():
        broken.setdefault(rule, []).append(("", tally))
    return broken


def _findings(
    plan: Plan, endpoint: str, tasks: Sequence[Task], broken: Broken, places: Mapping[int, int]
) -> Iterator[Finding]:
    """One finding for each rule that was broken at an endpoint, in the contract's order."""
    for rule in plan.contract.clauses:
        if rule in broken and not plan.contract.better_told(rule, broken):
            found = _finding(plan, endpoint, plan.contract.clauses[rule], broken[rule], places)
            yield plan.settings.policy.weigh(replace(found, scenarios=_shown_by(rule, tasks)))


def _shown_by(rule: str, tasks: Sequence[Task]) -> tuple[str, ...]:
    """The ids of the scenarios that showed a breach, or gave what a rule compares."""
    return tuple(
        task.scenario.id
        for task in tasks
        if any(rule in one.tallies or any(rule == kept.rule for kept in one.kept) for one in task.results)
    )


def _finding(
    plan: Plan, endpoint: str, clause: Clause, tallies: Sequence[tuple[str, Tally]], places: Mapping[int, int]
) -> Finding:
    mask = plan.mask
    first = tallies[0][1]
    breach, shown = first.breach, first.records[-1] if first.records else None
    statuses = {entry.clause.id for entry in plan.contract.operations[endpoint].status_clauses}
    came = "; ".join(_outcomes(tallies)) if clause.id in statuses else breach.actual + _when(tallies)
    at = mask.message(breach.at)
    return Finding(
        clause=advised(clause),
        endpoint=endpoint,
        message=mask.message(message(at, came, breach.expected, _elsewhere(tallies))),
        at=at,
        expected=mask.message(breach.expected),
        actual=mask.message(breach.actual),
        occurrences=sum(tally.occurrences for _, tally in tallies),
        exchange=exchange_id(places[id(shown)]) if shown is not None and id(shown) in places else None,
        reproduce="\n".join(record.reproduce for record in first.records),
        places=tuple(sorted({mask.message(place) for _, tally in tallies for place in tally.places})),
    )


def _outcomes(tallies: Sequence[tuple[str, Tally]]) -> Iterator[str]:
    """The different outcomes of requests, each with those that came to it."""
    told: dict[str, list[tuple[str, Tally]]] = {}
    for label, tally in tallies:
        told.setdefault(tally.breach.actual, []).append((label, tally))
    yield from (actual + _when(those) for actual, those in islice(told.items(), OUTCOMES))
    if len(told) > OUTCOMES:
        yield f"and {len(told) - OUTCOMES} more outcomes"


def _when(tallies: Sequence[tuple[str, Tally]]) -> str:
    labels = list(dict.fromkeys(label for label, _ in tallies if label))
    more = f"; and {len(labels) - LABELS} more" if len(labels) > LABELS else ""
    return f" ({'; '.join(labels[:LABELS])}{more})" if labels else ""


def message(at: str, actual: str, expected: str, elsewhere: str = "") -> str:
    where = f"{at}: " if at else ""
    return f"{where}{actual}; expected {expected}{elsewhere}"


def _elsewhere(tallies: Sequence[tuple[str, Tally]]) -> str:
    """Where else the clause was broken, when the places are of different kinds."""
    counts: dict[str, int] = {}
    for _, tally in tallies:
        for place, count in tally.places.items():
            counts[place] = counts.get(place, 0) + count
    if len(counts) < 2:
        return ""
    return "; found at " + ", ".join(
        f"{place or 'the answer'} ({count})" for place, count in sorted(counts.items())[:8]
    )


def _outcome(
    tasks: Sequence[Task], cases: Sequence[CaseResult], findings: Sequence[Finding]
) -> tuple[str, str]:
    if any(finding.level is Level.ERROR for finding in findings):
        return FAILED, ""
    if unreached := next((case.unreached for case in cases if case.unreached), ""):
        return ERRORED, unreached
    if untestable := next((t.reason for t in tasks if t.outcome == UNTESTABLE), ""):
        return UNTESTABLE, untestable
    if all(task.outcome == SKIPPED for task in tasks):
        return SKIPPED, next((t.reason for t in tasks if t.reason), "")
    return PASSED, next((task.note for task in tasks if task.note), "")


def _latency(elapsed: Sequence[float]) -> dict[str, Any]:
    if not elapsed:
        return {}
    return {
        name: round(elapsed[min(len(elapsed) - 1, int(len(elapsed) * share))] * 1000, 1)
        for name, share in (("p50", 0.5), ("p95", 0.95), ("max", 1.0))
    }
