"""The words that records are made of: pools drawn once from Faker, for one locale and seed."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from tdmock.errors import UsageError
from tdmock.fakes.draws import StableRandom

if TYPE_CHECKING:
    from faker import Generator

Pool = tuple[str, ...]

_PROVIDERS = [f"faker.providers.{name}" for name in ("address", "company", "job", "lorem", "misc", "person")]
_RENAMED = {"fr_QC": "fr_CA"}  # Faker warns of the old name
_WEIGHTED = {"es_CL"}  # Faker fails to draw its names without weighting; for the others that is slow
_FIRST_TOKEN = re.compile(r"([^{]*\{\{[^}]*\}\})(.*)", re.DOTALL)
_TITLES = re.compile(r"\{\{(prefix|suffix)")

_SLUG_LENGTH = 20
_TEMPLATES = 4
_DRAWS = {"names": 1000, "addresses": 300, "companies": 600, "jobs": 500, "sentences": 300}


@dataclass(frozen=True, slots=True, kw_only=True)
class Halves:
    """Texts in two parts, any head with any tail: 300 of each make 90,000 texts.

    The slugs are the same in lower-case ASCII letters, for addresses; a tail's begins with a dot or is empty.
    """

    heads: Pool
    tails: Pool
    head_slugs: Pool = ()
    tail_slugs: Pool = ()


@dataclass(frozen=True, kw_only=True)
class Words:
    """The pools of one locale and seed; each is drawn when it is first asked for. Made by :func:`words`."""

    locale: str
    seed: int

    @cached_property
    def names(self) -> tuple[Halves, ...]:
        """Names of persons in the locale's own orders, without titles."""
        person = self._provider("person")
        templates = _usual(getattr(person, "formats", ()), default="{{first_name}} {{last_name}}")
        return tuple(_with_slugs(halves) for halves in self._halves("names", templates))

    @cached_property
    def addresses(self) -> tuple[Halves, ...]:
        """Postal addresses on one line."""
        address = self._provider("address")
        return self._halves(
            "addresses", _usual(getattr(address, "address_formats", ()), default="{{address}}")
        )

    @cached_property
    def companies(self) -> tuple[tuple[str, str], ...]:
        """Companies, each with its domain name under ``.example``."""
        drawn = self._draw("companies", "company")
        return tuple((name, f"{slug(name) or 'company'}.example") for name in drawn)

    @cached_property
    def jobs(self) -> Pool:
        return self._draw("jobs", "job")

    @cached_property
    def sentences(self) -> Pool:
        return self._draw("sentences", "sentence")

    @cached_property
    def _generator(self) -> "Generator":
        from faker.factory import Factory  # noqa: PLC0415 - Faker is slow to import

        locale = _RENAMED.get(self.locale, self.locale)
        made: Generator = Factory.create(locale, providers=_PROVIDERS, use_weighting=locale in _WEIGHTED)
        return made

    def _faker(self, purpose: str) -> "Generator":
        """Faker's generator, with chance of its own for each purpose: no pool depends on another."""
        generator = self._generator
        generator.random = StableRandom(self.seed, self.locale, purpose)
        return generator

    def _provider(self, name: str) -> Any:
        module = f"faker.providers.{name}"
        providers = self._generator.get_providers()
        return next(provider for provider in providers if type(provider).__module__.startswith(module))

    def _draw(self, kind: str, formatter: str) -> Pool:
        faker = self._faker(kind)
        texts = (" ".join(faker.format(formatter).split()) for _ in range(_DRAWS[kind]))
        return tuple(text for text in dict.fromkeys(texts) if text)

    def _halves(self, kind: str, templates: Iterable[str]) -> tuple[Halves, ...]:
        """Each template split behind its first token, and the parts filled by Faker."""
        parts: dict[str, Pool] = {}
        split = [_FIRST_TOKEN.fullmatch(template) for template in templates]
        pairs = [match.groups() for match in split if match]
        for part in dict.fromkeys(part for pair in pairs for part in pair):
            faker = self._faker(part)
            texts = (_one_line(faker.parse(part)) for _ in range(_DRAWS[kind] if "{{" in part else 1))
            parts[part] = tuple(dict.fromkeys(texts))
        return tuple(
            Halves(
                heads=tuple(text.lstrip() for text in parts[head]),
                tails=tuple(text.rstrip() for text in parts[tail]),
            )
            for head, tail in pairs
        )


@lru_cache(maxsize=8)
def words(locale: str, seed: int) -> Words:
    """The words of a locale and seed: the same object for contacts, agents and interactions.

    Raises UsageError for a locale that Faker lacks.
    """
    return Words(locale=known_locale(locale), seed=seed)


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


def slug(text: str) -> str:
    """The text's letters in lower-case ASCII, at most twenty; empty if there are none."""
    if not text.isascii():
        from faker.decode import unidecode  # noqa: PLC0415 - Faker is slow to import

        text = unidecode(text)
    return re.sub("[^a-z]", "", text.lower())[:_SLUG_LENGTH]


def _usual(templates: Mapping[str, float] | Sequence[str], *, default: str) -> Sequence[str]:
    """The templates worth using: the heaviest of weighted ones, none with titles, at most four."""
    if isinstance(templates, Mapping):
        heaviest = max(templates.values(), default=0)
        templates = [template for template, weight in templates.items() if weight == heaviest]
    plain = [
        template for template in dict.fromkeys(templates) if "{{" in template and not _TITLES.search(template)
    ]
    # Spread over the list, which often has all female forms before the male ones.
    return plain[:: -(-len(plain) // _TEMPLATES)] if plain else [default]


def _one_line(text: str) -> str:
    """Line breaks become commas; blanks at the ends stay, for they part heads from tails."""
    return re.sub(r"[ ,]*\n\s*", ", ", text)


def _with_slugs(halves: Halves) -> Halves:
    tails = (slug(text) for text in halves.tails)
    return Halves(
        heads=halves.heads,
        tails=halves.tails,
        head_slugs=tuple(slug(text) or "contact" for text in halves.heads),
        tail_slugs=tuple(f".{text}" if text else "" for text in tails),
    )
