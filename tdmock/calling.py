"""Calls the bridge as Talkdesk would, under a run's bounds: repeats, strikes, deadline, one at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from time import monotonic, sleep
from typing import Any

import orjson

from tdmock.contract import Contract
from tdmock.exchange import JSON_HEADERS, Exchange, Failure, Headers, Request
from tdmock.findings import Breach, Level
from tdmock.gate import Gate
from tdmock.judge import NETWORK, Judge, Verdict
from tdmock.mask import Mask, variable
from tdmock.played import Case, Played
from tdmock.records import Record, record
from tdmock.room import ROOM
from tdmock.settings import REPEATS, STRIKES, Settings
from tdmock.transport import Transport

LONGEST_WAIT = 5  # seconds that a bridge may ask to wait before a request is repeated
LEARNED = 2**16  # characters of what the validator returned that are masked
KEPT_RECORDS = 20  # of one case, beside those that findings point to

_STRIKING = {Failure.TIMEOUT, Failure.DROPPED}


class Stopped(Exception):  # noqa: N818 - the run's own decision, told as the reason why something is untestable
    """The case can't go on; the text says why."""


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


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Sends requests and judges the answers; shared by the workers of a run.

    ``ends_at`` is on the monotonic clock. ``strikes`` has for each endpoint the positions of the cases that
    came to a time-out or a dropped connection. ``progress`` is told of every exchange that is kept.
    """

    transport: Transport
    contract: Contract
    judges: Mapping[str, Judge]
    mask: Mask
    settings: Settings
    headers: Headers
    gate: Gate
    ends_at: float
    strikes: dict[str, list[tuple[int, int]]]
    progress: Callable[[Record], None]

    def ask(self, case: Case, body: Any, kind: str, played: Played) -> tuple[Verdict, Record | None]:
        """Send one request and judge its answer; repeat it where it fails. Raises :class:`Stopped`."""
        asked = Asked(case=case, request=self.request(case, body), kind=kind, body=body)
        exchange = self.send(case, asked.request, played)
        verdict = self._judge(asked, exchange)
        if self._fails(exchange, verdict) and not self._is_known(verdict, played):
            exchange, verdict = exchange.lightened(), verdict.lightened()
            try:
                exchange, verdict = self._repeat(asked, played, exchange, verdict)
            except CutOffError:
                played.elapsed.pop()  # with fewer workers this request would not have been sent at all
                raise
        played.looked_at |= verdict.looked_at
        status = exchange.response.status if exchange.response else 0
        played.refused_credentials |= status in {401, 403} and self.contract.kinds[kind].judged == "whole"
        if case.scenario.keeps == "auth" and verdict.decoded:
            self.learn(verdict.decoded.value)
        shown = self.show(case, exchange, played, wanted=bool(verdict.breaches))
        played.tally(verdict.breaches, shown)
        return verdict, shown

    def _judge(self, asked: Asked, exchange: Exchange) -> Verdict:
        sent = asked.body if isinstance(asked.body, dict) else {}
        return self.judges[asked.case.endpoint].judge(exchange, asked.kind, sent)

    def learn(self, fields: Any) -> None:
        """Mask what the authorization validator returned, its own answer included: as much as is shown."""
        left = LEARNED
        for name, value in fields.items() if isinstance(fields, dict) else ():
            if left > 0 and isinstance(value, str | int) and not isinstance(value, bool):
                known = str(value)[:left]
                self.mask.learn(f"${variable(name[:80])}", known)
                left -= len(name) + len(known)

    def _repeat(
        self, asked: Asked, played: Played, first: Exchange, verdict: Verdict
    ) -> tuple[Exchange, Verdict]:
        """Repeat a failed request alone; the answer that succeeds counts, and the failure as a hiccup.

        A failure that comes of our sending too much at once is no hiccup: from then on the bridge is asked
        one thing at a time.
        """
        crowded = self.settings.workers > 1 and not self.gate.serial
        limited = limits_rate(first)
        for _ in range(REPEATS):
            if limited:
                self.wait_as_told(first)
            again = self.send(asked.case, asked.request, played, alone=True)
            judged = self._judge(asked, again)
            if not self._fails(again, judged):
                played.strikes = 0
                late = first.failure is Failure.TIMEOUT
                self.gate.serial |= late or limited
                if not (limited or (late and crowded)):
                    self.tell_hiccup(asked.case, first, verdict, played)
                return again, judged
        if first.failure in _STRIKING:
            self.strikes[asked.case.endpoint].append(asked.case.position)
        # The first answer was let go when the second came: they may be large.
        return first, replace(verdict, decoded=judged.decoded)

    def wait_as_told(self, exchange: Exchange) -> None:
        """Wait as a bridge that limits its rate asks for, in reason."""
        told = (exchange.response.header("Retry-After") if exchange.response else None) or "1"
        seconds = int(told) if told.isdecimal() and len(told) < 5 else 1
        sleep(min(seconds, LONGEST_WAIT, max(0.0, self.ends_at - monotonic())))

    def tell_hiccup(self, case: Case, first: Exchange, verdict: Verdict, played: Played) -> None:
        """Tell of a failure that did not come again when its request was repeated."""
        cause = verdict.breaches[0] if verdict.breaches else Breach(actual=first.detail)
        late = first.failure is Failure.TIMEOUT
        breach = Breach(
            rule="common.answers-in-time" if late else "common.answers-consistently",
            at=cause.at,
            expected="the answer that the same request got when it was repeated at once",
            actual=f"once {cause.actual} ({cause.rule})",
        )
        played.tally([breach], self.show(case, first, played, wanted=True))

    def _fails(self, exchange: Exchange, verdict: Verdict) -> bool:
        errors = any(self.contract.clauses[breach.rule].level is Level.ERROR for breach in verdict.breaches)
        crashed = exchange.response is not None and (
            exchange.response.status >= 500 or exchange.response.status == 429
        )
        return errors or crashed or (exchange.failure is not None and exchange.failure not in NETWORK)

    def _is_known(self, verdict: Verdict, played: Played) -> bool:
        """Whether this case has shown the same before: then it needs no further proof."""
        return bool(verdict.breaches) and all(breach.rule in played.tallies for breach in verdict.breaches)

    def send(self, case: Case, request: Request, played: Played, *, alone: bool = False) -> Exchange:
        """One exchange, if need be with no other at the same time. Raises :class:`Stopped`."""
        ROOM.leave()
        strikes = self.strikes[case.endpoint]
        before = len(strikes) if alone else sum(position < case.position for position in strikes)
        own = sum(position == case.position for position in strikes) if alone else 0
        if before - own + played.strikes >= STRIKES:
            raise CutOffError
        remaining = self.ends_at - monotonic()
        if remaining <= 0:
            raise Stopped(f"the time for the whole run ({self.settings.deadline:g} s, --deadline) is over")
        access = self.gate.alone(case.position) if alone else self.gate.shared(case.position)
        with access:
            if alone and len(strikes) - own + played.strikes >= STRIKES:  # while this one waited
                raise CutOffError
            timeout = min(self.settings.timeout, max(self.ends_at - monotonic(), 0.001))
            exchange = self.transport.send(request, timeout=timeout)
        played.elapsed.append(exchange.elapsed)
        if exchange.failure in NETWORK:
            played.unreached = exchange.detail
            raise Stopped(exchange.detail)
        if monotonic() >= self.ends_at:  # judging ends then, too
            raise Stopped(f"the time for the whole run ({self.settings.deadline:g} s, --deadline) is over")
        if exchange.failure in _STRIKING:
            played.strikes += 1
            if alone:  # otherwise the repeat decides: beside other requests a slow bridge may just be busy
                strikes.append(case.position)
        return exchange

    def request(self, case: Case, body: Any) -> Request:
        """A case's request with a body; a raw one, if the scenario has that, stands instead of it."""
        raw = case.scenario.raw
        return Request(
            endpoint=case.endpoint,
            url=case.url,
            method=case.scenario.method,
            headers=(*(JSON_HEADERS if case.scenario.method == "POST" else ()), *self.headers),
            body=raw.encode() if raw is not None else orjson.dumps(body),
        )

    def show(self, case: Case, exchange: Exchange, played: Played, *, wanted: bool) -> Record | None:
        """The record of an exchange; none where a case has enough of them, and nobody points to this one."""
        if not wanted and len(played.records) >= KEPT_RECORDS:
            return None
        if wanted and len(played.records) >= 2 * KEPT_RECORDS:
            return None
        shown = record(exchange, case.label or case.scenario.title, self.mask, command=wanted)
        played.records.append(shown)
        self.progress(shown)
        return shown


def limits_rate(exchange: Exchange) -> bool:
    """Whether an answer says that there were too many requests; no text sets a rate, so none is broken."""
    response = exchange.response
    if response is None:
        return False
    return response.status == 429 or (response.status == 503 and response.header("Retry-After") is not None)
