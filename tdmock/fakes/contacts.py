"""Fake contacts in the shape of the contact synchronization."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from tdmock.fakes.draws import draws
from tdmock.fakes.phones import dialler
from tdmock.fakes.words import words

Record = dict[str, Any]

_MAIL_DOMAINS = ("example.com", "example.net", "example.org")
# Of 256 contacts, so many have the field.
_COMPANY, _TITLE, _PHOTO, _ADDRESS, _TWITTER, _PAGE, _WEBSITE = 200, 165, 75, 155, 40, 60, 90
_EMAIL, _SECOND_EMAIL, _SECOND_PHONE, _THIRD_PHONE = 240, 60, 90, 25

_NUMBERED_MAIL = re.compile(r"[^@]*?([1-9][0-9]{0,18})@")
_START = date(2015, 1, 1)
_REST_OF_HOUR = tuple(f":{second // 60:02d}:{second % 60:02d}Z" for second in range(3600))
_STEP = 30  # seconds from one contact's last change to the next one's, on average


class Contacts:
    """All contacts of a seed, numbered from 0: record *k* is made when it is asked for, whatever was before.

    Ids and e-mail addresses are unique within a seed and lead back to the number. Every contact has a name
    and a phone; the other fields are there as often as in a real address book.
    """

    def __init__(self, seed: int = 0, locales: Sequence[str] = ("en_US",)) -> None:
        """Raises UsageError for a locale that Faker lacks."""
        self.seed = seed
        pools = [words(locale, seed) for locale in locales]
        self.locales = tuple(pool.locale for pool in pools)
        self._pools = [(p.names, p.companies, p.jobs, p.addresses, dialler(p.locale)) for p in pools]
        self._draws = draws(seed=seed, purpose="contact")

    def record(self, k: int) -> Record:
        """Contact number *k*, from 0, as Talkdesk would get it from a bridge."""
        place, form, first, last, firm, job, street, town, mail, line, more, a, b, c, d, e, f, g, h = (
            self._draws(k)
        )
        names, companies, jobs, addresses, phone = self._pools[place % len(self._pools)]
        halves = names[form % len(names)]
        first %= len(halves.heads)
        last %= len(halves.tails)
        handle = halves.head_slugs[first]
        domain = _MAIL_DOMAINS[mail % 3]
        key = str(k + 1)

        record: Record = {"id": key, "name": halves.heads[first] + halves.tails[last]}
        if a < _COMPANY:
            record["company"], domain = companies[firm % len(companies)]
        if b < _TITLE:
            record["title"] = jobs[job % len(jobs)]
        if c < _PHOTO:
            record["photo_url"] = f"https://photos.example.com/{key}.jpg"
        if d < _ADDRESS:
            where = addresses[form % len(addresses)]
            record["address"] = where.heads[street % len(where.heads)] + where.tails[town % len(where.tails)]
        if e < _TWITTER:
            record["twitter"] = f"{handle}{key}"
        if f < _PAGE:
            record["url"] = f"https://www.{domain}/people/{key}"
        if g < _EMAIL:
            record["emails"] = [f"{handle}{halves.tail_slugs[last]}{key}@{domain}"]
        if g < _SECOND_EMAIL:
            record["emails"].append(f"{handle}{key}@{_MAIL_DOMAINS[mail // 3 % 3]}")
        record["phones"] = phones = [phone(line)]
        if h < _SECOND_PHONE:
            phones.append(phone(line + 1 + more % 199))  # any other number than the first
        if h < _THIRD_PHONE:
            phones.append(phone(line + 200 + more % 199))
        if f < _WEBSITE:
            record["websites"] = [f"https://www.{domain}"]
        return record

    def page(self, start: int, count: int) -> list[Record]:
        """The contacts ``start`` to ``start + count - 1``."""
        return [self.record(k) for k in range(start, start + count)]

    def __iter__(self) -> Iterator[Record]:
        """Every contact from number 0 on, without end."""
        k = 0
        while True:
            yield self.record(k)
            k += 1

    @staticmethod
    def updated_at(k: int) -> str:
        """When contact number *k* was last changed, in RFC 3339: later for each number below 8 * 10**9.

        No part of the record, for the contract has no such field; it is what a checkpoint would mark.
        """
        seconds = _STEP * k + (k * 2654435761 >> 16) % _STEP
        hours, seconds = divmod(seconds, 3600)
        return _hour(hours) + _REST_OF_HOUR[seconds]

    @staticmethod
    def number(contact_id: str) -> int | None:
        """The number of the contact with this id; None if no contact could have it."""
        return int(contact_id) - 1 if re.fullmatch("[1-9][0-9]{0,18}", contact_id) else None

    def number_of_email(self, email: str) -> int | None:
        """The number of the contact that has this e-mail address; None if nobody has it."""
        match = _NUMBERED_MAIL.match(email)
        if not match:
            return None
        k = int(match[1]) - 1
        return k if email in self.record(k).get("emails", ()) else None


@lru_cache(maxsize=64)
def _hour(hours: int) -> str:
    return f"{_START + timedelta(days=hours // 24)}T{hours % 24:02d}"
