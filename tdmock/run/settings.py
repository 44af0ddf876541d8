"""What a person can set for a run."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST = 1_000_000  # seconds: operating systems wait no longer
MOST_WORKERS = 64
SEEDS = (-(2**63), 2**63 - 1)  # the least and the greatest
YEARS, WRONG_YEAR = range(1970, 9999), "its year is not one from 1970 to 9998"

_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "ki": 2**10, "mi": 2**20, "gi": 2**30}

STRIKES = 3  # time-outs and dropped connections after which an endpoint is not called again
REPEATS = 2  # how often a failing request is repeated at once, to tell a breach from a hiccup


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuzzing:
    """How much to fuzz: ``max_examples`` for each endpoint and mode, ``time`` for all of it, in seconds.

    Shrinking what was found takes requests beyond the examples, but no more time.
    """

    max_examples: int | None = None
    time: float = 120.0

    def examples(self, endpoint: str) -> int:
        """How many requests to generate; unless a number is given, fewer at actions, for they write."""
        return self.max_examples or (20 if endpoint.startswith("actions/") else 50)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Times are in seconds; ``now`` is what the run takes for the present moment."""

    timeout: float = 10.0
    deadline: float = 600.0
    slow: float = 5.0
    seed: int = 0
    workers: int = 12
    max_pages: int = 1000
    max_calls: int = 20
    allow_writes: bool = False
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    fuzzing: Fuzzing | None = None


def byte_count(text: str) -> int:
    """A number of bytes: ``1000000``, ``500k``, ``64MiB``. Raises :class:`ValueError`."""
    match = re.fullmatch(r"(\d+)\s*([kmg]i?)?b?", text.lower())
    if not match or not int(match[1]):
        raise ValueError(f"{text!r} is not a size; write it as 64MiB, 500k or a number of bytes")
    return int(match[1]) * _UNITS[match[2] or ""]
