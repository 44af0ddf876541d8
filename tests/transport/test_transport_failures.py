"""What a hostile or broken bridge does: each is told apart, in good time and in bounded memory."""

import re
import socket
import threading
import zlib
from collections.abc import Iterator

import pytest

from tdmock.exchange import Exchange, Failure, Request
from tdmock.transport import HttpTransport
from tests.transport.raw_bridge import (
    OK,
    Connection,
    RawBridge,
    Script,
    always,
    answer,
    ask,
    full_backlog,
    linux_only,
    once,
    pack,
)

CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
MIB = 2**20


def send_to(url: str, *, timeout: float = 5) -> Exchange:
    with HttpTransport() as transport:
        return transport.send(Request(endpoint="contact_sync", url=url), timeout=timeout)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def then(data: bytes, end: Script) -> Script:
    """Read a request, send something, and end in some way."""

    def script(connection: Connection) -> None:
        connection.read_request()
        connection.send(data)
        end(connection)

    return script


def test_a_port_where_nobody_listens() -> None:
    port = free_port()
    exchange = send_to(f"http://127.0.0.1:{port}/")
    assert exchange.failure is Failure.REFUSED
    assert exchange.detail == f"nobody listens at 127.0.0.1:{port}; is the bridge running?"
    assert exchange.response is None


def test_a_name_without_address() -> None:
    exchange = send_to("http://bridge.invalid/", timeout=10)
    assert exchange.failure is Failure.UNREACHABLE
    assert exchange.detail.startswith("the name in bridge.invalid:80 has no address: ")


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "http:///x", "http://a b/", "http://x:99999/", "/relative", ""]
)
def test_a_url_that_cannot_be_called(url: str) -> None:
    exchange = send_to(url)
    assert exchange.failure is Failure.UNREACHABLE
    assert "the URL" in exchange.detail


@pytest.mark.parametrize(
    ("script", "detail"),
    [
        (Connection.read_request, "the connection was closed after 0 bytes, before an answer began"),
        (then(b"", Connection.reset), "the connection was reset after 0 bytes, before an answer began"),
        (once(OK), "the connection was closed after 17 bytes, in the middle of the headers"),
        (once(b"HT"), "the connection was closed after 2 bytes, in the middle of the headers"),
    ],
)
def test_a_connection_dropped_before_the_answer(script: Script, detail: str) -> None:
    exchange = ask(script)
    assert (exchange.failure, exchange.detail) == (Failure.DROPPED, detail)
    assert exchange.response is None


@pytest.mark.parametrize(
    ("script", "detail"),
    [
        (
            once(OK + b"Content-Length: 1024\r\n\r\n" + b"x" * 512),
            "the body ended after 512 of 1024 bytes: the connection was closed",
        ),
        (
            once(CHUNKED + b"4\r\nabcd\r\n"),
            "the body ended after 4 bytes, before its last chunk: the connection was closed",
        ),
        (
            once(CHUNKED + b"ff\r\nabcd"),
            "the body ended after 4 bytes, before its last chunk: the connection was closed",
        ),
    ],
)
def test_a_body_that_ends_too_early(script: Script, detail: str) -> None:
    exchange = ask(script)
    assert (exchange.failure, exchange.detail) == (Failure.TRUNCATED, detail)
    assert exchange.response is not None
    assert exchange.response.body in {b"x" * 512, b"abcd"}


def test_a_connection_reset_in_the_middle_of_the_body() -> None:
    def script(connection: Connection) -> None:
        connection.read_request()
        connection.send(OK + b"Content-Length: 1024\r\n\r\n" + b"x" * 512)
        connection.pause(0.1)
        connection.reset()

    exchange = ask(script)
    assert exchange.failure is Failure.TRUNCATED
    assert exchange.detail == "the body ended after 512 of 1024 bytes: the connection was reset"


@pytest.mark.parametrize(
    ("script", "detail"),
    [
        (Connection.hang, "sent no answer within 0.3 s"),
        (then(b"HTTP/1.1 200 OK\r\nX-Name: ", Connection.drip), "were not complete within 0.3 s"),
        (
            then(OK + b"Content-Length: 1000\r\n\r\n", Connection.drip),
            "of 1000 bytes came, was not complete within 0.3 s",
        ),
        (then(OK + b"\r\n", Connection.drip), "bytes came, was not complete within 0.3 s"),
        (
            then(CHUNKED, lambda connection: connection.drip(b"1\r\nx\r\n")),
            "bytes came, was not complete within 0.3 s",
        ),
        (
            then(b"", lambda connection: connection.drip(b"HTTP/1.1 100 Continue\r\n\r\n")),
            "were not complete within 0.3 s",
        ),
    ],
    ids=["hang", "headers", "body", "endless body", "chunks", "100 for ever"],
)
def test_the_time_bounds_the_whole_exchange(script: Script, detail: str) -> None:
    exchange = ask(script, timeout=0.3)
    assert exchange.failure is Failure.TIMEOUT
    assert detail in exchange.detail


