"""TLS: certificates are checked unless the user says otherwise."""

import ssl
from pathlib import Path

import pytest
import trustme

from tdmock.errors import UsageError
from tdmock.exchange import Exchange, Failure, Request
from tdmock.transport import HttpTransport
from tests.transport.raw_bridge import Connection, RawBridge, always, answer, once


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def server_side(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*names).configure_cert(context)
    return context


def send(bridge: RawBridge, *, ca_bundle: Path | None = None, insecure: bool = False) -> Exchange:
    with HttpTransport(ca_bundle=ca_bundle, insecure=insecure) as transport:
        transport.send(bridge.request(), timeout=5)
        return transport.send(bridge.request(), timeout=5)


@pytest.fixture
def bundle(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


def test_a_certificate_that_nobody_knows_is_not_trusted(authority: trustme.CA) -> None:
    with RawBridge(always(answer()), tls=server_side(authority, "127.0.0.1")) as bridge:
        exchange = send(bridge)
    assert exchange.failure is Failure.TLS
    assert exchange.detail.startswith(f"the certificate of 127.0.0.1:{bridge.port} is not trusted: ")
    assert bridge.requests == []


def test_a_certificate_of_the_users_bundle_is_trusted(authority: trustme.CA, bundle: Path) -> None:
    with RawBridge(always(answer()), tls=server_side(authority, "127.0.0.1")) as bridge:
        exchange = send(bridge, ca_bundle=bundle)
    assert exchange.failure is None, exchange.detail
    assert bridge.connections == 1


def test_a_certificate_for_another_name_is_not_trusted(authority: trustme.CA, bundle: Path) -> None:
    with RawBridge(always(answer()), tls=server_side(authority, "bridge.example")) as bridge:
        exchange = send(bridge, ca_bundle=bundle)
    assert exchange.failure is Failure.TLS
    assert "127.0.0.1" in exchange.detail.partition("not trusted: ")[2]


def test_every_certificate_is_trusted_when_the_user_wants_it(authority: trustme.CA) -> None:
    with RawBridge(always(answer()), tls=server_side(authority, "bridge.example")) as bridge:
        exchange = send(bridge, insecure=True)
    assert exchange.failure is None, exchange.detail


@pytest.mark.parametrize("data", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"220 mail.example\r\n"])
def test_an_answer_in_plain_text_to_a_handshake_is_told(data: bytes) -> None:
    def script(connection: Connection) -> None:
        connection.send(data)
        connection.hang()

    with RawBridge(script) as bridge, HttpTransport() as transport:
        url = bridge.url.replace("http:", "https:")
        exchange = transport.send(Request(endpoint="contact_sync", url=url), timeout=5)
    assert exchange.failure is Failure.TLS
    assert exchange.detail.endswith("it may speak http instead of https")


def test_a_handshake_that_hangs_is_bounded() -> None:
    with RawBridge(Connection.hang) as bridge, HttpTransport() as transport:
        url = bridge.url.replace("http:", "https:")
        exchange = transport.send(Request(endpoint="contact_sync", url=url), timeout=0.3)
    assert exchange.failure is Failure.TIMEOUT
    assert exchange.detail.endswith("did not complete the TLS handshake within 0.3 s")


def test_a_connection_that_ends_during_the_handshake_is_told() -> None:
    with RawBridge(lambda _: None) as bridge, HttpTransport() as transport:
        url = bridge.url.replace("http:", "https:")
        exchange = transport.send(Request(endpoint="contact_sync", url=url), timeout=5)
    assert exchange.failure is Failure.TLS
    assert exchange.detail == f"127.0.0.1:{bridge.port} closed the connection during the TLS handshake"


def test_a_body_cut_off_under_tls_is_truncated(authority: trustme.CA) -> None:
    cut = answer(bytes(100))[:-50]
    with (
        RawBridge(once(cut), tls=server_side(authority, "127.0.0.1")) as bridge,
        HttpTransport(insecure=True) as transport,
    ):
        exchange = transport.send(bridge.request(), timeout=5)
    assert exchange.failure is Failure.TRUNCATED
    assert exchange.detail.startswith("the body ended after 50 of 100 bytes")


def test_a_bundle_that_cannot_be_used_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"missing\.pem: not usable as a bundle of certificates: No such file"
    ):
        HttpTransport(ca_bundle=tmp_path / "missing.pem")
    empty = tmp_path / "empty.pem"
    empty.touch()
    with pytest.raises(UsageError, match=r"empty\.pem: .* it holds no certificates"):
        HttpTransport(ca_bundle=empty)
