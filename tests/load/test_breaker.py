"""When a load ends because nothing works any more."""

from tdmock.load.breaker import ENOUGH, PATIENCE, Breaker


def test_nothing_but_failures_trips_it_after_a_while() -> None:
    breaker = Breaker(0.0)
    assert not breaker.is_tripped(ENOUGH, ENOUGH, PATIENCE - 1)
    assert breaker.is_tripped(ENOUGH, ENOUGH, PATIENCE)


def test_one_success_begins_the_wait_anew() -> None:
    breaker = Breaker(0.0)
    assert not breaker.is_tripped(100, 99, PATIENCE)
    assert not breaker.is_tripped(200, 199, 2 * PATIENCE - 1)
    assert breaker.is_tripped(200, 199, 2 * PATIENCE)


def test_a_few_failures_are_no_proof() -> None:
    breaker = Breaker(0.0)
    assert not breaker.is_tripped(ENOUGH - 1, ENOUGH - 1, 100 * PATIENCE)


def test_silence_is_no_failure() -> None:
    breaker = Breaker(0.0)
    assert not breaker.is_tripped(0, 0, 100 * PATIENCE)
    assert not breaker.is_tripped(ENOUGH, ENOUGH, 100 * PATIENCE + 1)
