"""Serve a sample bridge: in the foreground for a person, or in a thread for a check in the same process."""

import asyncio
import socket
import threading
from types import TracebackType
from typing import Any, Self

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from tdmock.errors import UsageError
from tdmock.sample.message import App

_BACKLOG = 2048
_KEEP_ALIVE = 75  # seconds; uvicorn's five would drop the idle connections of a slow check


class _LendingProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which lends the app the TCP transport: some faults can't be said in ASGI."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {"tdmock.transport": {"transport": self.transport}}


def _config(app: App) -> uvicorn.Config:
    config = uvicorn.Config(
        app,
        http=_LendingProtocol,
        ws="none",
        lifespan="off",
        interface="asgi3",
        access_log=False,
        log_config=None,
        log_level="critical",
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE,
    )
    config.load()
    return config


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises UsageError where the address can't be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise UsageError(
            f"Can't listen on {host} port {port}: {reason}. Choose another with --port."
        ) from problem
    # asyncio does so only where the socket names its protocol. Without it, an answer that is written in two
    # parts waits 40 ms for the acknowledgement of the first; connections inherit it from here.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def serve(app: App, listener: socket.socket) -> None:
    """Serve the app on a listening socket until interrupted."""
    try:
        uvicorn.Server(_config(app)).run(sockets=[listener])
    except KeyboardInterrupt:
        return


class RunningBridge:
    """A bridge on a free loopback port, in a thread with an event loop of its own, while the context lasts.

    >>> with RunningBridge(app) as bridge:
    ...     httpx.post(f"{bridge.url}/auth_validation", json={"auth": {}})
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self.url = ""

    def __enter__(self) -> Self:
        self._listener = listen("127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._state = ServerState()
        self._runner = asyncio.Runner()
        self._server = self._runner.run(self._open())
        self._thread = threading.Thread(
            target=self._runner.get_loop().run_forever, name="sample bridge", daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        loop = self._runner.get_loop()
        loop.call_soon_threadsafe(loop.stop)
        self._thread.join()
        self._runner.run(self._close())
        self._runner.close()  # cancels what still hangs

    async def _open(self) -> asyncio.Server:
        config = _config(self._app)
        return await asyncio.get_running_loop().create_server(
            lambda: _LendingProtocol(config, self._state, {}), sock=self._listener
        )

    async def _close(self) -> None:
        self._server.close()
        for connection in list(self._state.connections):
            transport: Any = connection.transport
            transport.abort()
        await asyncio.sleep(0)  # lets the transports close their sockets
