"""What is repeated, waited for or looked at twice before a bridge is blamed; without sockets or time."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import count, groupby

import pytest

from tdmock.report.build import Report
from tdmock.run import engine
from tdmock.run.events import Event, Waiting
from tdmock.run.schedule import needs
from tests.bridges import (
    PEOPLE,
    Answer,
    Asked,
    Given,
    conformant,
    create_ticket,
    guarded,
    interactions,
    json_answer,
)
from tests.in_memory import Elapsed, FakeClock, InMemory, plan, run

INTERACTIONS, TICKET, AGENTS = "/interaction_update", "/actions/create_ticket", "/agent_sync"
LONGEST_CHAIN = 20  # at 50 ms an answer one second, which leaves another for the other requests and the start
BUSY: Given = (503, {}, {"message": "Busy"})


class Direct(InMemory):
    """A bridge in memory that gives requests a moment to become several."""

    def __init__(self, answers: Mapping[str, Answer], elapsed: Elapsed = lambda path, busy: 0.1) -> None:
        super().__init__(answers, elapsed)
        self._guard = threading.Condition()
        self._busy = 0

    @contextmanager
    def _under_way(self) -> Iterator[int]:
        with self._guard:
            self._busy += 1
            self._guard.notify_all()
            self._guard.wait_for(lambda: self._busy > 1, timeout=0.002)
            busy = self._busy
        try:
            yield busy
        finally:
            with self._guard:
                self._busy -= 1


def found(report: Report) -> set[tuple[str, str]]:
    return {(finding.endpoint, finding.clause.id) for finding in report.findings}


def with_answer(path: str, answer: Answer) -> dict[str, Answer]:
    return {**conformant(), path: answer}


# --- time --------------------------------------------------------------------------------------------------


def test_the_time_that_requests_wait_for_each_other_is_not_the_bridges() -> None:
    report = run(Direct(conformant(), lambda path, busy: 9.0 if busy > 1 else 0.1), workers=8)
    assert not report.findings
    assert all(summary.latency_ms["max"] == 100 for summary in report.endpoints)


@pytest.mark.parametrize("workers", [1, 8])
def test_an_answer_that_is_slow_alone_too_is_told_and_not_asked_for_each_time(workers: int) -> None:
    bridge = InMemory(conformant(), lambda path, busy: 9.0 if path == TICKET else 0.1)
    usual = InMemory(conformant())
    run(usual, workers=workers)
    assert found(run(bridge, workers=workers)) == {("actions/create_ticket", "common.answers-promptly")}
    assert len(bridge.asked) <= len(usual.asked) + 8


def test_of_what_is_ready_the_first_in_order_is_asked() -> None:
    """A synchronization, a long chain, does not wait for the many requests that need not wait for it."""
    bridge = Direct(conformant())
    run(bridge, workers=1)
    order = [path for path, _ in groupby(asked["path"] for asked in bridge.asked)]
    assert order[:5] == ["/auth_validation", "/contact_sync", AGENTS, INTERACTIONS, TICKET]


def test_few_exchanges_of_a_check_wait_for_each_other() -> None:
    """However many workers there are, a check takes as long as its longest chain."""
    tasks, _ = engine.run(plan(workers=12), Direct(conformant()), lambda event: None, clock=FakeClock())
    needed = needs([(task.endpoint, task.scenario) for task in tasks])

    @cache
    def longest(number: int) -> int:
        task = tasks[number]
        exchanges = max((len(result.elapsed) for result in task.results), default=0) + task.scenario.twice
        return exchanges + max(map(longest, needed[number].over | needed[number].baselines), default=0)

    assert 10 < max(map(longest, range(len(tasks)))) <= LONGEST_CHAIN


# --- limits ------------------------------------------------------------------------------------------------


def limited(passes: Callable[[int], bool], headers: dict[str, str], status: int = 429) -> InMemory:
    """A bridge whose requests pass by their number."""
    numbers = count()

    def limit(answer: Answer) -> Answer:
        return lambda asked: answer(asked) if passes(next(numbers)) else (status, headers, {})

    return InMemory({path: limit(answer) for path, answer in conformant().items()})


@pytest.mark.parametrize("workers", [1, 4, 12])
def test_a_limit_is_waited_for_and_no_finding(workers: int) -> None:
    waits: list[Event] = []
    bridge = limited(lambda number: number % 7 != 6, {"Retry-After": "3"})
    report = run(bridge, workers=workers, tell=waits.append)
    assert report.verdict == "conformant"
    assert not report.findings
    assert {event.seconds for event in waits if isinstance(event, Waiting)} == {3.0}


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "1"}, {"Retry-After": "86400"}])
@pytest.mark.parametrize("workers", [1, 12])
def test_a_limit_that_is_used_up_is_untestable_and_no_error(workers: int, headers: dict[str, str]) -> None:
    bridge = limited(lambda number: number < 30, headers)
    report = run(bridge, workers=workers)
    assert report.verdict == "incomplete"
    assert not report.findings
    assert any("limits the rate" in summary.reason for summary in report.endpoints)
    assert len(bridge.asked) < 120


def test_503_that_comes_only_side_by_side_is_our_doing() -> None:
    def one_at_a_time(answer: Answer) -> Answer:
        return lambda asked: BUSY if asked["busy"] > 1 else answer(asked)

    bridge = Direct({path: one_at_a_time(answer) for path, answer in conformant().items()})
    assert not run(bridge, workers=8).findings


def test_503_that_comes_alone_now_and_then_is_told() -> None:
    report = run(limited(lambda number: number % 5 != 4, {}, status=503), workers=8)
    assert {rule for _, rule in found(report)} == {"common.answers-consistently"}


@pytest.mark.parametrize("workers", [1, 8])
def test_a_bare_503_is_a_limit_where_waiting_helps(workers: int) -> None:
    clock, latest = FakeClock(), [-1.0]

    def spaced(answer: Answer) -> Answer:
        def limit(asked: Asked) -> Given:
            if clock.now() - latest[0] < 0.1:
                return BUSY
            latest[0] = clock.now()
            return answer(asked)

        return limit

    bridge = Direct({path: spaced(answer) for path, answer in conformant().items()})
    report = run(bridge, clock=clock, workers=workers)
    assert not report.findings
    assert report.verdict == "conformant"


def test_an_endpoint_that_is_down_is_not_waited_for_each_time() -> None:
    waits: list[Event] = []
    bridge = InMemory(with_answer(AGENTS, lambda asked: BUSY))
    report = run(bridge, tell=waits.append)
    assert found(report) == {("agent_sync", "agents.valid-request-succeeds")}
    assert [event.seconds for event in waits if isinstance(event, Waiting)] == [1, 2]


# --- doubts ------------------------------------------------------------------------------------------------


def without(*numbers: int) -> Answer:
    """Answers 404 for these contacts, who were deleted meanwhile."""
    gone = {PEOPLE[number]["id"] for number in numbers}

    def answer(asked: Asked) -> Given:
        known = asked["body"]["data"].get("contact_external_id") in gone
        return json_answer({"message": "No such contact"}, 404) if known else interactions(asked)

    return guarded(answer)


def test_a_contact_that_was_deleted_meanwhile_is_a_warning() -> None:
    (finding,) = run(InMemory(with_answer(INTERACTIONS, without(2)))).findings
    assert finding.clause.id == "interactions.unknown-contact-is-200"
    assert finding.level == "warning"


@pytest.mark.parametrize("status", [400, 404])
@pytest.mark.parametrize("member", ["contact_external_id", "agent_external_id"])
def test_an_action_may_refuse_whoever_was_deleted_meanwhile(member: str, status: int) -> None:
    gone: list[str] = []

    def answer(asked: Asked) -> Given:
        identity = asked["body"].get("meta", {}).get(member)
        gone.extend([identity] if identity and not gone else [])
        return json_answer({"message": "Unknown"}, status) if identity in gone else create_ticket(asked)

    report = run(Direct(with_answer(TICKET, guarded(answer))))
    assert gone
    assert not report.findings
    assert report.verdict == "conformant"


def test_a_contact_that_is_gone_is_not_asked_about_again() -> None:
    answer, asked = without(0, 2, 4, 6), set[str]()

    def listen(request: Asked) -> Given:
        body = request["body"] if isinstance(request["body"], dict) else {}
        if body.get("meta", {}).get("interaction_types") == ["case"]:  # each type alone, after all of them
            asked.add(body["data"]["contact_external_id"])
        return answer(request)

    report = run(InMemory(with_answer(INTERACTIONS, listen)))
    assert {finding.clause.id for finding in report.findings} == {"interactions.unknown-contact-is-200"}
    assert asked == {PEOPLE[number]["id"] for number in (1, 3, 5)}


def test_no_contact_found_at_all_is_an_error() -> None:
    report = run(InMemory(with_answer(INTERACTIONS, without(*range(len(PEOPLE))))))
    assert ("interaction_update", "interactions.valid-request-succeeds") in found(report)


def test_another_error_for_one_contact_stays_one() -> None:
    def answer(asked: Asked) -> Given:
        odd = asked["body"]["data"].get("contact_external_id") == PEOPLE[2]["id"]
        return json_answer({"message": "Odd name"}, 400) if odd else interactions(asked)

    report = run(InMemory(with_answer(INTERACTIONS, guarded(answer))))
    assert ("interaction_update", "interactions.valid-request-succeeds") in found(report)


def nobody(*, known: int) -> Answer:
    """Knows so many of the identities that it should not know, by their e-mail."""
    strangers: dict[str, int] = {}

    def answer(asked: Asked) -> Given:
        emails = [email for email in asked["body"]["data"]["contact_emails"] if email.endswith(".example")]
        if emails and strangers.setdefault(emails[0], len(strangers)) < known:
            asked = {**asked, "body": {**asked["body"], "data": {"contact_external_id": PEOPLE[0]["id"]}}}
        return interactions(asked)

    return guarded(answer)


def test_somebody_who_is_known_by_chance_is_not_unknown() -> None:
    assert not run(InMemory(with_answer(INTERACTIONS, nobody(known=1)))).findings


def test_a_bridge_that_knows_every_stranger_is_told() -> None:
    report = run(InMemory(with_answer(INTERACTIONS, nobody(known=100))))
    assert found(report) == {("interaction_update", "interactions.unknown-contact-has-none")}


# --- echoes ------------------------------------------------------------------------------------------------


def test_a_word_of_an_error_that_is_the_secret_by_chance_is_no_echo() -> None:
    secret = {"account": "acme", "token": "secret"}

    def wordy(answer: Answer) -> Answer:
        def refuse(asked: Asked) -> Given:
            status, headers, content = answer(asked)
            return status, headers, {"message": "wrong user or secret"} if status >= 400 else content

        return refuse

    bridge = InMemory({path: wordy(answer) for path, answer in conformant(auth=secret).items()})
    assert not run(bridge, auth=secret).findings


def test_an_error_that_repeats_what_was_sent_is_told() -> None:
    def echo(asked: Asked) -> Given:
        status, headers, content = conformant()[AGENTS](asked)
        return status, headers, {"message": f"not {asked['body']['auth']}"} if status == 401 else content

    assert found(run(InMemory(with_answer(AGENTS, echo)))) == {
        ("agent_sync", "common.errors-hold-no-secrets")
    }
