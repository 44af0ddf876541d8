"""The baseline of a project: findings that it knows of, which fail no run and are told once they are gone."""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import jsonschema_rs

from tdmock.editions import data
from tdmock.errors import UsageError
from tdmock.findings import Acceptance, Finding, Level
from tdmock.report.build import Report
from tdmock.report.results import FAILED, PASSED

SCHEMA = "tdmock.baseline/1"
LARGEST = 16 * 2**20  # bytes of a file

Baseline = tuple[Acceptance, ...]


def read(path: Path) -> Baseline:
    """The baseline in a file. Raises :class:`UsageError` where it is not one that this version can read."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such baseline; --update-baseline writes it") from None
    except OSError as error:
        raise UsageError(f"{path}: the baseline can't be read: {error.strerror or error}") from None
    if len(content) > LARGEST:
        raise UsageError(f"{path}: is larger than 16 MiB, which no baseline is")
    try:
        value = json.loads(content)
    except json.JSONDecodeError as error:
        raise UsageError(f"{path}:{error.lineno}:{error.colno}: is no JSON: {error.msg}") from None
    except (UnicodeDecodeError, RecursionError):
        raise UsageError(f"{path}: is no baseline: no JSON in UTF-8") from None
    schema = value.get("schema") if isinstance(value, dict) else None
    if schema != SCHEMA:
        raise UsageError(
            f"{path}: is no baseline that this version reads: its schema is {json.dumps(schema)[:60]}, "
            f'not "{SCHEMA}"'
        )
    for damage in _validator().iter_errors(value):
        where = "".join(f"[{json.dumps(step)}]" for step in damage.instance_path) or "its top"
        raise UsageError(f"{path}: is damaged at {where}: {damage.message[:300]}")
    return tuple(Acceptance(**entry) for entry in value["findings"])


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    schema = json.loads((data("contracts") / "baseline.schema.json").read_bytes())
    return jsonschema_rs.Draft202012Validator(schema)


def render(baseline: Iterable[Acceptance]) -> str:
    """The baseline as JSON text: sorted, a line for each place, in ASCII, so that a review sees all of it."""
    lines = ",\n".join(f"    {json.dumps(_entry(known))}" for known in sorted(baseline))
    return f'{{\n  "schema": "{SCHEMA}",\n  "findings": [' + (f"\n{lines}\n  " if lines else "") + "]\n}\n"


def _entry(known: Acceptance) -> dict[str, str]:
    reason = {"reason": known.reason} if known.reason else {}
    return {"endpoint": known.endpoint, "rule": known.rule, "at": known.at, **reason}


def compared(report: Report, baseline: Baseline, declared: Collection[str]) -> Report:
    """The report with what the baseline knows marked, and with what it has in vain.

    ``declared`` are the endpoints that the definition has, be they checked in this run or not.
    """
    reasons = {known: known.reason for known in baseline}
    return replace(
        report,
        findings=tuple(_marked(finding, reasons) for finding in report.findings),
        stale=tuple(sorted(_stale(report, baseline, declared))),
    )


def updated(report: Report, baseline: Baseline, declared: Collection[str]) -> Baseline:
    """The baseline with all that can fail a run, and without what is stale; reasons that it gives stay."""
    gone = set(_stale(report, baseline, declared))
    found = [a for f in report.findings if f.level.at_least(Level.WARNING) for a in _acceptances(f)]
    kept = dict.fromkeys([*(known for known in baseline if known not in gone), *found])
    return tuple(sorted(kept))


def _marked(finding: Finding, reasons: dict[Acceptance, str]) -> Finding:
    here = _acceptances(finding)
    known = [acceptance for acceptance in here if acceptance in reasons]
    if not known:
        return finding
    if len(known) < len(here):
        new = ", ".join(a.at or "the answer" for a in here if a not in reasons)
        return replace(finding, remarks=(*finding.remarks, f"known by the baseline, but new at {new}"))
    told = "; ".join(dict.fromkeys(filter(None, (reasons[acceptance] for acceptance in known))))
    remark = "known by the baseline" + (f": {told}" if told else "")
    return replace(finding, known=True, remarks=(*finding.remarks, remark))


def _acceptances(finding: Finding) -> list[Acceptance]:
    return [Acceptance(endpoint=finding.endpoint, rule=finding.clause.id, at=at) for at in finding.places]


def _stale(report: Report, baseline: Baseline, declared: Collection[str]) -> Iterator[Acceptance]:
    """What the baseline has of endpoints and rules that are no more, and of places that are fine now."""
    checked = {endpoint.endpoint for endpoint in report.endpoints}
    outcomes = {(result.endpoint, result.clause.id): result.outcome for result in report.results}
    found = {acceptance for finding in report.findings for acceptance in _acceptances(finding)}
    for known in baseline:
        if known.endpoint not in checked:
            is_gone = known.endpoint not in declared
        else:
            is_gone = outcomes.get((known.endpoint, known.rule), FAILED) in {PASSED, FAILED}
        if is_gone and known not in found:
            yield known
