"""Places in a JSON value, as developers write them: ``contacts[3].id``, or ``contacts[*].id`` for each."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_STEP = re.compile(r'(?P<name>[^.\[\]"*]+)|\[(?P<index>\d{1,9})\]|\[(?P<every>\*)\]|\["(?P<quoted>[^"]+)"\]')


class Index(NamedTuple):
    """The step to an item of an array; ``number`` is None for every item."""

    number: int | None


Step = str | Index


def parse(text: str) -> tuple[Step, ...]:
    """The steps to a place. Raises ValueError that says how to write it."""
    steps: list[Step] = []
    end = 0
    while end < len(text):
        start = end + (1 if steps and text[end] == "." else 0)
        match = _STEP.match(text, start)
        if not match or (match["name"] and steps and start == end):
            raise ValueError(
                f'{text!r} is no place in an answer; write it as contacts[0].id, [*].id or ["odd.name"]'
            )
        end = match.end()
        if match["name"] or match["quoted"]:
            steps.append(match["name"] or match["quoted"])
        else:
            steps.append(Index(None if match["every"] else int(match["index"])))
    return tuple(steps)


def found(value: Any, steps: tuple[Step, ...], at: str = "") -> Iterator[tuple[str, Any]]:
    """Every value at a place, with the path that leads to it."""
    if not steps:
        yield at, value
        return
    step, *rest = steps
    if isinstance(step, str):
        if isinstance(value, dict) and step in value:
            yield from found(value[step], tuple(rest), f"{at}.{step}" if at else step)
    elif isinstance(value, list):
        wanted = range(len(value)) if step.number is None else range(step.number, step.number + 1)
        for index in wanted[: len(value)]:
            if index < len(value):
                yield from found(value[index], tuple(rest), f"{at}[{index}]")


def is_single(steps: tuple[Step, ...]) -> bool:
    """Whether a place is that of one value at most."""
    return Index(None) not in steps
