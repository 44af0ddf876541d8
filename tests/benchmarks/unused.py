"""What the start of a plain check pays for configuration, targets, waivers and baselines that it has not.

In microseconds, for there is nothing to compare with; the best of many rounds, which others who use the
machine disturb least.
"""

import importlib
import sys
import tempfile
from contextlib import chdir
from time import process_time

import tdmock.cli.check  # noqa: F401 - what a check imports
from tdmock.configuration.find import find_configuration
from tests.benchmarks.measure import within

MOST = 5_000  # microseconds
ROUNDS = 30
MODULES = (
    *("tdmock.configuration", "tdmock.configuration.find", "tdmock.configuration.pairs"),
    *("tdmock.contract.releases", "tdmock.judge.waivers", "tdmock.run.again"),
    *("tdmock.cli.configured", "tdmock.cli.last_runs"),
)
"""What is imported for these alone, by a check that is told nothing of them."""


def spent() -> float:
    """The seconds of CPU that it takes to import these modules, and to look for a configuration."""
    for name in MODULES:
        del sys.modules[name]
    began = process_time()
    for name in MODULES:
        importlib.import_module(name)
    find_configuration()
    return process_time() - began


def main() -> bool:
    """Measure; whether the goal is reached."""
    sys.dont_write_bytecode = False  # what is installed is compiled
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        least = min(spent() for _ in range(ROUNDS))
    return within("unused configuration, waivers, baselines, targets", least * 1e6, most=MOST, unit="µs")


if __name__ == "__main__":
    raise SystemExit(not main())
