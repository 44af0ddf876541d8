"""A run that is interrupted ends at once, whatever the bridge asks for."""

import _thread
import threading

import pytest

from tdmock import calling
from tdmock.exchange import Exchange
from tests.bridges import Asked, Given, Serve, check, conformant


def test_a_bridge_that_asks_to_wait_does_not_hold_up_the_end(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "LONGEST_WAIT", 3600)

    def limit(_: Asked) -> Given:
        return 429, {"Retry-After": "3600"}, b""

    bridge = serve({**conformant(), "/contact_sync": limit})
    waits = threading.Event()
    wait_as_told = calling.Caller.wait_as_told

    def interrupt(caller: calling.Caller, exchange: Exchange) -> None:
        if not waits.is_set():
            waits.set()
            _thread.interrupt_main()
        wait_as_told(caller, exchange)

    monkeypatch.setattr(calling.Caller, "wait_as_told", interrupt)
    report = check(bridge.url)
    assert report.interrupted
    workers = [thread for thread in threading.enumerate() if thread.name.startswith("tdmock")]
    for worker in workers:
        worker.join(timeout=20)
    assert not any(worker.is_alive() for worker in workers)
