"""A whole run, task by task: what ends how, what is an echo of something else, and what comes after."""

import gc
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tdmock.definition.model import Definition
from tdmock.exchange import Failure
from tdmock.run.engine import COLLECT, run
from tdmock.run.events import Event, Planned, ScenarioEnded
from tdmock.run.pace import Stopped
from tdmock.run.plan import make_plan
from tdmock.run.settings import Settings
from tdmock.run.tasks import Outset, Plan, Stage, Task
from tests.bridges import AGENTS, PEOPLE, VALID, Answer, Asked, Given, conformant, guarded, json_answer, meta
from tests.in_memory import FakeClock, InMemory, NoAnswerError, plan

AUTH, CONTACTS, AGENT_SYNC = "/auth_validation", "/contact_sync", "/agent_sync"
INTERACTIONS = "/interaction_update"


class Run:
    """A run against answers that replace those of a conformant bridge."""

    def __init__(
        self,
        answers: dict[str, Answer] | None = None,
        then: Stage | None = None,
        own: Plan | None = None,
        **settings: Any,
    ) -> None:
        self.bridge = InMemory({**conformant(), **(answers or {})})
        self.events: list[Event] = []
        self.plan = own or plan(**settings)
        self.clock = FakeClock()
        self.tasks, self.interrupted = run(
            self.plan, self.bridge, self.events.append, then=then, clock=self.clock
        )

    def ended(self, name: str) -> tuple[str, str]:
        """How the scenario of that id came out, and why."""
        return next((task.outcome, task.reason) for task in self.tasks if task.scenario.id == name)

    def told(self) -> set[tuple[str, str]]:
        return {(task.endpoint, rule) for task in self.tasks for p in task.results for rule in p.tallies}


def refuse(asked: Asked) -> Given:
    return json_answer({}, 401)


def crash(asked: Asked) -> Given:
    return json_answer({}, 500)


# --- the run -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 4])
def test_every_task_ends_once_and_is_told(workers: int) -> None:
    made = Run(workers=workers)
    planned, *ended = [event for event in made.events if isinstance(event, Planned | ScenarioEnded)]
    assert planned == Planned(endpoints=tuple(made.plan.urls), scenarios=len(made.tasks))
    assert [task.order for task in made.tasks] == list(range(len(made.tasks)))
    assert sorted(ended, key=repr) == sorted(
        (
            ScenarioEnded(
                endpoint=task.endpoint, title=task.scenario.title, outcome=task.outcome, reason=task.reason
            )
            for task in made.tasks
        ),
        key=repr,
    )
    assert {task.outcome for task in made.tasks} == {"done", "skipped"}
    assert made.interrupted is False
    assert made.told() == set()


def test_cases_are_in_their_order_whoever_was_first() -> None:
    made = Run(workers=4)
    several = [task for task in made.tasks if len(task.results) > 1]
    assert several
    for task in several:
        assert [one.case.position for one in task.results] == [
            (task.order, n) for n in range(len(task.results))
        ]


def test_the_garbage_collector_looks_seldom_while_a_run_lasts_and_as_before_after_it() -> None:
    before, during = gc.get_threshold(), set[Any]()

    def agents(asked: Asked) -> Given:
        during.add((gc.get_threshold(), gc.get_freeze_count() > 0))
        return json_answer({"agents": AGENTS})

    Run({AGENT_SYNC: guarded(agents)})
    assert during == {(COLLECT, True)}
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


@pytest.mark.parametrize("workers", [1, 2])
def test_requests_are_sent_by_so_many_threads_that_have_our_name(workers: int) -> None:
    names = set[str]()

    def agents(asked: Asked) -> Given:
        names.add(threading.current_thread().name)
        return json_answer({"agents": AGENTS})

    Run({AGENT_SYNC: guarded(agents)}, workers=workers)
    assert {name.partition("_")[0] for name in names} == {"tdmock"}
    assert len(names) <= workers


# --- after the scenarios -----------------------------------------------------------------------------------


