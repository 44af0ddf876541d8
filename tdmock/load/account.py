"""One account of Talkdesk's: what it knows of the bridge, what it asks for, and how it is answered."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import orjson

from tdmock.endpoints import AGENTS, CONTACTS, INTERACTIONS, VALIDATION, Endpoint, action_name, kind
from tdmock.exchange import JSON_HEADERS, Exchange, Request
from tdmock.exchange.memory import ROOM
from tdmock.findings import Breach, Level
from tdmock.judge.rules import Answer, judge_by
from tdmock.load.site import Site
from tdmock.run.pace import limits_rate
from tdmock.run.pagination import advance, continued, goes_round, page_rules
from tdmock.run.state import as_sent
from tdmock.scenario.context import Context
from tdmock.scenario.inputs import numbered
from tdmock.scenario.model import Scenario
from tdmock.scenario.values import expand, fill
from tdmock.talkdesk.state import SAMPLE, Memory, Walk

LIMITED = "limited"
"""Why a request failed that the bridge refused as one too many: no rule forbids that."""

_GONE = {404, 410}

Further = Callable[[Answer], Iterable[Breach]]
"""What else is wrong with an answer, judged by those before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one request; ``problem`` says why it failed, a rule or a failure of the network, if so."""

    exchange: Exchange
    breaches: tuple[Breach, ...]
    problem: str


class Account:
    """Plays one account. Its methods block, and several may run at a time, each in a thread of its own.

    ``tell`` gets the outcome of each request. The account that a ``number`` stands for, its credentials and
    what it chooses, are the same wherever it is played.
    """

    def __init__(self, site: Site, number: int, tell: Callable[[Outcome], None]) -> None:
        self._site = site
        self._number = number
        self._tell = tell
        self._chance = random.Random(f"{site.load.seed}/{number}")
        self._memory = Memory(auth=site.accounts[number % len(site.accounts)])
        self._actions = [
            name for name in site.plan.actions if name in site.plan.urls.keys() - site.plan.closed
        ]
        self._places = count()

    def validate(self) -> None:
        """Have the credentials validated; what the validator returns goes with all later requests."""
        if VALIDATION.name not in self._site.plan.urls:
            return
        answer = self._ask_for("valid", VALIDATION.name)
        if answer and isinstance(answer.value, dict):
            returned = as_sent({k: v for k, v in answer.value.items() if isinstance(v, str | int)})
            self._memory = replace(self._memory, auth={**self._memory.auth, **returned}, returned=returned)

    def synchronize(self, is_over: Callable[[], bool]) -> None:
        """Synchronize contacts and agents: all of them at first, then what changed. Ends early once over."""
        if CONTACTS.name in self._site.plan.urls:
            known = self._memory.contacts
            is_first = known is None or known.checkpoint is None
            walk = self._walk(CONTACTS, "initial" if is_first else "incremental", is_over)
            if walk is not None:
                self._memory = replace(self._memory, contacts=_joined(known, walk))
        if AGENTS.name in self._site.plan.urls and not is_over():
            walk = self._walk(AGENTS, "null-offset", is_over)
            self._memory = replace(self._memory, agents=walk or self._memory.agents)

    def take_call(self) -> None:
        """Somebody calls: ask for their interactions, and at some calls execute an action."""
        place = next(self._places)
        if INTERACTIONS.name in self._site.plan.urls:
            known = self._memory.contacts is not None and bool(self._memory.contacts.sample)
            self._ask_for("all-types" if known else "unknown-contact", INTERACTIONS.name, place)
        if self._actions and self._chance.random() < self._site.load.action_share:
            self._ask_for("all-inputs", self._actions[place % len(self._actions)], place)

    def _ask_for(self, scenario_name: str, endpoint: str, place: int = 0) -> Answer | None:
        """Ask as a built-in scenario of the endpoint does; of several requests one, by the place."""
        scenario = self._site.scenario(f"{kind(endpoint).name}/{scenario_name}")
        context = self._context(endpoint)
        choices = [bound for _, bound in expand(scenario.each, context)]
        body = fill(scenario.body, choices[place % len(choices)], context)
        return self._ask(scenario, endpoint, numbered(body, f"{self._number}.{place}"))

    def _walk(self, asked: Endpoint, scenario_name: str, is_over: Callable[[], bool]) -> Walk | None:
        """Read a synchronization to its last page; None where an answer failed or there was no end."""
        contract, endpoint = self._site.plan.contract, asked.name
        scenario = self._site.scenario(f"{endpoint}/{scenario_name}")
        rules = page_rules(asked.rules, contract.clauses)
        walk = Walk(seed=self._site.load.seed)
        found: list[Breach] = []

        def judge_page(answer: Answer) -> list[Breach]:
            found.extend(judge_by(rules, answer=answer, walk=walk)[0])
            return found

        body = first = fill(scenario.body, {}, self._context(endpoint))
        while walk.pages < self._site.load.max_pages and not is_over():
            answer = self._ask(scenario, endpoint, body, judge_page)
            if answer is None or any(map(goes_round, found)):
                return None
            found.clear()
            following = advance(walk, answer) if contract.operations[endpoint].paged else None
            if following is None:
                return walk
            body = continued(first, following)
        return None

    def _context(self, endpoint: str) -> Context:
        plan = self._site.plan
        entered = self._site.accounts[self._number % len(self._site.accounts)]
        memory = replace(self._memory, auth=entered) if endpoint == VALIDATION.name else self._memory
        return Context(
            definition=plan.definition,
            endpoint=endpoint,
            action=plan.actions.get(endpoint),
            memory=memory,
            mask=plan.mask,
            seed=self._site.load.seed,
            now=plan.settings.now,
            max_calls=plan.settings.max_calls,
            expired={},
            given=plan.inputs.get(action_name(endpoint), {}),
        )

    def _ask(
        self, scenario: Scenario, endpoint: str, body: Any, further: Further = lambda _: ()
    ) -> Answer | None:
        """Send a request and tell its outcome; the answer if Talkdesk could go on with it."""
        site = self._site
        request = Request(
            endpoint=endpoint,
            url=site.plan.urls[endpoint],
            headers=(*JSON_HEADERS, *site.plan.headers),
            body=orjson.dumps(body),
        )
        with ROOM.kept():
            exchange = site.transport.send(request, timeout=site.load.timeout)
            if limits_rate(exchange):
                self._tell(Outcome(exchange=exchange.lightened(), breaches=(), problem=LIMITED))
                return None
            is_gone = exchange.response is not None and exchange.response.status in _GONE
            meant = scenario.maybe if is_gone and scenario.maybe else scenario.kind
            most = None if self._chance.random() < site.load.judged_share else 0  # of its records
            verdict = site.judges[endpoint].judge(exchange, meant, body, most=most)
            answer = verdict.answer
            breaches = (*verdict.breaches, *(further(answer) if answer else ()))
            problem = self._error(breaches) or _failure(exchange, breaches)
            self._tell(Outcome(exchange=exchange.lightened(), breaches=breaches, problem=problem))
        return answer

    def _error(self, breaches: Iterable[Breach]) -> str:
        """The first rule that is broken, of those whose breach is an error; or nothing."""
        clauses = self._site.plan.contract.clauses
        errors = (breach.rule for breach in breaches if clauses[breach.rule].level is Level.ERROR)
        return next(errors, "")


def _failure(exchange: Exchange, breaches: Sequence[Breach]) -> str:
    """Why no whole answer came, by its rule where there is one; or nothing."""
    if exchange.failure is None:
        return ""
    return breaches[0].rule if breaches else str(exchange.failure)


def _joined(known: Walk | None, walk: Walk) -> Walk:
    """What Talkdesk knows after a synchronization: of contacts only a few, for what else would grow."""
    if known is None or known.checkpoint is None:
        return Walk(sample=walk.sample, checkpoint=walk.checkpoint)
    sample = {str(contact["id"]): contact for contact in (*walk.sample, *known.sample)}
    return Walk(sample=[*sample.values()][:SAMPLE], checkpoint=walk.checkpoint or known.checkpoint)
