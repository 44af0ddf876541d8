"""What is secret in addresses and headers."""

import base64

import pytest

from tdmock.redaction.secrets import (
    header_placeholder,
    header_secrets,
    names_secret,
    url_secrets,
    without_keys,
)


@pytest.mark.parametrize(
    ("url", "secrets"),
    [
        ("https://h/a", set()),
        ("https://me:p%40ss@h/a", {"me", "p@ss", "bWU6cEBzcw=="}),
        ("https://ghp_token@h/a", {"ghp_token", "Z2hwX3Rva2VuOg=="}),
        ("https://me:p/ss@h/a", {"me", "p/ss"}),
        ("me:pass@h:x", {"me", "pass"}),
        ("ftp://me:pa:ss@h", {"me", "pa:ss"}),
        ("me:p@ss@h:x", {"me", "p@ss"}),
        ("ftp://me:p//ss@h", {"me", "p//ss"}),
        ("https://h/a?token=a=b", {"a=b"}),
        ("https://h/a#?token=x", set()),
        ("https://h/a?q=abcdefghijklm&n=1234567890123&s=a1b2c3d4e5f&empty=", set()),
        ("https://h/a?token", set()),
        ("https://h/a?api_key=k%2B1&page=2", {"k%2B1"}),
        ("https://h/a?code=c-1#x", {"c-1"}),
        ("https://h/a?x-session-id=s1&format=json&since=2026-01-01T00", {"s1", "2026-01-01T00"}),
        ("https://h/a?n=9f8e7d6c5b4a&monkeys=3", {"9f8e7d6c5b4a"}),
    ],
)
def test_credentials_and_keys_of_an_address_are_secret(url: str, secrets: set[str]) -> None:
    assert {value for _, value in url_secrets(url) if value} == secrets


def test_each_part_of_an_address_has_its_variable() -> None:
    assert [*url_secrets("https://me:pass@h/a?api-key=k&page=2")] == [
        ("$TDMOCK_URL_BASIC", "bWU6cGFzcw=="),
        ("$TDMOCK_URL_USER", "me"),
        ("$TDMOCK_URL_PASSWORD", "pass"),
        ("$TDMOCK_URL_API_KEY", "k"),
    ]


def test_keys_are_left_out_of_a_query() -> None:
    assert without_keys("route=a&token=t=u&page=2") == "route=a&page=2"
    assert without_keys("route=a=token") == "route=a=token"
    assert without_keys("") == ""


@pytest.mark.parametrize("name", ["Authorization", "X-Api-Key", "Cookie", "X-Key", "SIG", "x-session-id"])
def test_the_name_of_a_header_tells_that_it_holds_a_secret(name: str) -> None:
    assert names_secret(name)


@pytest.mark.parametrize("name", ["Accept", "X-Tenant", "Monkeys", "X-Trace-Id-Of-Some-Length-1"])
def test_other_headers_are_no_secrets_by_their_names(name: str) -> None:
    assert not names_secret(name)


@pytest.mark.parametrize(
    ("name", "value", "secrets"),
    [
        ("X-Api-Key", "k1", {"k1"}),
        ("Authorization", "Bearer t0k", {"Bearer t0k", "t0k"}),
        ("Authorization", "Digest a=b, c=d", {"Digest a=b, c=d", "a=b, c=d"}),
        ("Proxy-Authorization", "Digest a=b", {"Digest a=b", "a=b"}),
        ("Cookie", "a=1; b=x=y", {"a=1; b=x=y", "1", "x=y"}),
        ("Authorization", "Basic !", {"Basic !", "!"}),
        ("Authorization", "Basic /w==", {"Basic /w==", "/w=="}),
        ("authorization", " Bearer  t0k ", {" Bearer  t0k ", "t0k"}),
        ("X-Token", "Bearer t0k", {"Bearer t0k"}),
        ("X-Proxy", "basic bWU6cGFzcw==", {"basic bWU6cGFzcw==", "me:pass", "pass"}),
        ("COOKIE", "a= 1 ;b", {"a= 1 ;b", "1", ""}),
    ],
)
def test_a_header_is_secret_and_so_is_what_it_holds(name: str, value: str, secrets: set[str]) -> None:
    found = [*header_secrets(name, value)]
    assert {secret for _, secret in found} == secrets
    assert {placeholder for placeholder, _ in found} == {header_placeholder(name)}


def test_a_header_has_its_variable() -> None:
    assert header_placeholder("X-Api-Key") == "$TDMOCK_HEADER_X_API_KEY"


def test_the_password_of_basic_authorization_is_secret() -> None:
    token = base64.b64encode(b"me:pa:ss").decode()
    found = {secret for _, secret in header_secrets("authorization", f"Basic {token}")}
    assert found == {f"Basic {token}", token, "me:pa:ss", "pa:ss"}
