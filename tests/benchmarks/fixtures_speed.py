"""How much faster contacts are made here than by a plain Faker loop, both measured in one run.

    python tests/benchmarks/fixtures_speed.py [COUNT]

Prints contacts per second, the ratio, the peak memory and the number of different names among COUNT contacts
(1,000,000 unless given). Ratios travel from machine to machine; absolute figures don't.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterable

from faker import Faker

from tdmock.fakes import Contacts
from tdmock.fixtures.formats import ndjson
from tdmock.fixtures.streams import Recipe, contact_items

FAKER_COUNT = 500


def plain_faker(count: int) -> int:
    """Write contacts of the same fields with Faker alone; returns the bytes written."""
    fake = Faker("en_US")
    fake.seed_instance(0)
    written = 0
    for k in range(count):
        contact = {
            "id": str(k + 1),
            "name": fake.name(),
            "company": fake.company(),
            "title": fake.job(),
            "address": fake.address(),
            "url": fake.url(),
            "emails": [fake.safe_email()],
            "phones": [fake.phone_number()],
            "updated_at": fake.date_time().isoformat(),
        }
        written += len(json.dumps(contact)) + 1
    return written


def fixtures(count: int) -> int:
    """Write contacts as ``tdmock generate contacts`` does; returns the bytes written."""
    items = contact_items(Recipe(count=count))
    return sum(map(len, ndjson(contact for contact, _ in items)))


def rate(make: Callable[[int], int], count: int) -> float:
    """Contacts per second, pools and imports included."""
    start = time.process_time()
    assert make(count) > 100 * count
    return count / (time.process_time() - start)


def different_names(contacts: Iterable[dict[str, object]]) -> int:
    """How many names differ, counted by hash."""
    return len({hash(contact["name"]) for contact in contacts})


def peak_megabytes() -> float:
    """The most memory this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report(count: int) -> str:
    """Measure, with a line for each figure."""
    plain, own = rate(plain_faker, FAKER_COUNT), rate(fixtures, count)
    peak = peak_megabytes()
    names = different_names(map(Contacts().record, range(count)))
    return (
        f"plain Faker  {plain:>10,.0f} contacts/s\n"
        f"tdmock       {own:>10,.0f} contacts/s\n"
        f"ratio        {own / plain:>10,.0f}\n"
        f"peak memory  {peak:>10,.0f} MB\n"
        f"names        {names:>10,} different among {count:,}\n"
    )


if __name__ == "__main__":
    sys.stdout.write(report(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
