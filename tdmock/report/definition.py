"""The part of a report that is about the definition itself, without any bridge."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from tdmock.definition.lint import Fetch, clauses, lint, lint_images
from tdmock.definition.model import Definition
from tdmock.definition.read import Loaded
from tdmock.editions import Edition
from tdmock.findings import Breach, Finding, Level, generalised
from tdmock.judge.waivers import AS_WRITTEN, Policy
from tdmock.redaction.mask import Mask, words_of
from tdmock.redaction.secrets import url_secrets
from tdmock.report.build import EndpointSummary, Report, Section, message
from tdmock.report.location import located
from tdmock.report.results import FAILED, PASSED, SKIPPED, Result

ENDPOINT = "definition"
WHOLE = "the definition"
"""The place of what no field is to blame for."""
ONLINE = {"definition.images-can-be-fetched", "definition.images-fit"}


def lint_section(
    loaded: Loaded,
    edition: Edition,
    fetch: Fetch | None = None,
    *,
    least: Level = Level.INFO,
    policy: Policy = AS_WRITTEN,
) -> Section:
    """The static findings of a definition from a level up; with ``fetch``, those about its images too."""
    found = lint(loaded, edition) + (lint_images(loaded, fetch) if fetch else [])
    mask = _mask(loaded.definition, edition)
    breaches = [_shown(breach, mask) for breach in found]
    known = {name: clause for name, clause in clauses(edition).items() if clause.level.at_least(least)}
    broken = {breach.rule for breach in breaches}
    findings = [policy.weigh(_finding(rule, known, breaches)) for rule in known if rule in broken]
    failed = {finding.clause.id for finding in findings}
    results = []
    for clause in known.values():
        skipped = clause.id in ONLINE and fetch is None
        outcome = FAILED if clause.id in failed else SKIPPED if skipped else PASSED
        reason = "only looked at with tdmock lint --online" if skipped else ""
        results.append(Result(clause=clause, endpoint=ENDPOINT, outcome=outcome, reason=reason))
    worst = FAILED if any(finding.level is Level.ERROR for finding in findings) else PASSED
    return Section(
        summary=EndpointSummary(
            endpoint=ENDPOINT,
            outcome=worst,
            reason="",
            checks=sum(result.outcome != SKIPPED for result in results),
            exchanges=0,
            latency_ms={},
        ),
        results=tuple(results),
        findings=tuple(findings),
    )


def _mask(definition: Definition, edition: Edition) -> Mask:
    """What hides the credentials in the definition's addresses."""
    mask = Mask(words_of(clause.title for clause in clauses(edition).values()))
    for url in filter(None, (*definition.endpoints.values(), definition.logo_url, definition.icon_url)):
        for placeholder, value in url_secrets(url):
            mask.learn(placeholder, value)
    return mask


def _shown(breach: Breach, mask: Mask) -> Breach:
    return replace(
        breach,
        at=breach.at or WHOLE,
        expected=mask.message(breach.expected),
        actual=mask.message(breach.actual),
        message=mask.message(breach.message),
    )


def lint_report(section: Section, loaded: Loaded, edition: Edition, *, started_at: datetime) -> Report:
    """A report that has nothing but the definition."""
    report = Report(
        edition=edition,
        target=loaded.file,
        integration=loaded.definition.name,
        definition_digest=loaded.definition.digest,
        seed=0,
        started_at=started_at,
        duration=0.0,
        interrupted=False,
        verdict="nonconformant" if section.summary.outcome == FAILED else "conformant",
        endpoints=(section.summary,),
        results=section.results,
        findings=section.findings,
        exchanges=(),
    )
    return located(report, loaded)


def _finding(rule: str, known: dict[str, Any], breaches: Iterable[Breach]) -> Finding:
    own = [breach for breach in breaches if breach.rule == rule]
    first = own[0]
    elsewhere = "; also at " + ", ".join(_also(b, first) for b in own[1:6]) if own[1:] else ""
    more = f" and {len(own) - 6} more" if len(own) > 6 else ""
    return Finding(
        clause=known[rule],
        endpoint=ENDPOINT,
        message=_words(first) + elsewhere + more,
        at=first.at,
        expected=first.expected,
        actual=first.actual,
        occurrences=len(own),
        exchange=None,
        reproduce="",
        places=tuple(sorted({generalised(breach.at) for breach in own})),
    )


def _also(breach: Breach, first: Breach) -> str:
    return breach.at if breach.actual == first.actual else f"{breach.at} ({breach.actual})"


def _words(breach: Breach) -> str:
    if breach.message:
        return f"{breach.at}: {breach.actual}: {breach.message}"
    return message(breach.at, breach.actual, breach.expected)
