"""Names in Latin letters, as their owners would write them in an address."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

READABLE = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN", "HANGUL")
"""Scripts whose letters tell how a word is read. Others leave out vowels, or a sign has many readings."""

_NO_LETTERS = re.compile("[^a-z]+")


def latin(text: str, *, words: Mapping[str, str], letters: Mapping[str, str], han: bool = False) -> str:
    """The text in a to z; empty where that can't be told.

    ``words`` are whole words that are known, ``letters`` what the language writes otherwise than most.
    With ``han``, Chinese characters are read as in Mandarin.
    """
    if text in words:
        return _NO_LETTERS.sub("", words[text].lower())
    if not text.isascii():
        if not all(_is_readable(letter, han) for letter in text if letter.isalpha()):
            return ""
        from faker.decode import unidecode

        text = unicodedata.normalize("NFD", _replaced(text.lower(), letters))
        text = unidecode(_replaced(text, letters))
    return _NO_LETTERS.sub("", text.lower())


@cache
def _is_readable(letter: str, han: bool) -> bool:  # noqa: FBT001 - cached, so by position
    name = unicodedata.name(letter, "").removeprefix("MODIFIER LETTER ")
    return name.startswith((*READABLE, "APOSTROPHE")) or (han and name.startswith("CJK"))


def _replaced(text: str, letters: Mapping[str, str]) -> str:
    """Longer keys win: of Greek ``ου`` is one sound."""
    for key in sorted(letters, key=len, reverse=True):
        text = text.replace(key, letters[key])
    return text
