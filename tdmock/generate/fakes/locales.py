"""The locales of Faker: how they are written, their country and its clock, and whose words they have."""

import difflib
from datetime import timedelta

from tdmock.errors import UsageError

_COUNTRIES = {
    "ar_AA": "SA",
    "de": "DE",
    "dk_DK": "DK",
    "en": "US",
    "en_MS": "MY",  # Faker's English of Malaysia
    "es": "ES",
    "es_CA": "ES",  # Faker's Catalan
    "fr_QC": "CA",
    "la": "IT",
    "sw": "TZ",
    "th": "TH",
}
_HOURS: dict[float, str] = {
    -6: "MX US",
    -5: "CA CO",
    -4: "CL VE",
    -3: "AR BR",
    1: "AL AT BA BE CH CZ DE DK DZ ES FR HR HU IT LI LU MK MT NG NL NO PL SE SI SK",
    2: "BG CY EE EG FI GR IL LT LV PS RO UA ZA",
    3: "BH ET JO KE RU SA TR TZ",
    3.5: "IR",
    4: "AE AM AZ GE",
    5: "PK UZ",
    5.5: "IN LK",
    5.75: "NP",
    6: "BD",
    7: "ID TH VN",
    8: "CN MY PH TW",
    9: "JP KR",
    10: "AU",
    12: "NZ",
}
"""Hours ahead of UTC in winter, where most people of a country live; none in the others.

A table, for the time zones of a machine change and the same data shall be the same bytes.
"""
_AHEAD = {code: timedelta(hours=hours) for hours, codes in _HOURS.items() for code in codes.split()}

KIN = {
    "ar_AE": "ar_SA",
    "ar_BH": "ar_SA",
    "ar_EG": "ar_AA",
    "ar_JO": "ar_PS",
    "bs_BA": "hr_HR",
    "de_LI": "de_CH",
    "de_LU": "de_DE",
    "dk_DK": "da_DK",
    "el_CY": "el_GR",
    "es_VE": "es_CO",
    "fr_QC": "fr_CA",
    "it_CH": "it_IT",
    "lb_LU": "de_DE",
    "sr_BA": "hr_HR",
}
"""Locales of which Faker has no words, or an old name, and the next of kin that has some."""


def country(locale: str) -> str:
    """The two-letter code of a locale's country."""
    return _COUNTRIES.get(locale) or locale.rpartition("_")[2]


def ahead(locale: str) -> timedelta:
    """How far the clocks of a locale's country are ahead of UTC."""
    return _AHEAD.get(country(locale), timedelta(0))


def known_locale(locale: str) -> str:
    """The locale as Faker writes it (``de-de`` is ``de_DE``).

    Raises UsageError, with the nearest names, for a locale that Faker lacks.
    """
    from faker.config import AVAILABLE_LOCALES

    spellings = {name.lower(): name for name in AVAILABLE_LOCALES}
    wanted = locale.strip().replace("-", "_").lower()
    if wanted in spellings:
        return spellings[wanted]
    near = [spellings[name] for name in difflib.get_close_matches(wanted, spellings, n=5, cutoff=0.4)]
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    if len(wanted) == 1:  # a text in place of a list is taken letter by letter
        hint = '; locales are a list, such as ["en_US"]'
    raise UsageError(f"{locale!r} is not a locale of Faker{hint}")
