"""Fake agents in the shape of the agent synchronization."""

from collections.abc import Iterator, Sequence
from typing import Any

from tdmock.fakes.draws import draws
from tdmock.fakes.words import words

Record = dict[str, Any]


class Agents:
    """All agents of a seed, numbered from 0, each with an id, a name and an e-mail address of its own."""

    def __init__(self, seed: int = 0, locales: Sequence[str] = ("en_US",)) -> None:
        """Raises UsageError for a locale that Faker lacks."""
        self.seed = seed
        pools = [words(locale, seed) for locale in locales]
        self.locales = tuple(pool.locale for pool in pools)
        self._names = [pool.names for pool in pools]
        self._draws = draws(seed=seed, purpose="agent")

    def record(self, k: int) -> Record:
        """Agent number *k*, from 0, as Talkdesk would get it from a bridge."""
        place, form, first, last, *_ = self._draws(k)
        names = self._names[place % len(self._names)]
        halves = names[form % len(names)]
        first %= len(halves.heads)
        last %= len(halves.tails)
        return {
            "id": f"agent-{k + 1}",
            "name": halves.heads[first] + halves.tails[last],
            "email": f"{halves.head_slugs[first]}{halves.tail_slugs[last]}{k + 1}@agents.example",
        }

    def page(self, start: int, count: int) -> list[Record]:
        """The agents ``start`` to ``start + count - 1``."""
        return [self.record(k) for k in range(start, start + count)]

    def __iter__(self) -> Iterator[Record]:
        """Every agent from number 0 on, without end."""
        k = 0
        while True:
            yield self.record(k)
            k += 1
