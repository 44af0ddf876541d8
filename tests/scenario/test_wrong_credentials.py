"""Credentials that are wrong: how nearly right, in which shape, and known to the mask."""

import pytest
from hypothesis import assume, example, given, strategies as st

from tdmock.redaction.mask import Mask
from tdmock.scenario.wrong_credentials import (
    ODD,
    UNTYPED,
    none_given,
    odd,
    one_ending,
    one_wrong,
    other_case,
    replaced,
)

AUTH = {"account": "acme", "token": "k2xol-0i1x"}
FIELDS = st.fixed_dictionaries({"account": st.text(min_size=1), "token": st.text(min_size=1)})


@example({"account": "=", "token": "a=="}, 0)
@given(FIELDS, st.integers())
def test_each_is_wrong_alone_and_nearly_right(auth: dict[str, str], seed: int) -> None:
    made = dict(one_wrong(auth, auth, seed, Mask()))
    assert list(made) == [
        f"{name} {how}"
        for name in auth
        for how in (
            "changed by its first character",
            "followed by another character",
            "without its last character",
            "changed by its last characters",
        )
        if how != "without its last character" or (auth[name][1:] and auth[name][-1].isalnum())
    ]
    for credentials in made.values():
        assert sum(credentials[name] != auth[name] for name in auth) == 1
    assert made["token changed by its first character"]["token"][1:] == auth["token"][1:]
    assert made["token followed by another character"]["token"][:-1] == auth["token"]
    assert made["token changed by its last characters"]["token"].startswith(auth["token"].rstrip("=")[:-3])


@pytest.mark.parametrize("padding", ["", "=", "=="])
def test_the_padding_of_base64_stays_where_an_ending_is_changed(padding: str) -> None:
    ((_, made),) = one_ending({"token": f"c2VjcmV0{padding}"}, ["token"], 0, Mask())
    assert made["token"][:5] == "c2Vjc"
    assert made["token"][8:] == padding
    assert all(new != old for new, old in zip(made["token"][5:8], "mV0", strict=True))


def test_a_number_stays_one() -> None:
    made = [credentials["n"] for _, credentials in one_wrong({"n": 123456}, ["n"], 0, Mask())]
    assert len(made) == 2
    assert all(isinstance(value, int) and value != 123456 for value in made)


def test_what_is_empty_or_true_has_no_ending() -> None:
    assert not list(one_ending({"a": "", "b": True}, ["a", "b"], 0, Mask()))


@pytest.mark.parametrize(
    ("secret", "changed"),
    [("k2xol-0i1x", "K2XOL-0I1X"), ("ABX-1", "abx-1"), ("aBx", "ABX"), ("straße", "STRAßE")],
)
def test_secrets_are_written_in_the_other_case(secret: str, changed: str) -> None:
    ((_, made),) = other_case({"token": secret}, ["token"], Mask())
    assert made == {"token": changed}


@pytest.mark.parametrize(
    "secret",
    ["12345", "deadBEEF01", "7f2c91e0-5b3d-4c6a-9e1f-0a2b3c4d5e6f", "東京", "ann@example.com", "https://a"],
)
def test_case_is_not_tried_where_it_means_nothing(secret: str) -> None:
    assert not list(other_case({"token": secret}, ["token"], Mask()))


@pytest.mark.parametrize("values", [ODD, UNTYPED])
def test_odd_values_stand_for_every_credential_at_once(values: dict[str, object]) -> None:
    made = list(odd({**AUTH, "flag": True}, values))
    assert [credentials for _, credentials in made] == [
        {"account": value, "token": value, "flag": True} for value in values.values()
    ]
    assert not list(odd({}, values))


def test_one_too_few_is_tried_where_the_last_character_means_something() -> None:
    address = dict(one_wrong({"url": "https://a/"}, ["url"], 0, Mask()))
    assert "url without its last character" not in address
    made = dict(one_wrong(AUTH, ["token"], 0, Mask()))
    assert made["token without its last character"]["token"] == "k2xol-0i1"


def test_only_secrets_that_are_wanted_are_sent_empty() -> None:
    made = dict(none_given(AUTH, AUTH, ["token"]))
    assert made == {"no credentials at all": {}, "every secret empty": {"account": "acme", "token": ""}}
    assert list(dict(none_given(AUTH, ["account"], ["token"]))) == ["no credentials at all"]
    assert not dict(none_given(AUTH, [], ["token"]))


def test_only_those_named_are_replaced() -> None:
    wrong = replaced(AUTH, ["token"], 0)
    assert wrong is not None
    assert wrong["account"] == "acme"
    assert wrong["token"] != AUTH["token"]
    assert replaced(AUTH, ["other"], 0) is None


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (0, "a${TDMOCK_AUTH_TOKEN#?}"),
        (1, "$TDMOCK_AUTH_TOKENx"),
        (2, "${TDMOCK_AUTH_TOKEN%?}"),
        (3, "${TDMOCK_AUTH_TOKEN%???}"),
    ],
)
def test_what_nearly_gives_a_secret_away_is_masked(at: int, shown: str) -> None:
    mask = Mask()
    mask.learn("$TDMOCK_AUTH_TOKEN", AUTH["token"])
    changed = list(one_wrong(AUTH, ["token"], 0, mask))[at][1]["token"]
    assert mask.text(f'"{changed}"').startswith(f'"{shown}')


@given(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=8))
def test_a_secret_in_the_other_case_is_masked(secret: str) -> None:
    mask = Mask()
    made = list(other_case({"token": secret}, ["token"], mask))
    assume(made)
    assert made[0][1]["token"] not in mask.text(made[0][1]["token"])
