"""A bridge made of raw sockets, whose connections do exactly what a test says."""

import gzip
import socket
import ssl
import struct
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from types import TracebackType
from typing import Any, Self

import pytest

from tdmock.exchange import Exchange, Request
from tdmock.transport import HttpTransport

OK = b"HTTP/1.1 200 OK\r\n"


def answer(body: bytes = b"{}", *headers: str, status: str = "200 OK") -> bytes:
    """A whole answer with its Content-Length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def pack(data: bytes) -> bytes:
    """Gzip without the time, so that each run packs the same."""
    return gzip.compress(data, mtime=0)


class Connection:
    """The bridge's end of a connection."""

    def __init__(self, bridge: "RawBridge", sock: socket.socket) -> None:
        self._bridge = bridge
        self._socket = sock

    def read_request(self) -> bytes:
        """The next request, whole; b"" when the other side has closed."""
        request = b""
        while b"\r\n\r\n" not in request:
            data = self._socket.recv(65536)
            if not data:
                return b""
            request += data
        head, _, body = request.partition(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        missing = int(lengths[0].partition(b":")[2]) - len(body) if lengths else 0
        while missing > 0:
            data = self._socket.recv(65536)
            missing -= len(data)
            request += data
        self._bridge.requests.append(request)
        self._bridge.asked.set()
        return request

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def send_all(self, chunks: Iterable[bytes]) -> None:
        """Send until the other side has enough."""
        for chunk in chunks:
            if self._bridge.stopped.is_set():
                return
            self._socket.sendall(chunk)

    def drip(self, data: bytes = b"x") -> None:
        """Send a byte every 20 ms, for ever."""
        while not self._bridge.stopped.wait(0.02):
            self._socket.sendall(data)

    def pause(self, seconds: float) -> None:
        """Wait, but not longer than the bridge runs."""
        self._bridge.stopped.wait(seconds)

    def hang(self) -> None:
        """Say nothing until the other side closes."""
        while self._socket.recv(65536):
            self._bridge.asked.set()

    def reset(self) -> None:
        """End the connection with RST instead of FIN."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()


Script = Callable[[Connection], object]


class RawBridge:
    """Listens on a free loopback port; the n-th connection follows the n-th script, the rest the last."""

    def __init__(self, *scripts: Script, tls: ssl.SSLContext | None = None) -> None:
        self._scripts = scripts
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}/contact_sync"
        self.requests: list[bytes] = []
        self.connections = 0
        self.asked = threading.Event()  # something came
        self.ended = threading.Event()  # a connection was closed
        self.stopped = threading.Event()

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopped.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for sock in list(self._sockets):
            with suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        assert not any(thread.is_alive() for thread in self._threads)

    def request(self, body: bytes = b"{}") -> Request:
        return Request(endpoint="contact_sync", url=self.url, body=body)

    def _start(self, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self._sockets.append(sock)
            script = self._scripts[min(self.connections, len(self._scripts) - 1)]
            self.connections += 1
            self._start(lambda sock=sock, script=script: self._follow(script, sock))  # type: ignore[misc]  # defaults bind them now

    def _follow(self, script: Script, sock: socket.socket) -> None:
        with suppress(OSError):  # the other side may go at any time
            if self._tls:
                sock = self._tls.wrap_socket(sock, server_side=True)
                self._sockets.append(sock)
            script(Connection(self, sock))
        sock.close()
        self.ended.set()


def ask(script: Script, *, timeout: float = 5, **options: Any) -> Exchange:
    """Send one request to a bridge that follows the script; the options are the transport's."""
    with RawBridge(script) as bridge, HttpTransport(**options) as transport:
        return transport.send(bridge.request(), timeout=timeout)


def always(data: bytes) -> Script:
    """Answer every request with the same bytes, and keep the connection."""

    def script(connection: Connection) -> None:
        while connection.read_request():
            connection.send(data)

    return script


def once(data: bytes) -> Script:
    """Answer one request with these bytes, and close."""

    def script(connection: Connection) -> None:
        connection.read_request()
        connection.send(data)

    return script


linux_only = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere a full backlog refuses connections"
)


@contextmanager
def full_backlog() -> Iterator[tuple[str, tuple[str, int]]]:
    """URL and address of a listener that accepts nothing, with so many waiting that nobody else is let in."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
        host, port = listener.getsockname()
        yield f"http://{host}:{port}/", (host, port)
