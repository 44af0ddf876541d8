"""What Talkdesk keeps of a scenario that is over."""

from typing import Any

import orjson
import pytest

from tdmock.run.result import Case, CaseResult
from tdmock.run.state import as_sent, kept
from tdmock.run.tasks import Task
from tdmock.scenario.model import Kept, Scenario
from tdmock.talkdesk.state import Earlier, Memory, Walk

MEMORY = Memory(auth={"account": "acme", "token": "entered"})


def over(keeps: Kept | None, *shown: dict[str, Any]) -> Task:
    """A task that is over, by what its cases showed; ``about`` is the contact of their requests."""
    scenario = Scenario(id="contact_sync/one", endpoint="contact_sync", title="One", keeps=keeps)

    def result(about: str = "", **members: Any) -> CaseResult:
        body = {"data": {"contact_external_id": about}}
        case = Case(position=(0, 0), scenario=scenario, endpoint="contact_sync", url="", label="", body=body)
        return CaseResult(case=case, **members)

    results = tuple(result(**members) for members in shown)
    return Task(scenario=scenario, endpoint="contact_sync", order=0, outcome="done", results=results)


def walk(pages: int = 1, *, ended: bool = True, ids: frozenset[int] = frozenset()) -> Walk:
    return Walk(pages=pages, ended=ended, earlier=Earlier(ids=ids), newcomers={7})


def test_what_keeps_nothing_changes_nothing() -> None:
    assert kept(MEMORY, over(None, {"value": {"token": "other"}, "walk": walk()})) is MEMORY


def test_fields_that_the_validator_returns_stand_beside_those_that_were_entered() -> None:
    memory = kept(MEMORY, over("auth", {"value": None}, {"value": {"token": "new", "session": 7}}))
    assert memory.auth == {"account": "acme", "token": "new", "session": 7}
    assert memory.returned == {"token": "new", "session": 7}


def test_a_validator_that_returns_nothing_changes_no_field() -> None:
    memory = kept(MEMORY, over("auth", {"value": None}))
    assert (memory.auth, memory.returned) == (MEMORY.auth, {})


@pytest.mark.parametrize("number", [0, -1, 2**63 - 1, 2**63, 2**70, -(2**63), -(2**63) - 1, -(2**70), 10**40])
def test_an_integer_is_sent_back_digit_by_digit(number: int) -> None:
    assert orjson.dumps(as_sent({"token": number})) == b'{"token":%d}' % number


def test_a_text_is_sent_back_as_a_text() -> None:
    assert as_sent({"token": "9223372036854775808"}) == {"token": "9223372036854775808"}


def test_the_contacts_with_the_most_types_of_interactions_come_first() -> None:
    task = over(
        "activity",
        {"about": "one type, two interactions", "answered": True, "value": (1, 2)},
        {"about": "none", "answered": True, "value": (0, 0)},
        {"about": "two types", "answered": True, "value": (2, 2)},
        {"about": "one type, three interactions", "answered": True, "value": (1, 3)},
        {"about": "one type, two interactions as well", "answered": True, "value": (1, 2)},
    )
    assert kept(MEMORY, task).activity == (
        "two types",
        "one type, three interactions",
        "one type, two interactions",
        "one type, two interactions as well",
    )


def test_a_contact_that_was_answered_without_a_list_is_gone() -> None:
    task = over(
        "activity",
        {"about": "known", "answered": True, "value": (0, 0)},
        {"about": "deleted", "answered": True},
        {"about": "failed", "answered": False},
    )
    assert kept(MEMORY, task).gone == frozenset({"deleted"})


@pytest.mark.parametrize("keeps", ["contacts", "agents"])
def test_the_first_reading_that_read_anything_is_kept(keeps: Kept) -> None:
    empty, first, second = walk(0), walk(1, ended=False), walk(2, ended=False)
    memory = kept(MEMORY, over(keeps, {"walk": None}, {"walk": empty}, {"walk": first}))
    assert getattr(memory, keeps) is first
    assert getattr(kept(memory, over(keeps, {"walk": second})), keeps) is first
    assert getattr(kept(memory, over(keeps, {"walk": empty})), keeps) is first


@pytest.mark.parametrize("keeps", ["contacts", "agents"])
def test_a_reading_to_the_end_replaces_one_that_stopped(keeps: Kept) -> None:
    stopped, whole = walk(ended=False), walk()
    memory = kept(MEMORY, over(keeps, {"walk": stopped}))
    assert getattr(kept(memory, over(keeps, {"walk": whole})), keeps) is whole


def test_contacts_are_missing_only_from_a_reading_to_the_end() -> None:
    ids = frozenset({1, 2})
    assert kept(MEMORY, over("missing", {"walk": walk(ids=ids)})).missing == ids
    assert kept(MEMORY, over("missing", {"walk": walk(ids=ids, ended=False)})).missing == frozenset()
    assert kept(MEMORY, over("missing", {"walk": None})).missing == frozenset()


def test_newcomers_are_those_that_came_so_far() -> None:
    assert kept(MEMORY, over("newcomers", {"walk": walk(ended=False)})).newcomers == frozenset({7})
    assert kept(MEMORY, over("newcomers", {"walk": None})).newcomers == frozenset()
