"""Prints for each hostile answer, or those that are named, what reading it took and what was told.

Fails where a run takes longer than its deadline and the time to judge one answer, or judging one takes longer
than that, or it takes more memory than is promised, or ends in anything but a report.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bridges import VALID
from tests.hostile.answers import HOSTILE

DEADLINE, JUDGING = 20, 5  # seconds of a run, and of one answer more
MEMORY = 300  # MiB
LATEST = 60  # seconds after which a run, or a judgement, that hangs is ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ended: ``seconds``, those of ``judging`` the worst answer once, ``memory`` at its peak in
    MiB, exit ``code``, and what it ``told``.
    """

    seconds: float
    judging: float
    memory: float
    code: int
    told: str

    @property
    def is_within_bounds(self) -> bool:
        in_time = self.seconds <= DEADLINE + JUDGING and self.judging <= JUDGING
        return in_time and self.memory <= MEMORY and self.code in {0, 1, 3} and bool(self.told)


def main(names: list[str]) -> int:
    broken = 0
    print(f"{'answer':<40}{'seconds':>8}{'judging':>8}{'MiB':>5}{'exit':>5}  told")
    for name in names or HOSTILE:
        with serving(name) as url:
            outcome = check(url)
        mark = "" if outcome.is_within_bounds else "OUT OF BOUNDS: "
        broken += not outcome.is_within_bounds
        figures = f"{outcome.seconds:8.1f}{outcome.judging:8.1f}{outcome.memory:5.0f}{outcome.code:5}"
        print(f"{name:<40}{figures}  {mark}{outcome.told}", flush=True)
    print(f"{broken} out of bounds: {DEADLINE + JUDGING} seconds, {JUDGING} to judge an answer,", end=" ")
    print(f"{MEMORY} MiB, an exit code of 0, 1 or 3")
    return 1 if broken else 0


@contextmanager
def serving(name: str) -> Iterator[str]:
    """The address of a bridge with that answer."""
    command = [sys.executable, "-m", "tests.hostile.bridge", name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as bridge:
        assert bridge.stdout
        try:
            yield bridge.stdout.readline().strip()
        finally:
            bridge.kill()


def check(url: str) -> Outcome:
    """How `tdmock check` fares with the bridge."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "tdmock", "check", url, "--report", f"json={report}"]
        environment = os.environ | {f"TDMOCK_AUTH_{name.upper()}": value for name, value in VALID.items()}
        started = time.perf_counter()
        running = subprocess.Popen(
            [*command, "--deadline", str(DEADLINE)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        code, memory = wait(running, started + LATEST)
        seconds = time.perf_counter() - started
        told = summary(json.loads(report.read_text())) if report.exists() else ""
    return Outcome(seconds=seconds, judging=judging(url), memory=memory, code=code, told=told)


def judging(url: str) -> float:
    """The seconds that it takes to judge the one of its answers that takes longest."""
    command = [sys.executable, "-m", "tests.hostile.judging", url]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=LATEST)
    except subprocess.TimeoutExpired:
        return float(LATEST)
    return float(done.stdout)


def wait(running: subprocess.Popen[bytes], latest: float) -> tuple[int, float]:
    """The exit code and the peak memory in MiB; what runs too long is killed."""
    while True:
        pid, status, usage = os.wait4(running.pid, os.WNOHANG)
        if pid:
            running.returncode = os.waitstatus_to_exitcode(status)
            return running.returncode, usage.ru_maxrss / 1024
        if time.perf_counter() > latest:
            running.kill()
        time.sleep(0.02)


def summary(report: dict[str, object]) -> str:
    """The verdict and the errors and warnings, in a line."""
    findings = report["findings"]
    assert isinstance(findings, list)
    told = [f"{f['rule']} {f['at']}".strip() for f in findings if f["level"] != "info"]
    return ": ".join([str(report["verdict"]), *filter(None, ["; ".join(told)])])[:160]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
