"""Finds in a report what it takes to look at its findings again, and says what became of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tdmock.definition.words import closest
from tdmock.errors import UsageError
from tdmock.findings import Finding
from tdmock.redaction.text import count, one_line, visible
from tdmock.report.build import Report
from tdmock.report.definition import ENDPOINT
from tdmock.report.identity import identity
from tdmock.report.results import PASSED
from tdmock.run.again import Shown, obstacle as obstacle_to
from tdmock.run.tasks import Plan

FIXED, FAILING, UNREPEATABLE = "fixed", "still failing", "not repeatable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a finding; ``reason`` says what came, or why it could not be looked at."""

    finding: Finding
    state: str
    reason: str = ""


def chosen(report: Report, names: Sequence[str]) -> tuple[Finding, ...]:
    """The findings whose endpoint is named, or whose rule begins so; all without names.

    Raises :class:`UsageError` for a name that none has.
    """
    picked = set()
    for name in names:
        own = {
            place
            for place, finding in enumerate(report.findings)
            if finding.endpoint == name or finding.clause.id.startswith(name)
        }
        if not own:
            guess = closest(name, {finding.clause.id for finding in report.findings})
            hint = f"; did you mean {guess}?" if guess else ""
            raise UsageError(f"{name}: the report has no finding of such a rule or endpoint{hint}")
        picked |= own
    return tuple(finding for place, finding in enumerate(report.findings) if not names or place in picked)


def shown(finding: Finding) -> Shown:
    """What it takes to look at a finding again."""
    return Shown(endpoint=finding.endpoint, rule=finding.clause.id, scenarios=finding.scenarios)


def obstacle(finding: Finding, plan: Plan) -> str:
    """Why a finding can't be looked at again by sending requests, or nothing."""
    if finding.endpoint == ENDPOINT:
        return "it is about the definition's file; see tdmock lint"
    return obstacle_to(shown(finding), plan)


def outcomes(findings: Sequence[Finding], plan: Plan, again: Report | None) -> Iterator[Outcome]:
    """What became of each finding, by the report of the run that looked again."""
    found = {identity(f): f for f in again.findings} if again else {}
    results = {(r.endpoint, r.clause.id): r for r in again.results} if again else {}
    for finding in findings:
        key = identity(finding)
        if reason := obstacle(finding, plan):
            yield Outcome(finding=finding, state=UNREPEATABLE, reason=reason)
        elif key in found:
            yield Outcome(finding=finding, state=FAILING, reason=found[key].message)
        elif key in results and results[key].outcome == PASSED:
            yield Outcome(finding=finding, state=FIXED)
        else:
            reason = results[key].reason if key in results else "it was not looked at"
            yield Outcome(finding=finding, state=UNREPEATABLE, reason=reason)


def render(told: Sequence[Outcome]) -> str:
    """The outcomes as text, a line for each and one for all."""
    lines = []
    for outcome in told:
        name = f"{visible(outcome.finding.endpoint)}  {outcome.finding.clause.id}"
        because = {FIXED: "", FAILING: f": {outcome.reason}", UNREPEATABLE: f", for {outcome.reason}"}
        lines.append(f"{name}: {outcome.state}{one_line(because[outcome.state])}")
    states = [outcome.state for outcome in told]
    numbers = ", ".join(f"{states.count(state)} {state}" for state in (FIXED, FAILING, UNREPEATABLE))
    return "\n".join([*lines, f"{count(len(told), 'finding')}: {numbers}"])
