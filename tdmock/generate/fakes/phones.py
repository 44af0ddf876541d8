"""Phone numbers of a country, as many different ones as are needed: those kept for fiction first."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tdmock.errors import UsageError

_PERSONS, _PHONES = 256, 360
"""So many persons have so many phones between them."""

_E164 = 15  # digits that a number can have
_GOLDEN = 0.6180339887498949  # whoever steps so far through a circle comes near no earlier place for long


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """Numbers that begin with one of the stems and go on with so many digits, in a scattered order."""

    stems: tuple[str, ...]
    digits: int
    shift: int  # where the order begins
    is_fiction: bool  # whether nobody has these numbers

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return len(self.stems) * int(10**self.digits)

    @property
    def stride(self) -> int:
        """A step with no divisor in common with the size, so that every number comes once."""
        step = int(self.size * _GOLDEN) | 1
        while math.gcd(step, self.size) > 1:
            step += 2
        return step


class Dialler:
    """The numbers of one country in E.164, from 0 on: no two are the same."""

    def __init__(self, code: str, seed: int) -> None:
        """A country that the data lack (of a locale that Faker got later) has the numbers of the US."""
        self.code = code if code in _data()["open"] or code in _data()["areas"] else "US"
        blocks = list(_blocks(self.code, seed))
        self._parts = [_ready(one) for one in blocks]
        self.size = sum(one.size for one in blocks)
        self.fictional = sum(one.size for one in blocks if one.is_fiction)
        """So many numbers there are, and so many of them are kept for fiction."""

    def number(self, n: int) -> str:
        """Number *n*. Raises UsageError where the country has no more."""
        for size, stride, shift, firsts, many in self._parts:
            if n < size:
                rest, stem = divmod((n * stride + shift) % size, many)
                return "+" + str(firsts[stem] + rest)
            n -= size
        raise UsageError(f"{self.code} has only {self.size:,} phone numbers; take another locale beside it")

    def place(self, number: str) -> int | None:
        """The *n* of a number; None if it is none of these."""
        start = 0
        digits = number.removeprefix("+")
        if digits == number or len(digits) > _E164 or not digits.isdecimal():
            return None
        for size, stride, shift, firsts, many in self._parts:
            block = size // many
            rest = int(digits) % block
            first = int(digits) - rest
            if first in firsts:
                at = rest * many + firsts.index(first)
                return start + (at - shift) * pow(stride, -1, size) % size
            start += size
        return None


class Lines:
    """The phones of the persons of one country, one or two each, numbered from 0: nobody shares one."""

    def __init__(self, dialler: Dialler, seed: int, first: int = 0) -> None:
        """The numbers before ``first`` are left to others."""
        self._number = dialler.number
        self._place = dialler.place
        self._first = first
        self._key = seed % _PERSONS
        self.persons = (dialler.size - first) // _PHONES * _PERSONS
        self.fictional = max(0, dialler.fictional - first) // _PHONES * _PERSONS
        """So many persons have numbers of their own, and so many of them some that are kept for fiction."""

    def phones(self, person: int) -> list[str]:
        """Who has two phones is scattered over the persons."""
        place = (person ^ self._key) * _PHONES
        start, end = place // _PERSONS, (place + _PHONES) // _PERSONS
        phones = [self._number(self._first + start)]
        if end > start + 1:
            phones.append(self._number(self._first + start + 1))
        return phones

    def person(self, phone: str) -> int | None:
        """Whose phone it is; None if it is nobody's."""
        n = self._place(phone)
        if n is None or n < self._first:
            return None
        return ((n - self._first + 1) * _PERSONS - 1) // _PHONES ^ self._key


_Part = tuple[int, int, int, tuple[int, ...], int]


def _ready(blocks: Blocks) -> _Part:
    """What each number takes, looked up once; the first number of each stem as an integer."""
    firsts = tuple(int(stem) * 10**blocks.digits for stem in blocks.stems)
    return blocks.size, blocks.stride, blocks.shift % blocks.size, firsts, len(firsts)


def _blocks(code: str, seed: int) -> Iterator[Blocks]:
    """The blocks of a country, those kept for fiction first."""
    shift = (seed + 1) * 2654435761
    if areas := _data()["areas"].get(code, "").split():
        stems = tuple(f"+1{area}55501" for area in areas)
        yield Blocks(stems=stems, digits=2, shift=shift, is_fiction=True)
        exchanges = [str(n) for n in range(22, 100) if n % 10 != 1 and n != 55]
        yield Blocks(
            stems=tuple(f"+1{area}{exchange}" for exchange in exchanges for area in areas),
            digits=5,
            shift=shift,
            is_fiction=False,
        )
    for kind in ("reserved", "open"):
        if blocks := _data()[kind].get(code):
            yield Blocks(
                stems=tuple(block.rstrip("#") for block in blocks),
                digits=blocks[0].count("#"),
                shift=shift,
                is_fiction=kind == "reserved",
            )


@cache
def _data() -> dict[str, Any]:
    path = Path(__file__).with_name("phones.yaml")
    data: dict[str, Any] = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    return data
