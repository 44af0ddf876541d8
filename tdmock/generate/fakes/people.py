"""Names of persons, numbered: no name, and no mailbox made of it, comes twice before all have come."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Pool = tuple[str, ...]

_TURN, _SKEW, _SHIFT = 97, 7919, 389  # primes: they keep neighbours from looking alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Halves:
    """Texts in two parts, any head with any tail: 300 of each make 90,000 texts.

    The slugs are the same in lower-case Latin letters, for addresses; empty where that can't be told.
    """

    heads: Pool
    tails: Pool
    head_slugs: Pool = ()
    tail_slugs: Pool = ()


Person = tuple[str, str, str, int]
"""A person's name, its halves in Latin letters, and a number that tells apart those of one name."""


class People:
    """The persons of one locale, numbered from 0."""

    def __init__(self, forms: Sequence[Halves]) -> None:
        """``forms`` are the patterns of names, such as men's and women's; persons have them in turn."""
        self._forms = [(form, len(form.heads), len(form.tails), _step(len(form.tails))) for form in forms]
        self._many = len(self._forms)
        self.names = self._many * (min(heads * tails for _, heads, tails, _ in self._forms) - 1)
        """Of so many persons in a row, whichever is the first, no two have the same name."""

    def person(self, number: int) -> Person:
        """Person number *number*."""
        place = 0
        if self._many > 1:
            number, place = divmod(number, self._many)
            place = (place + mixed(number)) % self._many
        form, heads, tails, step = self._forms[place]
        rest, row = divmod(number, heads)
        turn, round_ = divmod(rest, tails)
        head = (row + _TURN * round_) % heads
        tail = (round_ * step + head * _SKEW + place * _SHIFT) % tails
        return form.heads[head] + form.tails[tail], form.head_slugs[head], form.tail_slugs[tail], turn

    def number(self, head: str, tail: str, turn: int) -> int | None:
        """The number of the person with those slugs; None if there is none."""
        many = self._many
        for place, (form, heads, tails, step) in enumerate(self._forms):
            if head not in form.head_slugs or tail not in form.tail_slugs:
                continue
            at = form.head_slugs.index(head)
            round_ = (
                (form.tail_slugs.index(tail) - at * _SKEW - place * _SHIFT) * pow(step, -1, tails) % tails
            )
            number = (turn * tails + round_) * heads + (at - _TURN * round_) % heads
            return number * many + (place - mixed(number)) % many
        return None


def mixed(number: int) -> int:
    """A number that looks unlike its neighbours' (Knuth's multiplicative hash)."""
    return number * 2654435761 >> 13


def _step(size: int) -> int:
    """A step over the tails that meets every one of them."""
    step = max(1, int(size * 0.618))
    while math.gcd(step, size) > 1:
        step += 1
    return step
