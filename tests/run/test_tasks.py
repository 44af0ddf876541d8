"""Which scenarios are run at which endpoints, in which order."""

from collections.abc import Collection

import pytest

from tdmock.documents.load import builtin
from tdmock.run.result import Case, CaseResult
from tdmock.run.tasks import Plan, Task, list_tasks
from tdmock.scenario.model import Scenario
from tests.in_memory import plan


def names(tasks: Collection[Task], endpoint: str) -> list[str]:
    return [task.scenario.id.partition("/")[2] for task in tasks if task.endpoint == endpoint]


def test_tasks_are_numbered_in_the_order_of_the_endpoints() -> None:
    tasks = list_tasks(plan())
    assert [task.order for task in tasks] == list(range(len(tasks)))
    assert list(dict.fromkeys(task.endpoint for task in tasks)) == list(builtin().endpoints)
    assert all(task.scenario.endpoint == task.endpoint.partition("/")[0] for task in tasks)


def test_baselines_that_must_succeed_come_before_those_that_need_not() -> None:
    made = plan()
    optional = Scenario(
        id="agent_sync/a", endpoint="agent_sync", title="", kind="offset-omitted", baseline=True
    )
    strict = Scenario(id="agent_sync/b", endpoint="agent_sync", title="", kind="offset-null", baseline=True)
    other = Scenario(id="agent_sync/c", endpoint="agent_sync", title="", kind="offset-null")
    changed = Plan(**{**vars(made), "scenarios": (optional, other, strict)})
    assert names(list_tasks(changed), "agent_sync") == ["b", "a", "c"]


def test_wrong_attempts_are_guarded_at_the_first_endpoint_that_is_judged() -> None:
    for only, first in [((), "auth_validation"), (("contact_sync",), "contact_sync")]:
        tasks = list_tasks(plan(only=only))
        assert {task.endpoint for task in tasks if task.scenario.guards} == {first}


def test_where_nothing_is_judged_only_what_others_need_is_run() -> None:
    tasks = list_tasks(plan(only=["interaction_update"]))
    assert names(tasks, "auth_validation") == ["valid"]
    assert names(tasks, "contact_sync") == ["initial"]
    assert not names(tasks, "agent_sync")
    assert "unknown-contact" in names(tasks, "interaction_update")


@pytest.mark.parametrize(
    ("outcome", "cases", "well", "answered"),
    [
        ("done", [(True, True), (True, True)], True, True),
        ("done", [(True, True), (True, False)], False, True),
        ("done", [(False, False), (True, True)], False, True),
        ("done", [(False, False)], False, False),
        ("untestable", [(True, True)], False, False),
        ("", [(True, True)], False, False),
    ],
)
def test_how_a_task_went(outcome: str, cases: list[tuple[bool, bool]], *, well: bool, answered: bool) -> None:
    scenario = Scenario(id="agent_sync/a", endpoint="agent_sync", title="")
    made = Case(position=(0, 0), scenario=scenario, endpoint="agent_sync", url="", label="", body=None)
    results = tuple(CaseResult(case=made, answered=one, complete=both) for one, both in cases)
    task = Task(scenario=scenario, endpoint="agent_sync", order=0, outcome=outcome, results=results)
    assert (task.went_well, task.was_answered) == (well, answered)
