"""What a run tells while it goes on; everything in an event is safe to show."""

from dataclasses import dataclass

from tdmock.redaction.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The run begins: so many scenarios for these endpoints."""

    endpoints: tuple[str, ...]
    scenarios: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """One exchange is over; what it was where the run is verbose."""

    endpoint: str
    record: Record | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An answer broke rules, whether that will be told or not."""

    endpoint: str
    broken: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """All requests wait so long, as an answer at an endpoint asked for."""

    endpoint: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioEnded:
    """One scenario is over; ``outcome`` is ``done``, ``skipped`` or ``untestable``."""

    endpoint: str
    title: str
    outcome: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged:
    """A synchronization has read so many pages and records by now."""

    endpoint: str
    pages: int
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuzzed:
    """So many generated requests of an endpoint are over; shrinking goes beyond what was planned."""

    endpoint: str
    requests: int
    planned: int


Event = Planned | Exchanged | Judged | Waiting | ScenarioEnded | Paged | Fuzzed
