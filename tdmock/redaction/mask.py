"""Keeps credentials out of everything that is printed or written."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tdmock.redaction.escapes import undo
from tdmock.redaction.forms import Form, Searched, Span, forms_of

SHORT = 4  # a value shorter than this is masked only where it is a whole JSON string
REMEMBERED = 200  # characters of a text, and texts, whose masked form is kept
LONGEST_WORD = 30  # characters of a word of ours

_NAME = "TDMOCK_[A-Z]+_[A-Z0-9_]+"
VARIABLE = re.compile(rf"\$\{{?({_NAME})\}}?")
PLACEHOLDER = re.compile(
    rf"\w?\$\{{{_NAME}#\?\}}"  # another character instead of the first one
    rf"|\$\{{{_NAME}%\?+\}}[A-Za-z0-9]*=*"  # others instead of the last ones
    rf'|\$\(printf %s "\${_NAME}" \| tr [AZaz -]+\)'  # letters of the other case
    rf"|\$\{{{_NAME}\}}|\${_NAME}"
)

_NAMED = re.compile("[A-Z0-9_]")
_WORD = re.compile("[a-z]+")
_PUNCTUATION = " .,:;/-_\"'"

# What our messages say beside the titles of clauses and scenarios.
_COMMON = frozenset(
    _WORD.findall(
        """
        again another answered answers application arrive asked auth authorization basic bearer been
        before began behind beside body boolean bridge bytes called came case certificate chance changed
        characters check closed common connection contacts contract data deadline declared digits dropped
        edition else empty ended endpoints enter error errors example expected failed failing failure
        false field fields file first found given headers here host http https info integer
        interactions into item items json left length less line listens local location look looked lost
        mail many message missing more name names nobody none nothing null number object once option
        optional others page pages part pass passed password path phone place plain port reached read
        reason record records refusal refused repeat replaced requests reset resolved response round rule
        seconds secret section send sent server skipped slow some source stands started stated status
        still stopped string such talkdesk tdmock test tested text that then this time timeout token told
        truncated trusted type types unknown unreachable untestable url user username value values wait
        warning where whole with without word words wrong
        """
    )
)


def variable(field: str, *, prefix: str = "AUTH") -> str:
    """The environment variable that holds a credential: ``api-token`` is ``TDMOCK_AUTH_API_TOKEN``."""
    return f"TDMOCK_{prefix}_" + re.sub(r"[^A-Z0-9]", "_", field.upper())


def variables(command: str) -> list[str]:
    """The environment variables of ours that a command uses, each once."""
    return list(dict.fromkeys(re.findall(rf"\$\{{?({_NAME})", command)))


def cut(text: str, limit: int) -> str:
    """The text, or its beginning with a "…" by which a mask knows a secret whose end was cut off."""
    return text if len(text) <= limit else text[:limit] + "…"


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words in our own texts: a value that is one of them is not masked in what we say."""
    return _COMMON.union(*(_WORD.findall(text.lower()) for text in texts))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Secret:
    """What a secret is found by: exact text, and forms in which it stands once all escapes are undone."""

    placeholder: str
    exact: tuple[str, ...]
    forms: tuple[Form, ...]
    quoted: str  # the value as a whole JSON string, escapes undone
    is_short: bool
    is_common: bool
    is_escaped: bool  # whether JSON writes it otherwise


_Found = tuple[int, int, int, int, str]
"""Start of a place, minus its end, what orders those that are alike (two numbers), the placeholder."""


