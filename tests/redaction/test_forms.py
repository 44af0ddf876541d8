"""The forms of a secret, and where they are in a text: whole, cut at either end, or in other case."""

import base64

import pytest

from tdmock.redaction.forms import Searched, forms_of

SECRET = "correct-horse-battery-staple"


def found(secret: str, text: str) -> set[str]:
    """What is taken for the secret in a text without escapes."""
    searched = Searched.of(text)
    plain = searched.plain.text
    return {plain[start:stop] for form in forms_of(secret) for start, stop in form.places(searched)}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (f"a {SECRET} b", {SECRET}),
        (f"{SECRET}{SECRET}", {SECRET}),
        (SECRET.upper(), {SECRET.upper()}),
        ("correct-", {"correct-"}),  # eight characters of its beginning are enough
        ("correct", set()),
        ("correct…", {"correct"}),  # fewer are where it was visibly cut
        ("cor…", set()),
        ("x-battery-staple", {"-battery-staple"}),  # of its end more than a half
        ("tery-staple", set()),
        ("Correct-Horse", set()),  # no encoding changes the case of some letters
        ("correct- and correct-horse", {"correct-", "correct-horse"}),
        ("cor correct-h", {"correct-h"}),
        ("staple correct-horse-battery-staple", {SECRET}),
        ("y-staple y-staple -horse-battery-staple", {"-horse-battery-staple"}),
        ("-battery-staple, e-battery-staple", {"-battery-staple", "e-battery-staple"}),
        ("corr… 5% \\x", {"corr"}),
    ],
)
def test_a_secret_is_found_whole_or_cut(text: str, places: set[str]) -> None:
    assert found(SECRET, text) == places


def test_the_end_alone_is_found_at_the_beginning_of_a_text() -> None:
    assert found(SECRET, "horse-battery-staple") == {"horse-battery-staple"}
    assert found(SECRET, "battery-staple!") == set()


@pytest.mark.parametrize("cut", ["corr…", "corr%", "corr\\", "corr&quot…", "corr&#1…"])
def test_a_beginning_is_known_where_it_was_cut_in_an_escape(cut: str) -> None:
    assert found(SECRET, cut) == {"corr"}


def test_of_short_secrets_two_thirds_are_enough() -> None:
    assert found("a1b2c3d4e", "xa1b2c3x") == {"a1b2c3"}
    assert found("a1b2c3d4e", "xa1b2c") == set()
    assert found("a1b2c3d4e", "x1b2c3d4e") == {"1b2c3d4e"}
    assert found("a1b2c3d", "xa1b2c") == {"a1b2c"}
    assert found("a1b2c3d", "xa1b2") == set()


def test_the_scheme_of_an_address_is_nothing_of_it() -> None:
    address = "https://a1b2c3d4e5f6.example"
    assert found(address, "https://a1b2c3d") == set()
    assert found(address, "https://a1b2c3d4") == {"https://a1b2c3d4"}
    key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN"
    assert found(key, "-----BEGIN PRIVATE KEY-----\nMIIEvQI") == set()
    assert found(key, "-----BEGIN PRIVATE KEY-----\nMIIEvQIB") == {"-----BEGIN PRIVATE KEY-----\nMIIEvQIB"}


@pytest.mark.parametrize("secret", ["abc", "    ", ""])
def test_what_is_too_short_has_no_forms_that_could_be_other_text(secret: str) -> None:
    assert found(secret, f"abc, {secret}, abc") == set()


@pytest.mark.parametrize(
    "text",
    [
        "pässwörd-1",
        "pÃ¤sswÃ¶rd-1",  # its UTF-8, read as Latin-1
        "p\ufffdssw\ufffdrd-1",  # its Latin-1, read as UTF-8
        "p\0\ufffd\0s\0s\0w\0\ufffd\0r\0d\0-\x001\0",  # its UTF-16, read as UTF-8
        "70c3a4737377c3b672642d31",
        "cMOkc3N3w7ZyZC0x",
        "xDDpHNzd8O2cmQtM",  # base64 after one foreign byte, without what is not its own alone
    ],
)
def test_a_secret_is_known_in_other_encodings(text: str) -> None:
    assert found("pässwörd-1", text)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_secret_that_latin_1_does_not_have_is_known_in_utf_16(encoding: str) -> None:
    assert found("пароль-密码-7", "пароль-密码-7".encode(encoding).decode("utf-8", "replace"))


@pytest.mark.parametrize(
    ("before", "own"),
    [(b"", "YTFiMmMzZDRl"), (b"x", "ExYjJjM2Q0Z"), (b"xy", "hMWIyYzNkNG")],
)
def test_of_base_64_what_is_its_own_is_found_wherever_it_begins(before: bytes, own: str) -> None:
    text = base64.b64encode(before + b"a1b2c3d4e" + b"z").decode()
    assert found("a1b2c3d4e", text) == {own}


def test_half_a_character_of_utf_16_may_be_in_a_secret() -> None:
    assert found("\ud83d-half-a-key", "x-half-a-key") == {"-half-a-key"}


def test_letters_whose_small_form_is_longer_stay_in_their_places() -> None:
    """A capital I with a dot is two characters in small letters."""
    assert "İSTANBUL-34-key" in found("İSTANBUL-34-key", "İİ İSTANBUL-34-key")
    assert "İSTANBUL-3" in found("İSTANBUL-34-key", "x İSTANBUL-3")
    assert found("tanbul-34-key", "İİ TANBUL-34-KEY") == {"TANBUL-34-KEY"}
