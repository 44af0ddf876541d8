"""Text from outside is shown as it is, on as many lines as are wanted, and steers nothing."""

import pytest

from tdmock.redaction.text import count, one_line, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\ttext\nof é 名前 😀", "plain\ttext\nof é 名前 😀"),
        ("\x1b[31m\r\x00", "\\x1b[31m\\r\\x00"),
        ("\x7f\x9b", "\\x7f\\x9b"),
        ("\u202e\u2028\ufffe", "\\u202e\\u2028\\ufffe"),
        ("\ud800", "\\ud800"),
        ("::error file=a::b", "\\x3a:error file=a::b"),
        ("::add-mask::b", "\\x3a:add-mask::b"),
        ("a::b", "a::b"),
        ("##[error]a ##vso[b", "\\x23#[error]a \\x23#vso[b"),
        ("## a", "## a"),
        ("section_start:1 SECTION_END:2", "\\x73ection_start:1 \\x53ECTION_END:2"),
        ("section_started", "section_started"),
    ],
)
def test_what_steers_a_terminal_or_commands_a_ci_system_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_line_is_one_line() -> None:
    assert one_line("a\nb\tc\x1b") == "a\\nb\\tc\\x1b"


@pytest.mark.parametrize(("size", "shown"), [(399, "x" * 399), (400, "x" * 400), (401, "x" * 399 + "…")])
def test_a_line_is_cut_beyond_its_limit(size: int, shown: str) -> None:
    assert one_line("x" * size) == shown
    assert one_line("abcde", 4) == "abc…"


@pytest.mark.parametrize(
    ("number", "told"), [(0, "0 rules"), (1, "1 rule"), (2, "2 rules"), (1234, "1,234 rules")]
)
def test_things_are_counted_in_words(number: int, told: str) -> None:
    assert count(number, "rule") == told
