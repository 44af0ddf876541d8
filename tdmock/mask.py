"""Keeps credentials out of everything that is printed or written."""

import base64
import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from tdmock.escapes import Plain, undo

SHORT = 4  # a value shorter than this is masked only where it is a whole JSON string
LEFT = 8  # so many characters at the beginning or the end of a longer one are known again

PLACEHOLDER = re.compile(
    r"\w?\$\{TDMOCK_[A-Z]+_[A-Z0-9_]+#\?\}|\$\{TDMOCK_[A-Z]+_[A-Z0-9_]+\}|\$TDMOCK_[A-Z]+_[A-Z0-9_]+"
)

_NAMED = re.compile("[A-Z0-9_]")
_CUT_ESCAPE = re.compile(r"(?:%\w?|\\(?:u\w{0,3})?|&#?\w{0,7})?…")
_SCHEME = re.compile(r"[a-z]+://|-----BEGIN [A-Z ]+-----\s*|")
_WORD = re.compile("[a-z]+")
_PUNCTUATION = " .,:;/-_\"'"

# What our messages say beside the titles of clauses and scenarios.
_COMMON = frozenset(
    _WORD.findall(
        """
        again another answered answers arrive asked auth authorization basic bearer been before began
        behind beside body boolean bridge bytes called came case certificate chance changed characters
        check closed common connection contacts contract data deadline declared digits dropped edition
        else empty ended endpoints enter error errors example expected failed failing failure false field
        fields file first found given headers here hiccup host http https info integer interactions into
        item items json left length less line listens local location look looked lost mail many message
        missing more name names nobody none nothing null number object once option optional others page
        pages part pass passed password path phone place plain port read reached reason record records
        refused refusal repeat replaced requests reset resolved response round rule secret seconds section
        send sent server skipped slow some source stands started stated status still stopped string such
        talkdesk tdmock test tested text that then this time timeout token told truncated trusted type
        types unknown unreachable untestable url user username value values wait warning where whole with
        without word words wrong
        """
    )
)


def variable(field: str, *, prefix: str = "AUTH") -> str:
    """The environment variable that holds a credential: ``api-token`` is ``TDMOCK_AUTH_API_TOKEN``."""
    return f"TDMOCK_{prefix}_" + re.sub(r"[^A-Z0-9]", "_", field.upper())


