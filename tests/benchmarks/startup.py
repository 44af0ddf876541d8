"""What it takes until help is there, and until a run ends that finds nobody listening."""

import sys

from tests.benchmarks.measure import TDMOCK, by_turns, holds
from tests.benchmarks.tape import credentials

HELP, NOBODY = 2.0, 5.0
CLOSED = "http://127.0.0.1:9"


def main() -> bool:
    """Measure; whether both goals are reached."""
    commands = {
        "click": [sys.executable, "-c", "import click"],
        "help": [*TDMOCK, "--help"],
        "nobody": [*TDMOCK, "check", CLOSED, *credentials()],
    }
    costs = by_turns(commands, {"nobody": frozenset({3})})
    held = [
        holds("tdmock --help: importing click", costs["help"], costs["click"], most=HELP),
        holds("nobody listens: importing click", costs["nobody"], costs["click"], most=NOBODY),
    ]
    return all(held)


if __name__ == "__main__":
    raise SystemExit(not main())
