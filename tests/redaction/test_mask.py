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

from tdmock.redaction.mask import Mask, variable, words_of

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
    "in base64 in a query": lambda text: urllib.parse.quote(base64.b64encode(text.encode())),
    "percent-encoded twice": lambda text: urllib.parse.quote(urllib.parse.quote(text, safe=""), safe=""),
    "percent-encoded in JSON in a query": lambda text: urllib.parse.quote(json.dumps(text)[1:-1]),
    "as entities": lambda text: "".join(f"&#{ord(character)};" for character in text),
    "as entities without their ends": lambda text: "".join(f"&#{ord(character)}" for character in text),
    "in hexadecimal": lambda text: text.encode().hex(),
    "in capital hexadecimal": lambda text: text.encode().hex().upper(),
    "in capitals": str.upper,
    "in small letters": str.lower,
    "in UTF-16": lambda text: text.encode("utf-16-le").decode("utf-8", "replace"),
    "in UTF-16, the high byte first": lambda text: text.encode("utf-16-be").decode("utf-8", "replace"),
    "in Latin-1": lambda text: text.encode("latin-1", "replace").decode("utf-8", "replace"),
    "in UTF-8 in a header": lambda text: text.encode().decode("latin-1"),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_masked_in_every_form(form: str) -> None:
    text = FORMS[form](SECRET)
    masked = masking(SECRET).text(f"before {text} after")
    assert masked.startswith("before ")
    assert masked.replace("\0", "").endswith(" after")
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


def test_what_two_secrets_look_like_is_the_credential_whatever_was_learned_by_then() -> None:
    """A secret in the other case is learned while others are under way; reports must not show when."""
    mask, text = masking("sample-access_token"), '{"access_token": 1}'
    before = mask.text(text)
    mask.learn('$(printf %s "$TDMOCK_AUTH_FA" | tr a-z A-Z)', "SAMPLE-ACCESS_TOKEN")
    assert before != text
    assert mask.text(text) == before


def test_empty_values_mask_nothing() -> None:
    assert masking("").text('"" and text') == '"" and text'


def test_what_follows_a_placeholder_is_not_read_as_its_name() -> None:
    """In a shell, $NAME_7 would be another variable."""
    assert (
        masking("acme").text("acme_7 acmeX acme7")
        == "${TDMOCK_AUTH_FA}_7 ${TDMOCK_AUTH_FA}X ${TDMOCK_AUTH_FA}7"
    )


def test_a_key_that_stands_encoded_in_an_address_is_masked_as_what_it_means_in_base64_too() -> None:
    assert masking("k%2Fy-77zzQ").text("ay95LTc3enpR 6b2f792d37377a7a51") == "$TDMOCK_AUTH_FA $TDMOCK_AUTH_FA"


def test_a_mask_that_knows_nothing_changes_nothing() -> None:
    assert Mask().text(SECRET) == SECRET
    assert not Mask().hides(SECRET)


def test_hides_tells_whether_a_secret_is_there() -> None:
    assert masking("s3cret").hides("a s3cret in text")
    assert not masking("s3cret").hides("nothing in text")


def test_what_is_a_secret_from_outside_is_hidden_though_we_may_say_it_ourselves() -> None:
    mask = masking("wrong")
    assert mask.hides("wrong")
    assert mask.hides("wrong: all of it")
    assert mask.message("all of it is wrong") == "all of it is wrong"


def test_a_long_text_is_masked_each_time_anew() -> None:
    mask, long = masking("s3cret-token"), "s3cret-token " * 100
    assert mask.text(long) == mask.text(long) == "$TDMOCK_AUTH_FA " * 100


def test_what_was_masked_once_is_masked_again_and_apart_from_our_own_words() -> None:
    mask = masking("wrong")
    for _ in range(2):
        assert (mask.text("is wrong"), mask.message("is wrong")) == ("is $TDMOCK_AUTH_FA", "is wrong")


@pytest.mark.parametrize("written", ['"é"', '"\\u00e9"'])
def test_a_short_value_is_known_however_json_writes_it(written: str) -> None:
    assert masking("é").text(f"[{written}]") == '["$TDMOCK_AUTH_FA"]'


def test_json_writes_some_values_otherwise() -> None:
    mask = masking("plain", 'with "quotes"', "é")
    assert mask.escaped == {"$TDMOCK_AUTH_FB"}


def test_variables_are_named_after_fields() -> None:
    assert variable("api-token") == "TDMOCK_AUTH_API_TOKEN"
    assert variable("x", prefix="HEADER") == "TDMOCK_HEADER_X"


