"""Starts the processes of a load, hands them their orders, and listens to the one that conducts it.

Locust patches what blocks in the standard library of its process: that is never the command's own.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from importlib.util import find_spec

import msgspec

from tdmock.errors import TdmockError, UsageError
from tdmock.load.messages import Ended, Failed, Listening, Message, Note, Progress
from tdmock.load.settings import Order

_GRACE = 15.0  # seconds in which a process that was told to stop does so


class DefectError(TdmockError):
    """A process of the load ended by a defect of ours."""

    exit_code = 4


def check_installed() -> None:
    """Raise :class:`UsageError` where Locust is not installed."""
    if find_spec("locust") is None:
        raise UsageError("tdmock load needs Locust, which is an extra: pip install 'tdmock[load]'")


def conduct(order: Order, *, processes: int, tell: Callable[[Progress | Note | Listening], None]) -> Ended | None:
    """Run a load, with so many workers of its own; what came of it, or None of a worker.

    KeyboardInterrupt is caught once: the load stops, and what is known is returned. Raises
    :class:`DefectError`.
    """
    with ExitStack() as processes_open:
        engine = processes_open.enter_context(_engine(order))
        return _listen(engine, order, processes, tell, processes_open)


def _listen(
    engine: subprocess.Popen[bytes],
    order: Order,
    processes: int,
    tell: Callable[[Progress | Note | Listening], None],
    processes_open: ExitStack,
) -> Ended | None:
    result: Ended | None = None
    for message in _messages(engine):
        match message:
            case Ended():
                result = message
            case Failed():
                raise DefectError(message.where)
            case Listening(port=port):
                own = replace(order, role="worker", host="127.0.0.1", port=port, web_port=None)
                for _ in range(processes):
                    processes_open.enter_context(_engine(own))
                tell(message)
            case _:
                tell(message)
    return result


def _messages(engine: subprocess.Popen[bytes]) -> Iterator[Message]:
    """What the engine says until it ends; the first interrupt asks it to."""
    decoder = msgspec.json.Decoder(Message)
    assert engine.stdout is not None
    while True:
        try:
            line = engine.stdout.readline()
        except KeyboardInterrupt:
            _ask_to_stop(engine)
            continue
        if not line:
            return
        yield decoder.decode(line)


@contextmanager
def _engine(order: Order) -> Iterator[subprocess.Popen[bytes]]:
    """A process that does what is ordered. It is out of reach of Ctrl-C, and ends with its standard input."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LOCUST_")}
    engine = subprocess.Popen(
        [sys.executable, "-m", "tdmock.load.engine"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE if order.role != "worker" else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    assert engine.stdin is not None
    try:
        engine.stdin.write(msgspec.json.encode(order) + b"\n")
        engine.stdin.flush()
        yield engine
    finally:
        _ask_to_stop(engine)
        try:
            engine.wait(_GRACE)
        except subprocess.TimeoutExpired:
            engine.kill()
            engine.wait()
        if engine.stdout:
            engine.stdout.close()


def _ask_to_stop(engine: subprocess.Popen[bytes]) -> None:
    assert engine.stdin is not None
    engine.stdin.close()
