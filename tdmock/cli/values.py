"""What the values of options may be: sizes, times, numbers."""

import math
import re
from datetime import datetime
from typing import Any

import click

from tdmock.run.settings import LONGEST, WRONG_YEAR, YEARS, byte_count

_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}


def size(value: str) -> int:
    """A number of bytes: ``1000000``, ``500k``, ``64MiB``."""
    try:
        return byte_count(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


class Number(click.FloatRange):
    """A number in a range, which what is none and the infinite are not."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a number", param, ctx)
        return number


def seconds(value: str) -> float:
    """A time in seconds, more than none and no longer than operating systems can wait."""
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    if not 0 < number <= LONGEST:
        raise click.BadParameter(f"{value!r} is not a number of seconds up to {LONGEST:,}")
    return number


def moment(_: click.Context, __: click.Parameter, value: datetime | None) -> datetime | None:
    """A moment whose neighbours are moments too."""
    if value and value.year not in YEARS:
        raise click.BadParameter(WRONG_YEAR)
    return value


def duration(value: str) -> float:
    """A time: ``90``, ``90s``, ``2m``, ``1.5h``."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smh]?)", value.strip().lower())
    time = float(match[1]) * _UNITS[match[2]] if match else 0.0
    if not 0 < time <= LONGEST:
        raise click.BadParameter(
            f"{value!r} is not a time; write it as 90s, 2m or 1h, up to {LONGEST:,} seconds"
        )
    return time
