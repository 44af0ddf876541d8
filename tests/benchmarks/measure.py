"""What whole commands cost, measured by turns: ratios travel from machine to machine, seconds don't."""

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

ROUNDS = 5
SUCCESS = frozenset({0})
COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}  # as pip leaves what it installs: each start compiles nothing anew
TDMOCK = [sys.executable, "-m", "tdmock"]

Command = list[str]


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a command took: seconds of CPU, its children's included, and of time, and its peak of memory."""

    cpu: float
    seconds: float
    megabytes: float


def cost(command: Command, codes: frozenset[int] = SUCCESS, **environment: str) -> Cost:
    """Run a command that must end with one of the codes; what it prints is let go."""
    with tempfile.TemporaryFile() as errors:
        silent = [
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_DUP2, errors.fileno(), 2),
        ]
        began = perf_counter()
        variables = {**os.environ, **COMPILED, **environment}
        process = os.posix_spawnp(command[0], command, variables, file_actions=silent)
        _, status, used = os.wait4(process, 0)
        seconds = perf_counter() - began
        code = os.waitstatus_to_exitcode(status)
        if code not in codes:
            errors.seek(0)
            told = errors.read().decode(errors="replace")[-2000:]
            raise RuntimeError(f"{' '.join(command)[:300]} ended with {code}:\n{told}")
    return Cost(cpu=used.ru_utime + used.ru_stime, seconds=seconds, megabytes=used.ru_maxrss / 1024)


def by_turns(
    commands: Mapping[str, Command], codes: Mapping[str, frozenset[int]] = {}, **environment: str
) -> dict[str, list[Cost]]:
    """The costs of each command, one of each in every round: what disturbs the machine meets all of them.

    Those among ``codes`` may end with these, and not with 0 only.
    """
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            costs[name].append(cost(command, codes.get(name, SUCCESS), **environment))
    return costs


def holds(title: str, own: Sequence[Cost], other: Sequence[Cost], *, most: float, scale: float = 1.0) -> bool:
    """Print how many times the CPU of another command ours takes, pair by pair; whether it is within bounds.

    ``scale`` is how many times as much work ours did.
    """
    ratios = [mine.cpu / scale / theirs.cpu for mine, theirs in zip(own, other, strict=True)]
    middle = median(ratios)
    spread = f"{min(ratios):.2f} to {max(ratios):.2f} in {len(ratios)} pairs"
    waited = median(mine.seconds / scale / theirs.seconds for mine, theirs in zip(own, other, strict=True))
    print(f"{title}: {middle:.2f} times its CPU (at most {most:g}; {spread}), {waited:.2f} times its time")
    return middle <= most


def within(title: str, value: float, *, most: float, unit: str) -> bool:
    """Print a figure with its bound; whether it keeps it."""
    print(f"{title}: {value:,.0f} {unit} (at most {most:,.0f})")
    return value <= most


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that is gone afterwards, with all that was installed or written there."""
    with tempfile.TemporaryDirectory(prefix="tdmock-bench-") as path:
        yield Path(path)
