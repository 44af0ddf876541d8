"""The property of a text on which an answer hangs is found by the smallest text that has it."""

from collections.abc import Callable

import pytest

from tdmock.scenario.properties import Texts, hangs_on

MARK = "[tdmock-run-0-7.1]"
ASKED: dict[str, tuple[str, Callable[[str], bool], str]] = {
    "beyond ASCII": (
        "Zoë Müller",
        lambda t: not t.isascii(),
        '"é" in name is enough, a character beyond ASCII',
    ),
    "beyond Latin-1": (
        "Ærø 你好",
        lambda t: any(ord(c) > 255 for c in t),
        '"你" in name is enough, a character beyond Latin-1',
    ),
    "four bytes": (
        "你好 👍🏽",
        lambda t: any(ord(c) > 0xFFFF for c in t),
        '"😀" in name is enough, a character of four bytes in UTF-8',
    ),
    "a quote": ('O\'Neil "Bob"', lambda t: '"' in t, "'\"' in name is enough, a double quote"),
    "a line break": ("one\ntwo", lambda t: "\n" in t, '"\\n" in name is enough, a line break'),
    "beside letters": (
        "Zoë",
        lambda t: len(t) > 1 and not t.isascii(),
        '"é" in name is enough, a character beyond ASCII',
    ),
    "a length": ("lorem " * 2000, lambda t: len(t) >= 256, "256 characters in name are enough"),
    "anything": ("Zoë", lambda _: True, ""),
    "nothing that comes again": ("Zoë", lambda _: False, ""),
    "a word": ("Zoë drop", lambda t: "drop" in t, ""),
}


@pytest.mark.parametrize("name", ASKED)
def test_the_property_is_named_with_the_smallest_text(name: str) -> None:
    text, breaks, told = ASKED[name]
    asked: list[Texts] = []

    def fails(texts: Texts) -> bool:
        asked.append(texts)
        return breaks(texts["name"])

    assert hangs_on({"name": text}, fails) == told
    assert len(asked) < 30


def test_the_member_is_named_in_which_it_fails() -> None:
    texts = {"title": f"Ærø {MARK}", "note": f"Ærø {MARK}"}
    asked: list[Texts] = []

    def fails(others: Texts) -> bool:
        asked.append(others)
        return not others["note"].isascii()

    assert hangs_on(texts, fails) == '"é" in note is enough, a character beyond ASCII'
    assert all(text.endswith(MARK) for others in asked for text in others.values())
