"""A check of about 1,000 exchanges against the floor, and with the fault that leaves most to tell."""

from tests.benchmarks.floor import command as floor
from tests.benchmarks.measure import TDMOCK, Command, by_turns, folder, holds
from tests.benchmarks.tape import credentials, record
from tests.benchmarks.target import running

CONTACTS, PAGE_SIZE = 4_000, 10  # read twice, page by page
FLOOR, NOISE = 2.0, 1.5
NOISY = "contact_sync.name-split"
"""The fault that breaks most: three rules in every contact."""


def main() -> bool:
    """Measure; whether both goals are reached."""
    with folder() as top:
        clean, noisy = top / "clean.json", top / "noisy.json"
        tape = record(clean, contacts=CONTACTS, page_size=PAGE_SIZE)
        record(noisy, contacts=CONTACTS, page_size=PAGE_SIZE, faults=[NOISY])
        with running(clean) as sound, running(noisy) as broken:
            commands: dict[str, Command] = {
                "clean": [*TDMOCK, "check", sound, *credentials()],
                "noisy": [*TDMOCK, "check", broken, *credentials()],
                "floor": floor(sound, str(clean)),
            }
            costs = by_turns(commands, {"noisy": frozenset({1})})
    title = f"{len(tape.exchanges):,} exchanges"
    held = [
        holds(f"{title}: the floor", costs["clean"], costs["floor"], most=FLOOR),
        holds(f"{title}: the clean run, by {NOISY},", costs["noisy"], costs["clean"], most=NOISE),
    ]
    return all(held)


if __name__ == "__main__":
    raise SystemExit(not main())
