"""Names what a change touches, for ``tdmock selftest``: reads a diff, prints patterns, one a line."""

import re
import sys
from collections.abc import Iterable

from tdmock.endpoints import ENDPOINTS
from tdmock.rulebook.selftest import PROVEN

_ENDPOINT = re.compile("|".join(ENDPOINTS))
_CLAUSE = re.compile(r"\b[a-z]+\.[a-z0-9]+(?:-[a-z0-9]+)+")


def touched(diff: Iterable[str]) -> set[str]:
    """Every endpoint that a changed file's path names, and every fault whose clause a changed line names."""
    found: set[str] = set()
    clauses: set[str] = set()
    for line in diff:
        if line.startswith(("+++ ", "--- ")):
            found |= {f"{endpoint}.*" for endpoint in _ENDPOINT.findall(line)}
        elif line.startswith(("+", "-")):
            clauses |= set(_CLAUSE.findall(line))
    return found | {fault.name for fault in PROVEN.values() if fault.breaks in clauses}


if __name__ == "__main__":
    for name in sorted(touched(sys.stdin)):
        print(name)
