"""Which tasks can start is a function of what is over."""

from collections.abc import Sequence

import pytest

from tdmock.errors import TdmockError
from tdmock.run.schedule import Needs, dependents, needs, ready
from tdmock.scenario.model import Scenario, builtin_scenarios, check_order

VALID = {"auth": "$auth"}


def scenario(name: str, **members: object) -> Scenario:
    return Scenario.model_validate({"id": name, "endpoint": name.partition("/")[0], "title": name, **members})


SCENARIOS = (
    scenario("auth_validation/valid", baseline=True, keeps="auth", body=VALID),  # 0
    scenario("auth_validation/wrong"),  # 1
    scenario("contact_sync/initial", baseline=True, keeps="contacts", walk=True, body=VALID),  # 2
    scenario("contact_sync/again", requires=["initial"], uses=["contacts"], walk=True, body=VALID),  # 3
    scenario("contact_sync/incremental", uses=["contacts"], walk=True, body=VALID),  # 4
    scenario("contact_sync/wrong", body={"auth": "$auth.wrong"}),  # 5
    scenario("agent_sync/null", baseline=True, walk=True, body=VALID),  # 6
    scenario("agent_sync/omitted", baseline=True, walk=True, body=VALID),  # 7
    scenario("actions/all", baseline=True, after=["contacts"], body=VALID),  # 8
    scenario("actions/some", baseline=True, body=VALID),  # 9
    scenario("actions/texts", body=VALID),  # 10
)


def needed(scenarios: Sequence[Scenario]) -> list[Needs]:
    return needs([(one.endpoint, one) for one in scenarios])


TABLE = [
    ("at first only the credentials are validated", {}, [0]),
    ("then whatever needs nothing else", {0: True}, [1, 2, 6]),
    ("also where they were refused, to say so", {0: False}, [1, 2, 6]),
    ("one account is walked once at a time", {0: True, 2: True}, [1, 3, 6, 8]),
    ("and again when that is over", {0: True, 2: True, 3: True}, [1, 4, 6, 8]),
    ("however it went", {0: True, 2: True, 3: False}, [1, 4, 6, 8]),
    ("baselines that walk wait for each other", {0: True, 6: True}, [1, 2, 7]),
    ("of others one that was answered is enough", {0: True, 2: True, 8: True}, [1, 3, 6, 9, 10]),
    ("without an answer all of them are waited for", {0: True, 2: True, 8: False}, [1, 3, 6, 9]),
    ("until none is left", {0: True, 2: True, 8: False, 9: False}, [1, 3, 6, 10]),
]


@pytest.mark.parametrize(("ended", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_what_is_ready(ended: dict[int, bool], expected: list[int]) -> None:
    waiting = [number for number in range(len(SCENARIOS)) if number not in ended]
    assert ready(needed(SCENARIOS), waiting, ended) == expected


def test_whoever_may_become_ready_is_found_from_what_ended() -> None:
    after = dependents(needed(SCENARIOS))
    assert after[0] == list(range(1, 11))
    assert after[2] == [3, 4, 5, 8]
    assert after[10] == [5]


CAREFUL = (
    scenario("auth_validation/valid", baseline=True, keeps="auth", body=VALID),  # 0
    scenario("auth_validation/once", guards=True, body={"auth": "$auth.secret_wrong"}),  # 1
    scenario("auth_validation/still", guards=True, requires=["once"], body=VALID),  # 2
    scenario("auth_validation/each", each={"one": "auth.one_wrong"}, body={"auth": "$one"}),  # 3
    scenario("contact_sync/initial", baseline=True, keeps="contacts", walk=True, body=VALID),  # 4
    scenario("contact_sync/wrong", body={"auth": "$auth.wrong"}),  # 5
)

PRECAUTIONS = [
    ("no wrong credentials before the valid ones have done all their work", {0: True}, [4]),
    ("then they are wrong once", {0: True, 4: True}, [1]),
    ("then the valid ones are tried again", {0: True, 4: True, 1: False}, [2]),
    ("and then all others come", {0: True, 4: True, 1: False, 2: True}, [3, 5]),
]


@pytest.mark.parametrize(
    ("ended", "expected"), [row[1:] for row in PRECAUTIONS], ids=[row[0] for row in PRECAUTIONS]
)
def test_wrong_credentials_come_last_and_carefully(ended: dict[int, bool], expected: list[int]) -> None:
    waiting = [number for number in range(len(CAREFUL)) if number not in ended]
    assert ready(needed(CAREFUL), waiting, ended) == expected


def test_without_guards_the_first_wrong_attempt_is_alone() -> None:
    tasks = [scenario(f"agent_sync/{name}", body={"auth": "$auth.wrong"}) for name in "abc"]
    assert ready(needed(tasks), range(3), {}) == [0]
    assert ready(needed(tasks), [1, 2], {0: False}) == [1, 2]


def test_what_is_waited_for_grows_with_the_tasks_and_not_with_their_square() -> None:
    actions = [
        (f"actions/{number}", one)
        for number in range(500)
        for one in (
            scenario("actions/all", body=VALID),
            scenario("actions/wrong", body={"auth": "$auth.wrong"}),
        )
    ]
    for guards in ([], [(one.endpoint, one) for one in CAREFUL]):
        tasks = [*guards, *actions]
        assert sum(map(len, dependents(needs(tasks)))) < 6 * len(tasks)


def test_every_built_in_scenario_gets_its_turn() -> None:
    tasks = [(one.endpoint, one) for one in builtin_scenarios()]
    tasks.sort(key=lambda task: not task[1].baseline)
    wanted, ended = needs(tasks), dict[int, bool]()
    while waiting := [number for number in range(len(tasks)) if number not in ended]:
        started = ready(wanted, waiting, ended)
        assert started, [tasks[number][1].id for number in waiting]
        ended |= dict.fromkeys(started, False)


CIRCLES = [
    (
        [
            scenario("contact_sync/initial", keeps="contacts", uses=["agents"]),
            scenario("agent_sync/all", keeps="agents", after=["contacts"]),
        ],
        "contact_sync/initial waits for agent_sync/all",
    ),
    (
        [
            scenario("auth_validation/valid", keeps="auth", uses=["contacts"]),
            scenario("contact_sync/initial", keeps="contacts"),
        ],
        "auth_validation/valid waits for contact_sync/initial",
    ),
    (
        [
            scenario("contact_sync/first", baseline=True, uses=["agents"]),
            scenario("contact_sync/second", keeps="contacts"),
            scenario("agent_sync/all", keeps="agents", uses=["contacts"]),
        ],
        "contact_sync/second waits for contact_sync/first",
    ),
    (
        [scenario("contact_sync/a", requires=["b"]), scenario("contact_sync/b", requires=["a"])],
        "contact_sync/a",
    ),
]


@pytest.mark.parametrize(
    ("scenarios", "named"), CIRCLES, ids=["uses and after", "auth", "baseline", "requires"]
)
def test_scenarios_that_wait_for_each_other_are_refused_by_name(
    scenarios: list[Scenario], named: str
) -> None:
    with pytest.raises(TdmockError, match=named):
        check_order(scenarios)