def cut(text: str, limit: int) -> str:
    """The text, or its beginning with a "…" by which a mask knows a secret whose end was cut off."""
    return text if len(text) <= limit else text[:limit] + "…"


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words in our own texts: a value that is one of them is not masked in what we say."""
    return _COMMON.union(*(_WORD.findall(text.lower()) for text in texts))


@dataclass(frozen=True, slots=True)
class _Form:
    """How a secret may look once all escapes are undone; of a longer one the beginning or end is enough."""

    text: str
    folded: str
    least: int
    end: str

    def places(self, plain: str, folded: str, cuts: Collection[int]) -> Iterator[tuple[int, int]]:
        """Where it stands, whole or with its end or beginning cut off."""
        head = self.folded[: SHORT if cuts else self.least]
        start = folded.find(head)
        while start >= 0:
            size = _shared(folded[start : start + len(self.folded)], self.folded)
            found = size >= self.least or start + size in cuts
            if found and self._is_so_written(plain[start : start + size], self.text[:size]):
                yield start, start + size
                start = folded.find(head, start + size)
            else:
                start = folded.find(head, start + 1)
        if self.end:
            yield from self._ends(plain, folded)

    def _ends(self, plain: str, folded: str) -> Iterator[tuple[int, int]]:
        at = folded.find(self.end)
        while at >= 0:
            stop = at + len(self.end)
            before = folded[max(0, stop - len(self.folded)) : stop]
            size = _shared(before[::-1], self.folded[::-1])
            if self._is_so_written(plain[stop - size : stop], self.text[-size:]):
                yield stop - size, stop
            at = folded.find(self.end, stop)

    @staticmethod
    def _is_so_written(found: str, own: str) -> bool:
        return found in {own, own.lower(), own.upper()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Secret:
    """What a secret is found by: exact text, and forms in which it stands once all escapes are undone."""

    placeholder: str
    exact: tuple[str, ...]
    forms: tuple[_Form, ...]
    quoted: str  # the value as a whole JSON string, escapes undone
    is_short: bool
    is_common: bool

    @property
    def is_escaped(self) -> bool:
        return len(self.exact) > 1


class Mask:
    """Replaces known secrets in text by placeholders such as ``$TDMOCK_AUTH_TOKEN``.

    A secret is found as it is, in the forms that it takes on its way through JSON, URLs, HTML, base64, UTF-16
    and other encodings, and where it was cut off. ``words`` are those of our own texts. What was learned
    stays learned; learning is safe while other threads mask.
    """

    def __init__(self, words: frozenset[str] = _COMMON) -> None:
        self._words = words
        self._secrets: dict[str, _Secret] = {}  # by value; replaced as a whole

    @property
    def escaped(self) -> frozenset[str]:
        """The placeholders of the secrets that JSON writes otherwise than they are."""
        return frozenset(secret.placeholder for secret in self._secrets.values() if secret.is_escaped)

    def learn(self, placeholder: str, value: str) -> None:
        """Mask ``value`` from now on, with and without blanks round it; its first placeholder stays."""
        for form in (value, value.strip()):
            if form and form not in self._secrets:
                self._secrets = {**self._secrets, form: _secret(placeholder, form, self._words)}

    def text(self, text: str) -> str:
        """Text from outside without secrets."""
        return self._replace(text, self._find(text, ours=False))

    def message(self, text: str) -> str:
        """A message of ours without secrets; a word that we say ourselves is one only as a JSON string."""
        return self._replace(text, self._find(text, ours=True))

    def hides(self, text: str) -> bool:
        """Whether the text holds a secret."""
        return bool(self._find(text, ours=False))

    def _replace(self, text: str, found: list[tuple[int, int, int, str]]) -> str:
        if not found:
            return text
        parts: list[str] = []
        end = 0
        for start, _, stop, placeholder in found:
            if start >= end:
                # Before a character that a name may hold, a shell needs braces to see where the name ends.
                runs_on = "{" not in placeholder and _NAMED.match(text, stop)
                parts += [text[end:start], f"${{{placeholder[1:]}}}" if runs_on else placeholder]
            end = max(end, stop)
        return "".join([*parts, text[end:]])

    def _find(self, text: str, *, ours: bool) -> list[tuple[int, int, int, str]]:
        """Start, order, end and placeholder of each place; of those that start together the longest first."""
        if not (secrets := self._secrets):
            return []
        plain = undo(text)
        folded = _folded(plain.text)
        cuts = {
            place for match in _CUT_ESCAPE.finditer(plain.text) for place in (match.start(), match.end() - 1)
        }
        found = []
        for secret in secrets.values():
            if secret.is_short or (ours and secret.is_common):
                spans = list(_quoted_places(secret, text, plain))
            else:
                spans = list(_places(secret.exact, text))
                for form in secret.forms:
                    for start, stop in form.places(plain.text, folded, cuts):
                        if stop - start == len(form.text) or not self._is_word(folded[start:stop]):
                            spans.append(plain.source(start, stop))
            found += [(start, -stop, stop, secret.placeholder) for start, stop in spans]
        return sorted(found)

    def _is_word(self, text: str) -> bool:
        return text.strip(_PUNCTUATION) in self._words


def _shared(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    differing = (index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differing, min(len(one), len(other)))


def _places(forms: Collection[str], text: str) -> Iterator[tuple[int, int]]:
    for form in forms:
        start = text.find(form)
        while start >= 0:
            yield start, start + len(form)
            start = text.find(form, start + len(form))


def _quoted_places(secret: _Secret, text: str, plain: Plain) -> Iterator[tuple[int, int]]:
    """Where a secret is a whole JSON string."""
    for start, stop in _places([f'"{form}"' for form in secret.exact], text):
        yield start + 1, stop - 1
    for start, stop in _places([secret.quoted], plain.text):
        yield plain.source(start + 1, stop - 1)


def _secret(placeholder: str, value: str, words: frozenset[str]) -> _Secret:
    plain = undo(value).text
    is_short = len(value) < SHORT or not value.strip()
    forms = (
        {}
        if is_short
        else {
            text: _form(text)
            for text in (*_encodings(plain), *_encoded(value))
            if len(text) >= SHORT and text.strip()
        }
    )
    written = (json.dumps(value, ensure_ascii=escaped)[1:-1] for escaped in (False, True))
    return _Secret(
        placeholder=placeholder,
        exact=tuple(dict.fromkeys([value, *written])),
        forms=tuple(forms.values()),
        quoted=f'"{plain}"',
        is_short=is_short,
        is_common=value.lower() in words,
    )


def _form(text: str) -> _Form:
    size = len(text)
    scheme = _SCHEME.match(text)
    least = (scheme.end() if scheme else 0) + min(LEFT, max(SHORT + 1, -(-size * 2 // 3)))
    end = max(LEFT, size // 2 + 1)
    return _Form(
        text=text,
        folded=_folded(text),
        least=min(least, size),
        end=_folded(text)[-end:] if end < size else "",
    )


def _folded(text: str) -> str:
    """The text in lower case, each character in its place."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(character.lower() if len(character.lower()) == 1 else character for character in text)


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
