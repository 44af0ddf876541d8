"""Runs the scenarios of a plan side by side, each as soon as what it builds on is known."""

import gc
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from heapq import heappop, heappush
from queue import Empty, SimpleQueue

from tdmock.endpoints import VALIDATION
from tdmock.judge.exchanges import judges
from tdmock.run.breaker import Breaker
from tdmock.run.cases import Obstacle, Outlook, danger, has_errors
from tdmock.run.events import Event, Planned, ScenarioEnded
from tdmock.run.limit import Limit
from tdmock.run.pace import Clock, Order, Pace
from tdmock.run.player import Player
from tdmock.run.result import Case, CaseResult, outcome_of
from tdmock.run.retry import Caller
from tdmock.run.schedule import dependents, needs, ready, sequence
from tdmock.run.state import kept
from tdmock.run.tasks import Outset, Plan, Stage, Task, list_tasks
from tdmock.talkdesk.state import Memory
from tdmock.transport import Transport

COLLECT = (50_000, 5, 10)
"""Thresholds of the garbage collector: a page of a thousand contacts is no garbage while it is checked."""

INTERRUPTIBLE = 0.5
"""Seconds after which the wait for answers looks up: an interrupt that comes as it begins does not end it."""


def run(
    plan: Plan,
    transport: Transport,
    tell: Callable[[Event], None],
    *,
    then: Stage | None = None,
    clock: Clock | None = None,
) -> tuple[list[Task], bool]:
    """Run a plan, and then a further stage. Returns the tasks in canonical order, and whether interrupted.

    What builds on something waits for it, what a bridge may keep state of runs in one order, and reports
    follow the canonical order, not that of arrival: the outcome is the same for any number of workers.
    """
    gc.freeze()  # what is loaded by now stays; the collector need not look at it between pages
    thresholds = gc.get_threshold()
    gc.set_threshold(*COLLECT)
    try:
        return _Run(plan, transport, tell, clock or Clock()).run(then)
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


def make_caller(plan: Plan, transport: Transport, tell: Callable[[Event], None], clock: Clock) -> Caller:
    """What sends the requests of a run and judges the answers."""
    contract, settings = plan.contract, plan.settings
    return Caller(
        transport=transport,
        contract=contract,
        judges=judges(contract, plan.urls, plan.definition, slow=settings.slow),
        mask=plan.mask,
        settings=settings,
        headers=plan.headers,
        pace=Pace(clock, ends_at=clock.now() + settings.deadline),
        breakers={endpoint: Breaker() for endpoint in plan.urls},
        tell=tell,
    )


def _is_interrupt(error: BaseException) -> bool:
    """Whether a run ends by Ctrl-C; a lock that is interrupted may tell so by an error of its own."""
    return isinstance(error, KeyboardInterrupt) or isinstance(error.__context__, KeyboardInterrupt)


