"""Plays one case of a scenario against the bridge, as Talkdesk would: repeats, pages, continuations."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import orjson

from tdmock.contract import Contract
from tdmock.exchange import JSON_HEADERS, Exchange, Failure, Headers, Request
from tdmock.findings import Breach, Level
from tdmock.gate import Gate
from tdmock.judge import NETWORK, Judge, Verdict
from tdmock.mask import Mask, variable
from tdmock.records import Record, record
from tdmock.rules import ENDPOINT_RULES, WALK_RULES, Answer
from tdmock.scenario import Kept, Scenario
from tdmock.settings import REPEATS, STRIKES, Settings
from tdmock.talkdesk import Continuation, Walk
from tdmock.transport import Transport
from tdmock.walking import (
    IDLE_PAGES,
    absorb,
    continued,
    goes_round,
    only_known_ids,
    page_breaches,
    page_rules,
    too_many_pages,
)

if TYPE_CHECKING:
    from tdmock.expecting import Comparing

LONGEST_WAIT = 5  # seconds that a bridge may ask to wait before a request is repeated
KEPT_RECORDS = 20  # of one case, beside those that findings point to


_STRIKING = {Failure.TIMEOUT, Failure.DROPPED}


class Stopped(Exception):  # noqa: N818 - the run's own decision, told as the reason why something is untestable
    """The case can't go on; the text says why."""


class CutOffError(Stopped):
    """The endpoint is not called again."""

    def __init__(self) -> None:
        super().__init__(f"not called again after {STRIKES} time-outs or dropped connections")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One concrete request of a scenario, to be followed by its further pages where it is a walk.

    ``position`` orders the cases of an endpoint: whatever the number of workers, reports follow it.
    """

    position: tuple[int, int]
    scenario: Scenario
    endpoint: str
    url: str
    label: str
    body: Any
    previous: frozenset[int] | set[int] = frozenset()
    suspects: frozenset[int] | set[int] = frozenset()
    expected: "Comparing | None" = None


@dataclass(slots=True, kw_only=True)
class Tally:
    """How often a clause was broken in a case, with the first breach as the example."""

    breach: Breach
    record: Record | None
    occurrences: int = 0
    places: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Played:
    """What a case showed.

    ``answered``: its first request got a usable answer. ``complete``: so did all of its requests, and a
    walk came to its end. ``unreached``: why the bridge could not be reached. ``stopped``: why it ended early.
    """

    case: Case
    tallies: dict[str, Tally] = field(default_factory=dict)
    looked_at: set[str] = field(default_factory=set)
    records: list[Record] = field(default_factory=list)
    elapsed: list[float] = field(default_factory=list)
    kept: list[tuple[str, str, Any]] = field(default_factory=list)
    walk: Walk | None = None
    value: Any = None
    answered: bool = False
    complete: bool = False
    strikes: int = 0
    unreached: str = ""
    stopped: str = ""
    refused_credentials: bool = False

    def tally(self, breaches: Iterable[Breach], shown: Record | None) -> None:
        for breach in breaches:
            entry = self.tallies.setdefault(breach.rule, Tally(breach=breach, record=shown))
            entry.occurrences += breach.occurrences
            place = generalised(breach.at)
            if place in entry.places or len(entry.places) < 20:
                entry.places[place] = entry.places.get(place, 0) + breach.occurrences


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request of a case, and of what kind it is."""

    case: Case
    request: Request
    kind: str
    body: Any


def _limits_rate(exchange: Exchange) -> bool:
    """Whether an answer says that there were too many requests; no text sets a rate, so none is broken."""
    response = exchange.response
    if response is None:
        return False
    return response.status == 429 or (response.status == 503 and response.header("Retry-After") is not None)


