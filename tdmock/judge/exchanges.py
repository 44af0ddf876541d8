"""Judges one exchange: which clauses were looked at, which broke, and whether the answer can be used."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tdmock.contract.compile import Contract, Operation
from tdmock.definition.model import Definition
from tdmock.exchange import Exchange, Failure, Response
from tdmock.exchange.payload import Problem, decode
from tdmock.findings import Breach, Level
from tdmock.judge.rules import Answer, Moment, judge_by, rules_at
from tdmock.judge.schema import Schema
from tdmock.judge.wire import Wire
from tdmock.talkdesk.state import too_large_to_send_back

REFUSALS = {401, 403}
"""How credentials are refused."""

_BORNE = {"429", "501"}
"""Statuses that are no breach where others of their class are, though nobody wishes for them."""

NETWORK = {Failure.REFUSED, Failure.UNREACHABLE, Failure.TLS}
"""Failures that say nothing about the bridge's behaviour: it was not reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one exchange showed.

    ``decoded`` is set when the answer is a success whose JSON could be read. ``usable`` is False when
    Talkdesk could not go on with this answer: other checks that build on it are untestable. ``looked_at``
    are the rules that something in the answer could have broken, ``untold`` those that it does break as a
    consequence of the breaches.
    """

    breaches: tuple[Breach, ...]
    looked_at: frozenset[str]
    untold: frozenset[str] = frozenset()
    decoded: Answer | None = None
    usable: bool = True

    @property
    def broken(self) -> frozenset[str]:
        """The rules that the answer breaks, told or not."""
        return self.untold.union(breach.rule for breach in self.breaches)

    @property
    def answer(self) -> Answer | None:
        """What others may build on."""
        return self.decoded if self.usable else None

    def lightened(self) -> "Verdict":
        """The verdict as it may be kept while other exchanges are under way: without the answer."""
        return replace(self, decoded=None)


class Judge:
    """Judges the exchanges of one endpoint."""

    def __init__(
        self, contract: Contract, operation: Operation, definition: Definition, *, slow: float
    ) -> None:
        self._kinds = contract.kinds
        self._errors = {name for name, clause in contract.clauses.items() if clause.level is Level.ERROR}
        self._operation = operation
        self._definition = definition
        self._schema = Schema(contract, operation.schema)
        self._wire = Wire(contract.wire_clauses, slow=slow)
        self._rules = rules_at(Moment.ANSWER, [clause.id for clause in operation.rules])
        self._of_exchanges = rules_at(Moment.EXCHANGE)

    def judge(
        self, exchange: Exchange, kind: str, sent: Mapping[str, Any], *, most: int | None = None
    ) -> Verdict:
        """Judge an exchange whose request was of a kind and had this body; ``most`` of its records or all."""
        how = self._kinds[kind].judged
        regular = how != "robustness"
        response = exchange.response
        if response is None or (exchange.failure and not _says_enough(exchange.failure, response)):
            return self._failed(exchange, kind)
        breaches = list(self._by_status(response.status, kind))
        looked_at = set(self._wire.seen(exchange, response, regular=regular))
        looked_at.update(entry.clause.id for entry in self._operation.status_clauses if kind in entry.kinds)
        found, seen = judge_by(self._of_exchanges, exchange=exchange, sent=sent, definition=self._definition)
        looked_at |= seen
        breaches += [*found, *self._wire.breaches(exchange, response, regular=regular)]
        usable = 200 <= response.status < 300
        if how != "whole" or not usable:
            return Verdict(breaches=tuple(breaches), looked_at=frozenset(looked_at), usable=usable)
        body = self._body(exchange, response, kind, sent, most)
        looked_at |= body.looked_at
        if not body.usable:  # the body is the cause; a remark on the status would be its echo
            untold = frozenset(breach.rule for breach in breaches)
            return replace(body, looked_at=frozenset(looked_at), untold=untold)
        return replace(body, breaches=(*breaches, *body.breaches), looked_at=frozenset(looked_at))

    def _failed(self, exchange: Exchange, kind: str) -> Verdict:
        failure = exchange.failure or Failure.DROPPED
        own = [
            e.clause.id
            for e in self._operation.status_clauses
            if kind in e.kinds and e.is_broken_by("dropped")
        ]
        breaches: list[Breach] = []
        if failure in {Failure.DROPPED, Failure.PROTOCOL} and own:
            expected = f"an answer to {self._kinds[kind].title}"
            breaches = [Breach(rule=own[0], expected=expected, actual=exchange.detail)]
        elif failure in self._wire and (
            self._kinds[kind].judged != "robustness" or failure is Failure.TIMEOUT
        ):
            breaches = [self._wire.breach(failure, exchange.detail)]
        looked_at = frozenset(breach.rule for breach in breaches)
        return Verdict(breaches=tuple(breaches), looked_at=looked_at, usable=False)

    def flaky(self, exchange: Exchange, verdict: Verdict) -> Breach:
        """The breach of a failure that did not come again when its request was repeated."""
        cause = verdict.breaches[0] if verdict.breaches else Breach(actual=exchange.detail)
        sign = "flaky-timeout" if exchange.failure is Failure.TIMEOUT else "flaky"
        return self._wire.breach(sign, f"once {cause.actual} ({cause.rule})", at=cause.at)

    def _by_status(self, status: int, kind: str) -> Iterator[Breach]:
        for entry in self._operation.status_clauses:
            if kind in entry.kinds and entry.is_broken_by(status):
                yield Breach(
                    rule=entry.clause.id,
                    expected=_expected_status(entry.broken_by),
                    actual=f"status {status} to {self._kinds[kind].title}",
                )

    def _body(
        self, exchange: Exchange, response: Response, kind: str, sent: Mapping[str, Any], most: int | None
    ) -> Verdict:
        """The verdict on the body of a success."""
        payload = decode(response.body)
        empty = self._operation.empty_body
        presence = frozenset({empty} if isinstance(empty, str) else ())
        if payload.problem is Problem.EMPTY and response.status == 204 and self._operation.no_content:
            return Verdict(breaches=(), looked_at=frozenset())
        if payload.problem is Problem.EMPTY and empty:
            breaches = [
                Breach(
                    rule=rule, expected=f"a JSON object with status {response.status}", actual="an empty body"
                )
                for rule in presence
            ]
            return Verdict(breaches=tuple(breaches), looked_at=presence)
        if payload.problem not in {None, Problem.DUPLICATE_KEYS}:
            unreadable = self._wire.unreadable(payload, response)
            return Verdict(breaches=(unreadable,), looked_at=self._wire.shown_by("body"), usable=False)
        records = self._schema.records(payload.value) or []
        answer = Answer(
            kind=kind,
            sent=sent,
            value=payload.value,
            definition=self._definition,
            exchange=exchange,
            records=[(index, record) for index, record in enumerate(records) if isinstance(record, dict)],
            most=most,
        )
        looked_into = payload.value if most is None else self._schema.shortened(payload.value, most)
        shape = list(self._schema.breaches(looked_into))
        oversized = list(self._oversized(payload.value))
        found, seen = judge_by(self._rules if most is None else (), answer=answer)
        breaches = [*self._wire.in_readable(payload, response), *oversized, *shape, *found]
        looked_at = self._wire.shown_by("body") | presence | seen
        looked_at |= frozenset(self._schema.seen(looked_into))
        if answer.records or (isinstance(payload.value, dict) and payload.value):
            looked_at |= self._wire.shown_by("object")
        usable = not oversized and not any(self._spoils(breach) for breach in shape)
        return Verdict(breaches=tuple(breaches), looked_at=looked_at, decoded=answer, usable=usable)

    def _oversized(self, value: Any) -> Iterator[Breach]:
        for name, size in too_large_to_send_back(self._operation.endpoint, value):
            yield self._wire.breach("too-large-to-keep", "more", at=name, limit=size)

    def _spoils(self, breach: Breach) -> bool:
        """Whether nothing can be read of an answer; records that may be left out are none at all."""
        return breach.at == "" or (breach.at in {"contacts", "agents"} and breach.rule in self._errors)


def judges(
    contract: Contract, endpoints: Iterable[str], definition: Definition, *, slow: float
) -> dict[str, Judge]:
    """A judge for each endpoint that is called."""
    return {name: Judge(contract, contract.operations[name], definition, slow=slow) for name in endpoints}


def _says_enough(failure: Failure, response: Response) -> bool:
    """Whether the status says all: nobody reads on in the endless body of a refusal or a crash."""
    return failure is Failure.TOO_LARGE and not 200 <= response.status < 300


def _expected_status(broken_by: frozenset[str]) -> str:
    """The statuses that would have been right, in words."""
    wanted = sorted({name[1:] for name in broken_by if name.startswith("-")} - _BORNE)
    if wanted:
        return "status " + " or ".join(wanted)
    if "2xx" in broken_by:
        return "a refusal"
    return (
        "any status but " + " or ".join(sorted(name for name in broken_by - {"dropped"} if name[0] != "-"))
        if "4xx" not in broken_by
        else "a success"
    )
