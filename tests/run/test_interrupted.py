"""A run that is interrupted ends at once, whatever the bridge asks for."""

import signal
import threading

import pytest

from tdmock.run.pace import Clock
from tests.bridges import Serve, check, conformant


def test_a_bridge_that_asks_to_wait_does_not_hold_up_the_end(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait, waits = Clock.wait, threading.Event()

    def interrupt(clock: Clock, seconds: float) -> None:
        if not waits.is_set():
            waits.set()
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        wait(clock, seconds)

    monkeypatch.setattr(Clock, "wait", interrupt)
    bridge = serve({**conformant(), "/contact_sync": lambda _: (429, {"Retry-After": "3600"}, b"")})
    assert check(bridge.url, deadline=10_000).interrupted
    workers = [thread for thread in threading.enumerate() if thread.name.startswith("tdmock")]
    for worker in workers:
        vars(worker)["_started"].wait(20)  # the interrupt may come while the last of them is being started
        worker.join(timeout=20)
    assert waits.is_set()
    assert not any(worker.is_alive() for worker in workers)
