"""The locales of Faker: how they are written, their country, and whose words they have."""

import difflib

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


def known_locale(locale: str) -> str:
    """The locale as Faker writes it (``de-de`` is ``de_DE``).

    Raises UsageError, with the nearest names, for a locale that Faker lacks.
    """
    from faker.config import AVAILABLE_LOCALES  # noqa: PLC0415 - Faker is slow to import

    spellings = {name.lower(): name for name in AVAILABLE_LOCALES}
    wanted = locale.strip().replace("-", "_").lower()
    if wanted in spellings:
        return spellings[wanted]
    near = [spellings[name] for name in difflib.get_close_matches(wanted, spellings, n=5, cutoff=0.4)]
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    raise UsageError(f"{locale!r} is not a locale of Faker{hint}")
