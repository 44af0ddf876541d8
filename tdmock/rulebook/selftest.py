"""Proves the checker: every fault is caught where it is, every variant stays free of errors."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from functools import partial
from multiprocessing import get_context
from random import Random

from tdmock import api
from tdmock.contract.compile import compile_contract
from tdmock.editions import Edition
from tdmock.findings import Finding, Level
from tdmock.report.build import Report
from tdmock.report.results import PASSED
from tdmock.run.events import Event, Judged
from tdmock.run.settings import Fuzzing, Settings
from tdmock.sample.definitions import DEFINITIONS
from tdmock.sample.demonstration import Demonstration, demonstrate
from tdmock.sample.faults import CATALOGUE, FAULTS, FUZZ_FAULTS, Fault
from tdmock.sample.server import RunningBridge
from tdmock.sample.variants import VARIANTS

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)

# Short, so that hundreds of bridges, some of which never answer, are checked in little time.
SETTINGS = Settings(timeout=2.0, deadline=120, max_body=2_000_000, max_pages=250, now=NOW)
PATIENT = replace(SETTINGS, timeout=10.0)  # for answers that are slow and come


_SHOWN = {fault.breaks for fault in FAULTS.values()}
PROVEN = FAULTS | {name: fault for name, fault in FUZZ_FAULTS.items() if fault.breaks not in _SHOWN}
"""The faults that must be caught each time. Those that only a generated request shows are found most of the
time: of them only the ones that no other stands in for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the check of one fault or variant showed.

    ``verdict`` is ``caught``, ``missed``, ``clean`` or ``false alarm``; ``stray`` are findings that do not
    belong there: errors at other endpoints, and for a variant whatever it did not earn. ``hidden`` are rules
    that count as passed though something broke them.
    """

    name: str
    edition: str
    verdict: str
    findings: tuple[str, ...]
    stray: tuple[str, ...]
    hidden: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        return self.verdict in {"caught", "clean"} and not self.stray and not self.hidden


@dataclass(frozen=True, slots=True)
class Witness:
    """Listens to a run for whatever is broken, told or not."""

    broken: set[tuple[str, str]] = field(default_factory=set)

    def hear(self, event: Event) -> None:
        """Take in what a run tells."""
        if isinstance(event, Judged):
            self.broken.update((event.endpoint, rule) for rule in event.broken)

    def hidden(self, report: Report) -> Iterator[str]:
        """The rules that the report has as passed, and that something broke."""
        for result in report.results:
            if result.outcome == PASSED and (result.endpoint, result.clause.id) in self.broken:
                yield f"{result.clause.id} at {result.endpoint}"


def test_fault(name: str, edition: Edition) -> Outcome:
    """Check a bridge with one fault: its clause must be found broken at its endpoint, at its level."""
    fault = CATALOGUE[name]
    witness = Witness()
    report = check(demonstrate(fault, edition), edition, _settings(fault, edition), tell=witness.hear)
    own = [finding for finding in report.findings if fault.is_at(finding.endpoint)]
    caught = any(finding.clause.id == fault.breaks and finding.level is fault.level for finding in own)
    stray = [f for f in report.findings if not fault.is_at(f.endpoint) and f.level is not Level.INFO]
    if fault.level is not Level.ERROR:
        stray += [finding for finding in own if finding.level is Level.ERROR]
    return Outcome(
        name=name,
        edition=edition,
        verdict="caught" if caught else "missed",
        findings=_briefly(report.findings),
        stray=_briefly(stray),
        hidden=tuple(witness.hidden(report)),
    )


def _settings(fault: Fault, edition: Edition) -> Settings:
    """What it takes to see a fault: patience, or generated requests; else nothing special."""
    if fault.breaks == "common.answers-promptly":
        return PATIENT
    contract = compile_contract(DEFINITIONS[fault.definition](), edition)
    kinds = {
        kind
        for operation in contract.operations.values()
        for entry in operation.status_clauses
        if entry.clause.id == fault.breaks
        for kind in entry.kinds
    }
    only_fuzzed = kinds and all(contract.kinds[kind].fuzzed for kind in kinds)
    fuzzed = only_fuzzed or fault.name in FUZZ_FAULTS
    return replace(SETTINGS, fuzzing=Fuzzing()) if fuzzed else SETTINGS


def test_variant(name: str, edition: Edition) -> Outcome:
    """Check a bridge that conforms: no error may be found, and no warning that it didn't earn."""
    variant = VARIANTS[name]
    witness = Witness()
    report = check(variant.demonstrate(), edition, tell=witness.hear)
    stray = [f for f in report.findings if f.level is not Level.INFO and f.clause.id not in variant.earns]
    clean = report.verdict == "conformant"
    return Outcome(
        name=name,
        edition=edition,
        verdict="clean" if clean else "false alarm",
        findings=_briefly(report.findings),
        stray=_briefly(stray),
        hidden=tuple(witness.hidden(report)),
    )


def check(
    demonstration: Demonstration,
    edition: Edition,
    settings: Settings = SETTINGS,
    *,
    tell: Callable[[Event], None] = lambda _: None,
) -> Report:
    """The report on a bridge that is started for it on a free loopback port."""
    auth, expired = demonstration.credentials, _expired(demonstration)
    settings = replace(settings, edition=edition, auth=auth, expired=expired)
    with RunningBridge(demonstration.app) as bridge:
        return api.check(bridge.url, demonstration.definition, settings, tell=tell)


def _expired(demonstration: Demonstration) -> dict[str, str]:
    """An expired token for each credential of a bridge behind OAuth 2.0: one that it no longer takes."""
    if not demonstration.definition.authentication_type.startswith("oauth2"):
        return {}
    return {name: f"expired-{value}" for name, value in demonstration.credentials.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which faults and variants to check: those that a pattern of ``names`` matches, and a share of the rest.

    A fault that only generated requests show, and not each time, is checked where its whole name is given.
    ``share`` is from 0 to 1. The same ``seed`` chooses the same ones, whatever else is in the catalogue.
    """

    names: tuple[str, ...] = ()
    share: float = 1.0
    seed: str = ""

    def has(self, name: str, edition: Edition) -> bool:
        return self.is_named(name) or Random(f"{self.seed}/{name}/{edition}").random() < self.share

    def is_named(self, name: str) -> bool:
        return any(fnmatchcase(name, pattern) for pattern in self.names)


EVERYTHING = Choice()


def run_all(
    editions: Sequence[Edition],
    *,
    processes: int,
    ended: Callable[[Outcome], None],
    choice: Choice = EVERYTHING,
) -> list[Outcome]:
    """Check the chosen faults and variants in parallel; outcomes in the catalogue's order."""
    tests = list(chosen_tests(choice, editions))
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(test) for test in tests]
        for future in as_completed(futures):
            ended(future.result())
        return [future.result() for future in futures]


def chosen_tests(choice: Choice, editions: Sequence[Edition]) -> Iterator[Callable[[], Outcome]]:
    for edition in editions:
        for name, variant in VARIANTS.items():
            if edition is variant.edition and choice.has(name, edition):
                yield partial(test_variant, name, edition)
        for name, fault in CATALOGUE.items():
            proven = name in PROVEN and choice.has(name, edition)
            if edition in fault.editions and (proven or name in choice.names):
                yield partial(test_fault, name, edition)


def undemonstrated(clauses: Sequence[str]) -> list[str]:
    """The clauses that no fault breaks."""
    shown = {fault.breaks for fault in CATALOGUE.values()}
    return [clause for clause in clauses if clause not in shown]


def _briefly(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(f"{finding.level} {finding.clause.id} at {finding.endpoint}" for finding in findings)
