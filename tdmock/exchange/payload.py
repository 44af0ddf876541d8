"""The payload of an answer: its bytes decoded strictly, or words for what keeps them from being JSON."""

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec
import orjson

from tdmock.redaction.mask import cut

MAX_DEPTH = 200
"""How many arrays and objects may stand inside each other."""

_WEIGHTS = {b"{": 216, b"[": 96, b",": 64, b":": 64}
"""Bytes of memory, from above, that go with each of these: an object, a list, a value, a key."""

_TEXT, _WIDE_TEXT = 4, 8
"""Copies of a body's text that are in memory at the worst moment; of Python's wider forms there are fewer."""

COMPARED = 8 * 2**20
"""Bytes up to which a body is compared with what was read of it, to find what was read in silence."""

_BLANKS = b" \t\r\n"
_BOM = "\ufeff"
_BOM_DETAIL = "the body starts with a UTF-8 byte order mark, which RFC 8259 lets a parser ignore"

# orjson.dumps refuses more than 254 levels. Wrapped in this many lists, a value that is too deep for us
# is too deep for it.
_WRAPPINGS = 254 - MAX_DEPTH

# A string (a key, when a colon follows), a bracket, or a bare word such as a number or NaN. Possessive, so
# that no text makes the search slow.
_TOKEN = re.compile(r'(?P<string>"(?:[^"\\]|\\.)*+")(?P<colon>\s*+:)?|[\[\]{}]|[^\s\[\]{}",:]++', re.DOTALL)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class Problem(StrEnum):
    """What is wrong with a payload."""

    EMPTY = "empty"  # no bytes, or only blanks
    NOT_UTF8 = "not-utf8"
    NOT_JSON = "not-json"
    NAN = "nan"  # NaN or Infinity, which JSON doesn't have
    DUPLICATE_KEYS = "duplicate-keys"  # valid, but parsers disagree on which value holds
    TOO_DEEP = "too-deep"  # more than MAX_DEPTH levels


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """A decoded body.

    ``value`` means something only when ``problem`` is None or DUPLICATE_KEYS; then the last of the equal
    keys holds. ``detail`` says in words what is wrong and where; it quotes keys, but never values.
    """

    value: Any = None
    problem: Problem | None = None
    detail: str = ""


@dataclass(slots=True)
class Weight:
    """How much memory a body takes at most while it is decoded and judged, told from its bytes alone.

    The smallest values take a hundred times their bytes, so the size of a body says little about that.
    """

    values: int = 0
    text: int = 0
    factor: int = _TEXT

    def add(self, piece: bytes) -> None:
        """Weigh a further piece of the body."""
        self.values += sum(weight * piece.count(mark) for mark, weight in _WEIGHTS.items())
        self.text += len(piece)
        if not piece.isascii() or b"\\u" in piece or piece.endswith(b"\\"):
            self.factor = _WIDE_TEXT

    @property
    def total(self) -> int:
        """In bytes."""
        return self.values + self.factor * self.text


def decode(body: bytes) -> Payload:
    """Decode JSON as RFC 8259 has it. Never raises, whatever the bytes are.

    Integers stay exact and equal keys are found, unless the body is larger than COMPARED.
    """
    # The fast way accepts only what is sound beyond doubt; the slow one finds out the rest.
    try:
        value = wrapped = orjson.loads(body)
        for _ in range(_WRAPPINGS):
            wrapped = [wrapped]
        again = orjson.dumps(wrapped)[_WRAPPINGS:-_WRAPPINGS]
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return _decode_slowly(body)
    # What orjson dropped (the first of two equal keys) or rounded (an integer beyond 64 bits) is missing
    # when the value is written again. If both texts are equal but for blanks, they have the same tokens.
    if (
        len(body) > COMPARED
        or again == body
        or again.translate(None, _BLANKS) == body.translate(None, _BLANKS)
    ):
        return Payload(value=value)
    return _decode_slowly(body)


def fits(value: Any, size: int) -> bool:
    """Whether a decoded value comes to about so many characters at most; soon told, however large it is."""
    values = [value]
    while values:
        value = values.pop()
        size -= 1 + (
            len(value)
            if isinstance(value, str | list | dict)
            else value.bit_length() // 3
            if isinstance(value, int)
            else 0
        )
        if size < 0:
            return False
        if isinstance(value, list):
            values += value
        elif isinstance(value, dict):
            values += (*value.keys(), *value.values())
    return True


def members(body: bytes) -> dict[str, bytes]:
    """The raw JSON of each top-level member of an object, unchanged to the last character.

    ``body`` must be what `decode` found nothing wrong with, or only duplicate keys: the last then holds.
    Raises ValueError when it is not an object.
    """
    try:
        found = msgspec.json.decode(body.removeprefix(_BOM.encode()), type=dict[str, msgspec.Raw])
    except msgspec.ValidationError as error:
        raise ValueError("not a JSON object") from error
    return {name: bytes(raw) for name, raw in found.items()}


class _NoJsonNumberError(ValueError):
    """A constant such as NaN was met."""


