"""Runs the scenarios of a plan side by side, each as soon as what it builds on is known."""

import gc
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from time import monotonic
from typing import TYPE_CHECKING, Any

from tdmock.calling import Caller
from tdmock.events import Event, Exchanged, Planned, ScenarioEnded
from tdmock.gate import Gate
from tdmock.inputs import numbered
from tdmock.judge import Judge
from tdmock.keeping import kept
from tdmock.play import Player
from tdmock.played import Case, Played
from tdmock.talkdesk import Memory
from tdmock.tasks import KEEPERS, Outset, Plan, Stage, Task, list_tasks
from tdmock.transport import Transport
from tdmock.values import Unavailable, World, expand, fill

if TYPE_CHECKING:
    from tdmock.expecting import Comparing

COLLECT = (50_000, 5, 10)
"""Thresholds of the garbage collector: a page of a thousand contacts is no garbage while it is checked."""


def run(
    plan: Plan, transport: Transport, tell: Callable[[Event], None], *, then: Stage | None = None
) -> tuple[list[Task], bool]:
    """Run a plan, and then a further stage. Returns the tasks in canonical order, and whether interrupted.

    The outcome is the same for any number of workers: what builds on something waits for it, and reports
    follow the canonical order, not the order of arrival.
    """
    gc.freeze()  # what is loaded by now stays; the collector need not look at it between pages
    thresholds = gc.get_threshold()
    gc.set_threshold(*COLLECT)
    try:
        return _Run(plan, transport, tell).run(then)
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


