"""The words that records are made of: pools drawn once for a locale and seed, from Faker and our texts."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from tdmock.generate.fakes.draws import StableRandom
from tdmock.generate.fakes.locales import KIN, country, known_locale
from tdmock.generate.fakes.people import Halves, Pool
from tdmock.generate.fakes.readings import latin
from tdmock.generate.fakes.texts import Texts, texts

if TYPE_CHECKING:
    from faker import Generator

_PROVIDERS = [f"faker.providers.{name}" for name in ("address", "company", "misc", "person")]
_WEIGHTED = {"es_CL"}  # Faker fails to draw its names without weighting; for the others that is slow
_TOKEN = re.compile(r"\{\{(\w*)\}\}")
_FIRST = re.compile(rf"([^{{]*{_TOKEN.pattern})(.*)", re.DOTALL)
_PLAIN_NAME = re.compile(r"\{\{(?:first|last)_name\w*\}\} ?\{\{(?:first|last)_name\w*\}\}")
_NO_NAME = re.compile(r"auch\b|.*\b(van|von|de|zu)$|.*[.,;]")  # what Faker's lists of names have besides
_CAPITALS = "ABDEFGHJLNPQRSTUWXYZ"  # those of British postcodes

_FORMS = 4
_DRAWS = {"names": 1000, "addresses": 300, "companies": 3000}
_AND = 3  # letters of the longest word for "and" in a company's name
_ENOUGH = 7  # halves of names that can be read in Latin letters: others of the language are left out
_LONGEST = 30  # letters of half a name in an address: both fit into the 64 that a mailbox may have

Company = tuple[str, str]
"""A company's name and its domain name, under ``.example``."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """The pools of one locale and seed; each is drawn when it is first asked for. Made by :func:`words`."""

    locale: str
    seed: int

    @cached_property
    def texts(self) -> Texts:
        """What is written in the locale's language."""
        return texts(self.locale, country(self.locale))

    @cached_property
    def names(self) -> tuple[Halves, ...]:
        """Names of persons in the locale's own orders, without titles; no slug of a head comes twice."""
        person = self._provider("person")
        templates = self.texts.names or _plain(getattr(person, "formats", ()))
        taken: set[str] = set()
        return tuple(self._with_slugs(halves, taken) for halves in self._halves("names", templates))

    @cached_property
    def addresses(self) -> tuple[Halves, ...]:
        """Postal addresses on one line; none where nobody has written any down for the country."""
        if own := self.texts.addresses.get(country(self.locale)):
            return (self._own_addresses(own),)
        if self._own_locale("address").rpartition("_")[2] != country(self.locale):
            return ()
        formats = getattr(self._provider("address"), "address_formats", ())
        return self._halves("addresses", _heaviest(formats) or ["{{address}}"])

    @cached_property
    def companies(self) -> tuple[Company, ...]:
        """Companies; each domain comes once."""
        drawn = self._own_companies() if self.texts.company else self._drawn_companies()
        found = {domain: name.strip() for name, domain in drawn}
        return tuple((name, f"{domain}.example") for domain, name in found.items())

    @property
    def titles(self) -> Sequence[str]:
        """What people do; in English where nobody has written it down in their language."""
        return self.texts.titles or texts("en", "US").titles

    @cached_property
    def _generator(self) -> "Generator":
        from faker.factory import Factory

        locale = KIN.get(self.locale, self.locale)
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

    def _own_locale(self, name: str) -> str:
        """The locale whose words Faker takes there: American ones where it has none of the language."""
        return type(self._provider(name)).__module__.rpartition(".")[2]

    def _own_addresses(self, own: Mapping[str, Sequence[str]]) -> Halves:
        faker = self._faker("addresses")
        head, tail = (
            tuple(
                dict.fromkeys(
                    part.format(
                        **{
                            name: faker.format("bothify", faker.random.choice(values), _CAPITALS)
                            for name, values in own.items()
                            if name != "parts"
                        }
                    )
                    for _ in range(_DRAWS["addresses"])
                )
            )
            for part in own["parts"]
        )
        return Halves(heads=head, tails=tail)

    def _own_companies(self) -> Iterable[Company]:
        own = self.texts
        faker = self._faker("companies")
        brands = self._read(own.brands or self._filled("names", "{{last_name}}"))
        trades, forms = self._read(own.trades), list(own.forms)
        choice = faker.random.choice
        for number in range(_DRAWS["companies"]):
            (brand, brand_slug), (trade, trade_slug) = choice(brands), choice(trades)
            slugs = [slug for slug in (brand_slug, trade_slug) if slug]
            name = own.company.format(last=brand, brand=brand, trade=trade, form=choice(forms))
            yield name, "-".join(slugs) if brand_slug else f"company-{number + 1}"

    def _drawn_companies(self) -> Iterable[Company]:
        """Faker's companies, or family names where it has none: these are the same in every language."""
        faker = self._faker("companies")
        local = self._own_locale("company").partition("_")[0] == self.locale.partition("_")[0]
        for number in range(_DRAWS["companies"] // 5):
            name = (
                faker.format("company") if local else " & ".join(faker.format("last_name") for _ in range(2))
            )
            slugs = [self._latin(word) for word in re.split(r"[\s,/-]+", name)]
            yield name, "-".join([slug for slug in slugs if len(slug) > _AND][:2]) or f"company-{number + 1}"

    def _read(self, parts: Mapping[str, str] | Iterable[str]) -> list[tuple[str, str]]:
        """Each part with what stands for it in a domain name."""
        if not isinstance(parts, Mapping):
            parts = _readable({part: self._slug(part) for part in parts})
        return list(parts.items())

    def _slug(self, text: str) -> str:
        """Words in Latin letters, joined as in a domain name."""
        parts = [text] if text in self._known else re.split(r"[\s-]+", text)
        return "-".join(filter(None, map(self._latin, parts)))

    def _halves(self, kind: str, templates: Iterable[str]) -> tuple[Halves, ...]:
        """Each template split behind its first token, and the parts filled by Faker."""
        parts: dict[str, Pool] = {}
        split = [_FIRST.fullmatch(template) for template in templates]
        pairs = [(match[1], match[3]) for match in split if match]
        for part in dict.fromkeys(part for pair in pairs for part in pair):
            parts[part] = self._filled(kind, part)
        return tuple(
            Halves(
                heads=tuple(dict.fromkeys(text.lstrip() for text in _in_turn(parts[head] for head in heads))),
                tails=tuple(dict.fromkeys(text.rstrip() for tail in tails for text in parts[tail])),
            )
            for heads, tails in _merged(pairs)
        )

    def _filled(self, kind: str, part: str) -> Pool:
        """The part with what its token can stand for: our own words for it, or else Faker's."""
        faker = self._faker(part)
        token = _TOKEN.search(part)
        if kind == "names" and token and (own := self.texts.people.get(token[1])):
            chosen = [part.replace(token[0], word) for word in own]
            faker.random.shuffle(chosen)
            return tuple(chosen)
        drawn = (_one_line(faker.parse(part)) for _ in range(_DRAWS[kind] if token else 1))
        if kind != "names":
            return tuple(dict.fromkeys(drawn))
        spelled = (self._spelled(text) for text in drawn)
        return tuple(text for text in dict.fromkeys(spelled) if not _NO_NAME.match(text.strip()))

    def _spelled(self, name: str) -> str:
        """The name as its owners write it."""
        bare = name.strip()
        return name.replace(bare, self.texts.spelling.get(bare, bare))

    def _with_slugs(self, halves: Halves, taken: set[str]) -> Halves:
        """The halves with their slugs; of those that read the same only the first, and none that is taken."""
        heads = self._different(halves.heads, taken)
        tails = self._different(halves.tails, set())
        taken |= set(heads.values())
        return Halves(
            heads=tuple(heads),
            tails=tuple(tails),
            head_slugs=tuple(heads.values()),
            tail_slugs=tuple(tails.values()),
        )

    def _different(self, parts: Pool, taken: set[str]) -> dict[str, str]:
        """The parts with what stands for them in addresses, each of that but once."""
        slugs = _readable({part: self._latin(part.strip()) for part in parts})
        first = {slug: part for part, slug in reversed(slugs.items())}
        return {
            part: slug
            for part, slug in slugs.items()
            if not slug or (first[slug] == part and slug not in taken and len(slug) <= _LONGEST)
        }

    def _latin(self, text: str) -> str:
        return latin(text, words=self._known, letters=self.texts.reading, han=self.locale.startswith("zh"))

    @cached_property
    def _known(self) -> Mapping[str, str]:
        """Words whose reading is known: our own, and names that Faker has with their reading."""
        person = self._provider("person")
        pairs = (getattr(person, name) for name in dir(person) if name.endswith("_name_pairs"))
        return {**{word: reading for many in pairs for word, _, reading in many}, **self.texts.words}


@lru_cache(maxsize=128)
def words(locale: str, seed: int) -> Words:
    """The words of a locale and seed: the same object for contacts, agents and interactions.

    Raises UsageError for a locale that Faker lacks.
    """
    return Words(locale=known_locale(locale), seed=seed)


def _heaviest(templates: Mapping[str, float] | Sequence[str]) -> list[str]:
    """The usual ones of weighted templates, at most four, spread over the list."""
    if isinstance(templates, Mapping):
        most = max(templates.values(), default=0)
        templates = [template for template, weight in templates.items() if weight == most]
    found = list(dict.fromkeys(template for template in templates if "{{" in template))
    # Spread over the list, which often has all female forms before the male ones.
    return found[:: -(-len(found) // _FORMS)] if found else []


def _plain(templates: Mapping[str, float] | Sequence[str]) -> list[str]:
    """The templates of a first and a last name and nothing else."""
    return _heaviest([one for one in templates if _PLAIN_NAME.fullmatch(one)]) or [
        "{{first_name}} {{last_name}}"
    ]


def _merged(pairs: Iterable[tuple[str, str]]) -> list[tuple[Pool, Pool]]:
    """The pairs with those of one head joined, and then those of the same tails: fewer and larger pools."""
    by_head: dict[str, Pool] = {}
    for head, tail in pairs:
        by_head[head] = (*by_head.get(head, ()), tail)
    by_tails: dict[Pool, Pool] = {}
    for head, tails in by_head.items():
        by_tails[tails] = (*by_tails.get(tails, ()), head)
    return [(heads, tails) for tails, heads in by_tails.items()]


def _in_turn(pools: Iterable[Pool]) -> Iterable[str]:
    """The texts of all pools, evenly mixed: women's names beside men's."""
    placed = sorted((place / len(pool), text) for pool in pools for place, text in enumerate(pool))
    return (text for _, text in placed)


def _readable(slugs: dict[str, str]) -> dict[str, str]:
    """Those that can be read in Latin letters, where there are enough of them; else all."""
    read = {part: slug for part, slug in slugs.items() if slug}
    return read if len(read) >= _ENOUGH else slugs


def _one_line(text: str) -> str:
    """Line breaks become commas; blanks at the ends stay, for they part heads from tails."""
    return re.sub(" {2,}", " ", re.sub(r"[ ,]*\n\s*", ", ", text))
