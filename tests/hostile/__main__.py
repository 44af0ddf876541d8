"""Serves each hostile answer to `tdmock check`, and prints how long it took, its peak memory and what it told.

Run by `make hostile`; names choose answers. Fails where a bound is broken.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bridges import VALID
from tests.hostile.answers import HOSTILE

DEADLINE = 20  # seconds that the run may take
GRACE = 10  # seconds after it to end what is under way
MEMORY = 300  # MiB


def main(names: list[str]) -> int:
    broken = 0
    print(f"{'answer':48}{'seconds':>8}{'MiB':>6}{'exit':>6}  told")
    for name in names or HOSTILE:
        with tempfile.TemporaryDirectory() as folder:
            seconds, memory, code, told = check(name, Path(folder))
        bad = seconds > DEADLINE + GRACE or memory > MEMORY or code not in {0, 1, 3} or not told
        broken += bad
        print(f"{name:48}{seconds:8.1f}{memory:6.0f}{code:6}  {told[:150]}{'  <-- OUT OF BOUNDS' if bad else ''}", flush=True)
    return 1 if broken else 0


def check(name: str, folder: Path) -> tuple[float, float, int, str]:
    """Seconds, peak memory in MiB, exit code, and the rules that were told."""
    report = folder / "report.json"
    serve = subprocess.Popen([sys.executable, "-m", "tests.hostile.bridge", name], stdout=subprocess.PIPE, text=True)
    try:
        url = serve.stdout.readline().strip()
        started = time.perf_counter()
        command = [sys.executable, "-m", "tdmock", "check", url, "--deadline", str(DEADLINE), "--report", f"json={report}"]
        environment = os.environ | {f"TDMOCK_AUTH_{key.upper()}": value for key, value in VALID.items()}
        run = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            status, usage = wait(run, DEADLINE + 3 * GRACE)
        finally:
            run.kill()
        seconds = time.perf_counter() - started
    finally:
        serve.kill()
        serve.wait()
    told = ""
    if report.exists():
        found = json.loads(report.read_text())
        told = found["verdict"] + ": " + "; ".join(f"{f['rule']} ({f['occurrences']}) {f['at'][:30]} {f['actual'][:60]}" for f in found["findings"])
    return seconds, usage, status, told


def wait(run, limit: float) -> tuple[int, float]:
    until = time.monotonic() + limit
    while True:
        pid, status, usage = os.wait4(run.pid, os.WNOHANG)
        if pid:
            run.returncode = os.waitstatus_to_exitcode(status)
            return run.returncode, usage.ru_maxrss / 1024
        if time.monotonic() > until:
            run.kill()
            until += 100
        time.sleep(0.02)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
