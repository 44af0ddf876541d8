"""Plays one case of a scenario against the bridge, as Talkdesk would: pages, continuations, what is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tdmock import endpoints
from tdmock.exchange.memory import ROOM
from tdmock.findings import Breach
from tdmock.judge.exchanges import REFUSALS
from tdmock.judge.rules import ENDPOINT_RULES, PAGE_RULES, WALK_RULES, Answer
from tdmock.redaction.record import Record
from tdmock.run.client import Caller
from tdmock.run.keeping import as_sent
from tdmock.run.pace import Stopped
from tdmock.run.pagination import (
    IDLE_PAGES,
    absorb,
    asked_for,
    continued,
    goes_round,
    only_known_ids,
    page_breaches,
    page_rules,
    too_many_pages,
)
from tdmock.run.result import Case, Gathered, Played
from tdmock.scenario.model import Kept
from tdmock.scenario.strangers import unused_phones
from tdmock.talkdesk.state import Continuation, Walk

RETURNED = "auth.returned-fields-are-accepted"


@dataclass(frozen=True, kw_only=True)
class Player:
    """Plays cases; shared by the workers of a run."""

    caller: Caller

    def play(self, case: Case) -> Played:
        """Play a case to its end; whatever the bridge does is in what is returned."""
        played = Played(case=case)
        try:
            with ROOM.kept():
                if case.scenario.walk:
                    self._walk(case, played)
                else:
                    self._ask_once(case, played)
        except Stopped as stop:
            played.stopped = str(stop)
        return played

    def _ask_once(self, case: Case, played: Played) -> None:
        verdict, shown = self.caller.ask(case, case.body, case.scenario.kind, played)
        played.answered = played.complete = verdict.usable
        if verdict.answer:
            played.value = _worth_keeping(case.scenario.keeps, verdict.answer)
            self._keep(case, verdict.answer, played, shown)
            if case.trial and played.value:
                self._try_returned(case.trial, played, shown)

    def _try_returned(self, trial: Case, played: Played, shown: Record | None) -> None:
        """Where fields came back other than they were entered: see whether another endpoint takes them so.

        If it takes only what was entered, the validator is to blame, and the run goes on with that.
        """
        entered = trial.body["auth"]
        changed = [name for name, value in played.value.items() if entered.get(name, value) != value]
        if not changed:
            return
        played.looked_at.add(RETURNED)
        renewed = {**trial.body, "auth": {**entered, **as_sent(played.value)}}
        if self._is_refused(trial, renewed) and not self._is_refused(trial, trial.body):
            breach = Breach(
                rule=RETURNED,
                at=changed[0],
                expected=f"the {changed[0]} that the other endpoints accept",
                actual=f"one that {trial.endpoint} refuses, where it accepts what was entered",
            )
            played.tally([breach], shown)
            played.value = None

    def _is_refused(self, trial: Case, body: Any) -> bool:
        exchange = self.caller.send(trial, self.caller.request(trial, body), Played(case=trial))
        return exchange.response is not None and exchange.response.status in REFUSALS

    def _walk(self, case: Case, played: Played) -> None:
        """Follow a synchronization to its last page, or until it is clear that there is none."""
        seed = self.caller.settings.seed
        walk = played.walk = Walk(
            seed=seed,
            earlier=case.earlier,
            unused_phones=unused_phones(seed) if case.scenario.keeps == "contacts" else (),
        )
        group = endpoints.kind(case.endpoint).records
        contract = self.caller.contract
        rules = page_rules(group, contract.clauses)
        body, kind = case.body, case.scenario.kind
        pages: list[Record | None] = []
        following: Continuation | None = None
        while True:
            where = asked_for(walk, following) if following else ""
            verdict, shown = self.caller.ask(case, body, kind, played, where=where)
            played.answered |= verdict.usable
            if verdict.answer is None:
                return
            found = list(page_breaches(rules, verdict.answer, walk))
            played.looked_at.update(name for name in rules if PAGE_RULES[name].sees(verdict.answer, walk))
            if case.expected:
                case.expected.see(verdict.answer.records)
            pages.append(shown)
            alone = page_breaches(rules, verdict.answer, Walk()) if found else ()
            plain = {breach.rule for breach in alone}
            for breach in found:
                played.tally([breach], *(pages[-1:] if breach.rule in plain else pages))
            self._keep(case, verdict.answer, played, shown)
            following = absorb(walk, verdict.answer, group)
            if not contract.operations[case.endpoint].paged:
                following = None
            if any(map(goes_round, found)):
                break
            if following is None:
                break
            if walk.idle_pages >= IDLE_PAGES:
                played.tally([only_known_ids(group, walk)], *pages)
                break
            if walk.pages >= self.caller.settings.max_pages:
                played.tally([too_many_pages(group, walk)], *pages)
                played.complete = True  # what was read is enough to go on with
                break
            body, kind = continued(case.body, following), "valid"
            del verdict  # a large page is let go before the next one comes
        walk.ended = following is None
        played.complete |= walk.ended
        played.looked_at.add(f"{group}.pages-are-within-limit")
        if not any(map(goes_round, found)):
            self._judge_walk(case, walk, played, pages)

    def _judge_walk(self, case: Case, walk: Walk, played: Played, pages: Sequence[Record | None]) -> None:
        """Judge a walk as a whole, after its last page."""
        for name in case.scenario.judges:
            rule = WALK_RULES[name]
            if rule.sees(walk):
                played.looked_at.add(name)
            played.tally((replace(breach, rule=name) for breach in rule.judge(walk)), *pages)
        if case.expected:
            judged, breaches = case.expected.judge(whole=walk.ended)
            played.looked_at |= judged
            played.tally(breaches, *pages)

    def _keep(self, case: Case, answer: Answer, played: Played, shown: Record | None) -> None:
        for clause in self.caller.contract.operations[case.endpoint].rules:
            rule = ENDPOINT_RULES.get(clause.id)
            if rule and (kept := rule.gather(answer)) is not None:
                played.kept.append(Gathered(clause.id, case.label, kept, shown))


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
