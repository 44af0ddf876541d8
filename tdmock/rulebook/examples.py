"""Examples of exchanges that keep a clause or break it, played through the engine's own judges."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict

from tdmock import endpoints
from tdmock.contract.compile import Contract, Operation
from tdmock.documents.load import builtin
from tdmock.editions import Edition
from tdmock.endpoints import AGENTS, CONTACTS
from tdmock.exchange import Exchange, Failure, Request, Response
from tdmock.redaction.mask import Mask
from tdmock.run.breaker import Breaker
from tdmock.run.cases import Outlook
from tdmock.run.engine import make_caller
from tdmock.run.pace import Clock
from tdmock.run.plan import make_plan
from tdmock.run.player import Player
from tdmock.run.result import Case, CaseResult, over_answers
from tdmock.run.settings import Settings
from tdmock.run.tasks import Plan, Task
from tdmock.scenario.model import Scenario, builtin_scenarios, in_order
from tdmock.scenario.values import expand, fill
from tdmock.talkdesk.state import Continuation, Memory, Neighbours, Walk

ADDRESS = "https://bridge.example.org"
CREDENTIALS = {"account": "acme", "token": "t0ken-5f3a"}
EXPIRED = {"token": "expired-2b91"}

FAILURES = {
    Failure.DROPPED: "the connection was closed before an answer began",
    Failure.TIMEOUT: "no whole answer came in time",
    Failure.TRUNCATED: "the connection was closed before the body was complete",
    Failure.TOO_LARGE: "the body is larger than tdmock reads, and was not read further",
    Failure.ENCODING: "the body is not compressed as Content-Encoding says",
}
"""What an example's failure would look like to whoever waits for the answer."""


