"""Phone numbers that nobody has: free of subscribers by their regulators, and in no record that was read."""

import random

# Of the Bundesnetzagentur for media productions and of PTS for books and films. None is among those that
# `tdmock generate` draws from (`tdmock/generate/fakes/phones.yaml`), so a bridge with such data
# knows none of them.
_BLOCKS = ("+4917139200", "+49176040690", "+467017406")
_OFFERED = 4
_COMPARED = 7  # digits at the end, by which some bridges look a number up

_BETWEEN_DIGITS = b" \t-./()\xc2\xa0\xe2\x80\x90\x91\x92\x93\x94\x95\xaf"
"""What stands between the digits of a number: blanks, hyphens and brackets, those beyond ASCII in UTF-8."""


def unused_phones(seed: int) -> tuple[str, ...]:
    """Some numbers that nobody has."""
    # The first five of the Swedish block are not reserved.
    numbers = [f"{block}{end:02}" for block in _BLOCKS for end in range(5, 100)]
    return tuple(random.Random(f"{seed}/strangers").sample(numbers, _OFFERED))


def still_unused(phones: tuple[str, ...], page: bytes) -> tuple[str, ...]:
    """Those of the numbers whose end stands nowhere in a page, however its numbers are written."""
    digits = page.translate(None, _BETWEEN_DIGITS)
    return tuple(phone for phone in phones if phone[-_COMPARED:].encode() not in digits)
