"""Fake contacts in the shape of the contact synchronization."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from tdmock.generate.fakes.draws import draws
from tdmock.generate.fakes.locales import ahead, country
from tdmock.generate.fakes.moments import NOW, past
from tdmock.generate.fakes.people import People, Pool, mixed
from tdmock.generate.fakes.phones import Dialler, Lines
from tdmock.generate.fakes.words import Company, Words, words

Record = dict[str, Any]

_MAIL_DOMAINS = ("example.com", "example.net", "example.org")
# Of 256 contacts, so many have the field.
_COMPANY, _TITLE, _PHOTO, _ADDRESS, _TWITTER, _PAGE, _WEBSITE = 200, 165, 75, 155, 40, 60, 90
_EMAIL, _SECOND_EMAIL = 240, 60
# Companies grow with the number of contacts: this many at first, and one more for each three contacts.
_FIRST_COMPANIES, _CONTACTS_PER_COMPANY = 12, 3

_NUMBERED = re.compile(r"(?:user|[a-z]+_)([1-9][0-9]{0,18})@")
_NAMED = re.compile(r"([a-z]+)\.([a-z]+)([1-9][0-9]{0,18})?@")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Locale:
    """What contacts of one locale are made of."""

    people: People
    companies: Sequence[Company]
    many: int  # companies
    titles: Sequence[str]
    addresses: Sequence[tuple[Pool, Pool]]
    lines: Lines
    dialler: Dialler
    seat: int  # among the locales of its country
    seats: int
    shared: Mapping[str, int]  # the heads of names that an earlier locale has, too, with the locale's place


class Contacts:
    """All contacts of a seed, numbered from 0: record *k* is made when it is asked for, whatever was before.

    Ids, e-mail addresses and phones are nobody else's within a seed and lead back to the number. Every
    contact has a name and a phone; the other fields are there as often as in a real address book, and
    colleagues share a company, its domain and its address.
    """

    def __init__(
        self,
        seed: int = 0,
        locales: Sequence[str] = ("en_US",),
        *,
        now: datetime = NOW,
        shared_phones: float = 0.0,
    ) -> None:
        """``shared_phones`` is the share (0 to 1) of the contacts that have their company's number.

        ``now`` matters to :meth:`updated_at` only. Raises UsageError for a locale that Faker lacks.
        """
        self.seed = seed
        pools = [words(locale, seed) for locale in locales]
        self.locales = tuple(pool.locale for pool in pools)
        self._locales = [
            _locale(pools, place, seed, with_switchboards=shared_phones > 0) for place in range(len(pools))
        ]
        self._draws = draws(seed=seed, purpose="contact")
        self._changes = draws(seed=seed, purpose="change of contact")
        self._now = now
        self._switchboards = int(shared_phones * 2**32)

    @property
    def limit(self) -> int:
        """So many contacts there can be with phones of their own."""
        return min(one.lines.persons // one.seats for one in self._locales) * len(self._locales)

    @property
    def fictional(self) -> dict[str, int]:
        """By country: so many contacts come before the first one whose phones may belong to somebody."""
        numbers: dict[str, int] = {}
        for place, own in enumerate(self._locales):
            k = self._number(place, own.lines.fictional // own.seats)
            numbers[own.dialler.code] = min(k, numbers.get(own.dialler.code, k))
        return numbers

    def record(self, k: int) -> Record:
        """Contact number *k*, from 0, as Talkdesk would get it from a bridge.

        Raises UsageError from :attr:`limit` on.
        """
        street, town, firm, job, mail, desk, _, _, _, _, _, a, b, c, d, e, f, g, _ = self._draws(k)
        place, number = self._place(k)
        own = self._locales[place]
        name, head, tail, turn = own.people.person(number)
        key = str(k + 1)
        nickname = head or "contact"

        record: Record = {"id": key, "name": name}
        if a < _COMPANY:
            company = _company(number, firm, own.many)
            record["company"], domain = own.companies[company]
            street, town = mixed(company), company  # colleagues share an address
        else:
            company, domain = -1, _MAIL_DOMAINS[mail % 3]
        if b < _TITLE:
            record["title"] = own.titles[job % len(own.titles)]
        if c < _PHOTO:
            record["photo_url"] = f"https://photos.example.com/{key}.jpg"
        if d < _ADDRESS and own.addresses:
            heads, tails = own.addresses[street % len(own.addresses)]
            record["address"] = heads[street % len(heads)] + tails[town % len(tails)]
        if e < _TWITTER:
            record["twitter"] = f"{nickname}_{key}"
        if f < _PAGE:
            record["url"] = f"https://www.{domain}/people/{key}"
        if g < _EMAIL:
            again = self._again(own, head, turn) if turn or own.shared else ""
            mailbox = f"{head}.{tail}{again}" if head and tail else f"user{key}"
            second = [f"{nickname}_{key}@{_MAIL_DOMAINS[mail // 3 % 3]}"] if g < _SECOND_EMAIL else []
            record["emails"] = [f"{mailbox}@{domain}", *second]
        record["phones"] = own.lines.phones(number * own.seats + own.seat)
        if company >= 0 and desk < self._switchboards:
            record["phones"][0] = own.dialler.number(company * own.seats + own.seat)
        if f < _WEBSITE:
            record["websites"] = [f"https://www.{domain}"]
        return record

    def page(self, start: int, many: int) -> list[Record]:
        """The contacts ``start`` to ``start + many - 1``."""
        return [self.record(k) for k in range(start, start + many)]

    def __iter__(self) -> Iterator[Record]:
        """Every contact from number 0 on."""
        return map(self.record, count())

    def locale(self, k: int) -> str:
        """The locale of contact number *k*: each has as many contacts as the others."""
        return self.locales[self._place(k)[0]]

    def updated_at(self, k: int) -> str:
        """When contact number *k* was last changed, in RFC 3339; in no order, as in a table.

        No part of the record, for the contract has no such field; it is what a checkpoint would mark.
        """
        day, second, *_ = self._changes(k)
        return past(self._now, day, second, ahead(self.locale(k))).strftime("%Y-%m-%dT%H:%M:%SZ")

    @staticmethod
    def number(contact_id: str) -> int | None:
        """The number of the contact with this id; None if no contact could have it."""
        return int(contact_id) - 1 if re.fullmatch("[1-9][0-9]{0,18}", contact_id) else None

    def number_of_email(self, email: str) -> int | None:
        """The number of the contact that has this e-mail address; None if nobody has it."""
        return next((k for k in self._mailed(email) if email in self._known(k).get("emails", ())), None)

    def number_of_phone(self, phone: str) -> int | None:
        """The number of the contact that has this phone for itself; None if nobody has."""
        for place, own in enumerate(self._locales):
            person = own.lines.person(phone)
            if person is not None and person % own.seats == own.seat:
                k = self._number(place, person // own.seats)
                return k if phone in self._known(k).get("phones", ()) else None
        return None

    def _known(self, k: int) -> Record:
        return self.record(k) if k < self.limit else {}

    def _place(self, k: int) -> tuple[int, int]:
        """Of contact number *k*: the place of its locale, and its number among those of this locale."""
        many = len(self._locales)
        if many == 1:
            return 0, k
        number, turn = divmod(k, many)
        return (turn + mixed(number)) % many, number

    def _number(self, place: int, number: int) -> int:
        many = len(self._locales)
        return number * many + (place - mixed(number)) % many

    def _again(self, own: _Locale, head: str, turn: int) -> str:
        """What stands behind the name in a mailbox: a number where another has the same name."""
        turn = turn * len(self._locales) + own.shared.get(head, 0)
        return str(turn + 1) if turn else ""

    def _mailed(self, email: str) -> Iterator[int]:
        """The numbers of contacts that could have the address."""
        if match := _NUMBERED.match(email):
            yield int(match[1]) - 1
        if match := _NAMED.match(email):
            head, tail, turn = match.groups()
            for place, own in enumerate(self._locales):
                number = own.people.number(head, tail, (int(turn or 1) - 1) // len(self._locales))
                if number is not None:
                    yield self._number(place, number)


def _locale(pools: Sequence[Words], place: int, seed: int, *, with_switchboards: bool) -> _Locale:
    own = pools[place]
    kin = [at for at, pool in enumerate(pools) if country(pool.locale) == country(own.locale)]
    before = {slug for pool in pools[:place] for names in pool.names for slug in names.head_slugs}
    dialler = Dialler(country(own.locale), seed)
    switchboards = len(kin) * max(len(pools[at].companies) for at in kin) if with_switchboards else 0
    return _Locale(
        people=People(own.names),
        companies=own.companies,
        many=len(own.companies),
        titles=own.titles,
        addresses=[(halves.heads, halves.tails) for halves in own.addresses],
        lines=Lines(dialler, seed, first=switchboards),
        dialler=dialler,
        seat=kin.index(place),
        seats=len(kin),
        shared={slug: place for names in own.names for slug in names.head_slugs if slug in before},
    )


def _company(number: int, draw: int, many: int) -> int:
    """The company of a person: the first ones have more people than later ones."""
    companies = _FIRST_COMPANIES + number // _CONTACTS_PER_COMPANY
    return (companies * (draw * draw >> 32) >> 32) % many
