"""What a person can set for a run."""

from dataclasses import dataclass
from datetime import UTC, datetime

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
