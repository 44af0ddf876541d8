"""When accounts call, without a clock."""

from itertools import islice, pairwise, takewhile

import pytest

from tdmock.load.rhythm import call_times
from tdmock.load.settings import Load


def moments(load: Load, start: float, end: float) -> list[float]:
    """The calls of all accounts from one moment to another, in order."""
    accounts = (call_times(load, number, start) for number in range(load.accounts))
    return sorted(moment for calls in accounts for moment in takewhile(lambda moment: moment < end, calls))


@pytest.mark.parametrize("accounts", [1, 7, 200])
def test_the_calls_of_all_accounts_come_at_even_intervals(accounts: int) -> None:
    load = Load(accounts=accounts, calls_per_minute=600)
    calls = moments(load, 1_000_000.03, 1_000_060.03)
    assert len(calls) == pytest.approx(600, abs=1)
    assert all(later - earlier == pytest.approx(0.1) for earlier, later in pairwise(calls))


def test_an_account_that_moves_to_another_process_keeps_its_moments() -> None:
    load = Load(accounts=10, calls_per_minute=60)
    before = list(islice(call_times(load, 3, 5_000.0), 20))
    assert list(islice(call_times(load, 3, before[9] + 0.001), 10)) == pytest.approx(before[10:])


def test_no_call_is_before_the_beginning() -> None:
    assert next(call_times(Load(accounts=10), 9, 123.456)) >= 123.456


def test_speed_makes_all_come_more_often() -> None:
    load = Load(accounts=4, calls_per_minute=60, sync_every=1800, speed=10)
    assert len(moments(load, 0, 60)) == 600
    assert load.sync_interval == 180


def test_nobody_calls_where_no_calls_are_asked_for() -> None:
    assert not list(call_times(Load(calls_per_minute=0), 0, 0.0))
