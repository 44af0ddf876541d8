"""Calls the bridge as Talkdesk would, under a run's bounds, and repeats what fails before it is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import orjson

from tdmock.contract.compile import Contract
from tdmock.endpoints import VALIDATION
from tdmock.exchange import JSON_HEADERS, Exchange, Failure, Headers, Request
from tdmock.exchange.memory import ROOM
from tdmock.exchange.payload import decode
from tdmock.findings import Level
from tdmock.judge.exchanges import NETWORK, REFUSALS, Judge, Verdict
from tdmock.judge.rules.common import ECHOES
from tdmock.redaction.mask import Mask, variable
from tdmock.redaction.record import POINTED_TO, SHOWN, Record, record
from tdmock.run.controls import controlled
from tdmock.run.events import Event, Exchanged, Judged, Waiting
from tdmock.run.log import CaseLog
from tdmock.run.pace import Order, Pace, Stopped, limits_rate
from tdmock.run.result import Case
from tdmock.run.settings import REPEATS, STRIKES, Settings
from tdmock.scenario.wrong_credentials import replaced
from tdmock.talkdesk.state import is_id
from tdmock.transport import Transport

LEARNED = 2**16  # characters of what the validator returned that are masked
KEPT_RECORDS = 20  # of one case, beside those that findings point to

_STRIKING = {Failure.TIMEOUT, Failure.DROPPED}
_GONE = {404, 410}


class CutOffError(Stopped):
    """The endpoint is not called again."""

    def __init__(self) -> None:
        super().__init__(f"not called again after {STRIKES} time-outs or dropped connections")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request of a case, and of what kind it is."""

    case: Case
    request: Request
    kind: str
    body: Any


