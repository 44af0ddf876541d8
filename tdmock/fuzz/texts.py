"""Strategies for what people enter: text, e-mail addresses, phone numbers, numbers, dates.

Each yields choices, the simplest first. What no keyboard or clipboard of a Talkdesk user brings into a field
is left out: control characters (NUL among them), half surrogate pairs, characters that are not assigned or
for private use. Line breaks and tabs come only where a field has several lines. Lists to draw from have fewer
than 127 entries: Hypothesis would mix constants from the caller's own modules into longer ranges, and a seed
would not say all.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from itertools import chain
from typing import TypeVar
from unicodedata import category

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tdmock.definition.moment import format_moment
from tdmock.fuzz.choices import Choice

NEVER_ENTERED = {"Cc", "Cs", "Cn", "Co"}
"""Unicode's categories of control characters, surrogates, unassigned and private ones."""

LONG = 40
"""Characters: a longer text may be refused, as some systems do from there on, of a first name above all."""

Choices = SearchStrategy[Choice]
T = TypeVar("T")

WORDS = (
    "a", "Jo", "Ana", "test", "ticket", "Zoë", "please call back", "0", "7", "42", "007", "2024",
    "null", "true", "None", "NaN",
)  # fmt: skip
TROUBLE = (
    *("'", '"', "\\", "%", "&", "<", ">", ";", "--", "/", "#", "?", "=", "+", "@", "|", "`", "~", "^", "*"),
    *("$", "(", ")", "[", "]", "{", "}", ":", ",", ".", "!", "_", "-", "%s", "%00", "\\n", "{{x}}", "${x}"),
    *("<b>", "../", "=1+1"),
    *("é", "ß", "İ", "ı", "ñ", "œ", "ž", "Ø", "€", "£", "µ", "°", "“", "”", "’", "…", "–", "•", "™", "¿"),
    *("Ж", "Ω", "א", "ا", "ह", "ไ", "中", "日本", "한", "あ", "𠮷", "Ⱥ", "ﬁ", "𝒜", "Ǆ", "½", "²"),
    *("😀", "👍🏽", "👩‍👩‍👧‍👦", "🇵🇹", "❤️", "e\u0301", "\u200d", "\u200b", "\u202e", "\u200f"),
    *("\ufeff", "\u00ad"),
    *("\u00a0", "\u2009", "\u3000", "\u2028", "\u2029", "  "),
)  # fmt: skip
BLOCKS = (
    0x21, 0xA1, 0x100, 0x180, 0x370, 0x400, 0x531, 0x5D0, 0x620, 0x900, 0xE01, 0x10A0, 0x1E00,
    0x2013, 0x2200, 0x2600, 0x3041, 0x4E00, 0x9F00, 0xAC00, 0x1D400, 0x1F300, 0x1F600, 0x20000,
)  # fmt: skip
LENGTHS = (
    16, 20, 31, 32, 33, 40, 50, 63, 64, 65, 79, 80, 81, 99, 100, 101, 127, 128, 129, 150, 180, 200,
    250, 254, 255, 256, 257, 300, 400, 500, 511, 512, 513, 700, 1000, 1023, 1024, 1025, 1500, 2000,
    2047, 2048, 3000, 4000, 4096, 5000, 8000,
)  # fmt: skip

LOCALS = (
    "ana", "ana.lee", "a", "ANA", "ana_lee", "ana-lee", "1234", "ana+crm", "o'brien", "!ana",
    "ana%x", "josé", "a" * 50,
)  # fmt: skip
DOMAINS = (
    "example.com", "mail.example.org", "EXAMPLE.com", "example.co.uk", "xn--bcher-kva.example",
    "a-b.example", "bücher.example",
)  # fmt: skip
PHONES = ("+12025550143", "+442079460123", "+61491570156", "+49301234567", "+351210001234", "+12025550199")
ODD_PHONES = (
    "2025550143", "(202) 555-0143", "+1 202 555 0143", "202-555-0143", "+1.202.555.0143",
    "+1 202-555-0143 ext. 17", "0012025550143", "112", "*31#", "tel:+12025550143",
)  # fmt: skip
ODD_NUMBERS = (
    "0", "-1", "0.5", "-0.01", "1.50", "1000000", "2147483647", "2147483648", "-2147483649",
    "4294967296", "9007199254740993", "9223372036854775808", "100000000000000000000",
    "1" + "0" * 40, "0.1234567890123456789",
)  # fmt: skip
ZONES = tuple(timezone(timedelta(minutes=minutes)) for minutes in (0, 60, -300, 330, 345, -210, 540, 840))

ORDINARY = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-_@ANELXMP")


