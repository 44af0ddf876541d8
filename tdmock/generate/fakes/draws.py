"""Numbers that chance would give, the same on every platform and Python version."""

import math
import random
import struct
from collections.abc import Callable, MutableSequence, Sequence
from hashlib import blake2b
from itertools import accumulate
from typing import Any, TypeVar

T = TypeVar("T")

Draws = tuple[int, ...]
"""Eleven numbers below 2**32, then eight below 2**8."""

_LAYOUT = struct.Struct("<11I8B")


def draws(*, seed: int, purpose: str) -> Callable[[int], Draws]:
    """A function from a record's number (0 to 2**64 - 1) to its draws.

    Each call is one BLAKE2 hash of seed, purpose and number: no record depends on another, and none repeats.
    """
    begin = blake2b(f"{purpose}\0{seed}\0".encode(), digest_size=_LAYOUT.size).copy
    unpack = _LAYOUT.unpack

    def draw(number: int) -> Draws:
        state = begin()
        state.update(number.to_bytes(8, "little"))
        return unpack(state.digest())

    return draw


class StableRandom(random.Random):
    """A source of chance for Faker that gives the same words under every Python.

    Python promises the sequence of ``random()`` for an integer seed and nothing more, so every other
    method that Faker calls is built on that one here. Bytes still depend on Faker's own version.
    """

    def __init__(self, *names: object) -> None:
        digest = blake2b("\0".join(map(str, names)).encode(), digest_size=8).digest()
        super().__init__(int.from_bytes(digest, "little"))

    def _below(self, limit: int) -> int:
        return min(int(self.random() * limit), limit - 1)

    def getrandbits(self, k: int) -> int:
        return sum(self._below(1 << min(32, k - place)) << place for place in range(0, k, 32))

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        low, high = (0, start) if stop is None else (start, stop)
        return low + step * self._below(math.ceil((high - low) / step))

    def randint(self, a: int, b: int) -> int:
        return a + self._below(b - a + 1)

    def uniform(self, a: float, b: float) -> float:
        return a + (b - a) * self.random()

    def choice(self, seq: Any) -> Any:
        return seq[self._below(len(seq))]

    def choices(
        self,
        population: Any,
        weights: Sequence[Any] | None = None,
        *,
        cum_weights: Sequence[Any] | None = None,
        k: int = 1,
    ) -> list[Any]:
        bounds = list(cum_weights or accumulate(weights or [1] * len(population)))
        return [self._weighted(population, bounds) for _ in range(k)]

    def _weighted(self, population: Any, bounds: Sequence[Any]) -> Any:
        mark = self.random() * bounds[-1]
        return population[
            next((place for place, bound in enumerate(bounds) if mark < bound), len(bounds) - 1)
        ]

    def sample(self, population: Sequence[T], k: int, *, counts: Any = None) -> list[T]:
        if counts is not None:
            raise NotImplementedError("counts")
        pool = list(population)
        self.shuffle(pool)
        return pool[:k]

    def shuffle(self, x: MutableSequence[Any]) -> None:
        for place in range(len(x) - 1, 0, -1):
            other = self._below(place + 1)
            x[place], x[other] = x[other], x[place]
