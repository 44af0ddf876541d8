"""Waiting until a bridge is up, on a clock of its own: nothing here takes time."""

from collections.abc import Iterator

import pytest

from tdmock.exchange import Exchange, Failure, Request, Response
from tdmock.run.waiting import wait_until_up
from tests.in_memory import FakeClock

URLS = ["https://127.0.0.1:8000/auth?key=k", "https://me:secret@127.0.0.1:8000/contacts"]


class Starting:
    """A bridge that answers thus, one after the other, and the last for ever; each attempt takes no time."""

    def __init__(self, *answers: Failure | int) -> None:
        self.asked: list[Request] = []
        self.timeouts: list[float] = []
        self._answers = self._given(answers)

    def _given(self, answers: tuple[Failure | int, ...]) -> Iterator[Failure | int]:
        yield from answers
        while True:
            yield answers[-1]

    def send(self, request: Request, *, timeout: float) -> Exchange:
        self.asked.append(request)
        self.timeouts.append(timeout)
        given = next(self._answers)
        if isinstance(given, Failure):
            return Exchange(request=request, failure=given, detail=f"it was {given}")
        return Exchange(request=request, response=Response(status=given, headers=(), body=b""))

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("up", [200, 404, 405, 500, Failure.TLS, Failure.PROTOCOL])
def test_whatever_answers_is_up_after_what_a_start_looks_like(up: Failure | int) -> None:
    bridge, clock = Starting(Failure.REFUSED, Failure.DROPPED, Failure.TIMEOUT, 502, 503, up), FakeClock()
    assert wait_until_up(URLS, bridge, clock, 30) == ""
    assert len(bridge.asked) == 6
    assert 0 < clock.time < 2


@pytest.mark.parametrize(
    ("never", "said"),
    [(Failure.REFUSED, "it was refused"), (503, "https://127.0.0.1:8000/ answers with 503")],
)
def test_one_that_never_answers_is_told_when_the_time_is_over(never: Failure | int, said: str) -> None:
    clock = FakeClock()
    assert wait_until_up(URLS, Starting(never), clock, 3) == said
    assert 2.5 < clock.time <= 3


def test_each_host_is_asked_once_without_credentials() -> None:
    bridge = Starting(404)
    wait_until_up([*URLS, "http://other.example.org/x"], bridge, FakeClock(), 30)
    assert [request.url for request in bridge.asked] == [
        "https://127.0.0.1:8000/",
        "http://other.example.org/",
    ]
    assert {request.method for request in bridge.asked} == {"GET"}
    assert {request.endpoint for request in bridge.asked} == {""}
    assert {request.body for request in bridge.asked} == {b""}
    assert {header for request in bridge.asked for header in request.headers} == {("Accept", "*/*")}


def test_no_attempt_takes_longer_than_what_is_left_but_for_a_pause() -> None:
    bridge, clock = Starting(Failure.REFUSED), FakeClock()
    wait_until_up(URLS, bridge, clock, 5.5)
    assert bridge.timeouts[:2] == [5.0, 5.0]
    assert bridge.timeouts[-2:] == pytest.approx([0.3, 0.2])
    assert clock.time == pytest.approx(5.4)


def test_the_last_attempt_leaves_no_time_for_another() -> None:
    bridge, clock = Starting(Failure.REFUSED), FakeClock()
    wait_until_up(URLS, bridge, clock, 0.2)
    assert (len(bridge.asked), clock.time) == (1, 0.0)


def test_time_that_has_passed_before_does_not_count() -> None:
    clock = FakeClock()
    clock.time = 100.0
    assert wait_until_up(URLS, Starting(Failure.REFUSED, 200), clock, 3) == ""