def test_a_bridge_that_takes_no_request_does_not_hold_it_up() -> None:
    """Of a request that is larger than what the system keeps for it."""
    with RawBridge(lambda connection: connection.pause(30)) as bridge, HttpTransport() as transport:
        exchange = transport.send(bridge.request(b" " * 32 * MIB), timeout=0.3)
    assert exchange.failure is Failure.TIMEOUT
    assert re.search("did not take the last [0-9]+ bytes of the request within 0.3 s", exchange.detail)
    assert exchange.elapsed >= 0.3


def test_an_answer_that_comes_at_once_may_be_waited_for_briefly() -> None:
    assert ask(once(answer()), timeout=0).failure is Failure.TIMEOUT


@linux_only
def test_a_bridge_that_does_not_accept_connections() -> None:
    with full_backlog() as (url, _):
        exchange = send_to(url, timeout=0.3)
    assert exchange.failure is Failure.TIMEOUT
    assert exchange.detail.endswith("did not accept the connection within 0.3 s")


@pytest.mark.parametrize(
    "sent",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"h",
        b"220 ready\r\n",
        b"<html></html>",
        b"\x15\x03\x01\x00\x02\x02\x50",
        b"HTTP-ish\r\n\r\n",
    ],
)
def test_what_is_not_http_is_told_without_waiting(sent: bytes) -> None:
    exchange = ask(then(sent, Connection.hang), timeout=5)
    assert exchange.failure is Failure.PROTOCOL
    assert exchange.detail.endswith("is not HTTP: it does not begin with HTTP/")


@pytest.mark.parametrize(
    "head",
    [
        "HTTP/1.1 secret-4711\r\n\r\n",
        "HTTP/1.1 200 OK\r\nsecret-4711\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: secret-4711\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: secret-4711\r\n\r\n",
        f"HTTP/1.1 200 OK\r\nContent-Length: {'9' * 5000}\r\n\r\n",
    ],
)
def test_malformed_headers_are_told_without_what_they_hold(head: str) -> None:
    exchange = ask(then(head.encode(), Connection.hang))
    assert exchange.failure is Failure.PROTOCOL
    assert "is not HTTP: " in exchange.detail
    assert "4711" not in exchange.detail


def test_malformed_chunks() -> None:
    exchange = ask(once(CHUNKED + b"4\r\nabcd\r\nsecret-4711\r\n"))
    assert exchange.failure is Failure.PROTOCOL
    assert exchange.detail.startswith("the body is malformed after 4 bytes: ")
    assert "4711" not in exchange.detail


def test_headers_that_never_end() -> None:
    def script(connection: Connection) -> None:
        connection.read_request()
        connection.send(OK)
        connection.send_all(iter(lambda: b"X-Name: value\r\n" * 1000, b""))

    exchange = ask(script)
    assert exchange.failure is Failure.PROTOCOL
    assert exchange.detail == "the headers still go on after 102400 bytes"


@pytest.mark.parametrize(
    ("coding", "packed", "detail"),
    [
        (
            "gzip",
            b'{"contacts": []}',
            "Content-Encoding says gzip, but the body is not gzip: incorrect header check",
        ),
        (
            "gzip",
            pack(b"abc")[:-8] + bytes(8),
            "Content-Encoding says gzip, but the body is not gzip: incorrect data check",
        ),
        ("deflate", b'{"contacts": []}', "Content-Encoding says deflate, but the body is not deflate: "),
        ("br", b"x", "Content-Encoding says 'br', but only gzip, deflate were offered"),
        ("gzip, gzip, gzip, gzip", b"x", "Content-Encoding names 4 codings on top of each other"),
    ],
)
def test_a_body_that_is_not_in_its_coding(coding: str, packed: bytes, detail: str) -> None:
    exchange = ask(once(answer(packed, f"Content-Encoding: {coding}")))
    assert exchange.failure is Failure.ENCODING
    assert exchange.detail.startswith(detail)
    assert exchange.response is not None


