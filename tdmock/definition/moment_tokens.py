"""The tokens of moment.js as a table: how each is written, what it looks like, what it says of a date.

No Python library has these tokens (arrow's are alike, not equal). Names are English, as in moment's
default locale, whose weeks begin on Sunday and whose first week has 1 January.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")

# Moment splits a pattern like this, text in brackets first; what is no token stands for itself, and so does
# a token after a backslash.
SPLITTER = re.compile(
    r"\[[^\[]*\]|\\?(?:[Hh]mm(?:ss)?|Mo|MM?M?M?|Do|DDDo|DD?D?D?|ddd?d?|do?|w[ow]?|W[oW]?|Qo?|N{1,5}|"
    r"YYYYYY|YYYYY|YYYY|YY|y{2,4}|yo?|gg(?:ggg?)?|GG(?:GGG?)?|e|E|a|A|hh?|HH?|kk?|mm?|ss?|S{1,9}|x|X|zz?|ZZ?|.)",
    re.DOTALL,
)
LONG_FORM = re.compile(r"\[[^\[]*\]|\\?(?:LTS|LT|LL?L?L?|l{1,4})")
LONG_FORMS = {
    "LT": "h:mm A",
    "LTS": "h:mm:ss A",
    "L": "MM/DD/YYYY",
    "LL": "MMMM D, YYYY",
    "LLL": "MMMM D, YYYY h:mm A",
    "LLLL": "dddd, MMMM D, YYYY h:mm A",
    "l": "M/D/YYYY",
    "ll": "MMM D, YYYY",
    "lll": "MMM D, YYYY h:mm A",
    "llll": "ddd, MMM D, YYYY h:mm A",
}


@dataclass(frozen=True, slots=True)
class Token:
    """How a token is written, what it looks like, which field of a date it gives, and how that is read."""

    write: Callable[[datetime], str]
    shape: str
    field: str = ""
    read: Callable[[str], int] = int


def _ordinal(number: int) -> str:
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def _ordinal_value(text: str) -> int:
    return int(text[:-2])


def _weekday(when: datetime) -> int:
    return when.isoweekday() % 7


def _day_of_year(when: datetime) -> int:
    return when.timetuple().tm_yday


def _week(when: datetime) -> tuple[int, int]:
    """The year and number of the week, from Sunday to Saturday."""
    saturday = when + timedelta(days=6 - _weekday(when))
    return saturday.year, (_day_of_year(saturday) - 1) // 7 + 1


def _quarter(when: datetime) -> int:
    return (when.month + 2) // 3


def _twelve(when: datetime) -> int:
    return when.hour % 12 or 12


def _meridiem(when: datetime) -> str:
    return "AM" if when.hour < 12 else "PM"


def _minutes_from_utc(when: datetime) -> int:
    return int((when.utcoffset() or timedelta()).total_seconds() // 60)


def _milliseconds(when: datetime) -> int:
    """Since 1970, in UTC."""
    return (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def _offset(when: datetime, separator: str) -> str:
    minutes = _minutes_from_utc(when)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{separator}{abs(minutes) % 60:02}"


def _offset_value(text: str) -> int:
    if text == "Z":
        return 0
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return -minutes if text[0] == "-" else minutes


def _fraction(digits: int) -> Token:
    """Moment knows milliseconds only: further digits are zeros."""
    return Token(
        lambda when: f"{when.microsecond // 1000:03}".ljust(digits, "0")[:digits],
        rf"\d{{{digits}}}",
        "microsecond",
        lambda text: int(text.ljust(6, "0")[:6]),
    )


def _short_year(text: str) -> int:
    return int(text) + (1900 if int(text) > 68 else 2000)


def _numbers(names: tuple[str, ...], length: int | None) -> dict[str, int]:
    return {name[:length].lower(): number for number, name in enumerate(names)}


def _named(
    names: tuple[str, ...], number: Callable[[datetime], int], field: str, length: int | None
) -> Token:
    """A name by its number, counted from 0, cut to a length."""
    values = _numbers(names, length)
    first = 1 if field == "month" else 0
    return Token(
        lambda when: names[number(when)][:length],
        "|".join(name[:length] for name in names),
        field,
        lambda text: values[text.lower()] + first,
    )


# Digits once taken are not given back, as in moment; so no text makes the match try again and again.
_ONE, _TWO, _ORDINAL, _SIGNED = r"\d{1,2}+", r"\d\d", r"\d++(?:st|nd|rd|th)", r"[+-]?\d++"
_OFFSET = r"[+-]\d\d:?\d\d|Z"

TOKENS: dict[str, Token] = {
    "M": Token(lambda when: f"{when.month}", _ONE, "month"),
    "MM": Token(lambda when: f"{when.month:02}", _TWO, "month"),
    "Mo": Token(lambda when: _ordinal(when.month), _ORDINAL, "month", _ordinal_value),
    "MMM": _named(MONTHS, lambda when: when.month - 1, "month", 3),
    "MMMM": _named(MONTHS, lambda when: when.month - 1, "month", None),
    "Q": Token(lambda when: f"{_quarter(when)}", r"[1-4]"),
    "Qo": Token(lambda when: _ordinal(_quarter(when)), _ORDINAL),
    "D": Token(lambda when: f"{when.day}", _ONE, "day"),
    "DD": Token(lambda when: f"{when.day:02}", _TWO, "day"),
    "Do": Token(lambda when: _ordinal(when.day), _ORDINAL, "day", _ordinal_value),
    "DDD": Token(lambda when: f"{_day_of_year(when)}", r"\d{1,3}+", "day_of_year"),
    "DDDD": Token(lambda when: f"{_day_of_year(when):03}", r"\d{3}", "day_of_year"),
    "DDDo": Token(lambda when: _ordinal(_day_of_year(when)), _ORDINAL, "day_of_year", _ordinal_value),
    "d": Token(lambda when: f"{_weekday(when)}", r"[0-6]", "weekday"),
    "do": Token(lambda when: _ordinal(_weekday(when)), _ORDINAL, "weekday", _ordinal_value),
    "dd": _named(DAYS, _weekday, "weekday", 2),
    "ddd": _named(DAYS, _weekday, "weekday", 3),
    "dddd": _named(DAYS, _weekday, "weekday", None),
    "e": Token(lambda when: f"{_weekday(when)}", r"[0-6]", "weekday"),
    "E": Token(lambda when: f"{when.isoweekday()}", r"[1-7]", "weekday", lambda text: int(text) % 7),
    "w": Token(lambda when: f"{_week(when)[1]}", _ONE),
    "ww": Token(lambda when: f"{_week(when)[1]:02}", _TWO),
    "wo": Token(lambda when: _ordinal(_week(when)[1]), _ORDINAL),
    "W": Token(lambda when: f"{when.isocalendar().week}", _ONE, "iso_week"),
    "WW": Token(lambda when: f"{when.isocalendar().week:02}", _TWO, "iso_week"),
    "Wo": Token(lambda when: _ordinal(when.isocalendar().week), _ORDINAL, "iso_week", _ordinal_value),
    "gg": Token(lambda when: f"{_week(when)[0] % 100:02}", _TWO),
    "gggg": Token(lambda when: f"{_week(when)[0]:04}", r"\d{4}"),
    "ggggg": Token(lambda when: f"{_week(when)[0]:05}", r"\d{5}"),
    "GG": Token(lambda when: f"{when.isocalendar().year % 100:02}", _TWO, "iso_year", _short_year),
    "GGGG": Token(lambda when: f"{when.isocalendar().year:04}", r"\d{4}", "iso_year"),
    "GGGGG": Token(lambda when: f"{when.isocalendar().year:05}", r"\d{5}", "iso_year"),
    "Y": Token(lambda when: f"{when.year:04}", _SIGNED, "year"),
    "YY": Token(lambda when: f"{when.year % 100:02}", _TWO, "year", _short_year),
    "YYYY": Token(lambda when: f"{when.year:04}", r"\d{4}", "year"),
    "YYYYY": Token(lambda when: f"{when.year:05}", r"\d{5}", "year"),
    "YYYYYY": Token(lambda when: f"+{when.year:06}", r"[+-]\d{6}", "year"),
    "y": Token(lambda when: f"{when.year}", r"\d{1,4}+", "year"),
    "yy": Token(lambda when: f"{when.year:02}", r"\d{2,4}+", "year"),
    "yyy": Token(lambda when: f"{when.year:03}", r"\d{3,4}+", "year"),
    "yyyy": Token(lambda when: f"{when.year:04}", r"\d{4}", "year"),
    "yo": Token(lambda when: _ordinal(when.year), _ORDINAL, "year", _ordinal_value),
    **{"N" * count: Token(lambda _: "AD", "AD") for count in (1, 2, 3, 5)},
    "NNNN": Token(lambda _: "Anno Domini", "Anno Domini"),
    "H": Token(lambda when: f"{when.hour}", _ONE, "hour"),
    "HH": Token(lambda when: f"{when.hour:02}", _TWO, "hour"),
    "h": Token(lambda when: f"{_twelve(when)}", _ONE, "hour_of_twelve"),
    "hh": Token(lambda when: f"{_twelve(when):02}", _TWO, "hour_of_twelve"),
    "k": Token(lambda when: f"{when.hour or 24}", _ONE, "hour", lambda text: int(text) % 24),
    "kk": Token(lambda when: f"{when.hour or 24:02}", _TWO, "hour", lambda text: int(text) % 24),
    "hmm": Token(lambda when: f"{_twelve(when)}{when:%M}", r"\d{3,4}+"),
    "hmmss": Token(lambda when: f"{_twelve(when)}{when:%M%S}", r"\d{5,6}+"),
    "Hmm": Token(lambda when: f"{when.hour}{when:%M}", r"\d{3,4}+"),
    "Hmmss": Token(lambda when: f"{when.hour}{when:%M%S}", r"\d{5,6}+"),
    "a": Token(lambda when: _meridiem(when).lower(), "am|pm", "afternoon", lambda text: int(text == "pm")),
    "A": Token(_meridiem, "AM|PM", "afternoon", lambda text: int(text == "PM")),
    "m": Token(lambda when: f"{when.minute}", _ONE, "minute"),
    "mm": Token(lambda when: f"{when.minute:02}", _TWO, "minute"),
    "s": Token(lambda when: f"{when.second}", _ONE, "second"),
    "ss": Token(lambda when: f"{when.second:02}", _TWO, "second"),
    **{"S" * digits: _fraction(digits) for digits in range(1, 10)},
    "X": Token(lambda when: f"{_milliseconds(when) // 1000}", r"-?\d{1,11}", "timestamp"),
    "x": Token(
        lambda when: f"{_milliseconds(when)}", r"-?\d{1,14}", "timestamp", lambda text: int(text) // 1000
    ),
    # Also of a moment with an offset: that is how moment.js has it.
    "z": Token(lambda _: "UTC", "UTC"),
    "zz": Token(lambda _: "Coordinated Universal Time", "Coordinated Universal Time"),
    "Z": Token(lambda when: _offset(when, ":"), _OFFSET, "offset", _offset_value),
    "ZZ": Token(lambda when: _offset(when, ""), _OFFSET, "offset", _offset_value),
}
