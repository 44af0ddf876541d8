"""Connections: kept, given up, and never the reason why an exchange gets what belongs to another."""

import json
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from time import perf_counter

import pytest

from tdmock.exchange import Exchange, Failure, Request
from tdmock.transport import HttpTransport
from tdmock.transport.progress import Progress
from tdmock.transport.sockets import Sockets
from tests.transport.raw_bridge import (
    OK,
    Connection,
    RawBridge,
    Script,
    always,
    answer,
    full_backlog,
    linux_only,
    once,
    pack,
)


def send_times(bridge: RawBridge, count: int) -> list[Exchange]:
    with HttpTransport() as transport:
        return [transport.send(bridge.request(b"%d" % number), timeout=5) for number in range(count)]


def bodies(exchanges: list[Exchange]) -> list[bytes]:
    assert [exchange.detail for exchange in exchanges] == [""] * len(exchanges)
    return [exchange.response.body for exchange in exchanges if exchange.response]


def echo(connection: Connection) -> None:
    while request := connection.read_request():
        connection.send(answer(request.partition(b"\r\n\r\n")[2]))


def answer_then(data: bytes, following: Script) -> Script:
    """Answer the first request and keep the connection; then go on in some way."""

    def script(connection: Connection) -> None:
        connection.read_request()
        connection.send(data)
        following(connection)

    return script


def read_and_close(connection: Connection) -> None:
    connection.read_request()


def read_and_reset(connection: Connection) -> None:
    connection.read_request()
    connection.reset()


def test_a_connection_is_kept_for_the_next_request() -> None:
    with RawBridge(echo) as bridge:
        assert bodies(send_times(bridge, 3)) == [b"0", b"1", b"2"]
        assert bridge.connections == 1


@pytest.mark.parametrize(
    "data",
    [answer(b"{}", "Connection: close"), OK + b"\r\n{}", b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}"],
)
def test_a_bridge_may_close_after_each_answer(data: bytes) -> None:
    with RawBridge(once(data)) as bridge:
        assert bodies(send_times(bridge, 3)) == [b"{}"] * 3
        assert bridge.connections == 3


@pytest.mark.parametrize("end", [read_and_close, read_and_reset])
def test_a_kept_connection_that_ends_without_an_answer_is_tried_once_more(end: Script) -> None:
    with RawBridge(answer_then(answer(b"first"), end), echo) as bridge:
        assert bodies(send_times(bridge, 2)) == [b"first", b"1"]
        assert [request[-1:] for request in bridge.requests] == [b"0", b"1", b"1"]
        assert bridge.connections == 2


def test_a_new_connection_that_ends_without_an_answer_is_not_tried_again() -> None:
    with RawBridge(answer_then(answer(b"first"), read_and_close), read_and_close, echo) as bridge:
        first, second = send_times(bridge, 2)
        assert first.failure is None
        assert second.failure is Failure.DROPPED
        assert bridge.connections == 2


def test_a_kept_connection_that_ends_within_the_headers_is_not_tried_again() -> None:
    with RawBridge(answer_then(answer(), once(OK)), echo) as bridge:
        assert send_times(bridge, 2)[1].failure is Failure.DROPPED
        assert bridge.connections == 1


def test_a_kept_connection_on_which_the_bridge_hangs_is_not_tried_again() -> None:
    with RawBridge(answer_then(answer(), Connection.hang), echo) as bridge, HttpTransport() as transport:
        transport.send(bridge.request(), timeout=5)
        exchange = transport.send(bridge.request(), timeout=0.2)
        assert exchange.failure is Failure.TIMEOUT
        assert bridge.connections == 1


@pytest.mark.parametrize(
    "data",
    [
        OK + b"Content-Length: 2\r\n\r\n{}garbage",
        OK + b"Content-Length: 2\r\n\r\n{}" + answer(b"nobody asked"),
        OK + b"Content-Length: 2\r\n\r\n{}" + answer(b"nobody asked")[:-3],
        OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\ngarbage",
    ],
    ids=["garbage", "second answer", "half an answer", "after the last chunk"],
)
def test_what_comes_after_an_answer_is_not_taken_for_the_next(data: bytes) -> None:
    with RawBridge(answer_then(data, echo), echo) as bridge:
        assert bodies(send_times(bridge, 3)) == [b"{}", b"1", b"2"]


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_a_body_that_must_not_be_there_is_left_behind(status: str) -> None:
    with RawBridge(answer_then(answer(b'{"a": 1}', status=status), echo), echo) as bridge:
        assert bodies(send_times(bridge, 2)) == [b"", b"1"]
        assert len(bridge.requests) == 2


