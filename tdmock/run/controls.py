"""Further requests that show what a failure hangs on: the credentials, a contact's id or a text."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tdmock.exchange import Exchange
from tdmock.judge.exchanges import REFUSALS, Verdict
from tdmock.judge.rules.common import ECHOES
from tdmock.run.log import CaseLog
from tdmock.run.pace import Stopped
from tdmock.scenario.inputs import numbered
from tdmock.scenario.properties import hangs_on

if TYPE_CHECKING:
    from tdmock.run.retry import Asked, Caller

WITHOUT_IDS = "without-ids"


def controlled(
    caller: "Caller", asked: "Asked", exchange: Exchange, verdict: Verdict, log: CaseLog
) -> Verdict:
    """The verdict on a status, with what control requests show of its cause as far as they can be sent."""
    statuses = caller.contract.operations[asked.case.endpoint].status_clauses
    blamed = {breach.rule for breach in verdict.breaches}.intersection(entry.clause.id for entry in statuses)
    if blamed and exchange.response and not _succeeds(exchange):
        with suppress(Stopped):
            return _Control(caller, asked, exchange, log, blamed).settle(verdict)
    return verdict


@dataclass(frozen=True, slots=True)
class _Control:
    """One request whose status broke the ``blamed`` rules, and what it is held against."""

    caller: "Caller"
    asked: "Asked"
    exchange: Exchange
    log: CaseLog
    blamed: Collection[str]

    def settle(self, verdict: Verdict) -> Verdict:
        controls = self.asked.case.controls
        if controls.authorized is not None and self._is_refused_alike(controls.authorized):
            return replace(verdict, breaches=tuple(b for b in verdict.breaches if b.rule in ECHOES))
        if _outcome(self.exchange) in map(str, REFUSALS):
            return verdict
        if controls.identified is not None and _succeeds(self._send(controls.identified)):
            self.log.instead = controls.identified
            judge = self.caller.judges[self.asked.case.endpoint]
            return replace(judge.judge(self.exchange, WITHOUT_IDS, self.asked.body), usable=True)
        return self._with_property(verdict)

    def _with_property(self, verdict: Verdict) -> Verdict:
        """The verdict, whose breaches say on what property of the texts they hang."""
        case, body = self.asked.case, self.asked.body
        data = body["data"] if case.controls.texts else {}
        texts = {name: data[name] for name in case.controls.texts if isinstance(data.get(name), str)}
        if not texts:
            return verdict

        def fails(other: Mapping[str, str]) -> bool:
            return _outcome(self._send({**body, "data": {**data, **other}})) == _outcome(self.exchange)

        found = hangs_on(texts, fails)
        if not found:
            return verdict
        return replace(
            verdict,
            breaches=tuple(
                replace(b, actual=f"{b.actual}: {found}") if b.rule in self.blamed else b
                for b in verdict.breaches
            ),
        )

    def _is_refused_alike(self, body: Any) -> bool:
        """Whether another body gets the same status, or crashes the bridge as this one does."""
        again = _outcome(self._send(body))
        return again == _outcome(self.exchange) or {again[0], _outcome(self.exchange)[0]} == {"5"}

    def _send(self, body: Any) -> Exchange:
        """The answer to another body; its mark has a number of its own, for a system may refuse it twice."""
        case, number = self.asked.case, len(self.log.elapsed)
        marked = numbered(body, f"{case.position[0]}.{case.position[1]}{number:03}")
        return self.caller.send(case, self.caller.request(case, marked), self.log, alone=True)


def _succeeds(exchange: Exchange) -> bool:
    return exchange.response is not None and 200 <= exchange.response.status < 300


def _outcome(exchange: Exchange) -> str:
    """The status, or what came instead of one."""
    return str(exchange.response.status if exchange.response else exchange.failure)
