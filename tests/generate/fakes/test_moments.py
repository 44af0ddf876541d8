"""Moments are on working days, in office hours, and past."""

from datetime import UTC, datetime, timedelta

import pytest

from tdmock.generate.fakes.draws import draws
from tdmock.generate.fakes.moments import past


@pytest.mark.parametrize("day", range(7))
def test_moments_are_past_and_in_office_hours(day: int) -> None:
    now = datetime(2026, 3, 2, 9, 30, tzinfo=UTC) + timedelta(days=day)
    drawn = map(draws(seed=0, purpose="moment"), range(2000))
    moments = [past(now, first, second) for first, second, *_ in drawn]
    assert all(moment <= now and moment.weekday() < 5 and 8 <= moment.hour < 18 for moment in moments)
    recent = sum(now - moment < timedelta(days=90) for moment in moments)
    assert recent > sum(timedelta(days=600) < now - moment < timedelta(days=690) for moment in moments)
    assert now - max(moments) < timedelta(days=4)
