"""When accounts call: evenly spread over all of them, whichever process plays which."""

from collections.abc import Iterator
from itertools import count
from math import ceil, inf

from tdmock.load.settings import Load


def call_times(load: Load, number: int, now: float) -> Iterator[float]:
    """The moments from ``now`` on at which an account calls, in seconds since 1970.

    The accounts take turns: however many there are, and wherever they are played, the calls of all of them
    come one interval apart. A slow answer delays none of them.
    """
    interval = load.call_interval
    if interval == inf:
        return
    turn = number % load.accounts / load.accounts
    first = ceil(now / interval - turn)
    yield from ((turn + place) * interval for place in count(first))
