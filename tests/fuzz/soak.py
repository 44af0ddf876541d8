"""Fuzzes the variants with many seeds, a variant after the other: not one may be told of an error.

python -m tests.fuzz.soak [--seeds 200]
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle, islice
from multiprocessing import get_context

from tdmock.sample.variants import VARIANTS
from tests.fuzz.fuzzing import TASKS, errors


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    variants = list(islice(cycle(VARIANTS), given.seeds))
    wrong = 0
    with ProcessPoolExecutor(
        given.processes, mp_context=get_context("spawn"), max_tasks_per_child=TASKS
    ) as pool:
        for seed, told in enumerate(pool.map(errors, variants, range(given.seeds))):
            wrong += bool(told)
            for line in told:
                print(f"{variants[seed]}, seed {seed}: {line}", flush=True)  # noqa: T201 - it is what this is for
    print(f"{given.seeds} seeds, {len(set(variants))} variants, {wrong} of them told of errors")  # noqa: T201 - it is what this is for
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
