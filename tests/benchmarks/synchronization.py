"""How much memory a large synchronization takes; the bridge runs in the same process."""

import resource

import orjson

from tests.bridges import Asked, Bridge, Given, check, conformant, guarded, meta, raw_json

TOTAL, SIZE = 200_000, 1_000
MOST = 120  # MB, the bridge's own pages included


def contacts(asked: Asked) -> Given:
    """One page of contacts, each with a number of its own."""
    start = int(meta(asked).get("offset") or 0)
    page = [
        {"id": str(n), "name": f"Person {n}", "phones": ["+12025550143"]} for n in range(start, start + SIZE)
    ]
    more = {"next_offset": str(start + SIZE)} if start + SIZE < TOTAL else {}
    return raw_json(orjson.dumps({"contacts": page, "synchronization_checkpoint": "c", **more}))


def main() -> bool:
    """Measure in this process, which must be a fresh one. Whether it stays within bounds."""
    with Bridge({**conformant(), "/contact_sync": guarded(contacts)}) as bridge:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        report = check(bridge.url, only=["contact_sync"])
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    errors = sorted({finding.clause.id for finding in report.findings if finding.level == "error"})
    megabytes = (after - before) // 1024
    print(f"{TOTAL:,} contacts: {megabytes} MB (at most {MOST}), errors: {errors or 'none'}")
    return megabytes < MOST and not errors


if __name__ == "__main__":
    raise SystemExit(not main())
