"""Sends generated requests under the bounds that a player keeps: strikes, deadlines, one at a time."""

import json
from dataclasses import dataclass, fields, replace
from threading import Lock
from typing import Any, Self

import orjson

from tdmock.exchange import Exchange
from tdmock.judge import Verdict
from tdmock.play import Played, Player
from tdmock.records import Record


@dataclass(frozen=True, kw_only=True)
class Prober(Player):
    """Sends bodies of any form, and shows exchanges.

    ``turn`` is held by whoever generates, for Schemathesis is not made for several threads; it is let go
    while a request is under way.
    """

    turn: Lock

    @classmethod
    def like(cls, player: Player, turn: Lock) -> Self:
        return cls(turn=turn, **{item.name: getattr(player, item.name) for item in fields(player)})

    def send(self, body: Any, played: Played, *, alone: bool = False) -> Exchange:
        """Send a body: JSON, or bytes that are none. Raises :class:`tdmock.play.Stopped`."""
        request = replace(self._request(played.case, {}), body=encoded(body))
        self.turn.release()
        try:
            return self._send(played.case, request, played, alone=alone)
        finally:
            self.turn.acquire()

    def show(self, exchange: Exchange, played: Played) -> Record | None:
        """The record of an exchange that a finding points to."""
        return self._record(played.case, exchange, played, wanted=True)

    def tell_unsteady(self, exchange: Exchange, verdict: Verdict, played: Played) -> None:
        """Tell of a failure that did not come again.

        Where the request was a wrong one it counts as what it was: no text asks for steady answers to those.
        """
        if self.contract.kinds[played.case.scenario.kind].judged == "whole":
            self._tell_hiccup(played.case, exchange, verdict, played)
            return
        once = [replace(breach, actual=f"once {breach.actual}") for breach in verdict.breaches]
        played.tally(once, self.show(exchange, played))


def encoded(body: Any) -> bytes:
    """A body's bytes; integers beyond 64 bits, which orjson refuses, by the standard library."""
    if isinstance(body, bytes):
        return body
    try:
        return orjson.dumps(body)
    except orjson.JSONEncodeError:
        return json.dumps(body, ensure_ascii=False).encode(errors="surrogatepass")
