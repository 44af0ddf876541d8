"""Makes text from outside harmless: shown as it is, without steering the terminal or breaking the format."""

import re

# Control characters (escape sequences begin with one), and marks that turn the direction of writing.
STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
# What CI systems take for commands in a log: Azure Pipelines, GitHub Actions, GitLab; its first character.
COMMANDING = re.compile(
    r"#(?=#(?:vso)?\[)|:(?=:[a-z][a-z_-]*(?: [^\n]*?)?::)|s(?=ection_(?:start|end):)", re.IGNORECASE
)


def visible(text: str) -> str:
    r"""The text with what steers a terminal or commands a CI system written out, such as ``\\x1b``."""
    return COMMANDING.sub(_hexadecimal, STEERING.sub(_escaped, text))


def _escaped(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode()


def _hexadecimal(match: re.Match[str]) -> str:
    return f"\\x{ord(match[0]):02x}"


def one_line(text: str, limit: int = 400) -> str:
    """Visible text on one line, shortened."""
    line = visible(text).replace("\n", "\\n").replace("\t", "\\t")
    return line if len(line) <= limit else line[: limit - 1] + "…"


def count(number: int, noun: str) -> str:
    """``1 rule``, ``2 rules``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