def test_a_further_stage_starts_from_what_the_scenarios_left() -> None:
    seen: list[Outset] = []

    def stage(outset: Outset) -> Iterator[Task]:
        seen.append(outset)
        first = outset.tasks[0]
        yield Task(scenario=first.scenario, endpoint="agent_sync", order=900, outcome="done", reason="fuzzed")

    made = Run(then=stage)
    (outset,) = seen
    assert outset.plan is made.plan
    assert len(outset.tasks) == len(made.tasks) - 1
    assert all(task.outcome for task in outset.tasks)
    assert outset.memory.contacts
    assert len(outset.memory.contacts.seen) == len(PEOPLE)
    assert outset.memory.agents
    assert outset.caller.pace.clock is made.clock
    outset.tell(made.events[0])
    assert made.events[-1] is made.events[0]
    assert (made.tasks[-1].order, made.tasks[-1].reason) == (900, "fuzzed")
    assert isinstance(made.events[-2], ScenarioEnded)
    assert made.events[-2].reason == "fuzzed"


class Interrupted:
    """Hears of a run, and presses Ctrl-C once when a scenario of an endpoint has ended."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self.ended: list[ScenarioEnded] = []

    def __call__(self, event: Event) -> None:
        if not isinstance(event, ScenarioEnded):
            return
        first = self._endpoint not in {one.endpoint for one in self.ended}
        self.ended.append(event)
        if first and event.endpoint == self._endpoint:
            raise KeyboardInterrupt

    def run(self, bridge: InMemory, **options: Any) -> tuple[list[Task], bool]:
        try:
            return run(plan(workers=options.pop("workers", 1)), bridge, self, **options)
        except KeyboardInterrupt:
            pytest.fail("a run takes Ctrl-C for its own end")


def test_an_interrupted_run_closes_its_transport_and_ends_all_waits() -> None:
    closed: list[str] = []

    class Closing(InMemory):
        def close(self) -> None:
            closed.append("closed")

    clock = FakeClock()
    _, interrupted = Interrupted("agent_sync").run(Closing(conformant()), clock=clock)
    assert interrupted is True
    assert closed == ["closed"]
    with pytest.raises(Stopped):
        super(FakeClock, clock).wait(0)


def test_what_an_interrupted_run_did_not_come_to_is_untestable() -> None:
    told = Interrupted("auth_validation")
    tasks, _ = told.run(InMemory(conformant()), clock=FakeClock())
    assert tasks[0].outcome == "done"
    assert {(task.outcome, task.reason) for task in tasks[1:]} == {("untestable", "the run was interrupted")}
    assert len(told.ended) == len(tasks)


def test_an_interrupted_run_waits_for_no_answer_and_sends_nothing_more() -> None:
    released = threading.Event()

    def silent(asked: Asked) -> Given:
        released.wait(5)
        return json_answer({"agents": AGENTS})

    bridge = InMemory({**conformant(), AGENT_SYNC: guarded(silent)})
    before = set(threading.enumerate())
    Interrupted("contact_sync").run(bridge, clock=FakeClock(), workers=2)
    workers = set(threading.enumerate()) - before
    assert any(worker.is_alive() for worker in workers)
    released.set()
    for worker in workers:
        worker.join()
    assert INTERACTIONS not in {request["path"] for request in bridge.asked}
    assert len(bridge.at(AGENT_SYNC)) <= 2


# --- echoes ------------------------------------------------------------------------------------------------


REFUSED_HERE = ("untestable", "the credentials are refused here, and auth_validation went wrong before")
NOTHING_WORKS = ("untestable", "nothing works here, as was told before")


def test_where_the_validator_went_wrong_refused_credentials_are_an_echo() -> None:
    made = Run(dict.fromkeys([AUTH, CONTACTS, AGENT_SYNC], refuse))
    assert made.told() == {("auth_validation", "auth.valid-credentials-accepted")}
    assert made.ended("contact_sync/initial") == REFUSED_HERE
    assert made.ended("agent_sync/null-offset") == REFUSED_HERE
    (initial,) = (task for task in made.tasks if task.scenario.id == "contact_sync/initial")
    assert not any(one.looked_at for one in initial.results)


def test_an_answer_that_is_wrong_otherwise_is_no_echo() -> None:
    made = Run({AUTH: refuse, AGENT_SYNC: crash})
    assert ("agent_sync", "agents.valid-request-succeeds") in made.told()


def test_where_the_validator_went_well_refused_credentials_are_told() -> None:
    made = Run({AGENT_SYNC: refuse})
    assert made.told() == {("agent_sync", "agents.valid-request-succeeds")}


def test_where_there_is_no_validator_refused_credentials_are_told(mycrm: Definition) -> None:
    alone = mycrm.model_copy(update={"auth_validation_endpoint": None})
    made = Run({AGENT_SYNC: refuse}, own=make_plan(alone, "http://h", Settings(auth=VALID, workers=1)))
    assert made.told() == {("agent_sync", "agents.valid-request-succeeds")}


def test_a_mere_warning_of_the_validator_is_no_excuse() -> None:
    returns = guarded(lambda asked: json_answer({"unknown": "x"}))
    beyond = conformant(auth={**VALID, "unknown": "x"})
    made = Run({**beyond, AUTH: returns, AGENT_SYNC: refuse})
    assert ("agent_sync", "agents.valid-request-succeeds") in made.told()


def test_a_baseline_that_fails_as_an_earlier_one_did_is_an_echo() -> None:
    made = Run({AGENT_SYNC: crash})
    assert made.ended("agent_sync/null-offset") == ("done", "")
    assert made.ended("agent_sync/omitted-offset") == NOTHING_WORKS
    assert made.told() == {("agent_sync", "agents.valid-request-succeeds")}


def test_a_baseline_that_fails_where_an_earlier_one_was_answered_is_told() -> None:
    def agents(asked: Asked) -> Given:
        return json_answer({"agents": AGENTS}) if "offset" in meta(asked) else json_answer({}, 500)

    made = Run({AGENT_SYNC: guarded(agents)})
    assert made.told() == {("agent_sync", "agents.omitted-offset-is-accepted")}
    assert made.ended("agent_sync/omitted-offset") == ("done", "")


def test_a_baseline_that_is_answered_where_an_earlier_one_failed_is_no_echo() -> None:
    def agents(asked: Asked) -> Given:
        return json_answer({"agents": AGENTS}) if "offset" not in meta(asked) else json_answer({}, 500)

    made = Run({AGENT_SYNC: guarded(agents)})
    assert made.ended("agent_sync/omitted-offset") == ("done", "")
    assert made.ended("agent_sync/malformed-body") == ("done", "")


# --- wrong credentials -------------------------------------------------------------------------------------


def wrong(asked: Asked) -> bool:
    return isinstance(asked["body"], dict) and asked["body"].get("auth") != VALID


def test_where_valid_credentials_are_refused_no_wrong_ones_are_sent() -> None:
    made = Run({AGENT_SYNC: refuse})
    assert not any(map(wrong, made.bridge.asked))
    assert made.ended("contact_sync/bad-credentials") == (
        "untestable",
        "agent_sync refused the valid credentials, and wrong ones may lock the account",
    )


def test_an_account_that_locks_is_tried_once() -> None:
    locked: list[bool] = []

    def lock(answer: Answer) -> Answer:
        def guard(asked: Asked) -> Given:
            if wrong(asked):
                locked.append(True)
            return json_answer({}, 401) if locked else answer(asked)

        return guard

    made = Run({path: lock(answer) for path, answer in conformant().items()})
    assert made.told() == {("auth_validation", "common.wrong-attempt-locks-nobody")}
    assert sum(map(wrong, made.bridge.asked)) == 1


# --- what stops --------------------------------------------------------------------------------------------


def test_a_task_that_stopped_before_it_showed_anything_is_untestable() -> None:
    def unreachable(asked: Asked) -> Given:
        raise NoAnswerError(Failure.REFUSED, "nobody listens")

    made = Run({AGENT_SYNC: unreachable})
    assert made.ended("agent_sync/null-offset") == ("untestable", "nobody listens")


def test_a_task_that_stopped_after_a_finding_is_done() -> None:
    cut_off = "not called again after 3 time-outs or dropped connections"

    def silent(asked: Asked) -> Given:
        raise NoAnswerError(Failure.TIMEOUT, "no whole answer came in time")

    made = Run({CONTACTS: silent})
    assert made.ended("contact_sync/initial") == ("done", "")
    pages = Run({CONTACTS: guarded(lambda asked: silent(asked) if "offset" in meta(asked) else first(asked))})
    assert pages.told() >= {("contact_sync", "contacts.name-is-string")}
    assert {task.reason for task in pages.tasks if task.endpoint == "contact_sync"} >= {cut_off}


def first(asked: Asked) -> Given:
    return json_answer({"contacts": [{"id": "1"}], "synchronization_checkpoint": "now", "next_offset": "2"})


def test_what_the_limits_left_out_stays_with_the_task() -> None:
    made = Run(max_calls=3)
    (options,) = (task for task in made.tasks if task.scenario.id == "actions/every-option")
    assert options.note == "6 options were not tried (--max-calls 3)"
