"""How much memory a file of many records holds while its records stay on disk."""

import json
import tempfile
import tracemalloc
from pathlib import Path

from tdmock.generate.files import RecordFile

COUNT = 20_000
MOST = 50_000  # bytes: a number for each record would be three times that


def main() -> bool:
    """Measure; whether it stays within the bound."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.ndjson"
        lines = (json.dumps({"id": str(k), "name": "x" * 200}) + "\n" for k in range(COUNT))
        path.write_text("".join(lines), encoding="utf-8")
        tracemalloc.start()
        file = RecordFile(path)
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        whole = len(file) == COUNT
    print(f"{COUNT:,} records: {held:,} bytes held (at most {MOST:,})")
    return whole and held < MOST


if __name__ == "__main__":
    raise SystemExit(not main())
