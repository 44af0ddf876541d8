"""Sends generated requests under the bounds of all others: circuit breakers, deadlines, one at a time."""

import json
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

import orjson

from tdmock.exchange import Exchange
from tdmock.judge.exchanges import Verdict
from tdmock.redaction.record import Record
from tdmock.run.log import CaseLog
from tdmock.run.retry import Caller


@dataclass(frozen=True, kw_only=True)
class Prober:
    """Sends bodies of any form, and shows exchanges.

    ``turn`` is held by whoever generates, for Schemathesis is not made for several threads; it is let go
    while a request is under way.
    """

    caller: Caller
    turn: Lock

    def send(self, body: Any, log: CaseLog, *, alone: bool = False) -> Exchange:
        """Send a body: JSON, or bytes that are none. Raises :class:`tdmock.run.pace.Stopped`."""
        request = replace(self.caller.request(log.case, {}), body=encoded(body))
        self.turn.release()
        try:
            return self.caller.send(log.case, request, log, alone=alone)
        finally:
            self.turn.acquire()

    def show(self, exchange: Exchange, log: CaseLog) -> Record | None:
        """The record of an exchange that a finding points to."""
        return self.caller.show(log.case, exchange, log, wanted=True)

    def tell_unsteady(self, exchange: Exchange, verdict: Verdict, log: CaseLog) -> None:
        """Tell of a failure that did not come again.

        Where the request was a wrong one it counts as what it was: no text asks for steady answers to those.
        """
        if self.caller.contract.kinds[log.case.scenario.kind].judged == "whole":
            self.caller.tell_flaky(log.case, exchange, verdict, log)
            return
        once = [replace(breach, actual=f"once {breach.actual}") for breach in verdict.breaches]
        log.tally(once, self.show(exchange, log))


def encoded(body: Any) -> bytes:
    """A body's bytes; integers beyond 64 bits, which orjson refuses, by the standard library."""
    if isinstance(body, bytes):
        return body
    try:
        return orjson.dumps(body)
    except orjson.JSONEncodeError:
        return json.dumps(body, ensure_ascii=False).encode(errors="surrogatepass")
