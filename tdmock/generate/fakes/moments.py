"""Moments of the past in office hours: more of them of late than long ago."""

from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 1, 1, tzinfo=UTC)
"""What is taken for the present where nobody says: the same data every day."""

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
"""No present lies before it: there has to be a past."""

_DAYS = 1100  # how far back
_OPENS, _OPEN = 8, 10  # office hours
_SATURDAY = 5


def past(now: datetime, day: int, second: int, ahead: timedelta = timedelta(0)) -> datetime:
    """A moment before ``now`` in office hours, for two draws below 2**32.

    They are those of people whose clocks are so far ``ahead`` of it.
    """
    now += ahead
    moment = now - timedelta(days=_DAYS * day * day >> 64)
    seconds = _OPENS * 3600 + (second * _OPEN * 3600 >> 32)
    moment = moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(seconds=seconds)
    if moment > now:
        moment -= timedelta(days=1)
    weekend = moment.weekday() - _SATURDAY + 1
    return moment - timedelta(days=max(0, weekend)) - ahead
