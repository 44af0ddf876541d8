"""Measures in what share of seeds each fault made for fuzzing is found within the default budget.

Ten of them at least must be found with four seeds out of five.

python -m tests.fuzz.share [--seeds 50] [FAULT]…
"""

import argparse
import sys
from functools import partial
from multiprocessing import get_context

from tdmock.sample.faults.fuzz import FUZZ_FAULTS
from tests.fuzz.fuzzing import TASKS, catches

SHARE = 0.8
ENOUGH = 10  # faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("faults", nargs="*", default=list(FUZZ_FAULTS))
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    often = 0
    with get_context("spawn").Pool(given.processes, maxtasksperchild=TASKS) as pool:
        for fault in given.faults:
            times = sum(pool.imap(partial(catches, fault), range(given.seeds)))
            often += times >= SHARE * given.seeds
            print(f"{times / given.seeds:4.0%}  {fault}: {FUZZ_FAULTS[fault].title}", flush=True)  # noqa: T201 - it is what this is for
    print(f"{often} of {len(given.faults)} faults are found with {SHARE:.0%} of {given.seeds} seeds or more")  # noqa: T201 - it is what this is for
    return 0 if often >= min(ENOUGH, len(given.faults)) else 1


if __name__ == "__main__":
    sys.exit(main())
