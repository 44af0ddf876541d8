"""Keeps credentials out of everything that is printed or written."""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

SHORT = 4  # a value shorter than this is masked only where it is a whole JSON string
CUT = 200  # how much of a longer value is known again before the "…" where its end was cut off
LONGEST_FORM = 12  # characters that one of a secret may take, as %F0%9F%91%8D does

_NAME = "TDMOCK_[A-Z]+_[A-Z0-9_]+"
VARIABLE = re.compile(rf"\$\{{?({_NAME})\}}?")
PLACEHOLDER = re.compile(
    rf"\w?\$\{{{_NAME}#\?\}}"  # another character instead of the first one
    rf"|\$\{{{_NAME}%\?+\}}[A-Za-z0-9]*=*"  # others instead of the last ones
    rf'|\$\(printf %s "\${_NAME}" \| tr [AZaz -]+\)'  # letters of the other case
    rf"|\$\{{{_NAME}\}}|\${_NAME}"
)

_RUN = re.compile(r"[A-Za-z0-9_.-]+")  # written as it is in JSON, in URLs and in HTML
_NAMED = re.compile("[A-Z0-9_]")
_JSON_ESCAPES = {"\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t", '"': '"', "/": "/"}
_HTML_NAMES = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"}


def variable(field: str, *, prefix: str = "AUTH") -> str:
    """The environment variable that holds a credential: ``api-token`` is ``TDMOCK_AUTH_API_TOKEN``."""
    return f"TDMOCK_{prefix}_" + re.sub(r"[^A-Z0-9]", "_", field.upper())


def cut(text: str, limit: int) -> str:
    """The text, or its beginning with a "…" by which a mask knows a secret whose end was cut off."""
    return text if len(text) <= limit else text[:limit] + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Secret:
    """What a secret is found by: plain text, and patterns that are tried where their ``anchor`` occurs."""

    placeholder: str
    size: int
    escaped: bool  # whether JSON writes it otherwise
    plain: tuple[str, ...]
    patterns: tuple[tuple[str, re.Pattern[str]], ...]

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it is in a text; spans may overlap."""
        for form in self.plain:
            start = text.find(form)
            while start >= 0:
                yield start, start + len(form)
                start = text.find(form, start + len(form))
        for anchor, pattern in self.patterns:
            if anchor in text:
                yield from (match.span() for match in pattern.finditer(text))


class Mask:
    """Replaces known secrets in text by placeholders such as ``$TDMOCK_AUTH_TOKEN``.

    A secret is found as it is, in the forms that it takes on its way through JSON, URLs, HTML and base64,
    and where it was cut off with "…". What was learned stays learned; learning is safe while other threads
    mask.
    """

    def __init__(self) -> None:
        self._secrets: dict[str, _Secret] = {}  # by value; replaced as a whole

    @property
    def longest(self) -> int:
        """How many characters a secret may take, in whatever form."""
        return LONGEST_FORM * max((secret.size for secret in self._secrets.values()), default=0)

    @property
    def escaped(self) -> frozenset[str]:
        """The placeholders of the secrets that JSON writes otherwise than they are."""
        return frozenset(secret.placeholder for secret in self._secrets.values() if secret.escaped)

    def learn(self, placeholder: str, value: str) -> None:
        """Mask ``value`` from now on; the first placeholder learned for a value stays."""
        if value and value not in self._secrets:
            self._secrets = {**self._secrets, value: _secret(placeholder, value)}

    def text(self, text: str) -> str:
        """The text without secrets."""
        found = self._find(text)
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

    def hides(self, text: str) -> bool:
        """Whether the text holds a secret."""
        return bool(self._find(text))

    def _find(self, text: str) -> list[tuple[int, int, int, str]]:
        """Start, order, end and placeholder of each place; of those that start together the longest first."""
        return sorted(
            (start, -stop, stop, secret.placeholder)
            for secret in self._secrets.values()
            for start, stop in secret.spans(text)
        )


def _secret(placeholder: str, value: str) -> _Secret:
    characters = [_character(character) for character in value]
    whole = "".join(characters)
    anchor = max(_RUN.findall(value), key=len, default="")
    plain: tuple[str, ...] = ()
    patterns = []
    if len(value) < SHORT:
        patterns.append((f'"{anchor}', re.compile(f'(?<="){whole}(?=")')))
    else:
        patterns.append(("…", re.compile(_beginning(characters) + "(?=…)")))
        plain = tuple(dict.fromkeys(_base64(value)))
        if anchor == value:
            plain += (value,)
        else:
            patterns.append((anchor, re.compile(whole)))
    return _Secret(
        placeholder=placeholder,
        size=len(value),
        escaped=json.dumps(value, ensure_ascii=False) != f'"{value}"',
        plain=plain,
        patterns=tuple(patterns),
    )


def _beginning(characters: list[str]) -> str:
    """Some of a secret from its first character on."""
    rest = characters[SHORT:CUT]
    return "".join(characters[:SHORT]) + "".join(f"(?:{one}" for one in rest) + ")?" * len(rest)


def _character(character: str) -> str:
    """One character as it is, and as JSON (perhaps inside JSON), URLs and HTML write it."""
    if _RUN.fullmatch(character):
        return re.escape(character)
    units = character.encode("utf-16-be", "surrogatepass").hex()
    code = ord(character)
    forms = [
        "".join(rf"\\+u{units[i : i + 4]}" for i in range(0, len(units), 4)),
        "".join(f"%{byte:02x}" for byte in character.encode("utf-8", "surrogatepass")),
        f"&#0*{code};",
        f"&#x0*{code:x};",
    ]
    if escape := _JSON_ESCAPES.get(character):
        forms.append(rf"\\+{escape}")
    if name := _HTML_NAMES.get(character):
        forms.append(f"&{name};")
    if character == " ":
        forms.append(r"\+")
    itself = r"\\+" if character == "\\" else re.escape(character)
    return f"(?:(?i:{'|'.join(forms)})|{itself})"


def _base64(value: str) -> Iterator[str]:
    """The part of base64 that is the value's own, wherever it begins among three bytes."""
    data = value.encode("utf-8", "surrogatepass")
    for before, foreign in enumerate((0, 2, 3)):
        encoded = base64.b64encode(b"\0" * before + data).decode()
        own = encoded[foreign : (before + len(data)) * 8 // 6]
        yield from (own, own.replace("/", "\\/"), own.replace("+", "-").replace("/", "_"))