class Reply(BaseModel):
    """What a bridge answers: ``body`` as JSON or ``raw`` as text in ``charset``, or a failure instead."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: int = 200
    headers: dict[str, str] | None = None
    body: Any = None
    raw: str | None = None
    charset: str = "utf-8"
    failure: Failure | None = None
    elapsed: float = 0.05

    def exchange(self, request: Request) -> Exchange:
        """The exchange that a request has with this reply."""
        body = self._content()
        typed = {"Content-Type": "application/json"} if body else {}
        headers = self.headers if self.headers is not None else typed
        response = Response(status=self.status, headers=tuple(headers.items()), body=body)
        return Exchange(
            request=request,
            response=response if body or not self.failure else None,
            failure=self.failure,
            detail=FAILURES.get(self.failure, "") if self.failure else "",
            elapsed=self.elapsed,
        )

    def _content(self) -> bytes:
        if self.raw is not None:
            return self.raw.encode(self.charset)
        return orjson.dumps(self.body) if "body" in self.model_fields_set else b""


class Example(Reply):
    """An example of one reply, of several ``pages``, of ``answers`` to a scenario's cases, or of ``tries``.

    ``scenario`` names the one to play in its endpoint's folder, ``kind`` the first of that kind; without
    them the clause tells. ``sent`` is the request's body where no scenario has one of that kind, a template
    like those of scenarios. ``before`` are the pages that the endpoint's first scenario was answered with.
    ``also`` names the clauses that can't but break too.
    """

    scenario: str = ""
    kind: str = ""
    sent: Any = None
    pages: tuple[Reply, ...] = ()
    answers: tuple[Reply, ...] = ()
    tries: tuple[Reply, ...] = ()
    before: tuple[Reply, ...] = ()
    max_pages: int = 1000
    also: frozenset[str] = frozenset()

    def cases(self) -> list["Script"]:
        """A script for each request that the scenario starts with."""
        if self.answers:
            return [Script([[reply]]) for reply in self.answers]
        if self.pages:
            return [Script([[page] for page in self.pages])]
        return [Script([self.tries or [self]])]


@dataclass(kw_only=True)
class Outcome:
    """What playing an example showed: the exchanges in their order, the clauses that broke or could have."""

    exchanges: list[Exchange] = field(default_factory=list)
    looked_at: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)


class Script:
    """A transport that answers from a script: each new body gets the next page, the same one the next try."""

    def __init__(self, pages: Sequence[Sequence[Reply]]) -> None:
        self._pages = [list(tries) for tries in pages]
        self._asked: list[bytes] = []
        self.exchanges: list[Exchange] = []

    def send(self, request: Request, *, timeout: float) -> Exchange:
        """The next reply; the last one stays, for its page and for requests beyond the script."""
        del timeout
        if request.body not in self._asked:
            self._asked.append(request.body)
        tries = self._pages[min(self._asked.index(request.body), len(self._pages) - 1)]
        reply = tries.pop(0) if len(tries) > 1 else tries[0]
        exchange = reply.exchange(request)
        self.exchanges.append(exchange)
        return exchange

    def close(self) -> None:
        """There is nothing to close."""


class _Timeless(Clock):
    """A script has no use for waiting."""

    def wait(self, seconds: float) -> None:
        del seconds


def broken_by(contract: Contract, clause: str, example: Example) -> set[str]:
    """The ids of the clauses that are told when the example of this clause is played."""
    broken = play(contract, clause, example).broken
    return {name for name in broken if not contract.better_told(name, broken)}


def play(contract: Contract, clause: str, example: Example) -> Outcome:
    """Play the example of a clause. ``contract`` must be compiled for the built-in definition."""
    about = endpoints.with_prefix(clause) or AGENTS  # those about every endpoint are shown at a plain one
    endpoint = next(name for name in contract.operations if endpoints.kind(name) is about)
    scenarios = in_order(s for s in builtin_scenarios(contract.edition) if s.endpoint == about.name)
    plan = _plan(contract.edition)
    settings = replace(plan.settings, max_pages=example.max_pages)
    stage = _Stage(plan=replace(plan, contract=contract, settings=settings, mask=Mask()), endpoint=endpoint)
    memory = _memory()
    cases: list[CaseResult] = []
    if example.before:
        cases += stage.play(scenarios[0], [Script([[page] for page in example.before])], memory)
        memory = replace(memory, contacts=cases[0].walk) if about is CONTACTS else memory
        memory = replace(memory, agents=cases[0].walk) if about is AGENTS else memory
    scenario = _scenario(contract.operations[endpoint], clause, example, scenarios)
    cases += stage.play(scenario, example.cases(), memory)
    found, seen = over_answers(cases)
    stage.outcome.broken.update(found)
    stage.outcome.looked_at |= seen
    return stage.outcome


def _scenario(operation: Operation, clause: str, example: Example, scenarios: Sequence[Scenario]) -> Scenario:
    """The scenario that the example names, else the first one whose requests the clause is about.

    A request that the example has of its own is sent instead.
    """
    entries = operation.status_clauses
    kinds = next((e.kinds for e in entries if e.clause.id == clause), None)
    kinds = kinds or next(e.kinds for e in entries if "valid" in e.kinds)
    kinds = frozenset({example.kind}) if example.kind else kinds
    for scenario in scenarios if example.sent is None else ():
        named = scenario.id.rpartition("/")[2] == example.scenario
        if named or (not example.scenario and scenario.kind in kinds):
            return scenario
    return scenarios[0].model_copy(update={"kind": min(kinds), "body": example.sent})


@dataclass(frozen=True, kw_only=True)
class _Stage:
    """Where scenarios are played against scripts; the outcome gathers what they show."""

    plan: Plan
    endpoint: str
    breaker: Breaker = field(default_factory=Breaker)
    outcome: Outcome = field(default_factory=Outcome)

    def play(self, scenario: Scenario, scripts: Sequence[Script], memory: Memory) -> list[CaseResult]:
        """Play a case of the scenario against each script."""
        outlook = Outlook(plan=self.plan, memory=memory, others=(), danger="")
        context = outlook.context(Task(scenario=scenario, endpoint=self.endpoint, order=0))
        items = islice(expand(scenario.each, context), len(scripts))
        results = []
        for index, ((label, bound), script) in enumerate(zip(items, scripts, strict=True)):
            case = Case(
                position=(0, index),
                scenario=scenario,
                endpoint=self.endpoint,
                url=f"{ADDRESS}/{self.endpoint}",
                label=label,
                body=fill(scenario.body, bound, context),
                trial=self._trial(index, scenario) if scenario.keeps == "auth" else None,
                earlier=memory.earlier((*scenario.uses, *scenario.after)),
            )
            caller = make_caller(self.plan, script, lambda _: None, _Timeless())
            caller = replace(caller, breakers={self.endpoint: self.breaker})
            result = Player(caller=caller).play(case)
            results.append(result)
            self.outcome.broken.update(result.tallies)
            self.outcome.looked_at |= result.looked_at
            self.outcome.exchanges += script.exchanges
        return results

    def _trial(self, index: int, scenario: Scenario) -> Case:
        """What the run asks of another endpoint with the fields that the validator returned."""
        return Case(
            position=(0, index),
            scenario=scenario,
            endpoint=self.endpoint,
            url=f"{ADDRESS}{AGENTS.path}",
            label="",
            body={"auth": CREDENTIALS, "meta": {}},
        )


@cache
def _plan(edition: Edition) -> Plan:
    settings = Settings(edition=edition, auth=CREDENTIALS, expired=EXPIRED, workers=1, deadline=math.inf)
    return make_plan(builtin(), ADDRESS, settings)


@cache
def _memory() -> Memory:
    """What Talkdesk knows when an example starts."""
    ann = {"id": "1", "name": "Ann Lee", "emails": ["ann@example.com"], "phones": ["+12025550143"]}
    bob = {"id": "2", "name": "Bob Ray", "emails": ["bob@example.com"], "phones": ["+12025550144"]}
    dora = {"id": "7", "name": "Dora Fox", "email": "dora@example.com"}
    return Memory(
        auth=CREDENTIALS,
        contacts=Walk(
            sample=[ann, bob],
            neighbours=Neighbours(namesakes=(ann, {**bob, "name": "Ann Lee"}), colleagues=(ann, bob)),
            checkpoint="2026-11-22T10:00:00Z",
            second=Continuation(offset=orjson.Fragment(b'"2"')),
        ),
        agents=Walk(sample=[dora], second=Continuation(offset=orjson.Fragment(b"2"))),
        missing=frozenset({hash("1")}),
        newcomers=frozenset({hash("9")}),
    )
