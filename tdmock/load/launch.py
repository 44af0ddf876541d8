"""Starts the processes of a load, hands them their orders, and listens to the one that conducts it.

Locust patches what blocks in the standard library of its process: that is never the command's own.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from importlib.util import find_spec
from queue import SimpleQueue
from typing import Self

import msgspec

from tdmock.errors import TdmockError, UsageError
from tdmock.load.messages import Ended, Failed, Listening, Message, Note, Progress
from tdmock.load.settings import Order

DEFECT = 4
_GRACE = 15.0  # seconds in which a process that was told to stop does so


class LoadError(TdmockError):
    """A process of the load can't go on; the exit code is the one that it told."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def check_installed() -> None:
    """Raise :class:`UsageError` where Locust is not installed."""
    if find_spec("locust") is None:
        raise UsageError("tdmock load needs Locust, which is an extra: pip install 'tdmock[load]'")


Tell = Callable[[Listening | Progress | Note], None]


def conduct(order: Order, *, processes: int, tell: Tell) -> Ended | None:
    """Run a load, with so many workers of its own; what came of it, or None of a worker.

    KeyboardInterrupt is caught where something is known then: the load stops, and that is returned. Raises
    :class:`LoadError`.
    """
    result: Ended | None = None
    with _Engines() as engines:
        engines.start(order)
        for message in engines.messages():
            match message:
                case Ended():
                    result = message
                case Failed():
                    raise LoadError(message.text, message.code)
                case Listening(port=port):
                    tell(message)
                    for _ in range(processes):
                        engines.start(replace(order, role="worker", host="127.0.0.1", port=port))
                case _:
                    tell(message)
        if result is None and engines.were_interrupted:
            raise KeyboardInterrupt
    if result is None and order.role != "worker":
        raise LoadError("a process of the load ended without a word; that is a defect of tdmock", DEFECT)
    return result


class _Engines:
    """Processes that do what is ordered, out of reach of Ctrl-C; each ends with its standard input."""

    def __init__(self) -> None:
        self._processes: list[subprocess.Popen[bytes]] = []
        self._said: SimpleQueue[Message | None] = SimpleQueue()
        self.were_interrupted = False

    def start(self, order: Order) -> None:
        """Start a process; the first one is the one that conducts."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LOCUST_")}
        process = subprocess.Popen(
            [sys.executable, "-m", "tdmock.load.engine"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        self._processes.append(process)
        conducts = len(self._processes) == 1
        threading.Thread(target=self._hear, args=(process, conducts), daemon=True).start()
        if process.stdin:
            process.stdin.write(msgspec.json.encode(order) + b"\n")
            process.stdin.flush()

    def messages(self) -> Iterator[Message]:
        """What they say until the first one ends; an interrupt asks it to."""
        while True:
            try:
                message = self._said.get()
            except KeyboardInterrupt:
                self.were_interrupted = True
                _ask_to_stop(self._processes[0])
                continue
            if message is None:
                return
            yield message

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            _ask_to_stop(process)
        for process in self._processes:
            try:
                process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _hear(self, process: subprocess.Popen[bytes], conducts: bool) -> None:  # noqa: FBT001 - of a thread
        decoder = msgspec.json.Decoder(Message)
        with process.stdout or nullcontext() as lines:
            for line in lines or ():
                self._said.put(decoder.decode(line))
        if conducts:
            self._said.put(None)


def _ask_to_stop(process: subprocess.Popen[bytes]) -> None:
    if process.stdin:
        process.stdin.close()
