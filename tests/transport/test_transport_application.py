"""A WSGI application is asked in process, through the same transport."""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from wsgiref.types import StartResponse, WSGIEnvironment

import httpx
import pytest

from tdmock.exchange import Exchange, Failure, Request
from tdmock.transport import HttpTransport

Application = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


def send(application: Application, *, max_body: int = 1000, timeout: float = 5) -> Exchange:
    inner = httpx.WSGITransport(application)
    request = Request(
        endpoint="contact_sync", url="http://bridge.example/contact_sync?x=1", body=b'{"auth": {}}'
    )
    with HttpTransport(headers=(("X-Tenant", "7"),), inner=inner, max_body=max_body) as transport:
        return transport.send(request, timeout=timeout)


def echo(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Encoding", "gzip")])
    names = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "CONTENT_LENGTH", "HTTP_HOST", "HTTP_X_TENANT")
    seen = {name: environ.get(name) for name in names} | {"body": environ["wsgi.input"].read().decode()}
    return [gzip.compress(json.dumps(seen).encode())]


def test_an_application_sees_a_whole_request_and_its_answer_is_unpacked() -> None:
    exchange = send(echo)
    assert exchange.failure is None, exchange.detail
    assert exchange.response is not None
    assert exchange.response.header("content-type") == "application/json"
    assert json.loads(exchange.response.body) == {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/contact_sync",
        "QUERY_STRING": "x=1",
        "CONTENT_LENGTH": "12",
        "HTTP_HOST": "bridge.example",
        "HTTP_X_TENANT": "7",
        "body": '{"auth": {}}',
    }


def fail_at_once(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    raise KeyError("secret-4711")


def fail_in_the_body(environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
    start_response("200 OK", [])
    yield b"begun"
    raise KeyError("secret-4711")


@pytest.mark.parametrize("application", [fail_at_once, fail_in_the_body])
def test_an_application_that_raises_is_told_with_the_place(application: Application) -> None:
    exchange = send(application)
    assert exchange.failure is Failure.DROPPED
    assert exchange.detail.startswith("the application raised KeyError in ")
    assert f"{__file__}, line " in exchange.detail
    assert "4711" not in exchange.detail


def endless(environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
    start_response("200 OK", [])
    while True:
        yield b"x"


def test_the_body_of_an_application_is_bounded_in_size_and_time() -> None:
    assert send(endless, max_body=100).failure is Failure.TOO_LARGE
    assert send(endless, max_body=10**12, timeout=0.1).failure is Failure.TIMEOUT
