"""Breaks the modules that run, judge, mask and summarize, and counts which of the defects the tests notice.

    python -m tests.mutants [MODULE…]

mutmut makes and runs the mutants; pyproject.toml says of which modules, and with which tests. What was run
before is not run again unless its function, or a test of it, has changed. ``mutants.toml`` beside this file
names the survivors that no test could tell from the code, each with the reason.
"""

import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

LEAST = 0.9
"""The share of mutants to be noticed in each module."""

NOTICED = frozenset({"killed", "timeout", "suspicious", "caught by type check", "segfault"})
EQUIVALENT = Path(__file__).parent / "mutants.toml"
_ROW = re.compile(r"^\s+(?P<name>tdmock\.\S+): (?P<status>.+)$", re.MULTILINE)
_FUNCTION = re.compile(r"\.x(?:_|ǁ).*$")


def module_of(mutant: str) -> str:
    """``tdmock.judge.exchanges`` for ``tdmock.judge.exchanges.x_f__mutmut_1``."""
    return _FUNCTION.sub("", mutant)


def scores(results: str, equivalent: frozenset[str]) -> dict[str, tuple[int, int, list[str]]]:
    """By module: how many mutants were noticed, how many there are, and the names of those that were not."""
    found: dict[str, tuple[Counter[bool], list[str]]] = {}
    for row in _ROW.finditer(results):
        if row["name"] in equivalent:
            continue
        counts, survivors = found.setdefault(module_of(row["name"]), (Counter(), []))
        counts[noticed := row["status"] in NOTICED] += 1
        survivors += [] if noticed else [f"{row['name']} ({row['status']})"]
    return {
        module: (counts[True], counts.total(), survivors)
        for module, (counts, survivors) in sorted(found.items())
    }


def main() -> int:
    """Run the mutants and print the figures; 1 where a module falls short."""
    named = [f"{module}.*" for module in sys.argv[1:]]
    subprocess.run(["mutmut", "run", *named], check=False)
    done = subprocess.run(["mutmut", "results", "--all", "true"], check=True, capture_output=True, text=True)
    equivalent = frozenset(tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["equivalent"])
    short = False
    for module, (noticed, total, survivors) in scores(done.stdout, equivalent).items():
        if sys.argv[1:] and module not in sys.argv[1:]:
            continue
        print(*survivors, sep="\n", end="\n" if survivors else "")
        print(f"{module:<30} {noticed:>5} of {total:>5}  {noticed / total:.0%}")
        short |= noticed < LEAST * total
    return int(short)


if __name__ == "__main__":
    sys.exit(main())