@pytest.mark.parametrize("size", [1, 2, 20, -1])
def test_packed_data_that_ends_too_early(size: int) -> None:
    exchange = ask(once(answer(pack(b"x" * 1000)[:size], "Content-Encoding: gzip")))
    assert exchange.failure is Failure.TRUNCATED
    assert exchange.detail == "the gzip data of the body ends too early"


def endlessly(data: bytes) -> Iterator[bytes]:
    while True:
        yield data


def flood(head: bytes, data: bytes) -> Script:
    def script(connection: Connection) -> None:
        connection.read_request()
        connection.send(head)
        connection.send_all(endlessly(data))

    return script


def double_bomb() -> bytes:
    """A gigabyte of zeros, packed twice."""
    packer = zlib.compressobj(9, wbits=31)
    inner = pack(bytes(16 * MIB))
    return b"".join([*(packer.compress(inner) for _ in range(64)), packer.flush()])


@pytest.mark.parametrize(
    "script",
    [
        flood(OK + b"Content-Length: 300000000\r\n\r\n", bytes(MIB)),
        flood(OK + b"\r\n", bytes(MIB)),
        flood(CHUNKED, b"100000\r\n" + bytes(MIB) + b"\r\n"),
        flood(OK + b"Content-Encoding: gzip\r\n\r\n", pack(bytes(16 * MIB))),
        flood(OK + b"Content-Encoding: gzip\r\n\r\n", pack(b"") * 1000),
        once(answer(double_bomb(), "Content-Encoding: gzip, gzip")),
    ],
    ids=["300 MB", "to no end", "chunks", "bomb", "empty parts", "double bomb"],
)
def test_a_body_that_is_too_large_is_given_up(script: Script) -> None:
    exchange = ask(script, max_body=MIB, timeout=20)
    assert exchange.failure is Failure.TOO_LARGE
    assert "larger than the 1 MiB allowed" in exchange.detail
    assert exchange.response is not None
    assert len(exchange.response.body) <= 64 * 1024


def test_a_body_of_exactly_the_allowed_size_is_read() -> None:
    assert ask(once(answer(bytes(1000))), max_body=1000).failure is None
    packed = answer(pack(bytes(1000)), "Content-Encoding: gzip")
    assert ask(once(packed), max_body=1000).failure is None
    too_large = ask(once(packed), max_body=999)
    assert too_large.failure is Failure.TOO_LARGE
    assert too_large.detail == "the unpacked body is larger than the 999 bytes allowed"


def test_close_ends_an_exchange_that_hangs_in_another_thread() -> None:
    with RawBridge(Connection.hang) as bridge:
        exchange = end_by_close(HttpTransport(), bridge.url, begun=bridge.asked)
    assert exchange.failure is Failure.DROPPED
    assert exchange.detail == "tdmock was stopped before the answer was complete"


def test_close_ends_a_handshake_that_hangs() -> None:
    with RawBridge(Connection.hang) as bridge:
        url = bridge.url.replace("http:", "https:")
        exchange = end_by_close(HttpTransport(), url, begun=bridge.asked)
    assert exchange.failure is Failure.DROPPED


@linux_only
def test_close_ends_an_attempt_to_connect() -> None:
    with full_backlog() as (url, _):
        exchange = end_by_close(HttpTransport(), url)
    assert exchange.failure is Failure.DROPPED


def test_close_leaves_no_connection_open() -> None:
    with RawBridge(always(answer())) as kept, RawBridge(Connection.hang) as hanging:
        transport = HttpTransport()
        transport.send(kept.request(), timeout=5)
        end_by_close(transport, hanging.url, begun=hanging.asked)
        assert kept.ended.wait(5)
        assert hanging.ended.wait(5)


def test_a_closed_transport_sends_nothing() -> None:
    with RawBridge(once(answer())) as bridge:
        transport = HttpTransport()
        transport.close()
        exchange = transport.send(bridge.request(), timeout=5)
    assert exchange.failure is Failure.DROPPED
    assert bridge.connections == 0


def end_by_close(transport: HttpTransport, url: str, *, begun: threading.Event | None = None) -> Exchange:
    """Send from another thread, and close the transport while it waits."""
    exchanges: list[Exchange] = []
    request = Request(endpoint="contact_sync", url=url)
    thread = threading.Thread(target=lambda: exchanges.append(transport.send(request, timeout=60)))
    thread.start()
    assert begun is None or begun.wait(5)
    thread.join(0.2)
    assert thread.is_alive()
    transport.close()
    thread.join(5)
    assert not thread.is_alive()
    return exchanges[0]