class _Run:
    def __init__(self, plan: Plan, transport: Transport, tell: Callable[[Event], None], clock: Clock) -> None:
        self._plan = plan
        self._tell = tell
        self._transport = transport
        self._clock = clock
        self._memory = Memory(auth=plan.auth)
        self._auth_went_wrong = False
        self._tasks = list_tasks(plan)
        self._danger: str | None = None
        self._ended: dict[int, bool] = {}  # the tasks that are over, and whether each was answered
        self._needs = needs([(task.endpoint, task.scenario) for task in self._tasks])
        self._dependents = dependents(self._needs)
        self._places: dict[str, list[int]] = {}
        for task in self._tasks:
            self._places.setdefault(task.endpoint, []).append(task.order)
        self._caller = make_caller(plan, transport, tell, clock)
        self._limit = Limit(plan=plan, sequence=sequence(self._needs))

    def run(self, then: Stage | None) -> tuple[list[Task], bool]:
        self._tell(Planned(endpoints=tuple(self._plan.urls), scenarios=len(self._tasks)))
        interrupted = False
        pool = ThreadPoolExecutor(self._plan.settings.workers, thread_name_prefix="tdmock")
        try:
            self._play_all(pool)
            if self._limit.end is not None:
                then = None
            for task in then(self._outset()) if then else ():
                self._tasks.append(task)
                self._announce(task)
            pool.shutdown()
        except BaseException as error:
            self._clock.stop()  # ends the waits, and the transport the requests that are under way
            self._transport.close()
            pool.shutdown(wait=False, cancel_futures=True)
            interrupted = _is_interrupt(error)
            if not interrupted:
                raise
        for number in self._limit.left_out():
            left_out = replace(self._tasks[number], results=())
            self._end(left_out, "untestable", "the run ended at the findings before (--max-findings)")
        for task in list(self._tasks):
            if not task.outcome:
                self._end(task, "untestable", "the run was interrupted")
        return self._tasks, interrupted

    def _outset(self) -> Outset:
        return Outset(
            plan=self._plan,
            caller=self._caller,
            memory=self._memory,
            tasks=tuple(self._tasks),
            tell=self._tell,
        )

    def _play_all(self, pool: ThreadPoolExecutor) -> None:
        player = Player(caller=self._caller)
        waiting = set(range(len(self._tasks)))
        cases: list[tuple[Order, Case]] = []  # those that can be played; the lowest in order goes first
        running: dict[Future[CaseResult], int] = {}
        done: SimpleQueue[Future[CaseResult]] = SimpleQueue()
        results: dict[int, list[CaseResult]] = {}  # of the tasks under way
        left: dict[int, int] = {}  # how many cases each of them has
        over: deque[int] = deque()  # tasks that ended, and whose dependents may have become ready

        def start(numbers: Iterable[int]) -> None:
            for number in ready(self._needs, sorted(waiting.intersection(numbers)), self._ended):
                waiting.remove(number)
                opened = self._open(self._tasks[number])
                for case in opened:
                    heappush(cases, (case.position, case))
                results[number] = []
                left[number] = len(opened)
                if not opened:
                    over.append(number)

        start(waiting)
        while (over or cases or running) and not self._limit.is_reached(self._tasks):
            if over:
                start(self._dependents[over.popleft()])
                continue
            while cases and len(running) < self._plan.settings.workers:
                (number, _), case = heappop(cases)
                future = pool.submit(player.play, case)
                running[future] = number
                future.add_done_callback(done.put)
            try:
                future = done.get(timeout=INTERRUPTIBLE)
            except Empty:
                continue
            number = running.pop(future)
            results[number].append(future.result())
            if len(results[number]) == left[number]:
                self._finish(self._tasks[number], results.pop(number))
                over.append(number)

    def _open(self, task: Task) -> list[Case]:
        """The cases of a task that is ready; none, and the task ended, where it can't be played."""
        outlook = Outlook(
            plan=self._plan,
            memory=self._memory,
            others=self._at(task.endpoint),
            danger=self._danger_of_attempts() if task.scenario.is_attempt else "",
        )
        cases = outlook.cases(task)
        if isinstance(cases, Obstacle):
            self._end(task, cases.outcome, cases.reason)
            return []
        self._tasks[task.order] = replace(task, note=outlook.note(task))
        return cases

    def _danger_of_attempts(self) -> str:
        """Why no wrong credentials may be sent, by all that is over; looked for when that has changed."""
        if self._danger is None:
            self._danger = danger(self._tasks)
        return self._danger

    def _at(self, endpoint: str) -> list[Task]:
        return [self._tasks[number] for number in self._places[endpoint]]

    def _finish(self, task: Task, results: Iterable[CaseResult]) -> None:
        """All cases of a task are over: remember what Talkdesk would, and say how it went."""
        task = replace(task, results=tuple(sorted(results, key=lambda one: one.case.position)))
        if echo := self._echo(task):
            muted = tuple(replace(one, tallies={}, looked_at=frozenset()) for one in task.results)
            self._end(replace(task, results=muted), "untestable", echo)
            return
        if task.scenario.keeps == "auth":
            self._auth_went_wrong = any(has_errors(self._plan, one) for one in task.results)
        self._memory = kept(self._memory, task)
        self._end(task, *outcome_of(task.results))

    def _echo(self, task: Task) -> str:
        """Why the findings of a task would be an echo of others, or nothing: one cause is told once."""
        refused = any(one.refused_credentials for one in task.results)
        if refused and task.endpoint != VALIDATION.name and self._auth_went_wrong:
            return f"the credentials are refused here, and {VALIDATION.name} went wrong before"
        return "nothing works here, as was told before" if self._repeats_failure(task) else ""

    def _repeats_failure(self, task: Task) -> bool:
        """Whether nothing works at an endpoint, as an earlier baseline has shown with an error."""
        if not task.scenario.baseline or any(one.answered for one in task.results):
            return False
        earlier = [
            other
            for other in self._at(task.endpoint)
            if other.scenario.baseline and other.order < task.order and other.outcome == "done"
        ]
        failed = any(has_errors(self._plan, one) for other in earlier for one in other.results)
        return failed and not any(other.was_answered for other in earlier)

    def _end(self, task: Task, outcome: str, reason: str) -> None:
        task = replace(task, outcome=outcome, reason=reason)
        self._tasks[task.order] = task
        self._ended[task.order] = task.was_answered
        if task.scenario.baseline or task.scenario.guards:
            self._danger = None
        self._announce(task)

    def _announce(self, task: Task) -> None:
        self._tell(
            ScenarioEnded(
                endpoint=task.endpoint, title=task.scenario.title, outcome=task.outcome, reason=task.reason
            )
        )
