"""Answers that arrive whole, in all the ways HTTP has for them."""

import os
import subprocess
import sys
import zlib

import pytest

from tdmock.transport import HttpTransport
from tests.transport.raw_bridge import OK, Connection, RawBridge, always, answer, ask, once, pack

BODY = b'{"contacts": []}'


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    "sent",
    [
        answer(BODY),
        answer(BODY, "Connection: close"),
        OK + b"\r\n" + BODY,
        b"HTTP/1.0 200 OK\r\n\r\n" + BODY,
        OK
        + b"Transfer-Encoding: chunked\r\n\r\n4;x=y\r\n"
        + BODY[:4]
        + b"\r\nc\r\n"
        + BODY[4:]
        + b"\r\n0\r\nA: b\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" + answer(BODY),
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 3 + answer(BODY),
    ],
    ids=["length", "close", "to the end", "http 1.0", "chunked", "100", "103"],
)
def test_a_body_arrives_however_it_is_framed(sent: bytes) -> None:
    exchange = ask(once(sent))
    assert exchange.failure is None, exchange.detail
    assert exchange.response is not None
    assert (exchange.response.status, exchange.response.body) == (200, BODY)


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", pack(BODY)),
        ("GZIP", pack(BODY)),
        ("x-gzip", pack(BODY)),
        ("gzip", pack(BODY[:5]) + pack(BODY[5:]) + bytes(300)),
        ("deflate", zlib.compress(BODY)),
        ("deflate", raw_deflate(BODY)),
        ("identity", BODY),
        ("deflate, gzip", pack(zlib.compress(BODY))),
        ("gzip, identity", pack(BODY)),
        ("", BODY),
    ],
)
def test_a_packed_body_is_unpacked(coding: str, packed: bytes) -> None:
    exchange = ask(once(answer(packed, f"Content-Encoding: {coding}")))
    assert exchange.failure is None, exchange.detail
    assert exchange.response is not None
    assert exchange.response.body == BODY


@pytest.mark.parametrize(
    "packed", [pack(BODY * 1000), zlib.compress(bytes(range(256)) * 10), raw_deflate(BODY)]
)
def test_a_packed_body_may_come_in_single_bytes(packed: bytes) -> None:
    coding = "gzip" if packed[:1] == b"\x1f" else "deflate"
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in packed) + b"0\r\n\r\n"
    sent = OK + f"Content-Encoding: {coding}\r\nTransfer-Encoding: chunked\r\n\r\n".encode() + chunks
    exchange = ask(once(sent))
    assert exchange.failure is None, exchange.detail
    assert exchange.response is not None
    bits = {"gzip": 31, "deflate": 15 if packed[:1] == b"\x78" else -15}[coding]
    assert exchange.response.body == zlib.decompress(packed, bits)


def test_an_empty_body_is_not_unpacked() -> None:
    exchange = ask(once(answer(b"", "Content-Encoding: gzip")))
    assert exchange.failure is None
    assert exchange.response is not None
    assert exchange.response.body == b""


def test_headers_keep_their_spelling_order_and_repetition() -> None:
    exchange = ask(once(answer(b"", "X-Name: Zo\xeb", "Set-Cookie: a=1", "set-cookie: b=2")))
    assert exchange.response is not None
    assert exchange.response.headers[1:] == (("X-Name", "ZoÃ«"), ("Set-Cookie", "a=1"), ("set-cookie", "b=2"))


def test_a_redirect_is_returned_and_not_followed() -> None:
    redirect = answer(b"", "Location: /elsewhere", status="307 Temporary Redirect")
    with RawBridge(always(redirect)) as bridge, HttpTransport() as transport:
        exchange = transport.send(bridge.request(), timeout=5)
    assert exchange.response is not None
    assert exchange.response.status == 307
    assert exchange.response.header("location") == "/elsewhere"
    assert len(bridge.requests) == 1


def test_cookies_are_not_kept() -> None:
    with (
        RawBridge(always(answer(b"", "Set-Cookie: session=1; Path=/"))) as bridge,
        HttpTransport() as transport,
    ):
        for _ in range(2):
            transport.send(bridge.request(), timeout=5)
    assert len(bridge.requests) == 2
    assert not any(b"cookie" in request.lower() for request in bridge.requests)


def test_elapsed_runs_to_the_last_byte_of_the_body() -> None:
    def script(connection: Connection) -> None:
        connection.read_request()
        connection.send(answer(BODY)[:-1])
        connection.pause(0.2)
        connection.send(BODY[-1:])

    exchange = ask(script)
    assert exchange.failure is None
    assert exchange.elapsed >= 0.2


def test_a_long_request_arrives_whole() -> None:
    body = os.urandom(3_000_000)
    with RawBridge(always(answer())) as bridge, HttpTransport() as transport:
        exchange = transport.send(bridge.request(body), timeout=10)
    assert exchange.failure is None
    assert bridge.requests[0].endswith(b"\r\n\r\n" + body)


def test_proxies_of_the_environment_are_not_used_and_httpx_is_not_loaded() -> None:
    program = """
import sys
from tdmock.exchange import Request
from tdmock.transport import HttpTransport
with HttpTransport() as transport:
    exchange = transport.send(Request(endpoint="contact_sync", url=sys.argv[1]), timeout=5)
print(exchange.failure, "httpx" in sys.modules)
"""
    proxies = dict.fromkeys(("HTTP_PROXY", "http_proxy", "ALL_PROXY"), "http://127.0.0.1:1")
    with RawBridge(always(answer())) as bridge:
        done = subprocess.run(
            [sys.executable, "-c", program, bridge.url],
            env=os.environ | proxies,
            capture_output=True,
            text=True,
            check=True,
        )
    assert done.stdout.split() == ["None", "False"]
    assert len(bridge.requests) == 1
