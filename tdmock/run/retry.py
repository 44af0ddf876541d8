"""Asks and judges, and repeats what fails before it is told."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tdmock.endpoints import CONTACTS, is_action
from tdmock.exchange import Exchange, Failure, Request
from tdmock.findings import Breach, Level
from tdmock.judge.exchanges import NETWORK, REFUSALS, Judge, Verdict
from tdmock.judge.rules.common import ECHOES
from tdmock.judge.rules.paging import written
from tdmock.redaction.record import Record
from tdmock.run.breaker import CutOffError
from tdmock.run.client import Client
from tdmock.run.controls import controlled
from tdmock.run.events import Judged, Waiting
from tdmock.run.log import CaseLog
from tdmock.run.result import Case
from tdmock.run.settings import REPEATS
from tdmock.scenario.wrong_credentials import replaced

REPEATS_EXECUTED = "actions.repeats-are-executed"
_GONE = {404, 410}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request of a case, of what kind it is, and how many records of its answer are judged one by one."""

    case: Case
    request: Request
    kind: str
    body: Any
    most: int | None = None


@dataclass(frozen=True, kw_only=True)
class Caller(Client):
    """A client that judges the answers by its judges, which are by endpoint."""

    judges: Mapping[str, Judge]

    def ask(
        self, case: Case, body: Any, kind: str, log: CaseLog, *, where: str = ""
    ) -> tuple[Verdict, Record | None]:
        """Send one request and judge its answer; repeat it where it fails. Raises :class:`Stopped`.

        What is told of an answer that is none says ``where`` it was asked for.
        """
        most = self._left_of_sample(case, log)
        asked = Asked(case=case, request=self.request(case, body), kind=kind, body=body, most=most)
        exchange = self.send(case, asked.request, log)
        verdict = self._judged(asked, exchange, log)
        if is_action(case.endpoint) and isinstance(body, dict):
            verdict = self._of_repeat(asked, exchange, verdict, log)
        if self._fails(exchange, verdict) and not self._is_known(verdict, log):
            exchange, verdict = exchange.lightened(), verdict.lightened()
            try:
                exchange, verdict = self._repeat(asked, log, exchange, verdict)
            except CutOffError:
                log.elapsed.pop()  # with fewer workers this request would not have been sent at all
                raise
            verdict = self._in_doubt(asked, exchange, verdict, log)
        verdict = controlled(self, asked, exchange, verdict, log)
        if any(breach.rule in ECHOES - log.tallies.keys() for breach in verdict.breaches):
            verdict = self._without_chance(asked, verdict, log)
        log.looked_at |= verdict.looked_at
        status = exchange.response.status if exchange.response else 0
        log.refused_credentials |= status in REFUSALS and self.contract.kinds[kind].judged == "whole"
        if case.scenario.keeps == "auth" and verdict.decoded:
            self.learn(verdict.decoded.value)
        if where and verdict.answer is None:
            breaches = tuple(replace(breach, actual=f"{breach.actual}{where}") for breach in verdict.breaches)
            verdict = replace(verdict, breaches=breaches)
        shown = self.show(case, exchange, log, wanted=bool(verdict.breaches))
        log.tally(verdict.breaches, shown)
        return verdict, shown

    def _left_of_sample(self, case: Case, log: CaseLog) -> int | None:
        """How many further contacts of a synchronization are judged one by one; None for all."""
        sample = self.settings.sample
        if sample is None or log.walk is None or case.endpoint != CONTACTS.name:
            return None
        return max(0, sample - log.walk.records)

    def _judge(self, asked: Asked, exchange: Exchange) -> Verdict:
        sent = asked.body if isinstance(asked.body, dict) else {}
        return self.judges[asked.case.endpoint].judge(exchange, asked.kind, sent, most=asked.most)

    def _judged(self, asked: Asked, exchange: Exchange, log: CaseLog) -> Verdict:
        """The verdict on an answer; what it breaks is remembered, whatever becomes of it."""
        verdict = self._judge(asked, exchange)
        self.remember(asked.case, verdict, log)
        return verdict

    def remember(self, case: Case, verdict: Verdict, log: CaseLog) -> None:
        """Remember what an answer broke, so that no such rule counts as passed."""
        log.broken |= verdict.broken
        if verdict.broken:
            self.tell(Judged(endpoint=case.endpoint, broken=verdict.broken))

    def _repeat(
        self, asked: Asked, log: CaseLog, first: Exchange, verdict: Verdict
    ) -> tuple[Exchange, Verdict]:
        """Repeat a failed request alone; the answer that succeeds counts, and the failure is flaky.

        A failure that comes of our sending too much is not: from then on the bridge is asked one thing
        at a time, and less often where waiting helps against a 503.
        """
        crowded = self.settings.workers > 1 and not self.pace.serial
        late = first.failure is Failure.TIMEOUT
        unavailable = first.response is not None and first.response.status == 503
        breaker = self.breakers[asked.case.endpoint]
        waits = [0] * REPEATS + ([1, 2] if unavailable and not breaker.is_down else [])
        judged = verdict
        for seconds in waits:
            again, judged = first, judged.lightened()  # a large answer is let go before the next one comes
            again, judged = self._again(asked, log, after=seconds)
            if self._fails(again, judged):
                continue
            log.failures = 0
            self.pace.serial |= late or unavailable
            if unavailable and (seconds or (not crowded and self._passes_later(asked, log))):
                self.pace.limit(spaced=True)
            elif not (crowded and (late or unavailable)):
                self.tell_flaky(asked.case, first, verdict, log)
            return again, judged
        breaker.is_down |= unavailable
        if self.counts(first, asked.case):
            breaker.failures.append(asked.case.position)
        return first, replace(verdict, decoded=judged.decoded)

    def _again(self, asked: Asked, log: CaseLog, *, after: float = 0) -> tuple[Exchange, Verdict]:
        """The same request once more, alone, after so many seconds in which nothing else is sent."""
        if after:
            self.pace.hold(after)
            self.tell(Waiting(endpoint=asked.case.endpoint, seconds=after))
        exchange = self.send(asked.case, asked.request, log, alone=True)
        return exchange, self._judged(asked, exchange, log)

    def _passes_later(self, asked: Asked, log: CaseLog) -> bool:
        """Whether a request passes each time with a while before it: then it had failed for our haste."""
        if self.pace.is_slowest:
            return False
        return not any(self._fails(*self._again(asked, log, after=1)) for _ in range(REPEATS))

    def _in_doubt(self, asked: Asked, exchange: Exchange, verdict: Verdict, log: CaseLog) -> Verdict:
        """The verdict, where a request may be of another kind than it was taken for.

        A contact may have been deleted since, and one that nobody knows may be known by chance. If the same
        request about somebody else is answered as it should be, the answer is judged by that other kind.
        """
        case = asked.case
        maybe, response = case.scenario.maybe, exchange.response
        if not maybe or response is None or exchange.failure:
            return verdict
        mistaken = self._judge(replace(asked, kind=maybe), exchange)
        tells = not mistaken.breaches or 200 <= response.status < 300 or response.status in _GONE
        if self._fails(exchange, mistaken) or not tells or not response.is_light:
            return verdict
        for body in case.others:
            control = replace(asked, request=self.request(case, body), body=body)
            if body != case.body and not self._fails(*self._again(control, log)):
                log.instead = body
                return replace(mistaken, usable=True)
        return verdict

    def _of_repeat(self, asked: Asked, exchange: Exchange, verdict: Verdict, log: CaseLog) -> Verdict:
        """The verdict on an action: one that refuses what it executed before does not mean the values."""
        if self.contract.kinds[asked.kind].judged != "whole":
            return verdict
        executed = self.breakers[asked.case.endpoint].executed
        status = exchange.response.status if exchange.response else 0
        request = hash(written([asked.body.get("data"), asked.body.get("meta") or {}]))
        if request in executed:
            verdict = replace(verdict, looked_at=verdict.looked_at | {REPEATS_EXECUTED})
        if 200 <= status < 300:
            executed.add(request)
        if request not in executed or not 400 <= status < 500 or status in REFUSALS:
            return verdict
        if "meta" not in asked.body and self._is_executed_with_meta(asked, log):
            return verdict
        breach = Breach(
            rule=REPEATS_EXECUTED,
            expected="status 201, as to the same request before",
            actual=f"status {status} to a request that was executed before",
        )
        return replace(verdict, breaches=(breach,), untold=verdict.broken)

    def _is_executed_with_meta(self, asked: Asked, log: CaseLog) -> bool:
        """Whether an empty meta is all that a request lacks, and it is no repetition that is refused."""
        exchange = self.send(
            asked.case, self.request(asked.case, {**asked.body, "meta": {}}), log, alone=True
        )
        return exchange.response is not None and 200 <= exchange.response.status < 300

    def _without_chance(self, asked: Asked, verdict: Verdict, log: CaseLog) -> Verdict:
        """The verdict without echoes that are there as well when other credentials are sent: mere words."""
        wrong = replaced(asked.body["auth"], asked.body["auth"], self.settings.seed + 1)
        other = self.request(asked.case, {**asked.body, "auth": wrong})
        unsent = self._judge(asked, self.send(asked.case, other, log))
        chance = ECHOES & {breach.rule for breach in unsent.breaches}
        return replace(verdict, breaches=tuple(b for b in verdict.breaches if b.rule not in chance))

    def tell_flaky(self, case: Case, first: Exchange, verdict: Verdict, log: CaseLog) -> None:
        """Tell of a failure that did not come again when its request was repeated."""
        breach = self.judges[case.endpoint].flaky(first, verdict)
        log.tally([breach], self.show(case, first, log, wanted=True))

    def _fails(self, exchange: Exchange, verdict: Verdict) -> bool:
        errors = any(self.contract.clauses[breach.rule].level is Level.ERROR for breach in verdict.breaches)
        crashed = exchange.response is not None and exchange.response.status >= 500
        return errors or crashed or (exchange.failure is not None and exchange.failure not in NETWORK)

    def _is_known(self, verdict: Verdict, log: CaseLog) -> bool:
        """Whether this case has shown the same before: then it needs no further proof."""
        return bool(verdict.breaches) and all(breach.rule in log.tallies for breach in verdict.breaches)