def generalised(at: str) -> str:
    """A place without its indexes: ``contacts[3].id`` is one of ``contacts[].id``."""
    return "".join((part.partition("]")[2] and f"[]{part.partition(']')[2]}") or "[]" if i else part
                   for i, part in enumerate(at.split("[")))  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Player:
    """Plays cases; shared by the workers of a run."""

    transport: Transport
    contract: Contract
    judges: Mapping[str, Judge]
    mask: Mask
    settings: Settings
    headers: Headers
    gate: Gate
    ends_at: float  # on the monotonic clock
    strikes: dict[str, list[tuple[int, int]]]
    progress: Callable[[Record], None]

    def play(self, case: Case) -> Played:
        """Play a case to its end; whatever the bridge does is in what is returned."""
        played = Played(case=case)
        try:
            if case.scenario.walk:
                self._walk(case, played)
            else:
                verdict, _ = self._ask(case, case.body, case.scenario.kind, played)
                played.answered = played.complete = verdict.usable
                if verdict.answer:
                    played.value = _worth_keeping(case.scenario.keeps, verdict.answer)
                    self._keep(case, verdict.answer, played)
        except Stopped as stop:
            played.stopped = str(stop)
        return played

    def _walk(self, case: Case, played: Played) -> None:
        """Follow a synchronization to its last page, or until it is clear that there is none."""
        walk = played.walk = Walk(seed=self.settings.seed, previous=case.previous, suspects=case.suspects)
        group = case.scenario.endpoint.partition("_")[0] + "s"  # contact_sync -> contacts
        body, kind = case.body, case.scenario.kind
        following: Continuation | None = None
        while True:
            verdict, shown = self._ask(case, body, kind, played)
            played.answered |= verdict.usable
            if verdict.answer is None:
                return
            found = list(page_breaches(group, verdict.answer, walk))
            if case.expected:
                case.expected.see(verdict.answer.records)
            played.tally(found, shown)
            following = absorb(walk, verdict.answer, group)
            if any(map(goes_round, found)):
                break
            if following is None:
                break
            if walk.idle_pages >= IDLE_PAGES:
                played.tally([only_known_ids(group, walk)], shown)
                break
            if walk.pages >= self.settings.max_pages:
                played.tally([too_many_pages(group, walk)], shown)
                played.complete = True  # what was read is enough to go on with
                break
            body, kind = continued(case.body, following), "valid"
        walk.ended = following is None
        played.complete |= walk.ended
        played.looked_at |= {*page_rules(group), f"{group}.pages-are-within-limit"}
        if not any(map(goes_round, found)):
            self._judge_walk(case, walk, played)

    def _judge_walk(self, case: Case, walk: Walk, played: Played) -> None:
        """Judge a walk as a whole, after its last page."""
        for name in case.scenario.judges:
            played.looked_at.add(name)
            played.tally((replace(breach, rule=name) for breach in WALK_RULES[name](walk)), None)
        if case.expected:
            judged, breaches = case.expected.judge(whole=walk.ended)
            played.looked_at |= judged
            played.tally(breaches, None)

    def _keep(self, case: Case, answer: Answer, played: Played) -> None:
        for name, rule in ENDPOINT_RULES.items():
            if name in self.contract.clauses and (kept := rule.gather(answer)) is not None:
                played.kept.append((name, case.label, kept))

    def _ask(self, case: Case, body: Any, kind: str, played: Played) -> tuple[Verdict, Record | None]:
        """Send one request and judge its answer, repeating it at once where it fails."""
        asked = Asked(case=case, request=self._request(case, body), kind=kind, body=body)
        exchange = self._send(case, asked.request, played)
        verdict = self._judge(asked, exchange)
        if self._fails(exchange, verdict) and not self._is_known(verdict, played):
            try:
                exchange, verdict = self._repeat(asked, played, exchange, verdict)
            except CutOffError:
                played.elapsed.pop()  # with fewer workers this request would not have been sent at all
                raise
        played.looked_at |= verdict.looked_at
        status = exchange.response.status if exchange.response else 0
        played.refused_credentials |= status in {401, 403} and self.contract.kinds[kind].judged == "whole"
        if case.scenario.keeps == "auth" and verdict.answer:
            self._learn(verdict.answer.value)
        shown = self._record(case, exchange, played, wanted=bool(verdict.breaches))
        played.tally(verdict.breaches, shown)
        return verdict, shown

    def _judge(self, asked: Asked, exchange: Exchange) -> Verdict:
        sent = asked.body if isinstance(asked.body, dict) else {}
        return self.judges[asked.case.endpoint].judge(exchange, asked.kind, sent)

    def _learn(self, fields: Any) -> None:
        """Mask what the authorization validator returned, its own answer included."""
        for name, value in fields.items() if isinstance(fields, dict) else ():
            if isinstance(value, str | int) and not isinstance(value, bool):
                self.mask.learn(f"${variable(name)}", str(value))

    def _repeat(
        self, asked: Asked, played: Played, first: Exchange, verdict: Verdict
    ) -> tuple[Exchange, Verdict]:
        """Repeat a failed request alone; the answer that succeeds counts, and the failure as a hiccup.

        A failure that comes of our sending too much at once is no hiccup: from then on the bridge is asked
        one thing at a time.
        """
        crowded = self.settings.workers > 1 and not self.gate.serial
        limited = _limits_rate(first)
        for _ in range(REPEATS):
            if limited:
                self._wait_as_told(first)
            again = self._send(asked.case, asked.request, played, alone=True)
            judged = self._judge(asked, again)
            if not self._fails(again, judged):
                played.strikes = 0
                late = first.failure is Failure.TIMEOUT
                self.gate.serial |= late or limited
                if not (limited or (late and crowded)):
                    self._tell_hiccup(asked.case, first, verdict, played)
                return again, judged
        if first.failure in _STRIKING:
            self.strikes[asked.case.endpoint].append(asked.case.position)
        return first, verdict

    def _wait_as_told(self, exchange: Exchange) -> None:
        """Wait as a bridge that limits its rate asks for, in reason."""
        told = (exchange.response.header("Retry-After") if exchange.response else None) or "1"
        seconds = int(told) if told.isdecimal() and len(told) < 5 else 1
        sleep(min(seconds, LONGEST_WAIT, max(0.0, self.ends_at - monotonic())))

    def _tell_hiccup(self, case: Case, first: Exchange, verdict: Verdict, played: Played) -> None:
        cause = verdict.breaches[0] if verdict.breaches else Breach(actual=first.detail)
        late = first.failure is Failure.TIMEOUT
        breach = Breach(
            rule="common.answers-in-time" if late else "common.answers-consistently",
            at=cause.at,
            expected="the answer that the same request got when it was repeated at once",
            actual=f"once {cause.actual} ({cause.rule})",
        )
        played.tally([breach], self._record(case, first, played, wanted=True))

    def _fails(self, exchange: Exchange, verdict: Verdict) -> bool:
        errors = any(self.contract.clauses[breach.rule].level is Level.ERROR for breach in verdict.breaches)
        crashed = exchange.response is not None and (
            exchange.response.status >= 500 or exchange.response.status == 429
        )
        return errors or crashed or (exchange.failure is not None and exchange.failure not in NETWORK)

    def _is_known(self, verdict: Verdict, played: Played) -> bool:
        """Whether this case has shown the same before: then it needs no further proof."""
        return bool(verdict.breaches) and all(breach.rule in played.tallies for breach in verdict.breaches)

    def _send(self, case: Case, request: Request, played: Played, *, alone: bool = False) -> Exchange:
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
        if exchange.failure is Failure.TIMEOUT and timeout < self.settings.timeout:
            raise Stopped(f"the time for the whole run ({self.settings.deadline:g} s, --deadline) is over")
        if exchange.failure in _STRIKING:
            played.strikes += 1
            if alone:  # otherwise the repeat decides: beside other requests a slow bridge may just be busy
                strikes.append(case.position)
        return exchange

    def _request(self, case: Case, body: Any) -> Request:
        raw = case.scenario.raw
        return Request(
            endpoint=case.endpoint,
            url=case.url,
            method=case.scenario.method,
            headers=(*(JSON_HEADERS if case.scenario.method == "POST" else ()), *self.headers),
            body=raw.encode() if raw is not None else orjson.dumps(body),
        )

    def _record(self, case: Case, exchange: Exchange, played: Played, *, wanted: bool) -> Record | None:
        if not wanted and len(played.records) >= KEPT_RECORDS:
            return None
        if wanted and len(played.records) >= 2 * KEPT_RECORDS:
            return None
        shown = record(exchange, case.label or case.scenario.title, self.mask, command=wanted)
        played.records.append(shown)
        self.progress(shown)
        return shown


def _worth_keeping(kept: Kept | None, answer: Answer) -> Any:
    """What Talkdesk keeps of an answer, in as little memory as it takes."""
    match kept, answer.value:
        case "auth", dict() as fields:
            return {name: value for name, value in fields.items() if isinstance(value, str | int)}
        case "activity", list() as interactions:
            types = {str(entry.get("type"))[:80] for entry in interactions if isinstance(entry, dict)}
            return len(types), len(interactions)
        case _:
            return None
