"""Credentials are found in every form that they take on their way, and replaced."""

import base64
import html
import json
import re
import urllib.parse
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st

from tdmock.mask import Mask, variable

SECRET = 'pÄss/w"o\\rd <&> +\n1'


def masking(*secrets: str) -> Mask:
    mask = Mask()
    for number, secret in enumerate(secrets):
        mask.learn(f"$TDMOCK_AUTH_F{'ABCDEFGH'[number]}", secret)
    return mask


FORMS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in JSON, escaped to ASCII": lambda text: json.dumps(text)[1:-1],
    "in JSON, in UTF-8": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "in JSON, with capital hexadecimal digits": lambda text: re.sub(
        r"\\u(....)", lambda m: "\\u" + m[1].upper(), json.dumps(text)[1:-1]
    ),
    "in JSON as PHP writes it": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "in JSON that is safe inside HTML": lambda text: re.sub(
        "[<>&]", lambda m: f"\\u{ord(m[0]):04x}", json.dumps(text, ensure_ascii=False)[1:-1]
    ),
    "in JSON inside JSON": lambda text: json.dumps(json.dumps(text))[1:-1],
    "in a path": urllib.parse.quote,
    "in a query": lambda text: urllib.parse.quote(text, safe=""),
    "in a form": urllib.parse.quote_plus,
    "percent-encoded with small letters": lambda text: re.sub(
        "%..", lambda m: m[0].lower(), urllib.parse.quote(text, safe="")
    ),
    "in HTML": html.escape,
    "in HTML with decimal quotes": lambda text: html.escape(text).replace("&quot;", "&#34;"),
    "in base64": lambda text: base64.b64encode(text.encode()).decode(),
    "in base64 for URLs": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "in base64 after a user name": lambda text: base64.b64encode(f"me:{text}".encode()).decode(),
    "in base64 after another user name": lambda text: base64.b64encode(f"user:{text}".encode()).decode(),
    "in base64 after an aligned user name": lambda text: base64.b64encode(f"ab:{text}:x".encode()).decode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_masked_in_every_form(form: str) -> None:
    text = FORMS[form](SECRET)
    masked = masking(SECRET).text(f"before {text} after")
    assert masked.startswith("before ")
    assert masked.endswith(" after")
    assert "TDMOCK_AUTH_FA" in masked
    assert text not in masked


def test_short_values_are_masked_only_as_whole_json_strings() -> None:
    mask = masking("ab")
    assert mask.text('{"ab": "ab", "x": "cab"}') == '{"$TDMOCK_AUTH_FA": "$TDMOCK_AUTH_FA", "x": "cab"}'


@pytest.mark.parametrize("value", ["\x01\x02", '"', "\\", "é", "日本"])
def test_short_values_keep_their_quotes(value: str) -> None:
    masked = masking(value).text(json.dumps({"token": value}, ensure_ascii=False))
    assert json.loads(masked) == {"token": "$TDMOCK_AUTH_FA"}


def test_a_value_that_begins_with_a_quote_does_not_gain_others() -> None:
    assert masking('"abc').text('x"abcx') == "x$TDMOCK_AUTH_FAx"


def test_the_longer_of_two_secrets_wins() -> None:
    mask = masking("token", "token-and-more")
    assert mask.text("token-and-more, token") == "$TDMOCK_AUTH_FB, $TDMOCK_AUTH_FA"


def test_overlapping_secrets_are_both_gone() -> None:
    masked = masking("abcdef", "defghi").text("abcdefghi")
    assert "abcdef" not in masked
    assert "defghi" not in masked


def test_the_first_name_learned_for_a_value_stays() -> None:
    assert masking("same-value", "same-value").text("same-value") == "$TDMOCK_AUTH_FA"


def test_empty_values_mask_nothing() -> None:
    assert masking("").text('"" and text') == '"" and text'


def test_what_follows_a_placeholder_is_not_read_as_its_name() -> None:
    """In a shell, $NAME_7 would be another variable."""
    assert (
        masking("acme").text("acme_7 acmeX acme7")
        == "${TDMOCK_AUTH_FA}_7 ${TDMOCK_AUTH_FA}X ${TDMOCK_AUTH_FA}7"
    )


def test_a_mask_that_knows_nothing_changes_nothing() -> None:
    assert Mask().text(SECRET) == SECRET
    assert not Mask().hides(SECRET)


def test_hides_tells_whether_a_secret_is_there() -> None:
    assert masking("s3cret").hides("a s3cret in text")
    assert not masking("s3cret").hides("nothing in text")


def test_variables_are_named_after_fields() -> None:
    assert variable("api-token") == "TDMOCK_AUTH_API_TOKEN"
    assert variable("x", prefix="HEADER") == "TDMOCK_HEADER_X"


@pytest.mark.parametrize("shown", [20, 40, 79])
def test_a_secret_that_was_cut_off_is_masked_too(shown: int) -> None:
    """Values in messages are shortened: the beginning of a long secret is still most of one."""
    secret = "eyJhbGciOiJIUzI1NiJ9." + "payload" * 40
    masked = masking(secret).text(f'"{secret[:shown]}…" and more')
    assert masked == '"$TDMOCK_AUTH_FA…" and more'


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=4, max_size=40)
# Nothing that could stand in a placeholder by chance.
SECRETS = TEXT.filter(lambda text: text not in "$TDMOCK_AUTH_FA$TDMOCK_AUTH_FB${}" and not text.isspace())


@settings(deadline=None)
@given(SECRETS, SECRETS, TEXT)
def test_whatever_the_secrets_and_the_text_no_secret_is_left(first: str, second: str, other: str) -> None:
    mask = masking(first, second)
    for form in FORMS.values():
        masked = mask.text(f"{other}{form(first)}{form(second)}{other}{form(second)}")
        left = masked.replace("$TDMOCK_AUTH_FA", "\0").replace("$TDMOCK_AUTH_FB", "\0")
        assert first not in left
        assert second not in left


@settings(deadline=None)
@given(SECRETS)
def test_masking_twice_is_masking_once(secret: str) -> None:
    mask = masking(secret)
    once = mask.text(json.dumps({"auth": {"token": secret}}))
    assert mask.text(once) == once


# Text that isn't a piece of JSON's own punctuation.
WORDS = SECRETS.filter(lambda text: not set(text) & set('"\\{}[]:,. 0123456789'))


@settings(deadline=None)
@given(st.lists(WORDS, min_size=2, max_size=4, unique=True))
def test_json_stays_json(secrets: list[str]) -> None:
    """Only whole JSON strings are secrets in requests; their neighbours stay as they are."""
    if any(a in b or b in a for a, b in pairwise(secrets)):
        return
    mask = masking(*secrets)
    body = json.dumps({"auth": dict(enumerate(secrets)), "m": [1.10, 2]}, ensure_ascii=False)
    assert json.loads(mask.text(body))["m"] == [1.10, 2]
