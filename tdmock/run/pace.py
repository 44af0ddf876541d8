"""The pace of a run: how many requests are under way at once, when the next may leave, what slows it down."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Condition, Event
from time import monotonic

from tdmock.exchange import Exchange, Response

TRIES = 6  # how often a request is sent that the bridge answers with "too many"
FIRST_SPACING, LONGEST_SPACING = 0.05, 2.0  # seconds between two requests, where nobody says how many
WIDENING = 3  # by which the spacing grows while it is too little

Order = tuple[int, int]


class Stopped(Exception):  # noqa: N818 - the run's own decision, told as the reason why something is untestable
    """The case can't go on; the text says why."""


class Clock:
    """The time of a run in seconds, and the way to wait in it: once it is stopped nothing waits any more."""

    def __init__(self) -> None:
        self._stopped = Event()

    def now(self) -> float:
        return monotonic()

    def wait(self, seconds: float) -> None:
        """Wait so long. Raises :class:`Stopped` when the clock is stopped meanwhile."""
        if self._stopped.wait(seconds):
            raise Stopped("the run was interrupted")

    def stop(self) -> None:
        self._stopped.set()


class Pace:
    """Lets requests pass: many at once at first, and one after the other once ``serial`` is set.

    A bridge that serves one request at a time makes others wait, and one that limits its rate refuses them:
    what either does counts only when the request was alone. ``ends_at`` is on the clock.
    """

    def __init__(self, clock: Clock, *, ends_at: float) -> None:
        self.clock = clock
        self.ends_at = ends_at
        self.serial = False
        self._condition = Condition()
        self._passing = 0
        self._alone = False
        self._waiting: list[Order] = []
        self._opens_at = 0.0
        self._spacing = 0.0

    @property
    def remaining(self) -> float:
        """Seconds until the run must end."""
        return self.ends_at - self.clock.now()

    @property
    def is_slowest(self) -> bool:
        """Whether requests are as far apart as they come to be."""
        return self._spacing >= LONGEST_SPACING

    @contextmanager
    def turn(self, order: Order, *, alone: bool = False) -> Iterator[bool]:
        """Pass, beside others or ``alone``; says which. Of those that wait the lowest in order is first."""
        passes_alone = self._enter(order, alone=alone)
        try:
            if (wait := self._opens_at - self.clock.now()) > 0:
                self.clock.wait(wait)
            yield passes_alone
        finally:
            self._leave(alone=passes_alone)

    def _enter(self, order: Order, *, alone: bool) -> bool:
        with self._condition:
            self._condition.wait_for(lambda: alone or self.serial or not (self._alone or self._waiting))
            if not (alone or self.serial):
                self._passing += 1
                return False
            self._waiting.append(order)
            self._condition.wait_for(
                lambda: not self._alone and not self._passing and order == min(self._waiting)
            )
            self._waiting.remove(order)
            self._alone = True
            return True

    def _leave(self, *, alone: bool) -> None:
        with self._condition:
            if alone:
                self._alone = False
                self._opens_at = max(self._opens_at, self.clock.now() + self._spacing)
            else:
                self._passing -= 1
            self._condition.notify_all()

    def slow_down(self, exchange: Exchange, tries: int, *, alone: bool) -> float:
        """After so many answers that there were too many requests: all wait, and go on one after the other.

        Where even one ``alone`` was too much and no answer says how long to wait, requests are spaced out.
        Returns the seconds to wait; raises :class:`Stopped` where that is no use.
        """
        told = told_wait(exchange.response) if exchange.response else None
        patience = 2.0 ** (tries - 1)
        seconds = patience if told is None else max(told, patience / 2 if tries > 1 else 0.0)
        if tries >= TRIES:
            raise Stopped(f"the bridge limits the rate of requests: it refused {tries} tries of the same one")
        self.hold(seconds)
        self.limit(spaced=alone and told is None)
        return seconds

    def hold(self, seconds: float) -> None:
        """Let nothing leave for so long. Raises :class:`Stopped` where the run would end before."""
        if seconds >= self.remaining:
            raise Stopped(
                f"the bridge limits the rate of requests: a wait of {seconds:g} s "
                "goes beyond the time for the whole run (--deadline)"
            )
        with self._condition:
            self._opens_at = max(self._opens_at, self.clock.now() + seconds)

    def limit(self, *, spaced: bool) -> None:
        """From now on requests pass one after the other; further apart each time they shall be ``spaced``."""
        with self._condition:
            self.serial = True
            if spaced:
                self._spacing = min(max(WIDENING * self._spacing, FIRST_SPACING), LONGEST_SPACING)
            self._condition.notify_all()


def limits_rate(exchange: Exchange) -> bool:
    """Whether an answer says that there were too many requests; no text sets a rate, so none is broken."""
    response = exchange.response
    if response is None:
        return False
    return response.status == 429 or (response.status == 503 and response.header("Retry-After") is not None)


def told_wait(response: Response) -> float | None:
    """The seconds that Retry-After names, itself or by a date on the bridge's own clock; None without it."""
    told = (response.header("Retry-After") or "").strip()
    if told.isdecimal() and told.isascii():
        return float(told[:12])
    moment = _moment(told)
    if moment is None:
        return None
    now = _moment(response.header("Date") or "") or datetime.now(UTC)
    return max(0.0, (moment - now).total_seconds())


def _moment(text: str) -> datetime | None:
    """An HTTP date; None where it is none."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text[:100]).replace(tzinfo=UTC)
    except ValueError:
        return None