class _UnreadableError(Exception):
    """What kept a body from being read, and where."""

    def __init__(self, problem: Problem, detail: str) -> None:
        super().__init__(detail)
        self.payload = Payload(problem=problem, detail=detail)


def _decode_slowly(body: bytes) -> Payload:
    """Decode with the standard library, which tells what is wrong."""
    try:
        text = _text(body)
        unmarked = text.removeprefix(_BOM)
        value, unique = _parse(unmarked)
    except _UnreadableError as unreadable:
        return unreadable.payload
    if not unique:
        return Payload(value=value, problem=Problem.DUPLICATE_KEYS, detail=_describe_duplicate(unmarked))
    return Payload(value=value, detail=_BOM_DETAIL if text is not unmarked else "")


def _text(body: bytes) -> str:
    """The body's text, with its byte order mark. Raises :class:`_UnreadableError`."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        hint = "; it looks like UTF-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
        detail = f"byte {error.start} (0x{body[error.start]:02x}) is not UTF-8: {error.reason}{hint}"
        raise _UnreadableError(Problem.NOT_UTF8, detail) from None
    unmarked = text.removeprefix(_BOM)
    if not unmarked.strip(_BLANKS.decode()):
        raise _UnreadableError(Problem.EMPTY, "there are only blanks" if unmarked else "there is no body")
    return text


def _parse(text: str) -> tuple[Any, bool]:
    """The value, and whether no key stands twice in an object. Raises :class:`_UnreadableError`."""
    unique = True

    def build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal unique
        built = dict(pairs)
        unique = unique and len(built) == len(pairs)
        return built

    try:
        value = json.loads(text, object_pairs_hook=build, parse_constant=_refuse, parse_float=_read_float)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise _UnreadableError(Problem.NOT_JSON, f"{place}: {error.msg}{_hint(text)}") from None
    except _NoJsonNumberError as error:
        constant = str(error)
        place = _locate(text, lambda token: token.startswith(constant))
        raise _UnreadableError(Problem.NAN, f"{place}: {constant} is not JSON") from None
    except ValueError:  # an endless float, or an integer of more digits than Python reads
        words = "the number is too large for JSON parsers, though the grammar allows it"
        raise _UnreadableError(Problem.NOT_JSON, f"{_locate(text, _is_endless)}: {words}") from None
    except RecursionError:
        raise _UnreadableError(Problem.TOO_DEEP, _TOO_DEEP) from None
    if _is_deep(value):
        raise _UnreadableError(Problem.TOO_DEEP, _TOO_DEEP)
    if _ESCAPED_SURROGATE.search(text) and (place := _locate(text, _is_half_character)):
        words = "the string escapes half of a surrogate pair: the grammar allows it, but it is no character"
        raise _UnreadableError(Problem.NOT_JSON, f"{place}: {words}")
    return value, unique


_TOO_DEEP = f"more than {MAX_DEPTH} arrays and objects stand inside each other"


def _refuse(constant: str) -> None:
    raise _NoJsonNumberError(constant)


def _read_float(token: str) -> float:
    number = float(token)
    if math.isinf(number):
        raise ValueError(token)
    return number


def _hint(text: str) -> str:
    if "\0" in text[:4]:
        return "; it looks like UTF-16"
    return "; it looks like HTML" if text.lstrip().startswith("<") else ""


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for container in level
            if isinstance(container, dict | list)
            for child in (container.values() if isinstance(container, dict) else container)
        ]
    return any(isinstance(child, dict | list) for child in level)


def _is_endless(token: str) -> bool:
    if not (number := _NUMBER.match(token)):
        return False
    try:
        return math.isinf(json.loads(number[0]))
    except OverflowError:  # a large integer, and exact
        return False
    except ValueError:
        return True


def _is_half_character(token: str) -> bool:
    if not token.startswith('"') or not _ESCAPED_SURROGATE.search(token):
        return False
    try:
        json.loads(token).encode()
    except UnicodeEncodeError:
        return True
    return False


def _describe_duplicate(text: str) -> str:
    """Name the first key that stands twice in its object, and the place of the second time."""
    seen: list[set[str]] = []
    for token in _TOKEN.finditer(text):
        if token[0] in "{[":
            seen.append(set())
        elif token[0] in "}]":
            seen.pop()
        elif token["colon"]:
            key = json.loads(token["string"])
            if key in seen[-1]:
                return f'{_place(text, token.start())}: the key "{cut(key, 80)}" stands twice in one object'
            seen[-1].add(key)
    return "a key stands twice in one object"


def _locate(text: str, is_wrong: Callable[[str], bool]) -> str:
    """The place of the first string or bare word that is wrong; "" when none is."""
    for token in _TOKEN.finditer(text):
        if is_wrong(token["string"] or token[0]):
            return _place(text, token.start())
    return ""


def _place(text: str, at: int) -> str:
    return f"line {text.count(chr(10), 0, at) + 1}, column {at - text.rfind(chr(10), 0, at)}"
