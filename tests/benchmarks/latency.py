"""How long a whole check of a slow bridge takes, and how much of that it waits for free workers."""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import MutableMapping
from pathlib import Path
from statistics import median
from typing import Any

from tdmock.documents.load import builtin
from tdmock.sample.app import build, default_credentials
from tdmock.sample.data import FakeData
from tdmock.sample.message import App, Receive, Scope, Send
from tdmock.sample.server import RunningBridge

DELAY = 0.05  # seconds before each answer
MOST = 1.5  # times the run with a worker for each request: the longest chain of those that need each other
TIMES = 5


def late(app: App) -> App:
    """The same bridge, each answer later."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def wait(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                await asyncio.sleep(DELAY)
            await send(message)

        await app(scope, receive, wait)

    return answer


def duration(url: str, report: Path, *, workers: int) -> tuple[float, float]:
    """The seconds of a whole command, and of the run in it."""
    auth = [f"--auth={name}={value}" for name, value in default_credentials(builtin()).items()]
    command = [sys.executable, "-m", "tdmock", "check", url, *auth]
    began = time.perf_counter()
    subprocess.run(
        [*command, f"--workers={workers}", f"--report=json={report}"], check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - began, json.loads(report.read_bytes())["duration_s"]


def main() -> bool:
    """Check the sample bridge several times, pair by pair. Whether it stays within bounds."""
    definition = builtin()
    data = FakeData(contacts=60, agents=8, types=definition.interaction_types)
    with RunningBridge(late(build(definition, data=data))) as bridge, tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "report.json")
        pairs = [
            (duration(bridge.url, file, workers=12), duration(bridge.url, file, workers=64))
            for _ in range(TIMES)
        ]
    seconds = median(usual for (usual, _), _ in pairs)
    ratio = median(usual / wide for (_, usual), (_, wide) in pairs)
    print(
        f"latency: {ratio:.2f} times the longest chain (at most {MOST:g}), by {DELAY * 1000:g} ms an answer;",
        end=" ",
    )
    print(f"{seconds:.2f} s the whole command")
    return ratio <= MOST


if __name__ == "__main__":
    raise SystemExit(not main())
