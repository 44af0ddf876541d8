"""The search for failing requests at one endpoint: sends what was generated, judges it, knows what is new."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Event
from time import monotonic
from typing import Any

from tdmock.contract.compile import status_class
from tdmock.endpoints import VALIDATION, kind
from tdmock.exchange import Exchange, Failure
from tdmock.exchange.memory import ROOM
from tdmock.findings import Level
from tdmock.fuzz.choices import fill
from tdmock.fuzz.difference import Places, difference, places
from tdmock.fuzz.generation import EXAMPLES, EndOfTestError, FailingError
from tdmock.fuzz.prober import Prober
from tdmock.fuzz.shapes import CREDENTIAL, Setting
from tdmock.judge.exchanges import Verdict
from tdmock.run.breaker import CutOffError
from tdmock.run.log import CaseLog
from tdmock.run.pace import Stopped
from tdmock.run.pagination import absorb, continued
from tdmock.run.result import Case, CaseResult
from tdmock.run.settings import REPEATS
from tdmock.talkdesk.state import Walk

SHRINKING = 150  # requests to make a failing one smaller
FAULTS = 5  # that are told of one clause: Talkdesk never sends such requests, and may so break many things
IDLE = 15  # examples in a row that were sent before, after which no new ones are expected
WRONG = "wrong-request"
UNSTEADY = {"common.answers-promptly"}
"""Clauses whose breach says little about the request: told as they come, never searched for."""

Test = Callable[[Any], None]
Explore = Callable[[int, Test], None]
"""Gives the example of that number to a test; see :func:`tdmock.fuzz.generation.explore`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One request and what it showed. ``blamed`` are the clauses that some reading of the request breaks."""

    body: Any
    exchange: Exchange
    verdict: Verdict
    blamed: frozenset[str]

    def lightened(self) -> "Trial":
        """The trial as it may be kept while other requests are under way."""
        return replace(self, exchange=self.exchange.lightened(), verdict=self.verdict.lightened())


@dataclass(kw_only=True)
class Search:
    """Tries bodies at one endpoint, each once.

    ``known`` are the clauses that need no further proof; ``until`` is on the monotonic clock; ``stopped``
    says why nothing can be sent any more, and ``stop`` makes it so; ``spent`` says which limit was reached
    before all examples were sent. ``is_possible`` tells whether Talkdesk could send a body after all.
    ``progress`` is told how many ``requests`` were sent. Of these so many were ``generated``; the others were
    made of those that failed.
    """

    prober: Prober
    setting: Setting
    case: Case
    known: set[str]
    examples: int
    until: float
    stop: Event
    is_possible: Callable[[Any], bool]
    progress: Callable[[int], None]
    stopped: str = ""
    spent: str = ""
    requests: int = 0
    generated: int = 0
    log: CaseLog = field(init=False)
    _allowed: int = 0
    _tried: dict[bytes, Trial | None] = field(default_factory=dict)
    _failing: dict[str, Trial] = field(default_factory=dict)
    _faults: dict[str, list[Places]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.log = CaseLog(case=self.case)
        self._by_status = {
            entry.clause.id
            for entry in self.prober.caller.contract.operations[self.case.endpoint].status_clauses
        }

    def run(self, explore: Explore) -> Iterator[CaseResult]:
        """Try so many examples; each finding as something played, labelled with what matters in the request.

        What was generated twice is sent once, so more are generated than sent. An example that shows
        something new is generated again, for what it may show beside that.
        """
        sent = idle = 0
        for number in range(2 * self.examples):
            before = self.requests
            found = self._explore(explore, number)
            new = min(self.requests - before, EXAMPLES)  # without what shrinking took
            sent, idle = sent + new, 0 if new else idle + 1
            while found:
                for trial in found:
                    self._remember(trial)
                    yield self._told(trial)
                found = [] if self._is_over() else self._explore(explore, number)
            self.generated = sent
            if sent >= self.examples or idle > IDLE or self._is_over():
                return

    def _remember(self, trial: Trial) -> None:
        """Know what a trial showed: its clauses, or of wrong requests what differs, for others may, too."""
        rules = {breach.rule for breach in trial.verdict.breaches}
        if self.case.scenario.kind == WRONG:
            differs = places(trial.body, self.setting.usual)
            for rule in rules:
                self._faults.setdefault(rule, []).append(differs)
            rules = {rule for rule in rules if len(self._faults[rule]) >= FAULTS}
        self.known.update(rules)

    def _is_explained(self, rule: str, body: Any) -> bool:
        """Whether a body differs where one does that broke the rule."""
        faults = self._faults.get(rule, ())
        return bool(faults) and any(fault <= places(body, self.setting.usual) for fault in faults)

    def _explore(self, explore: Explore, number: int) -> list[Trial]:
        self._failing.clear()
        self._allowed = self.requests + SHRINKING
        explore(number, self._test)
        return list({id(trial): trial for trial in self._failing.values()}.values())

    def _test(self, generated: Any) -> None:
        trial = self._try(generated)
        symptom = self._symptom(trial) if trial else ""
        if trial and symptom:
            self._failing[symptom] = trial
        if self._is_over():  # shrinking would go on without requests, and take its time
            raise EndOfTestError
        if symptom:
            raise _failure(symptom)

    def _try(self, generated: Any) -> Trial | None:
        """What the body showed; nothing where it can't be sent any more."""
        key = generated if isinstance(generated, bytes) else json.dumps(generated).encode()
        if key not in self._tried:
            with ROOM.kept():
                trial = self._play(generated)
                self._tried[key] = trial and trial.lightened()
        return self._tried[key]

    def _is_over(self) -> bool:
        """Whether nothing can be sent any more."""
        if self.stop.is_set():
            self.stopped = "the run was interrupted"
        elif monotonic() >= self.until:
            self.spent = "the time for fuzzing (--fuzz-time) was over"
        return bool(self.stopped or self.spent)

    def _play(self, generated: Any) -> Trial | None:
        if self._is_over() or self.requests >= self._allowed:
            return None
        try:
            wrong = self.case.scenario.kind == WRONG
            return self._play_wrong(generated) if wrong else self._play_possible(generated)
        except Stopped as stop:
            self._end(stop)
            return None

    def _end(self, stop: Stopped) -> None:
        if isinstance(stop, CutOffError):
            self.spent = str(stop)
        else:
            self.stopped = str(stop)

    def _play_wrong(self, generated: Any) -> Trial | None:
        auth = self.setting.auth
        body = generated
        if isinstance(generated, dict) and isinstance(given := generated.get("auth"), dict):
            put = {name: auth[name] for name in auth if given.get(name) == CREDENTIAL}
            body = {**generated, "auth": {**given, **put}}
        if self.is_possible(body):
            return None
        return self._ask(body, (WRONG,), {"auth": auth})

    def _play_possible(self, generated: Any) -> Trial:
        filled = fill(generated, self.setting.contacts)
        body = {**filled.body, "auth": self.setting.auth}
        trial = self._ask(body, filled.kinds or ("valid",), body)
        walk, group = Walk(), kind(self.setting.endpoint).records
        for _ in range(filled.page):
            answer = trial.verdict.answer
            following = absorb(walk, answer, group) if answer else None
            if following is None:
                break
            del answer, trial  # a large page is let go before the next one comes
            trial = self._ask(continued(body, following), ("valid",), body)
        return trial

    def _ask(self, body: Any, kinds: Sequence[str], sent: Mapping[str, Any]) -> Trial:
        """Send a body and judge the answer; what shows something new is repeated: it may be flaky."""
        self.requests += 1
        self.progress(self.requests)
        trial = self._send(body, kinds, sent)
        if self._symptom(trial):
            trial = self._repeat(trial.lightened(), kinds, sent)
        self.log.looked_at |= trial.verdict.looked_at
        if unsteady := [breach for breach in trial.verdict.breaches if breach.rule in UNSTEADY]:
            self.log.tally(unsteady, self.prober.show(trial.exchange, self.log))
        return trial

    def _repeat(self, first: Trial, kinds: Sequence[str], sent: Mapping[str, Any]) -> Trial:
        for _ in range(REPEATS):
            try:
                again = self._send(first.body, kinds, sent, alone=first.exchange.failure is Failure.TIMEOUT)
            except Stopped as stop:  # what was seen counts, though nothing can be sent any more
                self._end(stop)
                break
            if not self._symptom(again):
                self.prober.tell_unsteady(first.exchange, first.verdict, self.log)
                return again
        return first

    def _send(
        self, body: Any, kinds: Sequence[str], sent: Mapping[str, Any], *, alone: bool = False
    ) -> Trial:
        exchange = self.prober.send(body, self.log, alone=alone)
        if exchange.failure is Failure.DROPPED:
            self._look_for_life()
        trial = self._judge(exchange, body, kinds, sent)
        self.prober.caller.remember(self.case, trial.verdict, self.log)
        return trial

    def _look_for_life(self) -> None:
        """After a dropped connection: where the usual request is answered it is this one that is dropped."""
        try:
            usual = self.prober.send(self.setting.usual, self.log)
        except Stopped as stop:
            self._end(stop)
            return
        if usual.response:
            self.log.failures = 0

    def _judge(self, exchange: Exchange, body: Any, kinds: Sequence[str], sent: Mapping[str, Any]) -> Trial:
        """Judge a request that is of several kinds by the most lenient: nobody knows which was to blame."""
        judge = self.prober.caller.judges[self.case.endpoint]
        verdicts = [
            judge.judge(exchange, kind, sent) for kind in self.prober.caller.contract.kinds if kind in kinds
        ]
        answer = next((verdict.decoded for verdict in verdicts if verdict.decoded), None)
        if answer and self.case.endpoint == VALIDATION.name:
            self.prober.caller.learn(answer.value)
        blamed = frozenset(breach.rule for verdict in verdicts for breach in verdict.breaches)
        return Trial(body=body, exchange=exchange, verdict=min(verdicts, key=self._severity), blamed=blamed)

    def _severity(self, verdict: Verdict) -> list[int]:
        levels = list(Level)[::-1]
        clauses = self.prober.caller.contract.clauses
        return sorted((levels.index(clauses[b.rule].level) + 1 for b in verdict.breaches), reverse=True)

    def _symptom(self, trial: Trial) -> str:
        """What failing requests of any kinds have in common; empty where there is nothing new."""
        explained = bool(self._by_status & trial.blamed & self.known)
        for breach in trial.verdict.breaches:
            is_status = breach.rule in self._by_status
            if breach.rule in self.known | UNSTEADY or (is_status and explained):
                continue
            if self._is_explained(breach.rule, trial.body):
                continue
            if not is_status:
                return breach.rule
            response = trial.exchange.response
            return status_class(response.status) if response else str(trial.exchange.failure)
        return ""

    def _told(self, trial: Trial) -> CaseResult:
        # Beside a wrong request another wrong one says little, even if it passed.
        others = [] if self.case.scenario.kind == WRONG else self._tried.values()
        passed = [t.body for t in others if t and t.verdict.usable and not t.verdict.breaches]
        matters = difference(trial.body, [self.setting.usual, *passed])
        log = CaseLog(case=replace(self.case, label=matters))
        shown = self.prober.show(trial.exchange, log)
        log.tally((b for b in trial.verdict.breaches if b.rule not in UNSTEADY), shown)
        return log.result()


_FAILURES: dict[str, type[FailingError]] = {}


def _failure(symptom: str) -> FailingError:
    """An exception of a class of its own for each symptom: Hypothesis tells failures apart by it."""
    kind = _FAILURES.setdefault(symptom, type(symptom, (FailingError,), {}))
    return kind(symptom)
