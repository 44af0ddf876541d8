"""Fake interactions of a contact in the shape of the contact activity."""

from bisect import bisect
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from tdmock.definition.model import Definition
from tdmock.generate.fakes.agents import TEAM, Agents
from tdmock.generate.fakes.contacts import Contacts
from tdmock.generate.fakes.draws import draws
from tdmock.generate.fakes.locales import ahead, country
from tdmock.generate.fakes.moments import NOW, past
from tdmock.generate.fakes.texts import Pair, Texts, texts

Record = dict[str, Any]

_FRESH, _DONE = ("new", "open", "pending"), ("solved", "closed")
_PRIORITIES = ("none", "low", "normal", "normal", "normal", "high", "high", "urgent")

MOST = 25
"""No contact has more interactions."""

# How many interactions a contact has: 80 % have one or more, 45 % two, 15 % five, 5 % ten, 1 % twenty-five.
_SHARES = [2**32 - 2**32 * 72 // (10 * (number + 2) ** 2) for number in range(1, MOST + 1)]

_KINDS = {
    "deal": ("deal", "opportunity", "lead", "quote", "sale", "contract"),
    "case": ("case", "complaint", "claim", "matter"),
    "call": ("call", "phone", "conversation", "chat", "meeting", "appointment"),
}
"""Which texts suit an interaction type, by a word in its name; others are like tickets."""

SITE = "https://crm.example"


def site_of(definition: Definition) -> str:
    """Scheme and host of the integration: where links to its contacts and interactions lead."""
    urls = (definition.interaction_retrieval_endpoint, *definition.endpoints.values())
    for url in filter(None, urls):
        try:
            parts = urlsplit(url)
            port = f":{parts.port}" if parts.port else ""
        except ValueError:
            continue
        if parts.scheme in {"http", "https"} and parts.hostname:
            host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
            return f"{parts.scheme}://{host}{port}"  # without what may be a password
    return SITE


class Interactions:
    """The interactions of any contact: the same contact has always the same ones."""

    def __init__(
        self,
        seed: int = 0,
        locales: Sequence[str] = ("en_US",),
        *,
        now: datetime = NOW,
        site: str = SITE,
    ) -> None:
        """``site`` is where the links lead, scheme and host.

        Raises UsageError for a locale that Faker lacks.
        """
        self.seed = seed
        self._contacts = Contacts(seed, locales)
        self.locales = self._contacts.locales
        agents = Agents(seed, locales)
        self._agents = [agents.record(k)["name"] for k in range(TEAM)]
        self._now = now
        self._site = site.rstrip("/")

    def for_contact(
        self, contact: Mapping[str, Any], types: Sequence[str], *, most: int = MOST
    ) -> list[Record]:
        """None to ``most`` interactions of the contact, the latest first, in the contact's language.

        Only its ``id`` and its ``name`` are looked at. Each has one of the ``types``; without types there are
        none. Ids are unique over all contacts, and numbered as the interactions came.
        """
        contact_id = str(contact["id"])
        draw = draws(seed=self.seed, purpose=f"activity of {contact_id}")
        chance, place, turn, *_ = draw(0)
        number = self._contacts.number(contact_id)
        locale = self.locales[place % len(self.locales)] if number is None else self._contacts.locale(number)
        own = texts(locale, country(locale))
        count = min(most, bisect(_SHARES, chance)) if types else 0
        drawn = map(draw, range(1, count + 1))
        dated = sorted((past(self._now, day, second, ahead(locale)), rest) for day, second, *rest in drawn)
        made = []
        for each, (date, rest) in enumerate(dated, start=1):
            kind = types[rest[0] % len(types)]
            pairs = _pairs(own, kind)
            # The texts come in turn, so that none comes again before the others.
            pair = self._filled(
                pairs[(turn + each) % len(pairs)], contact.get("name") or contact_id, own, rest
            )
            made.append(self._interaction(f"{contact_id}-{each}", date, kind, pair, rest))
        return made[::-1]

    def _filled(self, pair: Pair, contact: str, own: Texts, drawn: Sequence[int]) -> Pair:
        """The subject and the description with what stands in their places."""
        _, product, agent, number, *_ = drawn
        products = own.products or _english().products
        parts = {
            "contact": contact,
            "agent": self._agents[agent % len(self._agents)],
            "number": str(10_000 + number % 90_000),
            "product": products[product % len(products)],
        }
        subject, description = pair
        return subject.format_map(parts), description.format_map(parts)

    def _interaction(
        self, identity: str, date: datetime, kind: str, pair: Pair, drawn: Sequence[int]
    ) -> Record:
        _, _, _, _, priority, status, *_ = drawn
        has_description, has_url, has_priority, has_status = drawn[-4:]
        subject, description = pair
        record: Record = {
            "id": identity,
            "subject": subject,
            "date": date.strftime("%Y-%m-%d %H:%M:%S UTC"),
            "type": kind,
        }
        if has_description < 180:
            record["description"] = description
        if has_url < 200:
            record["url"] = f"{self._site}/{quote(kind, safe='')}/{quote(identity, safe='')}"
        if has_priority < 220:
            record["priority"] = _PRIORITIES[priority % len(_PRIORITIES)]
        if has_status < 220:
            likely = _FRESH if self._now - date < timedelta(days=14) else _DONE
            record["status"] = likely[status % len(likely)]
        return record


def _pairs(own: Texts, type_: str) -> Sequence[Pair]:
    """The texts for a type, in English where nobody has written any down in the language."""
    known = own.interactions or _english().interactions
    kind = next(
        (kind for kind, names in _KINDS.items() if any(word in type_.lower() for word in names)), "ticket"
    )
    return known.get(kind) or known["ticket"]


def _english() -> Texts:
    return texts("en", "US")
