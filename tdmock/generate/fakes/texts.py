"""What people write in a language: titles, companies, addresses, interactions; data in ``texts/``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tdmock.generate.fakes.locales import KIN

FOLDER = Path(__file__).parent / "texts"

Pair = tuple[str, str]
"""The subject and the description of an interaction, with places to fill such as ``{contact}``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The texts of one language as a country writes them; empty where nobody has written them down."""

    names: Sequence[str] = ()  # Faker's templates of a person's name, instead of Faker's choice
    people: Mapping[str, Sequence[str]] = field(default_factory=dict)  # instead of Faker's names, by token
    spelling: Mapping[str, str] = field(default_factory=dict)  # of names, where Faker's is not their owners'
    titles: Sequence[str] = ()
    company: str = ""
    brands: Mapping[str, str] | Sequence[str] = ()
    trades: Mapping[str, str] | Sequence[str] = ()  # a mapping tells how a word is read in Latin letters
    forms: Sequence[str] = ()
    addresses: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)  # by country
    products: Sequence[str] = ()
    interactions: Mapping[str, Sequence[Pair]] = field(default_factory=dict)  # by kind of interaction
    reading: Mapping[str, str] = field(default_factory=dict)  # letters in Latin letters
    words: Mapping[str, str] = field(default_factory=dict)  # whole words in Latin letters


@cache
def texts(locale: str, country: str) -> Texts:
    """The texts for a locale of Faker: of its own file, or else its language's, as the country has them."""
    locale = KIN.get(locale, locale)
    found: dict[str, Any] = _file(locale) or _file(locale.partition("_")[0])
    of_country = found.get("countries", {}).get(country, {})
    known = {entry.name for entry in fields(Texts)}
    return Texts(**{name: value for name, value in {**found, **of_country}.items() if name in known})


@cache
def _file(name: str) -> dict[str, Any]:
    path = FOLDER / f"{name}.yaml"
    if not path.exists():
        return {}
    content: dict[str, Any] = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    return content
