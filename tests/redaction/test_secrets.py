"""What is secret in addresses and headers."""

import base64

import pytest

from tdmock.redaction.secrets import header_secrets, url_secrets, without_keys


@pytest.mark.parametrize(
    ("url", "secrets"),
    [
        ("https://h/a", set()),
        ("https://me:p%40ss@h/a", {"me", "p@ss", "bWU6cEBzcw=="}),
        ("https://ghp_token@h/a", {"ghp_token", "Z2hwX3Rva2VuOg=="}),
        ("https://me:p/ss@h/a", {"me", "p/ss"}),
        ("me:pass@h:x", {"me", "pass"}),
        ("https://h/a?api_key=k%2B1&page=2", {"k%2B1"}),
        ("https://h/a?code=c-1#x", {"c-1"}),
        ("https://h/a?x-session-id=s1&format=json&since=2026-01-01T00", {"s1", "2026-01-01T00"}),
        ("https://h/a?n=9f8e7d6c5b4a&monkeys=3", {"9f8e7d6c5b4a"}),
    ],
)
def test_credentials_and_keys_of_an_address_are_secret(url: str, secrets: set[str]) -> None:
    assert {value for _, value in url_secrets(url) if value} == secrets


def test_keys_are_left_out_of_a_query() -> None:
    assert without_keys("route=a&token=t&page=2") == "route=a&page=2"


@pytest.mark.parametrize(
    ("name", "value", "secrets"),
    [
        ("X-Api-Key", "k1", {"k1"}),
        ("Authorization", "Bearer t0k", {"Bearer t0k", "t0k"}),
        ("Proxy-Authorization", "Digest a=b", {"Digest a=b", "a=b"}),
        ("Cookie", "a=1; b=x=y", {"a=1; b=x=y", "1", "x=y"}),
        ("Authorization", "Basic !", {"Basic !", "!"}),
    ],
)
def test_a_header_is_secret_and_so_is_what_it_holds(name: str, value: str, secrets: set[str]) -> None:
    assert {secret for _, secret in header_secrets(name, value)} == secrets


def test_the_password_of_basic_authorization_is_secret() -> None:
    token = base64.b64encode(b"me:pa:ss").decode()
    found = {secret for _, secret in header_secrets("authorization", f"Basic {token}")}
    assert found == {f"Basic {token}", token, "me:pa:ss", "pa:ss"}
