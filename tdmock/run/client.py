"""Calls the bridge as Talkdesk would, under a run's bounds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import orjson

from tdmock.contract.compile import Contract
from tdmock.endpoints import VALIDATION
from tdmock.exchange import JSON_HEADERS, Exchange, Failure, Headers, Request
from tdmock.exchange.memory import ROOM
from tdmock.exchange.payload import decode
from tdmock.judge.exchanges import NETWORK
from tdmock.redaction.mask import Mask, variable
from tdmock.redaction.record import POINTED_TO, SHOWN, Record, record
from tdmock.run.breaker import Breaker
from tdmock.run.events import Event, Exchanged, Waiting
from tdmock.run.log import CaseLog
from tdmock.run.pace import Pace, Stopped, limits_rate
from tdmock.run.result import Case
from tdmock.run.settings import REPEATS, Settings
from tdmock.talkdesk.state import is_id
from tdmock.transport import Transport

LEARNED = 2**16  # characters of what the validator returned that are masked
LOOKED_FOR = 64  # characters more that each field counts as: it is looked for in all that is shown
KEPT_RECORDS = 20  # of one case, beside those that findings point to

_COUNTED = {Failure.TIMEOUT, Failure.DROPPED}


@dataclass(frozen=True, kw_only=True)
class Client:
    """Sends requests; shared by the workers of a run.

    ``breakers`` are by endpoint. ``tell`` is told of every exchange, and of waiting.
    """

    transport: Transport
    contract: Contract
    mask: Mask
    settings: Settings
    headers: Headers
    pace: Pace
    breakers: Mapping[str, Breaker]
    tell: Callable[[Event], None]

    def send(self, case: Case, request: Request, log: CaseLog, *, alone: bool = False) -> Exchange:
        """One exchange, if need be with no other at the same time. Raises :class:`Stopped`.

        What takes long is sent again alone before it counts: it may have waited for others, or for what the
        bridge still does with requests that were given up.
        """
        breaker = self.breakers[case.endpoint]
        exchange = self._send_unlimited(case, request, log, alone=alone)
        for _ in range(REPEATS):
            if exchange.failure or exchange.elapsed <= self.settings.slow or breaker.is_slow:
                return exchange
            queued = len(log.elapsed) - 1
            del exchange  # it may be large, and another comes
            exchange = self._send_unlimited(case, request, log, alone=True)
            del log.elapsed[queued]
            self.pace.serial |= exchange.elapsed <= self.settings.slow
        breaker.is_slow = exchange.failure is None and exchange.elapsed > self.settings.slow
        return exchange

    def _send_unlimited(self, case: Case, request: Request, log: CaseLog, *, alone: bool) -> Exchange:
        """One exchange; where there was too much it is sent again, as told."""
        breaker = self.breakers[case.endpoint]
        for tries in count(1):
            if breaker.limited:
                break
            exchange, was_alone = self._pass(case, request, log, alone=alone or tries > 1)
            if not limits_rate(exchange):
                return exchange
            exchange = exchange.lightened()
            try:
                seconds = self.pace.slow_down(exchange, tries, alone=was_alone)
            except Stopped as stop:
                breaker.limited = str(stop)
            else:
                self.tell(Waiting(endpoint=case.endpoint, seconds=seconds))
        raise Stopped(breaker.limited)

    def _pass(self, case: Case, request: Request, log: CaseLog, *, alone: bool) -> tuple[Exchange, bool]:
        """One exchange when its turn has come, and whether it was alone."""
        ROOM.leave()
        breaker = self.breakers[case.endpoint]
        breaker.check(case.position, log.failures, alone=alone)
        self._check_deadline()
        with self.pace.turn(case.position, alone=alone) as was_alone:
            if alone:  # others may have failed while this one waited
                breaker.check(case.position, log.failures, alone=True)
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
        if exchange.failure in _COUNTED:
            log.failures += 1
            # If not alone the repeat decides: beside other requests a slow bridge may just be busy.
            if alone and self.counts(exchange, case):
                breaker.failures.append(case.position)
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

    def counts(self, exchange: Exchange, case: Case) -> bool:
        """Whether a failure counts against the endpoint: none dropped at what Talkdesk never sends."""
        dropped = exchange.failure is Failure.DROPPED
        robustness = self.contract.kinds[case.scenario.kind].judged == "robustness"
        return exchange.failure is Failure.TIMEOUT or (dropped and not robustness)

    def learn(self, fields: Any) -> None:
        """Mask what the authorization validator returned, its own answer included: as much as is shown."""
        _learn(self.mask, fields)


def _learn(mask: Mask, fields: Any) -> None:
    """Mask the fields that the authorization validator returned."""
    left = LEARNED
    for name, value in fields.items() if isinstance(fields, dict) else ():
        if left > 0 and is_id(value):
            known = str(value)[:left]
            mask.learn(f"${variable(name[:80])}", known)
            left -= len(name) + len(known) + LOOKED_FOR