@pytest.mark.parametrize("shown", [20, 40, 79])
def test_a_secret_that_was_cut_off_is_masked_too(shown: int) -> None:
    """Values in messages are shortened: the beginning of a long secret is still most of one."""
    secret = "eyJhbGciOiJIUzI1NiJ9." + "payload" * 40
    masked = masking(secret).text(f'"{secret[:shown]}…" and more')
    assert masked == '"$TDMOCK_AUTH_FA…" and more'


@pytest.mark.parametrize("form", sorted(FORMS.keys() - {"in UTF-16, the high byte first"}))
@pytest.mark.parametrize("left", [0.7, 0.9])
def test_what_is_left_of_a_form_is_masked(form: str, left: float) -> None:
    """A bridge cuts where it likes, in the middle of an escape as well."""
    secret = "key+" + "0a7/" * 10
    text = FORMS[form](secret)
    masked = masking(secret).text(f"before {text[: int(len(text) * left)]}")
    assert "TDMOCK_AUTH_FA" in masked
    # What is neither the secret's own nor enough to tell: a user name, quotes, half an escape.
    assert len(re.sub(r"\$\{?TDMOCK_AUTH_FA\}?", "", masked)) < len("before ") + 13, masked


def test_a_secret_whose_beginning_was_cut_off_is_masked_too() -> None:
    mask = masking("correct-horse-battery-staple")
    assert mask.text("…horse-battery-staple!") == "…$TDMOCK_AUTH_FA!"
    assert mask.text("a staple") == "a staple"


@pytest.mark.parametrize("cut_off", ["s3cr%2", "s3cr%", "s3cr%252", "s3cr\\u00"])
def test_a_secret_that_was_cut_inside_an_escape_is_masked(cut_off: str) -> None:
    assert "s3cr" not in masking("s3cr+t-token").text(f'{{"q": "{cut_off}"}}')


def test_a_secret_is_masked_without_the_blanks_round_it_too() -> None:
    assert masking("t0ken-1 \n").text("t0ken-1") == "$TDMOCK_AUTH_FA"


def test_an_address_as_credential_leaves_other_addresses_alone() -> None:
    mask = masking("https://acme.crm.example.com")
    assert mask.text("http://h https://docs.talkdesk.com https://a.example.org") == (
        "http://h https://docs.talkdesk.com https://a.example.org"
    )
    assert mask.text("https://acme.crm.exam") == "$TDMOCK_AUTH_FA"


@pytest.mark.parametrize("word", ["wrong", "token", "ab", "https", "application/json"])
def test_our_own_words_are_not_masked(word: str) -> None:
    mask = masking(word)
    told = f'every credential {word}; status 200, {{"{word}": 1}}'
    assert mask.message(told) == told
    assert mask.message(f'found "{word}"') == 'found "$TDMOCK_AUTH_FA"'


def test_a_word_in_capitals_is_a_secret_and_the_word_is_not() -> None:
    assert masking("WRONG").message("WRONG is wrong") == "$TDMOCK_AUTH_FA is wrong"
    assert masking("Wrong").message("Wrong is wrong") == "Wrong is wrong"


def test_what_is_left_of_a_secret_is_no_word_of_ours() -> None:
    mask = Mask(words_of(["every credential"]))
    for secret in ("talkdesk-prod-7", "aredential", "password123"):
        mask.learn("$TDMOCK_AUTH_FA", secret)
    told = "Talkdesk wants every credential and password"
    assert mask.text(told) == told


def test_a_word_at_the_beginning_of_a_text_is_a_whole_one() -> None:
    mask = Mask(words_of(["credential"]))
    mask.learn("$TDMOCK_AUTH_FA", "redential-prod-7")
    assert mask.text("credential") == "credential"


def test_a_word_of_ours_is_looked_for_near_what_is_left_only() -> None:
    """A text without blanks would otherwise be read anew for each place."""
    mask = masking("a" * 19 + "b")
    assert "aaaaaaaa" not in mask.text(("a" * 19 + "c") * 5_000)


def test_words_are_those_of_the_texts_and_some_more() -> None:
    assert words_of(["Every page comes once"]) >= {"every", "page", "comes", "wrong"}


def test_values_that_are_learned_later_are_masked_in_what_was_clean_before() -> None:
    mask = masking("other-secret")
    assert mask.text("X-Key: abcdef") == "X-Key: abcdef"
    mask.learn("$TDMOCK_AUTH_LATER", "abcdef")
    assert mask.text("X-Key: abcdef") == "X-Key: $TDMOCK_AUTH_LATER"


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
