"""Fuzzes the variants with many seeds, a variant after the other: not one may be told of an error.

python -m tests.fuzz.soak [--seeds 200]
"""

import argparse
import sys
from itertools import cycle, islice
from multiprocessing import get_context

from tdmock.sample.variants import VARIANTS
from tests.fuzz.fuzzing import TASKS, errors


def _errors(run: tuple[str, int]) -> list[str]:
    return errors(*run)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    variants = list(islice(cycle(VARIANTS), given.seeds))
    wrong = 0
    with get_context("spawn").Pool(given.processes, maxtasksperchild=TASKS) as pool:
        for seed, told in enumerate(pool.imap(_errors, zip(variants, range(given.seeds), strict=True))):
            wrong += bool(told)
            for line in told:
                print(f"{variants[seed]}, seed {seed}: {line}", flush=True)  # noqa: T201 - it is what this is for
    print(f"{given.seeds} seeds, {len(set(variants))} variants, {wrong} of them told of errors")  # noqa: T201 - it is what this is for
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
