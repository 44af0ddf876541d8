"""What a scenario is played with when its turn has come, or why it is not played."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from tdmock.findings import Breach
from tdmock.run.cases import ATTEMPTS, Obstacle, Outlook, danger, has_errors, refused
from tdmock.run.log import CaseLog
from tdmock.run.result import Case, CaseResult
from tdmock.run.tasks import Task
from tdmock.scenario.model import Scenario
from tdmock.talkdesk.state import Memory, Walk
from tests.bridges import PEOPLE, VALID
from tests.in_memory import plan

ERROR, WARNING = "agents.valid-request-succeeds", "agents.next-offset-is-not-null"
WRONG_BODY = {"auth": "$auth.secret_wrong"}
TICKET = "actions/create_ticket"
VALID_BODY = {"auth": "$auth", "meta": {}}


PLAN = plan()


def task(
    name: str,
    outcome: str = "",
    *cases: Mapping[str, Any],
    order: int = 0,
    endpoint: str = "",
    reason: str = "",
    **scenario: Any,
) -> Task:
    """A task, by its scenario and by what its cases showed; ``broken`` names the clauses that broke."""
    folder = name.partition("/")[0]
    made = Scenario(**{"id": name, "endpoint": folder, "title": name.upper(), "body": VALID_BODY, **scenario})
    at = endpoint or folder

    def result(broken: Sequence[str] = (), sent: Any = VALID_BODY, **members: Any) -> CaseResult:
        case = Case(position=(0, 0), scenario=made, endpoint=at, url="", label="", body=sent)
        log = CaseLog(case=case, **members)
        log.tally([Breach(rule=rule) for rule in broken], None)
        return log.result()

    results = tuple(result(**members) for members in cases)
    return Task(scenario=made, endpoint=at, order=order, outcome=outcome, reason=reason, results=results)


ANSWERED = {"answered": True, "complete": True}
BASE = task("agent_sync/all", "done", ANSWERED, baseline=True)


def cases(own: Task, *others: Task, **options: Any) -> list[Case] | Obstacle:
    memory = options.pop("memory", Memory(auth=VALID))
    outlook = Outlook(
        plan=options.pop("plan", PLAN), memory=memory, others=others, danger=options.pop("danger", "")
    )
    return outlook.cases(own)


def untestable(reason: str) -> Obstacle:
    return Obstacle(outcome="untestable", reason=reason)


# --- obstacles ---------------------------------------------------------------------------------------------


def test_a_task_whose_baseline_was_answered_is_played() -> None:
    (case,) = listed(own := task("agent_sync/one", order=7), BASE, own)
    assert (case.position, case.endpoint, case.url, case.label) == (
        (7, 0),
        "agent_sync",
        "http://127.0.0.1/agent_sync",
        "",
    )
    assert case.scenario is own.scenario
    assert case.body == {"auth": VALID, "meta": {}}
    assert (case.others, case.trial, case.expected) == ((), None, None)


def test_an_endpoint_that_must_not_be_called_is_skipped() -> None:
    far = plan(base="https://bridge.example.org")
    found = cases(task("actions/all", endpoint=TICKET, baseline=True), plan=far)
    assert isinstance(found, Obstacle)
    assert found.outcome == "skipped"
    assert found.reason.startswith("actions write to somebody's system")


def test_what_requires_something_that_does_not_apply_does_not_apply_either() -> None:
    other = task("agent_sync/expired", "skipped", reason="no token was given")
    unrelated = task("agent_sync/other", "skipped", reason="another reason")
    found = cases(task("agent_sync/one", requires=["expired"]), BASE, unrelated, other)
    assert found == Obstacle(outcome="skipped", reason="no token was given")


def test_nothing_is_built_on_a_baseline_that_was_not_answered() -> None:
    left_out = task("agent_sync/none", "skipped", baseline=True)
    failed = task("agent_sync/null", "done", {"answered": False}, baseline=True)
    reason = "did not get an answer that further checks could build on"
    assert cases(task("agent_sync/one"), left_out, failed) == untestable(f"“AGENT_SYNC/NULL” {reason}")
    assert cases(task("agent_sync/one"), left_out) == untestable(f"“AGENT_SYNC/NONE” {reason}")
    assert isinstance(cases(task("agent_sync/one"), failed, BASE), list)


def test_a_further_baseline_is_played_unless_the_credentials_were_refused() -> None:
    own = task("agent_sync/two", baseline=True)
    failed = task("agent_sync/null", "done", {"answered": False}, baseline=True)
    turned_away = task("agent_sync/null", "done", {"refused_credentials": True}, baseline=True)
    assert isinstance(cases(own, failed, own), list)
    assert cases(own, turned_away, own) == untestable(
        "“AGENT_SYNC/NULL” was refused, and so would be any other request"
    )


def test_wrong_credentials_are_not_sent_where_that_is_dangerous() -> None:
    attempt = task("agent_sync/wrong", body=WRONG_BODY)
    assert cases(attempt, BASE, danger="it may lock") == untestable("it may lock")
    assert isinstance(cases(task("agent_sync/one"), BASE, danger="it may lock"), list)
    assert isinstance(cases(attempt, BASE), list)


@pytest.mark.parametrize(
    ("kind", "outcome", "shown", "stands"),
    [
        ("valid", "done", ANSWERED, True),
        ("valid", "done", {"answered": True}, False),
        ("valid", "untestable", ANSWERED, False),
        ("bad-credentials", "done", {}, True),
        ("bad-credentials", "done", {"broken": [WARNING]}, True),
        ("bad-credentials", "done", {"broken": [WARNING, ERROR]}, False),
        ("bad-credentials", "untestable", {}, False),
    ],
)
def test_what_is_required_must_have_been_answered_as_it_should(
    kind: str, outcome: str, shown: Mapping[str, Any], *, stands: bool
) -> None:
    required = task("agent_sync/first", outcome, shown, kind=kind)
    found = cases(task("agent_sync/one", requires=["first"]), BASE, required)
    assert found == untestable("“AGENT_SYNC/FIRST” went wrong") if not stands else isinstance(found, list)


def test_what_is_used_must_have_been_handed_over_where_somebody_could() -> None:
    own = task("interaction_update/one", uses=["contacts"], baseline=True)
    assert cases(own) == untestable("contact_sync handed over no contacts to ask about")
    assert isinstance(cases(own, memory=Memory(auth=VALID, contacts=Walk())), list)
    alone = replace(PLAN, urls={"interaction_update": "http://127.0.0.1/"})
    assert isinstance(cases(own, plan=alone), list)


def test_a_value_that_there_is_not_makes_a_task_not_apply() -> None:
    found = cases(task("agent_sync/one", body={"auth": "$auth.expired"}), BASE)
    assert isinstance(found, Obstacle)
    assert found.outcome == "skipped"
    assert found.reason.startswith("no expired access token was given")


# --- cases -------------------------------------------------------------------------------------------------


def listed(own: Task, *others: Task, **options: Any) -> list[Case]:
    found = cases(own, *others, **options)
    assert isinstance(found, list)
    return found


CONTACTS = Walk(pages=1, sample=PEOPLE, seen={hash(person["id"]) for person in PEOPLE}, moved={7})


def test_there_is_a_case_for_each_value() -> None:
    own = task(
        "interaction_update/one",
        order=3,
        each={"contact": "contacts.sample"},
        body={"auth": "$auth", "data": {"contact_external_id": "$contact.id"}},
    )
    base = task("interaction_update/all", "done", ANSWERED, baseline=True)
    found = listed(own, base, memory=Memory(auth=VALID, contacts=CONTACTS))
    assert [case.position for case in found] == [(3, number) for number in range(len(found))]
    assert len({case.label for case in found}) == len(found) > 1


def test_a_reading_knows_what_came_earlier() -> None:
    memory = Memory(auth=VALID, contacts=CONTACTS)
    base = task("contact_sync/initial", "done", ANSWERED, baseline=True)
    (again,) = listed(task("contact_sync/again", uses=["contacts"]), base, memory=memory)
    (other,) = listed(task("contact_sync/other"), base, memory=memory)
    assert again.earlier.ids == CONTACTS.seen
    assert not other.earlier.ids


def test_the_validator_gets_what_was_entered_and_the_others_what_it_returned() -> None:
    memory = Memory(auth={**VALID, "token": "stored"}, returned={"token": "stored"})
    (validated,) = listed(task("auth_validation/valid", baseline=True), memory=memory)
    (agents,) = listed(task("agent_sync/one"), BASE, memory=memory)
    assert validated.body["auth"] == VALID
    assert agents.body["auth"] == {**VALID, "token": "stored"}


def test_other_values_are_made_only_where_a_request_may_be_of_another_kind() -> None:
    body = {"auth": "$auth", "data": {"contact_external_id": "$contact.id"}}
    each = {"contact": "contacts.sample"}
    base = task("interaction_update/all", "done", ANSWERED, baseline=True)
    memory = Memory(auth=VALID, contacts=CONTACTS)
    sure = listed(task("interaction_update/one", each=each, body=body), base, memory=memory)
    doubtful = listed(
        task("interaction_update/one", each=each, body=body, maybe="unknown-contact"), base, memory=memory
    )
    assert not any(case.others for case in sure)
    assert {len(case.others) for case in doubtful} == {ATTEMPTS}
    first = doubtful[0]
    ids = [first.body["data"]["contact_external_id"]]
    ids += [other["data"]["contact_external_id"] for other in first.others]
    assert len(set(ids)) > 1
    assert doubtful[0].others != doubtful[1].others


def test_what_the_validator_returns_is_tried_at_the_first_endpoint_that_may_be_called() -> None:
    own = task("auth_validation/valid", baseline=True, keeps="auth", order=5)
    (case,) = listed(own)
    assert case.trial
    assert (case.trial.endpoint, case.trial.scenario.id) == ("contact_sync", "contact_sync/initial")
    assert case.trial.position == (5, 0)
    (other,) = listed(task("auth_validation/valid", baseline=True))
    assert other.trial is None


def test_nothing_is_tried_where_no_other_endpoint_may_be_called() -> None:
    own = task("auth_validation/valid", baseline=True, keeps="auth")
    alone = plan(only=["auth_validation"])
    (case,) = listed(own, plan=alone)
    assert case.trial is None
    far = plan(base="https://bridge.example.org", only=["auth_validation", "actions"])
    actions = {name: url for name, url in far.urls.items() if name not in {"contact_sync", "agent_sync"}}
    (case,) = listed(own, plan=replace(far, urls=actions))
    assert case.trial is None


def test_further_requests_to_an_action_build_on_the_one_that_was_executed() -> None:
    worked = {"data": {"firstName": "Proven", "state": "CO"}, "meta": {"contact_external_id": "c7"}}
    failed = task("actions/first", "done", {"sent": {"data": {}}}, baseline=True, endpoint=TICKET)
    base = task("actions/all", "done", {**ANSWERED, "sent": worked}, baseline=True, endpoint=TICKET)
    body = {"data": "$inputs.working", "meta": "$ids.working"}
    for baseline in (False, True):
        own = task("actions/texts", body=body, baseline=baseline, endpoint=TICKET)
        (further,) = listed(own, failed, base)
        assert further.body["data"]["firstName"] == "Proven"
        assert further.body["meta"] == {"contact_external_id": "c7"}


def test_inputs_that_somebody_gave_are_sent() -> None:
    given = plan(inputs={"create_ticket": {"firstName": "Given"}})
    own = task(
        "actions/all",
        endpoint=TICKET,
        baseline=True,
        body={"auth": "$auth", "data": "$inputs.all"},
    )
    (case,) = listed(own, plan=given)
    assert case.body["data"]["firstName"] == "Given"


@pytest.mark.parametrize(
    ("each", "note"),
    [
        ({"data": "inputs.options"}, "7 options were not tried (--max-calls 2)"),
        ({"data": "inputs.texts"}, ""),
        ({}, ""),
    ],
)
def test_what_the_limits_leave_out_is_noted(each: Mapping[str, str], note: str) -> None:
    outlook = Outlook(plan=plan(max_calls=2), memory=Memory(auth=VALID), others=(), danger="")
    assert outlook.note(task("actions/one", endpoint=TICKET, each=each)) == note
    whole = Outlook(plan=PLAN, memory=Memory(auth=VALID), others=(), danger="")
    assert not whole.note(task("actions/one", endpoint=TICKET, each=each))


def test_the_mark_of_the_run_is_numbered_by_task_and_case() -> None:
    mark = "tdmock-run-0"
    own = task("agent_sync/one", order=12, body={"auth": "$auth", "meta": {"note": mark}})
    assert [case.body["meta"]["note"] for case in listed(own, BASE)] == [f"{mark}-12.0"]


# --- danger ------------------------------------------------------------------------------------------------


GUARD = "agent_sync/valid-again"

DANGERS = [
    ([BASE], ""),
    ([task("agent_sync/null", "done", {"refused_credentials": True}, baseline=True)], "refused"),
    ([task("agent_sync/null", "done", {"refused_credentials": True}, baseline=True), BASE], ""),
    ([task("agent_sync/one", "done", {"refused_credentials": True})], ""),
    ([task("agent_sync/null", "", {"refused_credentials": True}, baseline=True)], ""),
    ([task("agent_sync/null", "untestable", {"refused_credentials": True}, baseline=True)], "refused"),
    ([BASE, task(GUARD, "done", {"complete": False}, guards=True)], "locked"),
    ([BASE, task(GUARD, "done", {"complete": True}, guards=True)], ""),
    ([BASE, task(GUARD, "untestable", {"complete": False}, guards=True)], ""),
    ([BASE, task(GUARD, "", {"complete": False}, guards=True)], ""),
    ([BASE, task(GUARD, "done", {"complete": False}, guards=True, body=WRONG_BODY)], ""),
]
REASONS = {
    "": "",
    "refused": "agent_sync refused the valid credentials, and wrong ones may lock the account",
    "locked": "after one wrong attempt the valid credentials were refused, so no more attempts were made",
}


@pytest.mark.parametrize(("tasks", "reason"), DANGERS)
def test_when_wrong_credentials_are_dangerous(tasks: Sequence[Task], reason: str) -> None:
    assert danger(tasks) == REASONS[reason]


def test_the_first_that_was_refused_is_named() -> None:
    crashed = task("agent_sync/a", "done", {})
    turned_away = task("agent_sync/b", "done", {}, {"refused_credentials": True})
    assert refused([crashed, turned_away]) is turned_away
    assert refused([crashed]) is None


def test_only_errors_are_errors() -> None:
    (some,) = task("agent_sync/a", "done", {"broken": [WARNING, ERROR]}).results
    (none,) = task("agent_sync/a", "done", {"broken": [WARNING]}).results
    assert has_errors(PLAN, some)
    assert not has_errors(PLAN, none)
