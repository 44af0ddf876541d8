"""Addresses are taken apart as browsers do, and local ones are known without asking."""

import pytest

from tdmock.exchange.addresses import is_local, parse


@pytest.mark.parametrize(
    ("url", "place", "authority", "target"),
    [
        ("http://example.org", "example.org:80", "example.org", "/"),
        ("HTTPS://Example.org:443/a?b=c#d", "example.org:443", "example.org", "/a?b=c"),
        ("http://u:p@10.0.0.1:8080/a%20b c/é", "10.0.0.1:8080", "10.0.0.1:8080", "/a%20b%20c/%C3%A9"),
        ("http://[::1]:80/x", "[::1]:80", "[::1]", "/x"),
        ("http://münchen.example/", "xn--mnchen-3ya.example:80", "xn--mnchen-3ya.example", "/"),
        ("http://a/?x=[1]&y=ü%20|", "a:80", "a", "/?x=%5B1%5D&y=%C3%BC%20%7C"),
        ("http://a//b;c=d/../e", "a:80", "a", "//b;c=d/../e"),
    ],
)
def test_a_url_is_taken_apart(url: str, place: str, authority: str, target: str) -> None:
    address = parse(url)
    assert (address.place, address.authority, address.target) == (place, authority, target)


def test_credentials_are_decoded_and_never_shown() -> None:
    address = parse("http://us%40er:p%3Aw@example.org/")
    assert address.credentials == "us@er:p:w"
    assert "p:w" not in repr(address)
    assert parse("http://example.org/").credentials == ""
    with pytest.raises(ValueError, match="the URL is malformed") as refusal:
        parse("http://user:hunter2@a\u2100b/")
    assert "hunter2" not in str(refusal.value)


def test_a_user_name_without_a_password_is_sent_with_an_empty_one() -> None:
    assert parse("http://me@example.org/").credentials == "me:"


@pytest.mark.parametrize(
    "url",
    [
        "example.org",
        "//example.org",
        "ftp://example.org",
        "http://",
        "http://:80/",
        "http://a:b/",
        "http://a:65536/",
        "http://a b/",
        "http://a\x00b/",
        "http://[::1/",
        "http://[zz]/",
        "http://a..b/",
        "http://" + "a" * 64 + "/",
        "http://a%41/",
    ],
)
def test_what_cannot_be_called_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse(url)
    assert not is_local(url)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST.",
        "bridge.localhost",
        "host.docker.internal",
        "127.0.0.1",
        "127.8.9.10",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.1.1",
        "[::1]",
        "[::]",
        "[fd00::1]",
        "[fe80::1]",
        "[::ffff:127.0.0.1]",
        "user:password@localhost",
    ],
)
def test_the_own_machine_and_private_networks_are_local(host: str) -> None:
    assert is_local(f"http://{host}:8080/contact_sync")
    assert is_local(f"https://{host}/")


@pytest.mark.parametrize(
    "host",
    [
        "example.org",
        "localhost.example.org",
        "notlocalhost",
        "8.8.8.8",
        "172.32.0.1",
        "100.64.0.1",
        "192.0.2.1",
        "2130706433",
        "127.1",
        "[2001:db8::1]",
        "[::ffff:8.8.8.8]",
        "localhost@example.org",
        "127.0.0.1\\@example.org",
    ],
)
def test_everything_else_is_not_local(host: str) -> None:
    assert not is_local(f"http://{host}/")
