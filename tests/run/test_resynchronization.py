"""An account is read once more where a reading lacked a contact, or where one came from nowhere."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.bridges import PEOPLE, Asked, Given, Serve, check, conformant, guarded, json_answer, meta

Page = Callable[[int], list[dict[str, Any]]]
LOST, UNKNOWN = "contacts.none-is-lost", "contacts.incremental-ids-are-known"
NEWCOMER = {**PEOPLE[0], "id": "new"}


def account(page: Page, changed: list[dict[str, Any]]) -> Callable[[Asked], Given]:
    """All contacts on one page, by the number of the reading; an incremental one hands over what changed."""
    readings = iter(range(100))

    def answer(asked: Asked) -> Given:
        if meta(asked) == {}:
            return json_answer({"contacts": page(next(readings)), "synchronization_checkpoint": "now"})
        found = changed if "synchronization_checkpoint" in meta(asked) else PEOPLE
        return json_answer({"contacts": found, "synchronization_checkpoint": "now"})

    return guarded(answer)


def outcomes(serve: Serve, page: Page, changed: list[dict[str, Any]] | None = None) -> dict[str, str]:
    """How the two rules came out that need one more reading."""
    bridge = serve({**conformant(), "/contact_sync": account(page, changed or [])})
    report = check(bridge.url, only=["contact_sync"])
    assert {finding.clause.id for finding in report.findings} <= {LOST, UNKNOWN}
    return {r.clause.id: r.outcome for r in report.results if r.clause.id in {LOST, UNKNOWN}}


def test_an_account_that_stays_is_not_read_a_third_time(serve: Serve) -> None:
    assert outcomes(serve, lambda _: PEOPLE) == {LOST: "skipped", UNKNOWN: "skipped"}


def test_a_contact_that_was_missing_once_is_lost(serve: Serve) -> None:
    assert outcomes(serve, lambda n: PEOPLE[1:] if n == 1 else PEOPLE)[LOST] == "failed"


def test_a_contact_that_is_gone_for_good_was_deleted(serve: Serve) -> None:
    assert outcomes(serve, lambda n: PEOPLE[1:] if n else PEOPLE)[LOST] == "passed"


def test_a_contact_that_a_deleted_one_may_have_hidden_is_not_lost(serve: Serve) -> None:
    """Pages that are counted move up when a contact is deleted."""
    readings = {0: PEOPLE, 1: PEOPLE[2:]}
    assert outcomes(serve, lambda n: readings.get(n, [PEOPLE[0], *PEOPLE[2:]]))[LOST] == "passed"


def test_an_id_of_an_incremental_synchronization_alone_is_unknown(serve: Serve) -> None:
    assert outcomes(serve, lambda _: PEOPLE, [NEWCOMER])[UNKNOWN] == "failed"


def test_a_contact_that_is_new_comes_in_the_next_reading_of_the_whole_account(serve: Serve) -> None:
    found = outcomes(serve, lambda n: [*PEOPLE, NEWCOMER] if n > 1 else PEOPLE, [NEWCOMER])
    assert found[UNKNOWN] == "passed"


@pytest.mark.parametrize("count", [0, 1, 2])
def test_accounts_of_hardly_anybody_have_no_findings(serve: Serve, count: int) -> None:
    assert outcomes(serve, lambda _: PEOPLE[:count]) == {LOST: "skipped", UNKNOWN: "skipped"}