@cache
def characters(first: int) -> tuple[str, ...]:
    """The characters that a person can enter, of a part of Unicode."""
    return tuple(c for c in map(chr, range(first, first + 126)) if category(c) not in NEVER_ENTERED)


def any_of(*strategies: SearchStrategy[T]) -> SearchStrategy[T]:
    """One of some strategies, each as likely as the others; `one_of` counts the branches within each."""
    return st.integers(0, len(strategies) - 1).flatmap(strategies.__getitem__)


def plain_texts(*, dense: int, longest: int, several_lines: bool = False) -> SearchStrategy[str]:
    """Text put together from words, single characters that cause trouble, and characters of any script.

    Texts with as much trouble as there is room for have ``dense`` characters, none more than ``longest``.
    """
    trouble = (*TROUBLE, "\n", "\r\n", "\t") if several_lines else TROUBLE
    any_script = st.sampled_from(BLOCKS).flatmap(lambda first: st.sampled_from(characters(first)))
    piece = any_of(st.sampled_from(WORDS), st.sampled_from(trouble), any_script)
    pieces = st.lists(piece, min_size=1, max_size=6).map("".join)
    # Several lists make many pieces likely, and let each of them shrink to nothing.
    some = st.lists(any_of(st.sampled_from(trouble), st.sampled_from(trouble), any_script), max_size=30)
    full = st.tuples(*[some] * (1 + dense // 8)).map(lambda lists: "".join(chain(*lists))[:dense] or "a")
    padded = st.builds(
        lambda text, filling, length: text + filling * ((length - len(text)) // len(filling)),
        pieces,
        st.sampled_from(("x", "é", "中", "😀", "x ")),
        st.sampled_from([length for length in LENGTHS if length <= longest]),
    )
    short = pieces.map(lambda text: text[:longest])
    return any_of(short, full, full, full, padded)


def texts(run: str, *, several_lines: bool = False) -> Choices:
    """Text for an input, with the run's mark behind it, by which what was made can be found."""
    mark = f" [{run}]"

    def marked(text: str) -> Choice:
        whole = text + mark
        return Choice(value=whole, kinds=("any-text", *LONG_TEXT * (len(whole) >= LONG)))

    dense, longest = LONG - 1 - len(mark), max(LENGTHS) - len(mark)
    return plain_texts(dense=max(dense, 8), longest=longest, several_lines=several_lines).map(marked)


def addresses(mark: str) -> SearchStrategy[str]:
    """E-mail addresses that nobody else has, for the mark is in them."""
    return st.builds(
        lambda name, at: f"{name}.{mark}@{at}", st.sampled_from(LOCALS), st.sampled_from(DOMAINS)
    )


def emails(run: str) -> Choices:
    """E-mail addresses; those that strict forms refuse are at the edge of the type."""
    return addresses(run).map(
        lambda text: Choice(value=text, kinds=() if ORDINARY.issuperset(text.replace(run, "")) else EDGE)
    )


def phones() -> Choices:
    """Phone numbers: as E.164 writes them, and as people do."""
    return any_of(_these(PHONES), _these(ODD_PHONES, EDGE))


def numbers() -> Choices:
    """Numbers as text, for that is what an input holds: whole and positive ones, and others."""
    digits = st.lists(st.integers(0, 9), min_size=0, max_size=5)
    whole = st.builds(lambda first, rest: "".join(map(str, [first, *rest])), st.integers(1, 9), digits)
    odd = _these(ODD_NUMBERS, EDGE)
    return any_of(whole.map(lambda text: Choice(value=text)), odd, odd)


def dates(pattern: str, now: datetime) -> Choices:
    """Moments of the next ten years, in any time zone, written in the pattern; all this year the same."""
    first = datetime(now.year + 1, 1, 1, tzinfo=UTC)
    moments = st.builds(
        lambda day, month, hour, minute, second, zone: (
            first + timedelta(days=day + 30 * month, hours=hour, minutes=minute, seconds=second)
        ).astimezone(zone),
        *(st.integers(0, most) for most in (30, 119, 23, 59, 59)),
        st.sampled_from(ZONES),
    )
    return moments.map(lambda when: Choice(value=format_moment(pattern, when), kinds=("valid-date",)))


def one_of(values: Sequence[str], *kinds: str) -> Choices:
    """One of some values."""
    return st.sampled_from(values).map(lambda value: Choice(value=value, kinds=kinds))


EDGE, LONG_TEXT = ("edge-value",), ("long-text",)


def _these(values: Sequence[str], kinds: tuple[str, ...] = ()) -> Choices:
    return one_of(values, *kinds)
