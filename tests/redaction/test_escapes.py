"""Escapes are undone, and every character is traced back to where it stood."""

import html
import json
from urllib.parse import quote

import pytest
from hypothesis import given, strategies as st

from tdmock.redaction.escapes import undo

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\\%&+\0"))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a%2Bb", "a b"),
        ("a%252Bb", "a b"),
        ("%C3%A9", "é"),
        ("%F0%9F%91%8D", "👍"),
        ("%E9", "\ufffd"),
        ("\\ud83d\\udc4d \\u00e9", "👍 é"),
        ('\\\\\\"x\\\\\\"', '"x"'),
        ("&lt;&#233;&#xE9;&amp;", "<éé&"),
        ("&#233 &#xe9 &#233x &#23…", "é é éx &#23…"),
        ("s\0e\0", "se"),
        ("100% \\x &nbsp; \\u12", "100% \\x &nbsp; \\u12"),
        ("%ud83d&#x110000;", "%ud83d\ufffd"),
    ],
)
def test_escapes_are_undone(text: str, plain: str) -> None:
    assert undo(text).text == plain


@given(TEXT, TEXT.filter(bool), TEXT)
def test_a_place_is_traced_back_through_every_round(before: str, inner: str, after: str) -> None:
    written = quote(json.dumps(html.escape(inner))[1:-1], safe="")
    plain = undo(f"{before}{written}{after}")
    start = len(before)
    assert plain.text[start : start + len(inner)] == inner
    assert plain.source(start, start + len(inner)) == (start, start + len(written))


def test_escapes_inside_escapes_end_somewhere() -> None:
    assert undo("%" + "25" * 50 + "41").text.startswith("%25")
