"""A synchronization of 1,000,000 contacts, sound and broken: CPU against the floor, and memory."""

from pathlib import Path

from tests.benchmarks.floor import command as floor
from tests.benchmarks.measure import TDMOCK, Command, by_turns, cost, folder, holds, within
from tests.benchmarks.tape import credentials, record_apart
from tests.benchmarks.target import running

TOTAL, SIZE = 1_000_000, 1_000
READINGS = 2  # what a check asks for: all contacts twice
SOUND, BROKEN = 2.0, 3.0
MEGABYTES = 150
GROWTH = 200
"""Bytes for each contact more: the hashes of its ids, of both readings, in sets of which a third is empty."""

UNKNOWN = ',"nickname":"x"'


def check(url: str) -> Command:
    """The synchronization of contacts alone."""
    return [*TDMOCK, "check", url, *credentials(), "--only=contact_sync", f"--max-pages={TOTAL // SIZE + 1}"]


def main() -> bool:
    """Measure; whether all goals are reached."""
    with folder() as top:
        tape = top / "tape.json"
        record_apart(tape)
        held = [_times(tape, "every contact sound", "", SOUND)]
        held.append(_times(tape, "every contact breaks a rule", UNKNOWN, BROKEN))
        held.append(_memory(tape))
    return all(held)


def _times(tape: Path, what: str, extra: str, most: float) -> bool:
    with running(tape, str(TOTAL), str(SIZE), extra) as url:
        costs = by_turns({"own": check(url), "floor": floor(url, str(tape), "contacts")})
    title = f"{TOTAL:,} contacts, {what}: per contact the floor"
    return holds(title, costs["own"], costs["floor"], most=most, scale=READINGS)


def _memory(tape: Path) -> bool:
    peaks = []
    for total in (TOTAL // 10, TOTAL):
        with running(tape, str(total), str(SIZE), "") as url:
            peaks.append(cost(check(url)).megabytes)
    growth = (peaks[1] - peaks[0]) * 2**20 / (TOTAL * 9 // 10)
    held = [
        within(f"{TOTAL:,} contacts: memory", peaks[1], most=MEGABYTES, unit="MB"),
        within("contacts: memory for each one more", growth, most=GROWTH, unit="bytes"),
    ]
    return all(held)


if __name__ == "__main__":
    raise SystemExit(not main())
