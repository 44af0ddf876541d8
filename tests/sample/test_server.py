"""The sample bridge as a server: it starts on a free port, is quiet, and stops whatever is under way."""

import socket
import threading
from contextlib import suppress

import httpx
import pytest

from tdmock.definition.model import Definition
from tdmock.errors import UsageError
from tdmock.sample import delivery
from tdmock.sample.app import build
from tdmock.sample.changes import delivered
from tdmock.sample.data import FakeData
from tdmock.sample.message import App, Deviation
from tdmock.sample.server import RunningBridge, listen


@pytest.fixture
def app(definition: Definition, data: FakeData) -> App:
    return build(definition, data=data)


def test_bridges_run_side_by_side_on_ports_of_their_own(app: App) -> None:
    with RunningBridge(app) as one, RunningBridge(app) as other:
        assert one.url != other.url
        assert httpx.post(f"{one.url}/auth_validation").status_code == 400
        assert httpx.post(f"{other.url}/auth_validation").status_code == 400


def test_nobody_listens_after_the_bridge_stopped(app: App) -> None:
    with RunningBridge(app) as bridge:
        pass
    with pytest.raises(httpx.ConnectError):
        httpx.get(bridge.url)


def test_no_thread_is_left_behind(app: App) -> None:
    before = threading.active_count()
    with RunningBridge(app) as bridge, httpx.Client(base_url=bridge.url) as client:
        client.post("/contact_sync")
    assert threading.active_count() == before


def test_the_bridge_stops_while_a_request_hangs(
    definition: Definition, data: FakeData, capfd: pytest.CaptureFixture[str]
) -> None:
    hanging = Deviation(endpoint="*", behave=delivered(delivery.hang))
    with RunningBridge(build(definition, data=data, faults=[hanging])) as bridge:
        with suppress(httpx.ReadTimeout):
            httpx.post(f"{bridge.url}/auth_validation", timeout=0.1)
        with socket.create_connection(("127.0.0.1", httpx.URL(bridge.url).port or 0)) as connection:
            connection.sendall(b"POST /auth_validation HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}")
    assert capfd.readouterr() == ("", "")


def test_a_port_in_use_is_said_in_words() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"127\.0\.0\.1 port {port}: .* --port"):
            listen("127.0.0.1", port)


def test_a_fault_of_the_connection_needs_one(definition: Definition, data: FakeData) -> None:
    """In process there is no connection to reset."""
    import anyio

    resetting = Deviation(endpoint="*", behave=delivered(delivery.reset))
    app = build(definition, data=data, faults=[resetting])

    async def ask() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            await client.post("http://bridge/auth_validation")

    with pytest.raises(UsageError, match="connection of its own"):
        anyio.run(ask)


def test_a_bridge_answers_in_process_too(app: App) -> None:
    import anyio

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            return await client.post("http://bridge/contact_sync", json={"auth": {}})

    assert anyio.run(ask).status_code == 401


def test_a_request_larger_than_any_of_talkdesk_is_refused(app: App) -> None:
    with RunningBridge(app) as bridge:
        answer = httpx.post(f"{bridge.url}/contact_sync", content=b" " * (17 * 2**20))
    assert answer.status_code == 413
