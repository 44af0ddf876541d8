"""Moments are on working days, in office hours, and past."""

from datetime import UTC, datetime, timedelta

import pytest

from tdmock.generate.fakes.draws import draws
from tdmock.generate.fakes.moments import past


@pytest.mark.parametrize("hours", [-6, 0, 5.5, 12])
@pytest.mark.parametrize("day", range(7))
def test_moments_are_past_and_in_office_hours(day: int, hours: float) -> None:
    now = datetime(2026, 3, 2, 9, 30, tzinfo=UTC) + timedelta(days=day)
    ahead = timedelta(hours=hours)
    drawn = map(draws(seed=0, purpose="moment"), range(2000))
    moments = [past(now, first, second, ahead) for first, second, *_ in drawn]
    clocks = [moment + ahead for moment in moments]
    assert all(clock.weekday() < 5 and 8 <= clock.hour < 18 for clock in clocks)
    assert max(moments) <= now
    recent = sum(now - moment < timedelta(days=90) for moment in moments)
    assert recent > sum(timedelta(days=600) < now - moment < timedelta(days=690) for moment in moments)
    assert now - max(moments) < timedelta(days=4)
