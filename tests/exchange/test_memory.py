"""Large answers are in memory one at a time, and waiting for that counts for nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tdmock.exchange import LOOKED_AT, Exchange, Failure, Request, Response
from tdmock.exchange.memory import Room
from tdmock.transport import HttpTransport
from tests.transport.raw_bridge import RawBridge, always, answer, ask, once

LARGE = b'"' + b"x" * 5 * 2**20 + b'"'
HEAVY = b"[" + b"{}," * 20_000 + b"{}]"


def test_a_thread_keeps_its_room_until_it_leaves() -> None:
    room = Room()
    with ThreadPoolExecutor(1) as other, room.kept():
        room.enter()
        assert room.enter() == 0.0
        room.end_receiving()
        waiting = other.submit(room.enter)
        assert not waiting.done()
        room.leave()
        assert waiting.result(5) >= 0
        other.submit(room.leave).result(5)
        room.enter()


def test_what_nobody_keeps_leaves_when_it_was_received() -> None:
    room = Room()
    room.enter()
    room.end_receiving()
    with ThreadPoolExecutor(1) as other:
        assert other.submit(room.enter).result(5) >= 0


@pytest.mark.parametrize("body", [LARGE, HEAVY], ids=["large", "of many values"])
def test_a_large_answer_waits_while_another_is_judged(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room()
    monkeypatch.setattr("tdmock.transport.receiving.ROOM", room)
    room.enter()
    with (
        RawBridge(always(answer(body))) as bridge,
        HttpTransport() as transport,
        ThreadPoolExecutor(1) as other,
    ):
        coming = other.submit(transport.send, bridge.request(), timeout=5)
        assert bridge.asked.wait(5)
        assert not coming.done()
        room.leave()
        exchange = coming.result(5)
    assert exchange.response is not None
    assert exchange.response.body == body


def test_the_wait_for_room_is_no_time_of_the_bridges(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(Room):
        def enter(self) -> float:
            return 3600.0

    monkeypatch.setattr("tdmock.transport.receiving.ROOM", Slow())
    exchange = ask(once(answer(LARGE)), timeout=5)
    assert exchange.failure is None, exchange.detail
    assert exchange.elapsed < 0


@pytest.mark.parametrize(
    ("waits", "failure", "connections"),
    [([1.0], None, 2), ([], Failure.TRUNCATED, 1)],
    ids=["ours", "its own"],
)
def test_a_bridge_that_gave_up_is_asked_once_more_where_we_let_it_wait(
    waits: list[float], failure: Failure | None, connections: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server ends a connection whose other side does not read on, as we do while another is judged."""

    class Occupied(Room):
        def enter(self) -> float:
            return waits.pop() if waits else 0.0

    monkeypatch.setattr("tdmock.transport.receiving.ROOM", Occupied())
    with RawBridge(once(answer(LARGE)[:-1]), always(answer(LARGE))) as bridge, HttpTransport() as transport:
        exchange = transport.send(bridge.request(), timeout=5)
        assert (exchange.failure, bridge.connections) == (failure, connections)


def test_an_answer_of_too_many_values_is_too_large() -> None:
    exchange = ask(once(answer(b"[" + b"{}," * 700_000 + b"{}]")))
    assert exchange.failure is Failure.TOO_LARGE
    assert "128 MiB of memory" in exchange.detail


def test_what_is_kept_of_a_judged_exchange_is_its_beginning() -> None:
    small = Response(status=200, headers=(), body=b"x" * LOOKED_AT)
    assert small.lightened() is small
    large = Exchange(
        request=Request(endpoint="contact_sync", url="http://127.0.0.1"),
        response=Response(status=200, headers=(), body=b"x" * (LOOKED_AT + 5)),
    )
    kept = large.lightened().response
    assert kept is not None
    assert (kept.body, kept.dropped) == (b"x" * LOOKED_AT, 5)
