"""What in a date pattern is of another language than moment.js', and what its author may have meant."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from tdmock.definition.moment import pieces
from tdmock.definition.moment_tokens import TOKENS

_MONTHS = {"M", "MM", "Mo", "MMM", "MMMM"}
_DAYS = {"D", "DD", "Do", "DDD", "DDDD", "DDDo"}
_HOURS = {"H", "HH", "h", "hh", "k", "kk"}
_MINUTES = {"m", "mm"}
_HALVES = {"a", "A"}
_DATES = {"Y", "YY", "YYYY", "y", "yy", "yyyy", "d", "dd", *_DAYS}

# strftime's directives, of Python, C and many others; a letter without % stands for itself there.
_STRFTIME = {
    "Y": "YYYY",
    "y": "YY",
    "m": "MM",
    "b": "MMM",
    "B": "MMMM",
    "d": "DD",
    "e": "D",
    "j": "DDDD",
    "a": "ddd",
    "A": "dddd",
    "H": "HH",
    "I": "hh",
    "p": "A",
    "M": "mm",
    "S": "ss",
    "f": "SSSSSS",
    "z": "ZZ",
    "s": "X",
    "F": "YYYY-MM-DD",
    "D": "MM/DD/YY",
    "T": "HH:mm:ss",
    "R": "HH:mm",
}
# Letters that moment takes for something nobody means, by what other languages mean by them.
_ELSEWHERE = {
    "tt": "A",
    "EE": "ddd",
    "EEE": "ddd",
    "EEEE": "dddd",
    "MI": "mm",
    "XX": "ZZ",
    "XXX": "Z",
    "xx": "ZZ",
    "xxx": "Z",
}
_BRACKETED = r"\[[^\[]*\]|\\."
_DIRECTIVE = re.compile(rf"{_BRACKETED}|%[-#]?([A-Za-z])|[^\W\d_]+")
# Text in quotes, as in Java and SQL, but not minutes and seconds that have such signs.
_QUOTED = re.compile(rf"{_BRACKETED}|(['\"])(?!m+\1|s+\1)([^'\"\[\]]*[A-Za-z][^'\"\[\]]*)\1")
_LATIN = "\u024f"  # the last letter of the Latin scripts


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A pattern as somebody may mean it, written for moment."""

    pattern: str
    meaning: str


def readings(pattern: str) -> tuple[Reading, ...]:
    """The ways to read a pattern: moment's own first, then what its author may have meant instead."""
    found = [Reading(pattern=pattern, meaning="as moment.js reads it")]
    if _is_strftime(pattern):
        return tuple(found)
    split = pieces(translated(pattern) or pattern)
    if "Z" in split and "Z" in pieces(pattern):
        literal = "".join("[Z]" if piece == "Z" else piece for piece in split)
        meaning = "Z is the letter, for UTC, not an offset such as +01:00"
        found.append(Reading(pattern=literal, meaning=meaning))
    meant = _meant(split)
    if meant != split:
        swaps = dict.fromkeys(pair for pair in zip(split, meant, strict=True) if len(set(pair)) > 1)
        meaning = " and ".join(f"{token} is meant as {other}" for token, other in swaps)
        found.append(Reading(pattern="".join(meant), meaning=meaning))
    return tuple(found)


def translated(pattern: str) -> str | None:
    """The pattern as moment has it, where words or another language's signs are outside of brackets."""
    if _is_strftime(pattern):
        made = _DIRECTIVE.sub(_without_percent, pattern)
    else:
        split = pieces(_QUOTED.sub(lambda match: f"[{match[2]}]" if match[2] else match[0], pattern))
        made = "".join(text for _, run in groupby(split, str.isalpha) for text in _without_words(list(run)))
    return None if made in {pattern, "".join(pieces(pattern))} else made


def has_open_bracket(pattern: str) -> bool:
    """Whether a bracket is opened and not closed, or opened within another."""
    return "[" in pieces(pattern)


def _is_strftime(pattern: str) -> bool:
    return any(match[1] for match in _DIRECTIVE.finditer(pattern))


def _without_percent(match: re.Match[str]) -> str:
    if match[1]:
        return _STRFTIME.get(match[1], match[0])
    return f"[{match[0]}]" if match[0].isalpha() else match[0]


def _without_words(run: list[str]) -> Iterator[str]:
    """A run of letters with its word in brackets; tokens of several letters may adjoin the word."""
    if not run[0].isalpha():
        yield from run
        return
    inner = [number for number, piece in enumerate(run) if len(piece) == 1]
    first, last = (inner[0], inner[-1] + 1) if inner else (0, 0)
    word = "".join(run[first:last])
    yield from run[:first]
    yield _ELSEWHERE.get(word) or (f"[{word}]" if _is_word(run[first:last]) else word)
    yield from run[last:]


def _is_word(letters: list[str]) -> bool:
    """Whether there is a letter that is no token; a ``T`` between date and time is usual.

    Letters of other scripts may stand between tokens, as they do in moment's own patterns (``YYYY年``).
    """
    unknown = {letter for letter in letters if letter not in TOKENS and letter <= _LATIN}
    return bool(unknown - {"T"}) and any(letter.isascii() for letter in letters)


def _meant(split: list[str]) -> list[str]:
    """The pieces of a pattern, with the tokens that are right in other languages made moment's."""
    made = _with_month(split)
    tokens = set(made)
    swaps = {"yyyy": "YYYY", "yy": "YY"}
    if not tokens & _DAYS and tokens & {*_MONTHS, *swaps}:
        swaps |= {"d": "D", "dd": "DD"}
    if not tokens & _HALVES:
        swaps |= {"h": "H", "hh": "HH"}
    made = [swaps.get(piece, piece) for piece in made]
    made = _lowered(made, {"M", "MM"}, _HOURS)
    return _lowered(made, {"S", "SS"}, _MINUTES)


def _lowered(split: list[str], chosen: set[str], before: set[str]) -> list[str]:
    """The pieces, with the chosen ones in lower case where they follow others."""
    return [
        piece.lower() if piece in chosen and _follows(split, number, before) else piece
        for number, piece in enumerate(split)
    ]


def _with_month(split: list[str]) -> list[str]:
    """The pieces of a date without a month, with the minutes that can only be one made one."""
    tokens = set(split)
    minutes = sum(piece in _MINUTES for piece in split)
    if tokens & _MONTHS or not tokens & _DATES or minutes < (2 if tokens & _HOURS else 1):
        return split
    return [
        piece.upper() if piece in _MINUTES and not _follows(split, number, _HOURS) else piece
        for number, piece in enumerate(split)
    ]


def _follows(split: list[str], number: int, before: set[str]) -> bool:
    """Whether a piece comes right after one of others, or with a colon or full stop between."""
    earlier = [piece for piece in split[max(0, number - 2) : number] if piece not in {":", "."}]
    return bool(earlier) and earlier[-1] in before
