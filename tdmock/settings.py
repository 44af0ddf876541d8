"""What a person can set for a run."""

from dataclasses import dataclass
from datetime import UTC, datetime

STRIKES = 3  # time-outs and dropped connections after which an endpoint is not called again
REPEATS = 2  # how often a failing request is repeated at once, to tell a breach from a hiccup


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Times are in seconds; ``now`` is what the run takes for the present moment."""

    timeout: float = 10.0
    deadline: float = 600.0
    slow: float = 5.0
    seed: int = 0
    workers: int = 8
    max_pages: int = 1000
    max_calls: int = 20
    allow_writes: bool = False
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)
