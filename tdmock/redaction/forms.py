"""The forms in which a secret may come back: encoded, in other case, cut off."""

import base64
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Self

from tdmock.redaction.escapes import Plain, undo

SHORT = 4  # characters of a form that are known again where it was visibly cut off
LEFT = 8  # so many at its beginning or its end are known again anywhere

# Where something was visibly cut off: at our own mark, or in the middle of an escape.
_CUT = re.compile(r"[…%\\]|&(?=#?\w{0,7}…)")
_CUTTING = ("…", "%", "\\")
_SCHEME = re.compile(r"[a-z]+://|-----BEGIN [A-Z ]+-----\s*|")
_NOWHERE = "\0"  # no text holds it once its escapes are undone

Span = tuple[int, int]
"""Start and end of a place in a text."""


@dataclass(frozen=True, slots=True)
class Searched:
    """A text to search: its escapes undone, the same in lower case, and where something was cut off."""

    plain: Plain
    folded: str
    cuts: Collection[int]

    @classmethod
    def of(cls, text: str) -> Self:
        plain = undo(text)
        is_cut = any(sign in plain.text for sign in _CUTTING)
        cuts = {mark.start() for mark in _CUT.finditer(plain.text)} if is_cut else ()
        return cls(plain, _folded(plain.text), cuts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a secret looks in one encoding, once all escapes are undone.

    ``start``, ``head`` and ``end`` are the least of it that is taken for it, in lower case: at a cut, at its
    beginning, at its end.
    """

    text: str
    folded: str
    start: str
    head: str
    end: str

    def places(self, searched: Searched) -> Iterator[Span]:
        """Where it stands in the plain text, whole or with its end or beginning cut off."""
        first = self.start if searched.cuts else self.head
        if first in searched.folded:
            yield from self._from_start(searched, first)
        if self.end in searched.folded:
            yield from self._to_end(searched)

    def _from_start(self, searched: Searched, first: str) -> Iterator[Span]:
        folded = searched.folded
        start = folded.find(first)
        while start >= 0:
            size = _shared(folded[start : start + len(self.folded)], self.folded)
            found = size >= len(self.head) or start + size in searched.cuts
            if found and _is_so_written(searched.plain.text[start : start + size], self.text[:size]):
                yield start, start + size
                start = folded.find(first, start + size)
            else:
                start = folded.find(first, start + 1)

    def _to_end(self, searched: Searched) -> Iterator[Span]:
        folded = searched.folded
        at = folded.find(self.end)
        while at >= 0:
            stop = at + len(self.end)
            before = folded[max(0, stop - len(self.folded)) : stop]
            size = _shared(before[::-1], self.folded[::-1])
            if _is_so_written(searched.plain.text[stop - size : stop], self.text[-size:]):
                yield stop - size, stop
            at = folded.find(self.end, stop)


def forms_of(value: str) -> tuple[Form, ...]:
    """The forms of a secret; those that are too short to be told from other text are left out."""
    plain = undo(value).text
    texts = dict.fromkeys((*_encodings(plain), *_encoded(value), *_encoded(plain)))
    return tuple(_form(text) for text in texts if len(text) >= SHORT and text.strip())


def _form(text: str) -> Form:
    size, folded = len(text), _folded(text)
    scheme = _SCHEME.match(text)
    head = (scheme.end() if scheme else 0) + min(LEFT, max(SHORT + 1, -(-size * 2 // 3)))
    end = max(LEFT, size // 2 + 1)
    return Form(
        text=text,
        folded=folded,
        start=folded[:SHORT],
        head=folded[:head],
        end=folded[-end:] if end < size else _NOWHERE,
    )


def _encodings(value: str) -> Iterator[str]:
    """A text as it is, and as it looks where its bytes are read in another encoding than its own."""
    yield value.rstrip("\\")
    if value.isascii():
        return
    yield value.encode("utf-8", "surrogatepass").decode("latin-1")
    for encoding in ("latin-1", "utf-16-le", "utf-16-be"):
        try:
            yield value.encode(encoding).decode("utf-8", "replace").replace("\0", "").replace("+", " ")
        except UnicodeEncodeError:
            continue


def _encoded(value: str) -> Iterator[str]:
    """Hexadecimal, and the part of base64 that is the value's own, wherever it begins among three bytes."""
    data = value.encode("utf-8", "surrogatepass")
    yield data.hex()
    for before, foreign in enumerate((0, 2, 3)):
        encoded = base64.b64encode(b"\0" * before + data).decode()
        own = encoded[foreign : (before + len(data)) * 8 // 6]
        yield from (own.replace("+", " "), own.replace("+", "-").replace("/", "_"))


def _folded(text: str) -> str:
    """The text in lower case, each character in its place."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(character.lower() if len(character.lower()) == 1 else character for character in text)


def _shared(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    differing = (index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differing, min(len(one), len(other)))


def _is_so_written(found: str, own: str) -> bool:
    return found in {own, own.lower(), own.upper()}
