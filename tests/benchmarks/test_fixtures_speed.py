"""Contacts are made much faster than by a plain Faker loop, and in memory that does not grow."""

import subprocess
import sys

import pytest

from tdmock.fakes import Contacts
from tests.benchmarks.fixtures_speed import different_names, fixtures, plain_faker, rate

PEAK = """
import sys
from tdmock.cli import main
sys.argv = ["tdmock", "generate", "contacts", "-n", sys.argv[1], *sys.argv[2:]]
try:
    main()
finally:
    # Not ru_maxrss, which on Linux begins with the size of the process that started this one.
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    print(int(status["VmHWM"].split()[0]) // 1024)
"""


def test_contacts_are_made_fifty_times_as_fast_as_by_plain_faker() -> None:
    fixtures(10)  # the pools, which are drawn once for any number of contacts
    plain_faker(10)
    own = max(rate(fixtures, 10_000) for _ in range(4))
    plain = max(rate(plain_faker, 100) for _ in range(4))
    assert own > 50 * plain


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_memory_does_not_grow_with_the_number_of_contacts() -> None:
    def peak(count: int) -> int:
        run = subprocess.run(
            [sys.executable, "-c", PEAK, str(count), "-o", "/dev/null", "--format", "ndjson"],
            capture_output=True,
            text=True,
            check=True,
        )
        return int(run.stdout)

    small, large = peak(1_000), peak(100_000)
    assert large < 150
    assert large < small + 15  # what the machine's allocator makes of it varies


def test_names_keep_their_variety() -> None:
    assert different_names(map(Contacts().record, range(30_000))) > 28_000
