"""Fake agents in the shape of the agent synchronization."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from tdmock.generate.fakes.people import People
from tdmock.generate.fakes.words import words

Record = dict[str, Any]

TEAM = 12
"""So many agents look after the contacts of an account."""

_DOMAIN = "helpdesk.example"
_APART = 100_003  # so far from the contacts of the same seed, who would else have the same names


class Agents:
    """All agents of a seed, numbered from 0, each with an id, a name and an e-mail address of its own."""

    def __init__(self, seed: int = 0, locales: Sequence[str] = ("en_US",)) -> None:
        """Raises UsageError for a locale that Faker lacks."""
        self.seed = seed
        pools = [words(locale, seed) for locale in locales]
        self.locales = tuple(pool.locale for pool in pools)
        self._people = [People(pool.names) for pool in pools]
        heads = [{slug for form in pool.names for slug in form.head_slugs} for pool in pools]
        self._taken: list[set[str]] = [set().union(*heads[:place]) for place in range(len(heads))]

    def record(self, k: int) -> Record:
        """Agent number *k*, from 0, as Talkdesk would get it from a bridge."""
        number, place = divmod(k, len(self._people))
        people = self._people[place]
        name, head, tail, _ = people.person(number + _APART)
        mailbox = f"{head}.{tail}" if head and tail else "agent"
        has_namesakes = not tail or number >= people.names or head in self._taken[place]
        return {
            "id": f"agent-{k + 1}",
            "name": name,
            "email": f"{mailbox}{k + 1 if has_namesakes else ''}@{_DOMAIN}",
        }

    def page(self, start: int, many: int) -> list[Record]:
        """The agents ``start`` to ``start + many - 1``."""
        return [self.record(k) for k in range(start, start + many)]

    def __iter__(self) -> Iterator[Record]:
        """Every agent from number 0 on, without end."""
        return map(self.record, count())
