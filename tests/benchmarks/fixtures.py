"""How much faster contacts are made than by a plain Faker loop, and how much memory the command takes.

Whole commands are compared pair by pair, by the CPU they use: ratios travel from machine to machine, absolute
figures don't.
"""

import json
import resource
import subprocess
import sys
from statistics import median

PAIRS = 5
CONTACTS, PLAIN = 1_000_000, 2_000
RATIO = 100  # at least so many times plain Faker
MEGABYTES = 60  # at most

PLAIN_FAKER = """
import json, sys
from faker import Faker
fake = Faker("en_US")
fake.seed_instance(0)
for k in range(int(sys.argv[1])):
    contact = {
        "id": str(k + 1), "name": fake.name(), "company": fake.company(), "title": fake.job(),
        "address": fake.address(), "url": fake.url(), "emails": [fake.safe_email()],
        "phones": [fake.phone_number()],
    }
    print(json.dumps(contact))
"""
MEMORY = """
import sys
from tdmock.cli import main
sys.argv = ["tdmock", "generate", "contacts", "-n", sys.argv[1], "-o", "/dev/null", "--format", "ndjson"]
try:
    main()
finally:
    # Not ru_maxrss, which on Linux begins with the size of the process that started this one.
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    print(json.dumps(int(status["VmHWM"].split()[0]) / 1024))
"""


def per_contact(count: int, *command: str) -> float:
    """Seconds of CPU that a whole command takes for each contact it writes, its start included."""
    begin = _cpu()
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE) as process:
        written = sum(1 for _ in process.stdout or ())
    assert (process.returncode, written) == (0, count)
    return (_cpu() - begin) / count


def _cpu() -> float:
    """What all processes that were started here have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> bool:
    """Print each pair's ratio and the memory. Whether both are as they have to be."""
    ratios = []
    for _ in range(PAIRS):
        plain = per_contact(PLAIN, "-c", PLAIN_FAKER, str(PLAIN))
        own = per_contact(CONTACTS, "-m", "tdmock", "generate", "contacts", "-n", str(CONTACTS))
        ratios.append(plain / own)
    middle = median(ratios)
    print(f"fixtures: {', '.join(f'{ratio:.0f}' for ratio in ratios)} times plain Faker")
    print(f"fixtures: median {middle:.0f} (at least {RATIO})")
    small, large = peak(1_000), peak(CONTACTS)
    print(f"fixtures: {small:.0f} MB for 1,000 contacts, {large:.0f} for {CONTACTS:,} (at most {MEGABYTES})")
    return middle >= RATIO and max(small, large) <= MEGABYTES


def peak(count: int) -> float:
    """The most memory that the command takes, in MB."""
    run = subprocess.run(
        [sys.executable, "-c", "import json\n" + MEMORY, str(count)], stdout=subprocess.PIPE, check=True
    )
    return float(json.loads(run.stdout))


if __name__ == "__main__":
    raise SystemExit(not main())
