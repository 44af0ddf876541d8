"""Plays one case of a scenario against the bridge, as Talkdesk would: pages, continuations, what is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tdmock import endpoints
from tdmock.exchange.memory import ROOM
from tdmock.findings import Breach
from tdmock.judge.exchanges import REFUSALS
from tdmock.judge.rules import Answer, Moment, Rule, judge_by, rules_at
from tdmock.redaction.record import Record
from tdmock.run.events import Paged
from tdmock.run.log import CaseLog
from tdmock.run.pace import Stopped
from tdmock.run.pagination import (
    IDLE_PAGES,
    absorb,
    asked_for,
    continued,
    goes_round,
    only_known_ids,
    page_rules,
    too_many_pages,
)
from tdmock.run.result import Case, CaseResult, Gathered
from tdmock.run.retry import Caller
from tdmock.run.state import as_sent
from tdmock.scenario.model import Kept
from tdmock.scenario.strangers import unused_phones
from tdmock.talkdesk.state import Continuation, Walk

RETURNED = "auth.returned-fields-are-accepted"


@dataclass(frozen=True, kw_only=True)
class Player:
    """Plays cases; shared by the workers of a run."""

    caller: Caller

    def play(self, case: Case) -> CaseResult:
        """Play a case to its end; whatever the bridge does is in what is returned."""
        log = CaseLog(case=case)
        try:
            with ROOM.kept():
                if case.scenario.walk:
                    self._walk(case, log)
                else:
                    self._ask_once(case, log)
        except Stopped as stop:
            log.stopped = str(stop)
        return log.result()

    def _ask_once(self, case: Case, log: CaseLog) -> None:
        verdict, shown = self.caller.ask(case, case.body, case.scenario.kind, log)
        log.answered = log.complete = verdict.usable
        if verdict.answer:
            log.value = _worth_keeping(case.scenario.keeps, verdict.answer)
            self._keep(case, verdict.answer, log, shown)
            if case.trial and log.value:
                self._try_returned(case.trial, log, shown)

    def _try_returned(self, trial: Case, log: CaseLog, shown: Record | None) -> None:
        """Where fields came back that were not entered so: see whether another endpoint takes them.

        If it takes only what was entered, the validator is to blame, and the run goes on with that.
        """
        entered = trial.body["auth"]
        changed = [name for name, value in log.value.items() if entered.get(name) != value]
        if not changed:
            return
        log.looked_at.add(RETURNED)
        renewed = {**trial.body, "auth": {**entered, **as_sent(log.value)}}
        if self._is_refused(trial, renewed) and not self._is_refused(trial, trial.body):
            breach = Breach(
                rule=RETURNED,
                at=changed[0],
                expected=f"the {changed[0]} that the other endpoints accept",
                actual=f"one that {trial.endpoint} refuses, where it accepts what was entered",
            )
            log.tally([breach], shown)
            log.value = None

    def _is_refused(self, trial: Case, body: Any) -> bool:
        exchange = self.caller.send(trial, self.caller.request(trial, body), CaseLog(case=trial))
        return exchange.response is not None and exchange.response.status in REFUSALS

    def _walk(self, case: Case, log: CaseLog) -> None:
        """Follow a synchronization to its last page, or until it is clear that there is none."""
        seed = self.caller.settings.seed
        walk = log.walk = Walk(
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
            verdict, shown = self.caller.ask(case, body, kind, log, where=where)
            log.answered |= verdict.usable
            if verdict.answer is None:
                return
            pages.append(shown)
            found = _judge_page(rules, verdict.answer, walk, pages, log)
            if case.expected:
                case.expected.see(verdict.answer.records)
            self._keep(case, verdict.answer, log, shown)
            following = absorb(walk, verdict.answer, group)
            self.caller.tell(Paged(endpoint=case.endpoint, pages=walk.pages, records=walk.records))
            if not contract.operations[case.endpoint].paged:
                following = None
            if any(map(goes_round, found)):
                break
            if following is None:
                break
            if walk.idle_pages >= IDLE_PAGES:
                log.tally([only_known_ids(group, walk)], *pages)
                break
            if walk.pages >= self.caller.settings.max_pages:
                log.tally([too_many_pages(group, walk)], *pages)
                log.complete = True  # what was read is enough to go on with
                break
            body, kind = continued(case.body, following), "valid"
            del verdict  # a large page is let go before the next one comes
        walk.ended = following is None
        log.complete |= walk.ended
        log.looked_at.add(f"{group}.pages-are-within-limit")
        if not any(map(goes_round, found)):
            self._judge_walk(case, walk, log, pages)

    def _judge_walk(self, case: Case, walk: Walk, log: CaseLog, pages: Sequence[Record | None]) -> None:
        """Judge a walk as a whole, after its last page."""
        found, seen = judge_by(rules_at(Moment.WALK, case.scenario.judges), walk=walk)
        log.looked_at |= seen
        log.tally(found, *pages)
        if case.expected:
            judged, breaches = case.expected.judge(whole=walk.ended)
            log.looked_at |= judged
            log.tally(breaches, *pages)

    def _keep(self, case: Case, answer: Answer, log: CaseLog, shown: Record | None) -> None:
        clauses = self.caller.contract.operations[case.endpoint].rules
        for rule in rules_at(Moment.ENDPOINT, [clause.id for clause in clauses]):
            if rule.gather and (kept := rule.gather(answer)) is not None:
                log.kept.append(Gathered(rule.clause, case.label, kept, shown))


def _judge_page(
    rules: Sequence[Rule], answer: Answer, walk: Walk, pages: Sequence[Record | None], log: CaseLog
) -> list[Breach]:
    """Judge the last of the pages that came; what it does not show without the others is told with them."""
    found, seen = judge_by(rules, answer=answer, walk=walk)
    log.looked_at |= seen
    alone, _ = judge_by(rules if found else (), answer=answer, walk=Walk())
    told = {breach.rule for breach in alone}
    for breach in found:
        log.tally([breach], *(pages[-1:] if breach.rule in told else pages))
    return found


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
