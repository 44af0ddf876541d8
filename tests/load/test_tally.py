"""Counts of what broke the contract, at workers and at their master."""

import msgspec
import pytest

from tdmock.findings import Breach
from tdmock.load.tally import Tally
from tdmock.redaction.mask import Mask

NUMBER = Breach(rule="contacts.id-is-string", at="contacts[3].id", expected="a string", actual="7 (integer)")


def test_breaches_are_counted_by_endpoint_and_rule_with_the_first_as_the_example() -> None:
    tally = Tally()
    for breach in (NUMBER, Breach(rule=NUMBER.rule, at="contacts[5].id", occurrences=4)):
        tally.add("contact_sync", [breach], Mask())
    (told,) = tally.share().told
    assert (told.occurrences, told.at) == (5, "contacts[3].id")


def test_the_sum_of_the_workers_is_the_total() -> None:
    total = Tally()
    for times in (2, 3):
        worker = Tally()
        worker.calls, worker.late = 10 * times, times
        worker.add("contact_sync", [NUMBER] * times, Mask())
        total.merge(worker.take())
        total.merge(worker.take())  # it counts anew, so there is nothing to count twice
    share = total.share()
    assert (share.calls, share.late, [told.occurrences for told in share.told]) == (50, 5, [5])


def test_no_credential_leaves_a_worker() -> None:
    mask = Mask()
    mask.learn("$TDMOCK_AUTH_TOKEN", "s3cret-9f")
    tally = Tally()
    tally.add("auth_validation", [Breach(rule="auth.body-is-object", actual='"s3cret-9f"')], mask)
    assert "s3cret-9f" not in str(tally.take())


def test_a_message_of_another_shape_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        Tally().merge({"told": [{"endpoint": 1}], "calls": "many"})
