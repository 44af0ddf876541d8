"""Every benchmark, each in a process of its own; exit code 1 where one falls short.

python -m tests.benchmarks [NAME]…
"""

import subprocess
import sys

BENCHMARKS = (
    "startup",
    "unused",
    "mycrm",
    "exchanges",
    "contacts",
    "latency",
    "load",
    "fixtures",
    "records",
)


def reaches_its_goal(name: str) -> bool:
    """Run one benchmark, which prints what it measures."""
    command = [sys.executable, "-m", f"tests.benchmarks.{name}"]
    return subprocess.run(command, check=False).returncode == 0


def main(names: list[str]) -> int:
    """Run those benchmarks, or all."""
    short = [name for name in names or BENCHMARKS if not reaches_its_goal(name)]
    print(f"Short of its goal: {', '.join(short)}." if short else "All benchmarks reach their goals.")
    return bool(short)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
