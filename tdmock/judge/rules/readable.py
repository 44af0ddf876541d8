"""Whether text can be read as an e-mail address, a phone number, a link or a date, by libraries that know."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

# What is beyond doubt is not asked about: a page of a thousand contacts must not take a second.
_PLAIN_EMAIL = re.compile(
    r"(?=.{,60}$)[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+[A-Za-z]{2,24}"
)
_PLAIN_PHONE = re.compile(r"\+(?:1[2-9]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|7|8[1246]|9[0-58])\d{8,11}")
_PLAIN_DATE = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:Z| UTC)?"
)
# Names of zones beside an offset, as Java, JavaScript and Go write them.
_ZONE_NAME = re.compile(r"\s*\[[^\[\]]*\]$|\s*\([^()]*\)$|(?<=[+-]\d{4}) (?:[A-Z]{2,5}|[+-]\d{2,4})$")
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*://[^/\s]|data:", re.IGNORECASE)
_UNFILLED = re.compile(r"[/=](?:undefined|None|null|NaN|\[object Object\])(?:$|[/?&#])|\{\{|\$\{|[/=]\{\w*\}")
_TIME = re.compile(r"\d:\d\d(?::\d\d)?(?:[.,]\d+)?\s?(?:[aApP]\.?[mM]\b\.?)?")
_ZONE = re.compile(r"[A-Za-z+-]")
_DAY_AND_MONTH = re.compile(r"\s*(0?[1-9]|1[0-2])([/.-])(0?[1-9]|1[0-2])\2(?:\d{4}|\d\d)(?!\d)")
_DEFAULTS = (datetime(2001, 1, 1), datetime(2002, 2, 2))  # noqa: DTZ001 - days without a zone
MAX_ODD = 1_000  # texts of one answer that a library is asked about: each takes it a tenth of a millisecond
_LONGEST = 320  # no address, number or date is longer; and the libraries' time grows with the text


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of text: ``is_plain`` tells at once of most texts that they are of it, ``is_of`` of all."""

    is_plain: Callable[[str], object]
    is_of: Callable[[str], bool]

    def are_plain(self, texts: Sequence[Any]) -> bool:
        """Whether all of these are texts that are of this kind beyond doubt."""
        return set(map(type, texts)) <= {str} and all(map(self.is_plain, texts))

    def reader(self) -> Callable[[str], bool]:
        """Tells whether the texts of one answer can be read; of very many odd ones it believes the rest."""
        left = MAX_ODD

        def is_readable(text: str) -> bool:
            nonlocal left
            if self.is_plain(text):
                return True
            left -= 1
            return left < 0 or self.is_of(text)

        return is_readable


def is_email(text: str) -> bool:
    """Whether mail could be addressed to this; no DNS is asked, internal and reserved domains are fine."""
    if _PLAIN_EMAIL.fullmatch(text):
        return True
    if len(text) > _LONGEST:
        return False
    from email_validator import EmailNotValidError, validate_email

    address = text.strip().replace("_", "-")  # internal host names have underscores, too
    if not address.endswith("]"):
        address += ".example"  # a name below a reserved one is refused, below this one no name is
    try:
        validate_email(
            address, check_deliverability=False, allow_quoted_local=True, allow_domain_literal=True
        )
    except EmailNotValidError:
        return False
    return True


def is_phone(text: str) -> bool:
    """Whether some phone-number reader would take this, in international or any national form."""
    if _PLAIN_PHONE.fullmatch(text):
        return True
    if len(text) > _LONGEST:
        return False
    from phonenumbers import NumberParseException, parse

    try:
        parse(text, "US")  # a region only so that national forms are read; its rules are not applied
    except NumberParseException:
        return False
    return True


def is_absolute(text: str) -> bool:
    """Whether a link leads somewhere without a page that it stands on."""
    return _ABSOLUTE.match(text) is not None


def is_filled(text: str) -> bool:
    """Whether nothing in a link stands for a value that its maker did not have."""
    return _UNFILLED.search(text) is None


def is_ambiguous(text: str) -> bool:
    """Whether a date has a day and a month that may as well be the other way round, as 03/04/2012 has."""
    found = _DAY_AND_MONTH.match(text)
    return found is not None and int(found[1]) != int(found[3])


def lacks_zone(text: str) -> bool:
    """Whether a date has a time of day, and nothing behind it that could be a zone."""
    found = _TIME.search(text)
    return found is not None and not _ZONE.search(text, found.end())


def _is_plain_date(text: str) -> bool:
    if not _PLAIN_DATE.fullmatch(text):
        return False
    if text[8:10] <= "28":
        return True
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


def is_date(text: str) -> bool:
    """Whether a date can be read from this."""
    if _is_plain_date(text):
        return True
    if len(text) > _LONGEST:
        return False
    from dateutil.parser import isoparse, parse

    try:
        text = _ZONE_NAME.sub("", text)
        # What is missing is taken from the default: year and month must not be.
        first, second = (parse(text, ignoretz=True, default=day) for day in _DEFAULTS)
    except (ValueError, OverflowError):
        pass
    else:
        return (first.year, first.month) == (second.year, second.month)
    try:
        isoparse(text)  # weeks, days of the year, midnight at 24:00
    except ValueError:
        return False
    return True


EMAIL = Kind(_PLAIN_EMAIL.fullmatch, is_email)
PHONE = Kind(_PLAIN_PHONE.fullmatch, is_phone)
DATE = Kind(_is_plain_date, is_date)
