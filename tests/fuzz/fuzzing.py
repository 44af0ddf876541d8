"""Fuzzes a bridge of the sample's making, and says what came out."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime

from tdmock import api
from tdmock.editions import Edition
from tdmock.findings import Finding, Level
from tdmock.report.build import Report
from tdmock.run.settings import Fuzzing, Settings
from tdmock.sample.demonstration import Demonstration, demonstrate
from tdmock.sample.faults.fuzz import FUZZ_FAULTS
from tdmock.sample.message import Deviation
from tdmock.sample.server import RunningBridge
from tdmock.sample.variants import VARIANTS

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
TASKS = 20
"""Runs in one process of a long measurement: Schemathesis keeps some megabytes of each schema it has seen."""

SETTINGS = Settings(timeout=2.0, now=NOW, fuzzing=Fuzzing())


def fuzz_bridge(
    shown: Demonstration,
    *,
    settings: Settings = SETTINGS,
    only: Collection[str] = (),
    edition: Edition = Edition.CURRENT,
) -> Report:
    """The report on a bridge that is started for it; scenarios run first."""
    settings = replace(settings, edition=edition, only=only, auth=shown.credentials)
    with RunningBridge(shown.app) as bridge:
        return api.check(bridge.url, shown.definition, settings)


def with_deviation(deviation: Deviation, definition: str = "mycrm") -> Demonstration:
    """A bridge with a behaviour of its own."""
    variant = replace(VARIANTS["single-page"], definition=definition, habits=(deviation,))
    return variant.demonstrate()


def found(report: Report, endpoint: str = "") -> dict[str, Finding]:
    """The findings by their clauses: all, or those at endpoints of that name."""
    return {f.clause.id: f for f in report.findings if f.endpoint.startswith(endpoint)}


def catches(fault: str, seed: int) -> bool:
    """Whether fuzzing with a seed finds one of the faults made for it."""
    wanted = FUZZ_FAULTS[fault]
    report = fuzz_bridge(demonstrate(wanted), settings=replace(SETTINGS, seed=seed), only=[wanted.endpoint])
    finding = found(report, wanted.endpoint).get(wanted.breaks)
    return finding is not None and finding.level is wanted.level


def errors(variant: str, seed: int, fuzzing: Fuzzing | None = SETTINGS.fuzzing) -> list[str]:
    """What fuzzing a bridge that conforms found, and must not: errors, and endpoints that came to nothing."""
    shown = VARIANTS[variant]
    settings = replace(SETTINGS, seed=seed, fuzzing=fuzzing)
    report = fuzz_bridge(shown.demonstrate(), settings=settings, edition=shown.edition)
    told = [f"{f.clause.id} at {f.endpoint}: {f.message}" for f in report.findings if f.level is Level.ERROR]
    return told + [f"{e.endpoint} {e.outcome}: {e.reason}" for e in report.endpoints if e.outcome != "passed"]