@dataclass(slots=True, kw_only=True)
class Standing:
    """What the requests to one endpoint have shown of it: why it is spared further ones.

    ``strikes`` are the positions of the cases that came to a time-out or a dropped connection; ``limited``
    says why it is not called again; ``is_slow`` that it is so although nothing else is asked, and ``is_down``
    that it answers 503 however long one waits.
    """

    strikes: list[Order] = field(default_factory=list)
    limited: str = ""
    is_slow: bool = False
    is_down: bool = False


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Sends requests and judges the answers; shared by the workers of a run.

    ``standings`` are by endpoint. ``tell`` is told of every exchange, and of waiting.
    """

    transport: Transport
    contract: Contract
    judges: Mapping[str, Judge]
    mask: Mask
    settings: Settings
    headers: Headers
    pace: Pace
    standings: Mapping[str, Standing]
    tell: Callable[[Event], None]

    def ask(
        self, case: Case, body: Any, kind: str, log: CaseLog, *, where: str = ""
    ) -> tuple[Verdict, Record | None]:
        """Send one request and judge its answer; repeat it where it fails. Raises :class:`Stopped`.

        What is told of an answer that is none says ``where`` it was asked for.
        """
        asked = Asked(case=case, request=self.request(case, body), kind=kind, body=body)
        exchange = self.send(case, asked.request, log)
        verdict = self._judged(asked, exchange, log)
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

    def _judge(self, asked: Asked, exchange: Exchange) -> Verdict:
        sent = asked.body if isinstance(asked.body, dict) else {}
        return self.judges[asked.case.endpoint].judge(exchange, asked.kind, sent)

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

    def learn(self, fields: Any) -> None:
        """Mask what the authorization validator returned, its own answer included: as much as is shown."""
        _learn(self.mask, fields)

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
        standing = self.standings[asked.case.endpoint]
        waits = [0] * REPEATS + ([1, 2] if unavailable and not standing.is_down else [])
        judged = verdict
        for seconds in waits:
            again, judged = first, judged.lightened()  # a large answer is let go before the next one comes
            again, judged = self._again(asked, log, after=seconds)
            if self._fails(again, judged):
                continue
            log.strikes = 0
            self.pace.serial |= late or unavailable
            if unavailable and (seconds or (not crowded and self._passes_later(asked, log))):
                self.pace.limit(spaced=True)
            elif not (crowded and (late or unavailable)):
                self.tell_flaky(asked.case, first, verdict, log)
            return again, judged
        standing.is_down |= unavailable
        if self._counts(first, asked.case):
            standing.strikes.append(asked.case.position)
        return first, replace(verdict, decoded=judged.decoded)

    def _counts(self, exchange: Exchange, case: Case) -> bool:
        """Whether a failure counts against the endpoint: none dropped at what Talkdesk never sends."""
        dropped = exchange.failure is Failure.DROPPED
        robustness = self.contract.kinds[case.scenario.kind].judged == "robustness"
        return exchange.failure is Failure.TIMEOUT or (dropped and not robustness)

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

    def send(self, case: Case, request: Request, log: CaseLog, *, alone: bool = False) -> Exchange:
        """One exchange, if need be with no other at the same time. Raises :class:`Stopped`.

        What takes long is sent again alone before it counts: it may have waited for others, or for what the
        bridge still does with requests that were given up.
        """
        standing = self.standings[case.endpoint]
        exchange = self._send_unlimited(case, request, log, alone=alone)
        for _ in range(REPEATS):
            if exchange.failure or exchange.elapsed <= self.settings.slow or standing.is_slow:
                return exchange
            queued = len(log.elapsed) - 1
            del exchange  # it may be large, and another comes
            exchange = self._send_unlimited(case, request, log, alone=True)
            del log.elapsed[queued]
            self.pace.serial |= exchange.elapsed <= self.settings.slow
        standing.is_slow = exchange.failure is None and exchange.elapsed > self.settings.slow
        return exchange

    def _send_unlimited(self, case: Case, request: Request, log: CaseLog, *, alone: bool) -> Exchange:
        """One exchange; where there was too much it is sent again, as told."""
        standing = self.standings[case.endpoint]
        for tries in count(1):
            if standing.limited:
                break
            exchange, was_alone = self._pass(case, request, log, alone=alone or tries > 1)
            if not limits_rate(exchange):
                return exchange
            exchange = exchange.lightened()
            try:
                seconds = self.pace.slow_down(exchange, tries, alone=was_alone)
            except Stopped as stop:
                standing.limited = str(stop)
            else:
                self.tell(Waiting(endpoint=case.endpoint, seconds=seconds))
        raise Stopped(standing.limited)

    def _pass(self, case: Case, request: Request, log: CaseLog, *, alone: bool) -> tuple[Exchange, bool]:
        """One exchange when its turn has come, and whether it was alone."""
        ROOM.leave()
        strikes = self.standings[case.endpoint].strikes
        before = len(strikes) if alone else sum(position < case.position for position in strikes)
        own = sum(position == case.position for position in strikes) if alone else 0
        if before - own + log.strikes >= STRIKES:
            raise CutOffError
        self._check_deadline()
        with self.pace.turn(case.position, alone=alone) as was_alone:
            if alone and len(strikes) - own + log.strikes >= STRIKES:  # while this one waited
                raise CutOffError
            self._check_deadline()
            timeout = min(self.settings.timeout, self.pace.remaining)
            exchange = self.transport.send(request, timeout=timeout)
        log.elapsed.append(exchange.elapsed)
        came = self._as_it_came(case, exchange) if self.settings.verbose else None
        self.tell(Exchanged(endpoint=case.endpoint, record=came))
        if exchange.failure in NETWORK:
            log.unreached = exchange.detail
            raise Stopped(exchange.detail)
        if self.pace.remaining <= 0:  # judging ends then, too
            raise Stopped(self._over)
        if exchange.failure in _STRIKING:
            log.strikes += 1
            # If not alone the repeat decides: beside other requests a slow bridge may just be busy.
            if alone and self._counts(exchange, case):
                strikes.append(case.position)
        return exchange, was_alone or self.settings.workers == 1

    def _as_it_came(self, case: Case, exchange: Exchange) -> Record:
        """The record of an exchange that nobody has judged yet: it may return what is still to be masked."""
        mask, response = self.mask, exchange.response
        if case.endpoint == VALIDATION.name and response and 200 <= response.status < 300:
            mask = mask.copy()
            _learn(mask, decode(response.lightened().body).value)
        return record(exchange, case.label or case.scenario.title, mask)

    @property
    def _over(self) -> str:
        return f"the time for the whole run ({self.settings.deadline:g} s, --deadline) is over"

    def _check_deadline(self) -> None:
        if self.pace.remaining <= 0:
            raise Stopped(self._over)

    def request(self, case: Case, body: Any) -> Request:
        """A case's request with a body; a raw one, if the scenario has that, stands instead of it."""
        method, raw = case.scenario.method, case.scenario.raw
        content = raw.encode() if raw is not None else orjson.dumps(body)
        return Request(
            endpoint=case.endpoint,
            url=case.url,
            method=method,
            headers=(*(JSON_HEADERS if content or method == "POST" else ()), *self.headers),
            body=content,
            twice=case.scenario.twice,
        )

    def show(self, case: Case, exchange: Exchange, log: CaseLog, *, wanted: bool) -> Record | None:
        """The record of an exchange; none where a case has enough of them, and nobody points to this one."""
        if not wanted and len(log.records) >= KEPT_RECORDS:
            return None
        if wanted and len(log.records) >= 2 * KEPT_RECORDS:
            return None
        limit = POINTED_TO if wanted else SHOWN
        shown = record(exchange, case.label or case.scenario.title, self.mask, limit=limit)
        log.records.append(shown)
        return shown


def _learn(mask: Mask, fields: Any) -> None:
    """Mask the fields that the authorization validator returned."""
    left = LEARNED
    for name, value in fields.items() if isinstance(fields, dict) else ():
        if left > 0 and is_id(value):
            known = str(value)[:left]
            mask.learn(f"${variable(name[:80])}", known)
            left -= len(name) + len(known)
