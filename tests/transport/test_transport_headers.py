"""The headers that a request goes out with."""

import base64

import pytest

from tdmock.errors import UsageError
from tdmock.exchange import Failure, Headers, Request
from tdmock.transport import HttpTransport
from tests.transport.raw_bridge import Connection, RawBridge, always, answer


def sent_head(
    *, headers: Headers = (), user: str = "", method: str = "POST", body: bytes = b"{}"
) -> list[str]:
    """The request line and the headers, as the bridge saw them."""
    with RawBridge(always(answer())) as bridge, HttpTransport(headers=headers) as transport:
        url = bridge.url.replace("127.0.0.1", f"{user}127.0.0.1") + "?a=b c"
        exchange = transport.send(Request(endpoint="x", url=url, method=method, body=body), timeout=5)
        assert exchange.failure is None, exchange.detail
        head = bridge.requests[0].partition(b"\r\n\r\n")[0].decode()
        return head.replace(str(bridge.port), "PORT").split("\r\n")


def test_a_request_names_its_host_length_and_what_it_understands() -> None:
    line, *headers = sent_head()
    assert line == "POST /contact_sync?a=b%20c HTTP/1.1"
    assert {"Host: 127.0.0.1:PORT", "Content-Length: 2", "Accept-Encoding: gzip, deflate"} <= set(headers)
    assert {"Content-Type: application/json", "Accept: application/json"} <= set(headers)
    assert any(header.startswith("User-Agent: tdmock/") for header in headers)


def test_an_empty_post_says_so_and_a_get_has_no_length() -> None:
    assert "Content-Length: 0" in sent_head(body=b"")
    line, *headers = sent_head(method="GET", body=b"")
    assert line.startswith("GET ")
    assert not any(header.startswith("Content-Length") for header in headers)


def test_the_headers_of_the_user_replace_those_of_the_same_name() -> None:
    extra = (("accept", "text/plain"), ("HOST", "bridge.example"), ("X-Tenant", "1"), ("X-Tenant", "2"))
    head = sent_head(headers=extra)
    assert set(map(": ".join, extra)) <= set(head)
    assert len([line for line in head if line.lower().startswith(("accept:", "host:"))]) == 2


def test_credentials_of_the_url_become_basic_authentication() -> None:
    encoded = base64.b64encode("us:er:pä ss".encode()).decode()
    assert f"Authorization: Basic {encoded}" in sent_head(user="us%3Aer:p%C3%A4%20ss@")
    assert "Authorization: Bearer x" in sent_head(user="a:b@", headers=(("Authorization", "Bearer x"),))


@pytest.mark.parametrize(
    "header",
    [
        ("", "x"),
        ("X Y", "x"),
        ("X", "secret\r\nY: z"),
        ("X", "secret\0"),
        ("Content-Length", "9"),
        ("Transfer-encoding", "x"),
    ],
)
def test_a_header_that_cannot_be_sent_is_refused_without_showing_its_value(header: tuple[str, str]) -> None:
    with pytest.raises(UsageError, match=r"^header ") as refusal:
        HttpTransport(headers=(header,))
    assert "secret" not in str(refusal.value)


def test_no_failure_shows_the_credentials_of_the_url() -> None:
    with RawBridge(Connection.read_request) as bridge, HttpTransport() as transport:
        urls = [bridge.url.replace("127.0.0.1", "user:hunter2@127.0.0.1"), "http://user:hunter2@x:99999/"]
        exchanges = [transport.send(Request(endpoint="x", url=url), timeout=5) for url in urls]
    assert [exchange.failure for exchange in exchanges] == [Failure.DROPPED, Failure.UNREACHABLE]
    assert not any("hunter2" in repr(exchange) + exchange.detail for exchange in exchanges)
