"""Text that was spoiled on its way through a bridge: escaped, garbled, lost, or no text at all."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tdmock.redaction.mask import cut

WORDS: Mapping[str, tuple[str, ...]] = {
    "contacts": ("name", "company", "title", "address", "twitter"),
    "agents": ("name",),
    "": ("subject", "description"),
}
"""The fields that hold words, by the member in which records come; interactions are the answer itself."""

MANDATORY = frozenset({"name", "subject"})
SHOWN = 80  # characters of an example
LOOKED_AT = 2_000  # characters at the beginning of a text

_NAMED = r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#[xX][\da-fA-F]{1,5});"
_ENTITY = re.compile(_NAMED)
_BARE = re.compile(rf"<|(?!{_NAMED})&")
_REPLACED = re.compile(r"[^\W\d_]\?[^\W\d_]|^(?=[\s?]*?\?\s?\?)[\s?]*+$|\ufffd")

# What programs make of text for a line of its own kind: a JSON or Python literal, a mail's header, a URL, C.
_ENCODED = re.compile(
    r"""\\u(?!00[0-7])[\da-fA-F]{4}|=\?[\w-]+\?[bqBQ]\?[^\s?]*\?=|^b(["']).*\1$|^\[(["']).*\2\]$|\0"""
    r"""|^(?!.*://)\S*%(?:[2-7][\dA-F]|[C-F][\dA-F]%)\S*$""",
    re.DOTALL,
)
_ENCODED_HINTS = ("\\u", "=?", "%", "\0", "b'", 'b"', "['", '["')

_NOTHING = ("None", "null", "undefined", "nan", "NaN", "[object Object]")
_LAST_WORDS = (" null", " undefined")  # behind a first name; people are called None and Nan

_NOTHING_HINTS = ("\n\n", *(f"\n{word}\n" for word in _NOTHING), *(f"{word}\n" for word in _LAST_WORDS))

# What Windows-1252 has in place of the control characters of Latin-1.
_WINDOWS = {
    ord(char): byte for byte in range(0x80, 0xA0) if (char := bytes([byte]).decode("cp1252", "ignore"))
}
_UNLIKELY = re.compile("[\u0180-\u02af]")  # what an accented capital and the sign behind it would stand for


class Blemish(StrEnum):
    """A way in which text is spoiled; the value tells people which."""

    ESCAPED = "HTML entities"
    ENCODED = "left as it was encoded on its way"
    GARBLED = "UTF-8 that was read as Latin-1"
    LOST = "question marks instead of letters"
    PLACEHOLDER = "the word for an empty value"
    BLANK = "blank"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Test:
    """How a blemish is known.

    ``spoilt`` knows it, and ``sound`` a text of the same field that came through although the blemish would
    have hit it: then the bridge doesn't make it, the account's own data are so. Fewer than ``least`` are
    taken for that, too. ``hint`` is True of every column of texts, joined by line breaks, that holds either.
    """

    spoilt: Callable[[str], bool]
    sound: Callable[[str], bool]
    hint: Callable[[str], bool]
    least: int = 1


def is_garbled(text: str) -> bool:
    """Whether this is UTF-8 that was decoded as Latin-1 or Windows-1252: ``Ã©`` for ``é``."""
    try:
        meant = text.translate(_WINDOWS).encode("latin-1").decode()
    except UnicodeError:
        return False
    return meant != text and not _UNLIKELY.search(meant)


def is_placeholder(text: str) -> bool:
    """Whether a program wrote that it had no value: ``None``, ``undefined``, ``Ann undefined``."""
    return text in _NOTHING or text.endswith(_LAST_WORDS)


_TESTS: Mapping[Blemish, _Test] = {
    Blemish.ESCAPED: _Test(
        spoilt=lambda text: _ENTITY.search(text) is not None,
        sound=lambda text: _BARE.search(text) is not None,
        hint=lambda column: "&" in column or "<" in column,
    ),
    Blemish.ENCODED: _Test(
        spoilt=lambda text: _ENCODED.search(text) is not None,
        sound=lambda text: not text.isascii() and _ENCODED.search(text) is None,
        hint=lambda column: not column.isascii() or any(part in column for part in _ENCODED_HINTS),
        least=2,
    ),
    Blemish.GARBLED: _Test(
        spoilt=is_garbled,
        sound=lambda text: not text.isascii() and not is_garbled(text),
        hint=lambda column: not column.isascii(),
    ),
    Blemish.LOST: _Test(
        spoilt=lambda text: _REPLACED.search(text) is not None and _ENCODED.search(text) is None,
        sound=lambda text: not text.isascii() and "\ufffd" not in text,
        hint=lambda column: "?" in column or not column.isascii(),
        least=2,
    ),
    Blemish.PLACEHOLDER: _Test(
        spoilt=is_placeholder,
        sound=lambda text: not text,
        hint=lambda column: any(part in column for part in _NOTHING_HINTS),
        least=2,
    ),
    Blemish.BLANK: _Test(
        spoilt=lambda text: not text.strip(),
        sound=lambda _: False,
        hint=lambda column: "\n\n" in column or column.isspace() or "\n " in column or " \n" in column,
    ),
}


@dataclass(slots=True, kw_only=True)
class Tally:
    """How often a field had a blemish, and the first one as the example; ``sound`` is proof against it."""

    spoilt: int = 0
    sound: bool = False
    at: str = ""
    example: str = ""

    def add(self, other: "Tally") -> None:
        self.at, self.example = (self.at, self.example) if self.spoilt else (other.at, other.example)
        self.spoilt += other.spoilt
        self.sound |= other.sound


@dataclass(slots=True, kw_only=True)
class Texts:
    """The texts of many records, looked through once; it keeps no more than counts and an example each."""

    tallies: dict[tuple[str, Blemish], Tally] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)  # the fields that had any text

    def see(self, member: str, records: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
        """Look through records and their places; a test of a field is over once a sound text was seen."""
        for name in WORDS[member]:
            came = any(name in record for _, record in records)
            some = records if came else records[:1]  # those that lack it are all the same
            if came and name not in self.seen and any(isinstance(r.get(name), str) for _, r in some):
                self.seen.add(name)
            tests = [blemish for blemish in _tests_of(name) if not self._tally(name, blemish).sound]
            if not tests:
                continue
            missing = None if name in MANDATORY else ""
            texts = [record.get(name, missing) for _, record in some]
            column = _column(texts)
            for blemish in tests:
                if _TESTS[blemish].hint(column):
                    places = (f"{member}[{place}].{name}" for place, _ in some)
                    self._test(blemish, name, zip(places, texts, strict=True))

    def merge(self, other: "Texts") -> None:
        """Take in what others have seen."""
        self.seen |= other.seen
        for (name, blemish), tally in other.tallies.items():
            self._tally(name, blemish).add(tally)

    def spoilt(self, blemishes: Iterable[Blemish]) -> Iterator[tuple[Blemish, Tally]]:
        """The blemishes that the bridge makes, as far as can be told, with their counts."""
        for (_, blemish), tally in self.tallies.items():
            if blemish in blemishes and not tally.sound and tally.spoilt >= _TESTS[blemish].least:
                yield blemish, tally

    def _tally(self, name: str, blemish: Blemish) -> Tally:
        return self.tallies.setdefault((name, blemish), Tally())

    def _test(self, blemish: Blemish, name: str, texts: Iterable[tuple[str, Any]]) -> None:
        test, tally = _TESTS[blemish], self._tally(name, blemish)
        for place, text in texts:
            if not isinstance(text, str):
                continue
            beginning = text[:LOOKED_AT]
            if test.sound(beginning):
                tally.sound = True
                return
            if test.spoilt(beginning):
                tally.add(Tally(spoilt=1, at=place, example=cut(text, SHOWN)))


def _column(texts: Sequence[Any]) -> str:
    """What is text among these, each between line breaks."""
    try:
        return "\n".join(["", *texts, ""])
    except TypeError:
        return _column([text for text in texts if isinstance(text, str)])


def _tests_of(name: str) -> Iterator[Blemish]:
    return (blemish for blemish in Blemish if blemish is not Blemish.BLANK or name in MANDATORY)
