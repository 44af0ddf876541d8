"""Fake interactions of a contact in the shape of the contact activity."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from tdmock.fakes.draws import draws
from tdmock.fakes.words import words

Record = dict[str, Any]

PRIORITIES = ("none", "low", "normal", "high", "urgent")
STATUSES = ("new", "open", "pending", "solved", "closed")

_START = datetime(2015, 1, 1, tzinfo=UTC)
_SPAN = 10 * 365 * 24 * 3600


class Interactions:
    """The interactions of any contact: the same contact has always the same ones."""

    def __init__(self, seed: int = 0, locales: Sequence[str] = ("en_US",)) -> None:
        """Raises UsageError for a locale that Faker lacks."""
        self.seed = seed
        pools = [words(locale, seed) for locale in locales]
        self.locales = tuple(pool.locale for pool in pools)
        self._sentences = [pool.sentences for pool in pools]

    def for_contact(self, contact: Mapping[str, Any], types: Sequence[str], *, most: int = 5) -> list[Record]:
        """None to ``most`` interactions of the contact (only its ``id`` is looked at), the latest first.

        Each has one of the ``types``; without types there are none. Ids are unique over all contacts.
        """
        contact_id = str(contact["id"])
        draw = draws(seed=self.seed, purpose=f"interaction {contact_id}")
        count = draw(0)[0] % (most + 1) if types else 0
        made = [self._interaction(contact_id, number, types, draw(number)) for number in range(1, count + 1)]
        return sorted(made, key=lambda interaction: str(interaction["date"]), reverse=True)

    def _interaction(
        self, contact_id: str, number: int, types: Sequence[str], drawn: Sequence[int]
    ) -> Record:
        place, subject, text, when, kind, priority, status, *_ = drawn
        has_description, has_url, has_priority, has_status = drawn[-4:]
        sentences = self._sentences[place % len(self._sentences)]
        date = _START + timedelta(seconds=when % _SPAN)
        record: Record = {
            "id": f"{contact_id}-{number}",
            "subject": sentences[subject % len(sentences)],
            "date": date.strftime("%Y-%m-%d %H:%M:%S UTC"),
            "type": types[kind % len(types)],
        }
        if has_description < 180:
            record["description"] = sentences[text % len(sentences)]
        if has_url < 200:
            record["url"] = f"https://mycrm.example/interactions/{quote(contact_id, safe='')}-{number}"
        if has_priority < 220:
            record["priority"] = PRIORITIES[priority % len(PRIORITIES)]
        if has_status < 220:
            record["status"] = STATUSES[status % len(STATUSES)]
        return record
