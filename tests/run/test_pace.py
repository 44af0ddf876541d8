"""The pace of a run, on a clock of its own: nothing here takes time."""

import threading
from collections.abc import Iterator, Mapping
from itertools import count

import pytest

from tdmock.exchange import Exchange, Request, Response
from tdmock.run.pace import (
    FIRST_SPACING,
    LONGEST_SPACING,
    TRIES,
    Clock,
    Pace,
    Stopped,
    limits_rate,
    told_wait,
)
from tests.in_memory import FakeClock


def answer(status: int = 429, **headers: str) -> Exchange:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    request = Request(endpoint="agent_sync", url="http://127.0.0.1/")
    return Exchange(request=request, response=Response(status=status, headers=named, body=b""))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def pace(clock: FakeClock) -> Pace:
    return Pace(clock, ends_at=600)


ORDERS: Iterator[tuple[int, int]] = ((0, number) for number in count())


def passed(pace: Pace) -> float:
    """When the next request leaves."""
    with pace.turn(next(ORDERS)):
        return pace.clock.now()


# --- what is asked for -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "headers", "limited"),
    [
        (429, {}, True),
        (429, {"Retry_After": "7"}, True),
        (503, {"retry_after": "7"}, True),
        (503, {}, False),
        (500, {"Retry_After": "7"}, False),
        (200, {"Retry_After": "7"}, False),
    ],
)
def test_which_answers_say_that_there_was_too_much(
    status: int, headers: Mapping[str, str], *, limited: bool
) -> None:
    assert limits_rate(answer(status, **headers)) is limited


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "7"}, 7.0),
        ({"Retry_After": " 0 "}, 0.0),
        ({"Retry_After": "9" * 4000}, 999_999_999_999.0),
        (
            {
                "Retry_After": "Sun, 06 Nov 1994 08:49:37 GMT",
                "Date": "Sun, 06 Nov 1994 08:49:07 GMT",
            },
            30.0,
        ),
        ({"Retry_After": "Sun, 06 Nov 1994 08:49:37 GMT"}, 0.0),
        ({"Retry_After": "-5"}, None),
        ({"Retry_After": "٣"}, None),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": "Sun, 99 Nov 1994 08:49:37 GMT"}, None),
        ({}, None),
    ],
)
def test_the_wait_that_an_answer_names(headers: Mapping[str, str], seconds: float | None) -> None:
    response = answer(429, **headers).response
    assert response
    assert told_wait(response) == seconds


# --- waiting -----------------------------------------------------------------------------------------------


def test_all_requests_wait_as_long_as_one_was_told(pace: Pace) -> None:
    pace.slow_down(answer(Retry_After="7"), 1, alone=False)
    assert passed(pace) == 7
    assert passed(pace) == 7


def entered(pace: Pace, *, alone: bool) -> threading.Event:
    """Is set when a further request has its turn."""
    inside = threading.Event()

    def enter() -> None:
        with pace.turn(next(ORDERS), alone=alone):
            inside.set()

    threading.Thread(target=enter).start()
    return inside


def test_requests_pass_beside_others(pace: Pace) -> None:
    with pace.turn(next(ORDERS)):
        assert entered(pace, alone=False).wait(30)


@pytest.mark.parametrize(("first", "second"), [(True, False), (False, True), (True, True)])
def test_a_request_that_is_alone_has_nobody_beside_it(pace: Pace, *, first: bool, second: bool) -> None:
    with pace.turn(next(ORDERS), alone=first) as was_alone:
        later = entered(pace, alone=second)
        assert was_alone is first
        assert not later.wait(0.05)
    assert later.wait(30)


def test_after_a_limit_requests_pass_one_after_the_other(pace: Pace) -> None:
    with pace.turn((0, 1)) as first, pace.turn((0, 2)) as second:
        assert (first, second) == (False, False)
    pace.slow_down(answer(Retry_After="0"), 1, alone=False)
    with pace.turn((0, 3)) as third:
        assert third


def test_whoever_waited_when_the_pace_went_down_passes_alone_too(pace: Pace) -> None:
    """Once the one that is alone is through, the others must not burst through all at once."""
    together, most = 0, 0
    guard = threading.Lock()

    def go(number: int) -> None:
        nonlocal together, most
        with pace.turn((1, number)):
            with guard:
                together += 1
                most = max(most, together)
            with guard:
                together -= 1

    with pace.turn((0, 0), alone=True):
        threads = [threading.Thread(target=go, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        pace.slow_down(answer(Retry_After="0"), 1, alone=True)
    for thread in threads:
        thread.join()
    assert most == 1


def test_without_a_word_on_how_long_the_waits_grow(pace: Pace) -> None:
    waits = [pace.slow_down(answer(), tries, alone=False) for tries in range(1, TRIES)]
    assert waits == [1, 2, 4, 8, 16]


def test_what_was_told_once_is_believed_and_then_added_to(pace: Pace) -> None:
    waits = [pace.slow_down(answer(Retry_After="1"), tries, alone=True) for tries in range(1, TRIES)]
    assert waits == [1, 1, 2, 4, 8]


def test_a_wait_of_no_time_is_not_believed_twice(pace: Pace) -> None:
    waits = [pace.slow_down(answer(Retry_After="0"), tries, alone=True) for tries in range(1, TRIES)]
    assert waits == [0, 1, 2, 4, 8]


def test_an_exchange_without_an_answer_names_no_limit_and_no_time(pace: Pace) -> None:
    nothing = Exchange(request=answer().request)
    assert not limits_rate(nothing)
    assert pace.slow_down(nothing, 1, alone=True) == 1


def test_requests_are_spaced_out_where_one_alone_was_too_much(pace: Pace) -> None:
    pace.slow_down(answer(), 1, alone=True)
    assert passed(pace) == 1
    assert passed(pace) == pytest.approx(1 + FIRST_SPACING)
    for _ in range(9):
        pace.slow_down(answer(), 1, alone=True)
    first = passed(pace)
    assert passed(pace) == pytest.approx(first + LONGEST_SPACING)


def test_they_are_not_where_only_too_many_at_once_were_too_much(pace: Pace) -> None:
    pace.slow_down(answer(), 1, alone=False)
    assert passed(pace) == passed(pace) == 1


def test_the_patience_with_one_request_ends(pace: Pace) -> None:
    with pytest.raises(Stopped, match=f"refused {TRIES} tries"):
        pace.slow_down(answer(Retry_After="0"), TRIES, alone=True)


def test_a_wait_beyond_the_deadline_is_not_begun(pace: Pace, clock: FakeClock) -> None:
    told = r"^the bridge limits the rate of requests: a wait of 600 s goes beyond the time for the whole run "
    with pytest.raises(Stopped, match=rf"{told}\(--deadline\)$"):
        pace.slow_down(answer(503, Retry_After="600"), 1, alone=True)
    assert passed(pace) == clock.time == 0


def test_a_clock_that_was_not_stopped_waits_as_long_as_it_is_told() -> None:
    clock = Clock()
    before = clock.now()
    clock.wait(0.001)
    assert clock.now() - before >= 0.001


def test_a_stopped_clock_ends_every_wait() -> None:
    clock = Clock()
    pace = Pace(clock, ends_at=clock.now() + 600)
    pace.slow_down(answer(Retry_After="300"), 1, alone=True)
    ended = threading.Event()

    def wait() -> None:
        with pytest.raises(Stopped, match=r"^the run was interrupted$"), pace.turn((0, 0)):
            pass
        ended.set()

    thread = threading.Thread(target=wait)
    thread.start()
    clock.stop()
    thread.join(timeout=30)
    assert ended.is_set()