def sent_twice(bridge: RawBridge) -> Exchange:
    with HttpTransport() as transport:
        return transport.send(replace(bridge.request(b"{}"), twice=True), timeout=5)


def test_a_request_is_sent_twice_on_one_connection() -> None:
    with RawBridge(echo) as bridge:
        assert sent_twice(bridge).failure is None
        assert len(bridge.requests) == 2
        assert bridge.connections == 1


@pytest.mark.parametrize(
    "script",
    [
        once(answer(b"{}", "Connection: close")),
        answer_then(answer(), read_and_close),
        answer_then(answer(), read_and_reset),
        answer_then(answer(), once(answer(status="500 Internal Server Error"))),
        answer_then(answer(), once(b"garbage")),
    ],
    ids=["says so", "closes", "resets", "fails", "is no HTTP"],
)
def test_a_connection_that_is_not_kept_proves_nothing(script: Script) -> None:
    with RawBridge(script) as bridge:
        exchange = sent_twice(bridge)
        assert exchange.failure is None
        assert exchange.response is not None
        assert exchange.response.status == 200


@pytest.mark.parametrize(
    "script",
    [
        once(answer() + answer(status="400 Bad Request")),
        answer_then(answer(), once(answer(status="400 Bad Request"))),
        answer_then(answer(), once(answer(status="501 Unsupported method"))),
    ],
    ids=["at once", "with the next request", "as an unknown method"],
)
def test_the_rest_of_a_request_that_is_answered_as_one_is_told(script: Script) -> None:
    with RawBridge(script) as bridge:
        assert sent_twice(bridge).failure is Failure.UNREAD


def test_a_204_without_body_keeps_the_connection() -> None:
    with RawBridge(always(b"HTTP/1.1 204 No Content\r\n\r\n")) as bridge:
        assert bodies(send_times(bridge, 3)) == [b"", b"", b""]
        assert bridge.connections == 1


@pytest.mark.parametrize(
    ("data", "failure"),
    [
        (answer(bytes(200)), Failure.TOO_LARGE),
        (answer(pack(bytes(200)), "Content-Encoding: gzip"), Failure.TOO_LARGE),
        (answer(b"{}", "Content-Encoding: gzip"), Failure.ENCODING),
        (answer(b"{}", "Content-Encoding: br"), Failure.ENCODING),
        (b"garbage", Failure.PROTOCOL),
    ],
)
def test_a_failure_does_not_spoil_the_next_exchange(data: bytes, failure: Failure) -> None:
    with RawBridge(answer_then(data, echo), echo) as bridge, HttpTransport(max_body=100) as transport:
        assert transport.send(bridge.request(), timeout=5).failure is failure
        assert bodies([transport.send(bridge.request(b"next"), timeout=5)]) == [b"next"]


def test_threads_share_a_transport_and_each_gets_its_own_answer() -> None:
    with RawBridge(echo) as bridge, HttpTransport() as transport, ThreadPoolExecutor(8) as threads:
        requests = [bridge.request(json.dumps({"number": number}).encode()) for number in range(400)]
        exchanges = list(threads.map(lambda request: transport.send(request, timeout=5), requests))
    assert bodies(exchanges) == [request.body for request in requests]
    assert bridge.connections <= 8


def test_one_transport_asks_several_bridges() -> None:
    with RawBridge(echo) as one, RawBridge(echo) as other, HttpTransport() as transport:
        exchanges = [
            transport.send(bridge.request(b"%d" % bridge.port), timeout=5) for bridge in (one, other) * 2
        ]
        assert bodies(exchanges) == [b"%d" % bridge.port for bridge in (one, other)] * 2
        assert (one.connections, other.connections) == (1, 1)


def test_a_name_is_looked_up_and_all_its_addresses_are_tried() -> None:
    with RawBridge(echo) as bridge, HttpTransport() as transport:
        # Where localhost is ::1 too, nobody listens there.
        request = Request(
            endpoint="contact_sync", url=bridge.url.replace("127.0.0.1", "localhost"), body=b"hi"
        )
        assert bodies([transport.send(request, timeout=5)]) == [b"hi"]


@linux_only
def test_an_address_that_hangs_leaves_time_for_the_next() -> None:
    with full_backlog() as (_, dead), RawBridge(echo) as bridge, ExitStack() as stack:
        found = [
            (socket.AF_INET, socket.SOCK_STREAM, 0, "", place) for place in (dead, ("127.0.0.1", bridge.port))
        ]
        progress = Progress(place="x", timeout=1, deadline=perf_counter() + 1)
        sock = stack.enter_context(Sockets(ssl.create_default_context)._connect_any(found, progress))
        assert sock.getpeername()[1] == bridge.port