class Mask:
    """Replaces known secrets in text by placeholders such as ``$TDMOCK_AUTH_TOKEN``.

    A secret is found as it is, in the forms that it takes on its way through JSON, URLs, HTML, base64, UTF-16
    and other encodings, and where it was cut off. ``words`` are those of our own texts. What was learned
    stays learned; learning is safe while other threads mask.
    """

    def __init__(self, words: frozenset[str] = _COMMON) -> None:
        self._words = words
        self._secrets: dict[str, _Secret] = {}  # by value; replaced as a whole
        self._masked: dict[tuple[str, bool], str] = {}  # headers and addresses come again and again

    @property
    def escaped(self) -> frozenset[str]:
        """The placeholders of the secrets that JSON writes otherwise than they are."""
        return frozenset(secret.placeholder for secret in self._secrets.values() if secret.is_escaped)

    def learn(self, placeholder: str, value: str) -> None:
        """Mask ``value`` from now on, with and without blanks round it; its first placeholder stays."""
        for form in (value, value.strip()):
            if form and form not in self._secrets:
                self._secrets = {**self._secrets, form: _secret(placeholder, form, self._words)}
                self._masked = {}

    def copy(self) -> "Mask":
        """A mask of its own that knows the same."""
        other = Mask(self._words)
        other._secrets = self._secrets  # learning puts another one in its place
        return other

    def text(self, text: str) -> str:
        """Text from outside without secrets."""
        return self._masked_text(text, ours=False)

    def message(self, text: str) -> str:
        """A message of ours without secrets; a word that we say ourselves is one only as a JSON string."""
        return self._masked_text(text, ours=True)

    def hides(self, text: str) -> bool:
        """Whether the text holds a secret."""
        return bool(self._find(text, ours=False))

    def _masked_text(self, text: str, *, ours: bool) -> str:
        known = self._masked
        if (masked := known.get((text, ours))) is None:
            masked = self._replace(text, self._find(text, ours=ours))
            if len(text) <= REMEMBERED and len(known) < REMEMBERED:
                known[text, ours] = masked
        return masked

    def _replace(self, text: str, found: list[_Found]) -> str:
        if not found:
            return text
        parts: list[str] = []
        end = 0
        for start, back, _, _, placeholder in found:
            stop = -back
            if start >= end:
                # Before a character that a name may hold, a shell needs braces to see where the name ends.
                runs_on = "{" not in placeholder and _NAMED.match(text, stop)
                parts += [text[end:start], f"${{{placeholder[1:]}}}" if runs_on else placeholder]
            end = max(end, stop)
        return "".join([*parts, text[end:]])

    def _find(self, text: str, *, ours: bool) -> list[_Found]:
        """Each place; of those that start together the longest first, and what is written exactly so.

        Where two secrets look alike the shorter placeholder comes first: the credential itself before what is
        made of it, whichever was learned by then.
        """
        if not (secrets := self._secrets):
            return []
        searched = Searched.of(text)
        return sorted(
            (start, -stop, rank, len(secret.placeholder), secret.placeholder)
            for secret in secrets.values()
            for rank, spans in enumerate(self._spans(secret, text, searched, ours=ours))
            for start, stop in spans
        )

    def _spans(
        self, secret: _Secret, text: str, searched: Searched, *, ours: bool
    ) -> tuple[Iterator[Span], Iterator[Span]]:
        """Where one secret is in a text exactly, and in other forms; spans may overlap."""
        if secret.is_short or (ours and secret.is_common):
            return _quoted_places(secret, text, searched, ours=ours), iter(())
        exact = (span for form in secret.exact for span in _places(form, text))
        return exact, self._other_places(secret, searched)

    def _other_places(self, secret: _Secret, searched: Searched) -> Iterator[Span]:
        for form in secret.forms:
            for start, stop in form.places(searched):
                is_whole = searched.plain.text[start:stop] == form.text
                if is_whole or not self._is_word(searched.folded, start, stop):
                    yield searched.plain.source(start, stop)

    def _is_word(self, text: str, start: int, stop: int) -> bool:
        """Whether what may be a secret in other case or left of one is, or is in, a word of ours."""
        first = max(0, start - LONGEST_WORD)
        while start > first and text[start - 1].isalpha():
            start -= 1
        last = min(len(text), stop + LONGEST_WORD)
        while stop < last and text[stop].isalpha():
            stop += 1
        return text[start:stop].strip(_PUNCTUATION) in self._words


def _places(form: str, text: str) -> Iterator[Span]:
    start = text.find(form)
    while start >= 0:
        yield start, start + len(form)
        start = text.find(form, start + len(form))


def _quoted_places(secret: _Secret, text: str, searched: Searched, *, ours: bool) -> Iterator[Span]:
    """Where a secret is a whole JSON string; in what we write ourselves keys are none."""
    plain = searched.plain
    for form in secret.exact:
        yield from (
            (start + 1, stop - 1)
            for start, stop in _places(f'"{form}"', text)
            if not ours or text[stop : stop + 1] != ":"
        )
    for start, stop in _places(secret.quoted, plain.text):
        if not ours or plain.text[stop : stop + 1] != ":":
            yield plain.source(start + 1, stop - 1)


def _secret(placeholder: str, value: str, words: frozenset[str]) -> _Secret:
    is_short = len(value) < SHORT or not value.strip()
    written, in_ascii = (json.dumps(value, ensure_ascii=only)[1:-1] for only in (False, True))
    return _Secret(
        placeholder=placeholder,
        exact=tuple(dict.fromkeys([value, written, in_ascii])),
        forms=() if is_short else forms_of(value),
        quoted=f'"{undo(value).text}"',
        is_short=is_short,
        is_common=words.issuperset((value[:1].lower() + value[1:]).split("/")),  # application/json as well
        is_escaped=written != value,
    )
