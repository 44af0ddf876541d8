"""Date and time patterns in the language of moment.js: formatting and strict parsing."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from tdmock.definition.moment_tokens import DAYS, LONG_FORM, LONG_FORMS, SPLITTER, TOKENS


@dataclass(frozen=True, slots=True)
class _Part:
    """A token of a pattern, or text that stands for itself."""

    text: str
    is_token: bool = False


def format_moment(pattern: str, when: datetime) -> str:
    """``when`` as ``moment(when).format(pattern)`` writes it; a time without a zone is taken as UTC."""
    moment = when if when.tzinfo else when.replace(tzinfo=UTC)
    return "".join(
        TOKENS[part.text].write(moment) if part.is_token else part.text for part in _parts(pattern)
    )


def parse_moment(pattern: str, text: str) -> datetime:
    """The moment that ``text`` stands for, read strictly.

    What the pattern leaves open is taken from 1 January 2000, 00:00 UTC.
    Raises :class:`ValueError` when the text isn't in the pattern, or is no date.
    """
    parts = _parts(pattern)
    shape = "".join(
        f"({TOKENS[part.text].shape})" if part.is_token else re.escape(part.text) for part in parts
    )
    match = re.fullmatch(shape, text, re.ASCII)
    if match is None:
        raise ValueError(f"isn't in the pattern {pattern}")
    fields: dict[str, int] = {}
    tokens = [TOKENS[part.text] for part in parts if part.is_token]
    for token, written in zip(tokens, match.groups(), strict=True):
        if token.field:
            value = token.read(written)
            if fields.setdefault(token.field, value) != value:
                raise ValueError(f"says two different things of the {token.field.replace('_', ' ')}")
    return _assembled(fields)


def has_tokens(pattern: str) -> bool:
    """Whether anything in the pattern stands for a part of a date or time."""
    return any(part.is_token for part in _parts(pattern))


def pieces(pattern: str) -> list[str]:
    """The pattern split as moment splits it; ``LT``, ``L``, ``ll`` and their like are written out."""
    expanded = LONG_FORM.sub(lambda match: LONG_FORMS.get(match[0], match[0]), pattern)
    return [match[0] for match in SPLITTER.finditer(expanded)]


def _parts(pattern: str) -> list[_Part]:
    return [_part(piece) for piece in pieces(pattern)]


def _part(text: str) -> _Part:
    if text in TOKENS:
        return _Part(text, is_token=True)
    if len(text) > 1 and text[0] == "[":
        return _Part(text[1:-1])
    if text[0] == "\\":
        return _Part(text.replace("\\", ""))
    return _Part(text)


def _assembled(fields: dict[str, int]) -> datetime:
    """The moment that the fields make; one that isn't there has its lowest value."""
    zone = timezone(timedelta(minutes=fields.get("offset", 0)))
    if "timestamp" in fields:
        return datetime.fromtimestamp(fields["timestamp"], tz=zone)
    hour = fields.get("hour", 0)
    if "hour_of_twelve" in fields:
        if fields["hour_of_twelve"] not in range(1, 13):
            raise ValueError("has an hour that isn't one of 1 to 12")
        hour = fields["hour_of_twelve"] % 12 + 12 * fields.get("afternoon", 0)
    day = _day(fields)
    moment = datetime(
        day.year,
        day.month,
        day.day,
        hour,
        fields.get("minute", 0),
        fields.get("second", 0),
        fields.get("microsecond", 0),
        tzinfo=zone,
    )
    if "weekday" in fields and day.isoweekday() % 7 != fields["weekday"] and _has_date(fields):
        raise ValueError(f"has {DAYS[fields['weekday']]} for {day}, which is another weekday")
    return moment


def _has_date(fields: dict[str, int]) -> bool:
    return {"year", "month", "day"} <= fields.keys() or {"year", "day_of_year"} <= fields.keys()


def _day(fields: dict[str, int]) -> date:
    year = fields.get("year", 2000)
    if "day_of_year" in fields:
        day = date(year, 1, 1) + timedelta(days=fields["day_of_year"] - 1)
        if day.year != year:
            raise ValueError(f"has the day {fields['day_of_year']}, which {year} doesn't have")
        return day
    if "iso_week" in fields:
        return date.fromisocalendar(
            fields.get("iso_year", year), fields["iso_week"], fields.get("weekday", 1) or 7
        )
    return date(year, fields.get("month", 1), fields.get("day", 1))