class _Run:
    def __init__(self, plan: Plan, transport: Transport, tell: Callable[[Event], None]) -> None:
        self._plan = plan
        self._tell = tell
        self._transport = transport
        self._memory = Memory(auth=plan.auth)
        self._auth_went_wrong = False
        self._tasks = list_tasks(plan)
        judges = {
            endpoint: Judge(
                plan.contract, plan.contract.operations[endpoint], plan.definition, slow=plan.settings.slow
            )
            for endpoint in plan.urls
        }
        self._caller = Caller(
            transport=transport,
            contract=plan.contract,
            judges=judges,
            mask=plan.mask,
            settings=plan.settings,
            headers=plan.headers,
            gate=Gate(),
            ends_at=monotonic() + plan.settings.deadline,
            strikes={endpoint: [] for endpoint in plan.urls},
            progress=lambda shown: tell(Exchanged(record=shown)),
        )

    def run(self, then: Stage | None) -> tuple[list[Task], bool]:
        self._tell(Planned(endpoints=tuple(self._plan.urls), scenarios=len(self._tasks)))
        interrupted = False
        pool = ThreadPoolExecutor(self._plan.settings.workers, thread_name_prefix="tdmock")
        try:
            self._schedule(pool)
            for task in then(self._outset()) if then else ():
                self._tasks.append(task)
                self._end(task, task.outcome, task.reason)
        except KeyboardInterrupt:
            interrupted = True
            self._transport.close()  # ends the requests that are under way
        finally:
            pool.shutdown(wait=not interrupted, cancel_futures=True)
        for task in self._tasks:
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

    def _schedule(self, pool: ThreadPoolExecutor) -> None:
        waiting = list(self._tasks)
        running: dict[Future[Played], Task] = {}
        player = Player(caller=self._caller)
        while waiting or running:
            for task in [task for task in waiting if self._is_ready(task)]:
                waiting.remove(task)
                for case in self._cases(task):
                    running[pool.submit(player.play, case)] = task
            if not running:
                continue  # a task that ended without cases has made others ready
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                task = running.pop(future)
                task.played.append(future.result())
                task.waiting -= 1
                if not task.waiting:
                    self._finish(task)

    def _others(self, endpoint: str) -> Iterator[Task]:
        return (task for task in self._tasks if task.endpoint == endpoint)

    def _baselines(self, endpoint: str) -> list[Task]:
        return [task for task in self._others(endpoint) if task.scenario.baseline]

    def _is_ready(self, task: Task) -> bool:
        """Whether a task can start: one baseline that is answered is enough to go on, or all are over."""
        baselines = self._baselines(task.endpoint)
        if task in baselines:
            baselines = [other for other in baselines if other.order < task.order]
        founded = any(other.was_answered for other in baselines) or all(other.outcome for other in baselines)
        return founded and all(other.outcome for other in self._needed(task))

    def _needed(self, task: Task) -> Iterator[Task]:
        """The tasks that must be over before this one starts, apart from baselines."""
        scenario = task.scenario
        for other in self._tasks:
            same = other.endpoint == task.endpoint
            keeps = other.scenario.keeps
            if other is task:
                continue
            if (same and other.scenario.id.rpartition("/")[2] in scenario.requires) or (
                keeps and not same and keeps in {"auth", *scenario.uses, *scenario.after}
            ):
                yield other

    def _cases(self, task: Task) -> list[Case]:
        """The cases of a task that is ready; none, and the task ended, where it can't be run."""
        if (reason := self._plan.closed.get(task.endpoint)) or (reason := self._inherited(task)):
            self._end(task, "skipped", reason)
        elif reason := self._obstacle(task):
            self._end(task, "untestable", reason)
        else:
            try:
                cases = list(self._expand(task))
            except Unavailable as reason:
                self._end(task, "skipped", str(reason))
                return []
            task.waiting = len(cases)
            task.note = self._note(task)
            return cases
        return []

    def _note(self, task: Task) -> str:
        """What the limits of a run leave out of a task."""
        if "inputs.options" not in task.scenario.each.values():
            return ""
        untried = self._world(task).inputs.untried()
        return (
            f"{untried} options were not tried (--max-calls {self._plan.settings.max_calls})"
            if untried
            else ""
        )

    def _inherited(self, task: Task) -> str:
        """Why a task does not apply because one that it requires doesn't, or nothing."""
        required = [
            o
            for o in self._others(task.endpoint)
            if o.scenario.id.rpartition("/")[2] in task.scenario.requires
        ]
        return next((other.reason for other in required if other.outcome == "skipped"), "")

    def _obstacle(self, task: Task) -> str:
        """Why a task can't be tested, or nothing."""
        scenario = task.scenario
        baselines = self._baselines(task.endpoint)
        if not scenario.baseline and not any(other.was_answered for other in baselines):
            first = next((other for other in baselines if other.outcome != "skipped"), baselines[0])
            return f"“{first.scenario.title}” did not get an answer that further checks could build on"
        for name in scenario.requires:
            other = next(o for o in self._others(task.endpoint) if o.scenario.id.endswith(f"/{name}"))
            if not self._stands(other):
                return f"“{other.scenario.title}” went wrong"
        for name in scenario.uses:
            if KEEPERS[name] in self._plan.urls and getattr(self._memory, name) is None:
                return f"{KEEPERS[name]} handed over no {name} to ask about"
        return ""

    def _stands(self, task: Task) -> bool:
        """Whether others may build on a task: it was answered as it should be."""
        kind = self._plan.contract.kinds[task.scenario.kind]
        if kind.judged == "whole":
            return task.went_well
        return task.outcome == "done" and not any(
            played.tallies for played in task.played if _errors(self._plan, played)
        )

    def _world(self, task: Task) -> World:
        return World(
            definition=self._plan.definition,
            endpoint=task.endpoint,
            memory=self._memory,
            mask=self._plan.mask,
            seed=self._plan.settings.seed,
            now=self._plan.settings.now,
            max_calls=self._plan.settings.max_calls,
            expired=self._plan.expired,
            working=self._working_inputs(task),
            given=self._plan.inputs.get(task.endpoint.removeprefix("actions/"), {}),
        )

    def _expand(self, task: Task) -> Iterator[Case]:
        scenario, world = task.scenario, self._world(task)
        before = self._memory.contacts if "contacts" in scenario.uses else None
        for index, (label, bound) in enumerate(expand(scenario.each, world)):
            yield Case(
                position=(task.order, index),
                scenario=scenario,
                endpoint=task.endpoint,
                url=self._plan.urls[task.endpoint],
                label=label,
                body=numbered(fill(scenario.body, bound, world), f"{task.order}.{index}"),
                previous=before.seen if before else set(),
                suspects=before.moved if before else set(),
                expected=self._compared(task),
            )

    def _compared(self, task: Task) -> "Comparing | None":
        expected = self._plan.expected.get(task.endpoint)
        return expected.compare() if expected and task.scenario.expects else None

    def _working_inputs(self, task: Task) -> Mapping[str, Any] | None:
        """The inputs with which an action was executed first: what further requests to it build on."""
        if task.scenario.baseline:
            return None
        baselines = self._baselines(task.endpoint)
        answered = (played for other in baselines for played in other.played if played.answered)
        return next((played.case.body.get("data") for played in answered), None)

    def _finish(self, task: Task) -> None:
        """All cases of a task are over: remember what Talkdesk would, and say how it went."""
        task.played.sort(key=lambda played: played.case.position)
        refused = any(played.refused_credentials for played in task.played)
        if refused and task.endpoint != KEEPERS["auth"] and self._auth_went_wrong:
            self._end_echo(task, f"the credentials are refused here, and {KEEPERS['auth']} went wrong before")
            return
        if self._repeats_failure(task):
            self._end_echo(task, "nothing works here, as was told before")
            return
        if task.scenario.keeps == "auth":
            self._auth_went_wrong = any(_errors(self._plan, played) for played in task.played)
        self._memory = kept(self._memory, task)
        stopped = next((p.stopped for p in task.played if p.stopped), "")
        if stopped and not any(p.tallies for p in task.played):
            self._end(task, "untestable", stopped)
        else:
            self._end(task, "done", stopped)

    def _repeats_failure(self, task: Task) -> bool:
        """Whether nothing works at an endpoint, as an earlier baseline has shown with an error."""
        baselines = self._baselines(task.endpoint)
        earlier = [other for other in baselines if other.order < task.order and other.outcome == "done"]
        if task not in baselines or any(played.answered for played in task.played):
            return False
        failed = any(_errors(self._plan, played) for other in earlier for played in other.played)
        return failed and not any(other.was_answered for other in earlier)

    def _end_echo(self, task: Task, reason: str) -> None:
        """End a task whose findings would be an echo of others: one cause is told once."""
        for played in task.played:
            played.tallies.clear()
            played.looked_at.clear()
        self._end(task, "untestable", reason)

    def _end(self, task: Task, outcome: str, reason: str) -> None:
        task.outcome, task.reason = outcome, reason
        self._tell(
            ScenarioEnded(endpoint=task.endpoint, title=task.scenario.title, outcome=outcome, reason=reason)
        )


def _errors(plan: Plan, played: Played) -> bool:
    return any(plan.contract.clauses[rule].level == "error" for rule in played.tallies)
