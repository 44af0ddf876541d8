"""The charts of the page, as shapes in a box that it stretches: how long answers took, and when they came."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log10

from tdmock.redaction.record import Record

WIDTH = 1000  # units; a chart is as wide as the page lets it be
ROW = 8  # units, the height of a request on the timeline
MOST_ROWS = 8  # of requests at a time at one endpoint; more overlap
NARROWEST = 2  # units


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A request on the timeline, from when it was sent until it was over; ``kind`` is how it ended."""

    exchange: str
    x: float
    y: int
    width: float
    kind: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The requests to an endpoint on the timeline."""

    endpoint: str
    height: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """A scale of times, each mark ten times the one before, on which every answer is a tick."""

    decades: int

    @property
    def marks(self) -> tuple[str, ...]:
        return tuple(time(10.0**power) for power in range(self.decades + 1))

    def x(self, milliseconds: float) -> float:
        return round(WIDTH * log10(max(milliseconds, 1.0)) / self.decades, 1)

    def ticks(self, records: Iterable[Record]) -> list[float]:
        """Where the answers stand, each place once."""
        return sorted({self.x(record.elapsed * 1000) for record in records})


def latency(slowest: float) -> Latency:
    """The scale that has room for the slowest answer, in milliseconds."""
    return Latency(decades=max(2, ceil(log10(max(slowest, 1.0)))))


def lanes(exchanges: Mapping[str, Record]) -> tuple[list[Lane], tuple[str, ...]]:
    """The timeline of exchanges by their ids, an endpoint's in a lane of its own, and the times along it."""
    end = max((record.started + record.elapsed for record in exchanges.values()), default=0.0) or 1.0
    by_endpoint: dict[str, list[tuple[str, Record]]] = {}
    for name, record in exchanges.items():
        by_endpoint.setdefault(record.endpoint, []).append((name, record))
    marks = tuple(time(end * 1000 * quarter / 4) for quarter in range(5))
    return [_lane(endpoint, own, end) for endpoint, own in by_endpoint.items()], marks


def _lane(endpoint: str, exchanges: Sequence[tuple[str, Record]], end: float) -> Lane:
    """Requests under way at a time stand in rows of their own."""
    free_from: list[float] = []
    bars = []
    for name, record in sorted(exchanges, key=lambda entry: entry[1].started):
        free = (n for n, moment in enumerate(free_from) if moment <= record.started)
        row = next(free, len(free_from))
        if row == len(free_from):
            free_from.append(0.0)
        free_from[row] = record.started + record.elapsed
        bars.append(
            Bar(
                exchange=name,
                x=round(WIDTH * record.started / end, 1),
                y=ROW * (row % MOST_ROWS),
                width=round(max(NARROWEST, WIDTH * record.elapsed / end), 1),
                kind=kind(record),
                told=f"{name}: {outcome(record)} after {time(record.elapsed * 1000)}. {record.label}",
            )
        )
    return Lane(endpoint=endpoint, height=ROW * min(len(free_from), MOST_ROWS), bars=tuple(bars))


def kind(record: Record) -> str:
    """How an exchange ended, in a word: ``ok``, ``refused`` or ``broken``."""
    if record.failure or record.status is None or record.status >= 500:
        return "broken"
    return "ok" if record.status < 300 else "refused"


def outcome(record: Record) -> str:
    """The status that came, or what came instead."""
    return record.failure.partition(":")[0] if record.failure else f"status {record.status}"


def time(milliseconds: float) -> str:
    """``12.3\N{NO-BREAK SPACE}ms``, ``4.5\N{NO-BREAK SPACE}s``."""
    if milliseconds < 1000:
        return f"{milliseconds:.3g}\N{NO-BREAK SPACE}ms"
    return f"{milliseconds / 1000:.3g}\N{NO-BREAK SPACE}s"
