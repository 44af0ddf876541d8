"""Finds the property of a text on which an answer hangs, and the smallest text that has it."""

import json
import re
from collections.abc import Callable, Iterator, Mapping

SHORT = 30  # characters of a text that has no property at all
LONG = 100  # characters from which on the length of a text may matter

_WIDER = {"é": 0x7F, "你": 0xFF, "😀": 0xFFFF}
"""Characters that stand for all beyond a code point; what fails for an earlier one fails for the later."""

_NAMES = {
    "é": "a character beyond ASCII",
    "你": "a character beyond Latin-1",
    "😀": "a character of four bytes in UTF-8",
    '"': "a double quote",
    "'": "an apostrophe",
    "\\": "a backslash",
    "`": "a backtick",
    "\n": "a line break",
    "\r": "a carriage return",
    "\t": "a tab",
    "<": "an angle bracket",
    "&": "an ampersand",
    ";": "a semicolon",
    "{": "a brace",
    "%": "a percent sign",
    "$": "a dollar sign",
}

_MARK = re.compile(r" ?\[tdmock-run-[^\]]*\]$")

Texts = Mapping[str, str]
"""Texts by the names of the members that hold them."""


def hangs_on(texts: Texts, fails: Callable[[Texts], bool]) -> str:
    """In words, the property without which the texts do not fail; nothing where that shows none.

    ``fails`` tells whether other texts fail in the same way. The mark of a run stays in what had it.
    """
    if fails({name: _like(text, _plain(text)) for name, text in texts.items()}):
        return ""
    for beside in ("", "text "):  # some systems want more than one letter
        for probe in _probes(texts):
            if where := _member(texts, f"{beside}{probe}", fails):
                shown = json.dumps(probe, ensure_ascii=False) if probe != '"' else f"'{probe}'"
                return f"{shown} in {where} is enough, {_NAMES[probe]}"
    return _length(texts, fails) if max(map(len, texts.values())) > LONG else ""


def _plain(text: str) -> str:
    """A short text of ASCII letters and digits."""
    return " ".join(re.findall("[A-Za-z0-9]+", _MARK.sub("", text)))[:SHORT] or "text"


def _like(text: str, content: str) -> str:
    """Another content with the mark of the text, if it had one."""
    mark = _MARK.search(text)
    return f"{content} {mark[0].strip()}" if mark else content


def _probes(texts: Texts) -> Iterator[str]:
    """A character for each property that the texts have, what stands for most of them first."""
    signs = set("".join(_MARK.sub("", text) for text in texts.values()))
    widest = ord(max(signs, default="a"))
    for probe in _NAMES:
        if widest > _WIDER[probe] if probe in _WIDER else probe in signs:
            yield probe


def _member(texts: Texts, content: str, fails: Callable[[Texts], bool]) -> str:
    """The member in which a content fails where the others are plain; nothing where it does not."""
    plain = {name: _like(text, _plain(text)) for name, text in texts.items()}
    if len(texts) > 1 and not fails({name: _like(text, content) for name, text in texts.items()}):
        return ""
    alone = (name for name in texts if fails({**plain, name: _like(texts[name], content)}))
    return next(alone, "")


def _length(texts: Texts, fails: Callable[[Texts], bool]) -> str:
    """From which length on the texts fail, to the character."""

    def too_long(length: int) -> bool:
        return fails({name: _like(text, "x" * length) for name, text in texts.items()})

    passes, failing = SHORT, max(map(len, texts.values()))
    if not too_long(failing):
        return ""
    while failing - passes > 1:
        middle = (passes + failing) // 2
        passes, failing = (passes, middle) if too_long(middle) else (middle, failing)
    return f"{failing:,} characters in {' and '.join(texts)} are enough"
