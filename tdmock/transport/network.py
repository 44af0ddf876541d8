"""The network: one connection to each bridge, whose every wait ends at the deadline of the exchange."""

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpcore

from tdmock.exchange import Failure, Request
from tdmock.exchange.addresses import Address
from tdmock.transport.progress import Answer, BrokenError, Progress, RawHeaders, Stage
from tdmock.transport.sockets import Sockets

_ANSWER_BEGINS = b"HTTP/"
_WITHOUT_BODY = {204, 304}

_Origin = tuple[str, str, int]


class Network:
    """The connections of one thread; no other may call it, but for `stop`."""

    def __init__(self, tls: Callable[[], ssl.SSLContext]) -> None:
        self._sockets = Sockets(tls)
        self._connections: dict[_Origin, _Connection] = {}

    def ask(self, request: Request, address: Address, headers: RawHeaders, progress: Progress) -> Answer:
        """Send a request and wait for the headers of the answer.

        What goes wrong on a connection that was used before proves nothing: the bridge may have closed it
        just now, or what comes may still belong to the last answer. Then the request is sent once more, on
        a new connection. Raises OSError or httpcore.RemoteProtocolError.
        """
        origin = address.scheme, address.host, address.port
        if used := self._connections.get(origin):
            if not request.twice and (answer := _ask_again(used, request, address, headers, progress)):
                return answer
            used.close()
            progress.received, progress.ended = 0, False
        connection = _Connection(self._sockets, self._sockets.connect(address, progress), address)
        self._connections[origin] = connection
        return connection.ask(request, address, headers, progress)

    def ask_further(
        self, request: Request, address: Address, headers: RawHeaders, progress: Progress
    ) -> Answer | None:
        """Send a request on the connection of the last answer; None where no whole answer begins there.

        Raises BrokenError where something came that nobody asked for.
        """
        used = self._connections[address.scheme, address.host, address.port]
        unasked = used.has_more()
        answer = None
        if used.is_idle():  # the bridge may have closed it and answered before that
            progress.received, progress.ended, progress.stage = 0, False, Stage.HEAD
            with suppress(OSError, httpcore.RemoteProtocolError):
                answer = used.ask(request, address, headers, progress)
        if unasked or (answer and not progress.received):
            raise BrokenError(Failure.UNREAD, "another answer had come before anything else was asked")
        return answer

    def stop(self) -> None:
        """End what another thread waits for here, at once and for good."""
        self._sockets.stop()

    def close(self) -> None:
        """Close all connections."""
        for connection in self._connections.values():
            connection.close()


def _ask_again(
    used: "_Connection", request: Request, address: Address, headers: RawHeaders, progress: Progress
) -> Answer | None:
    """Ask on a connection that was used before; None when what came of it proves nothing."""
    if not used.is_reusable():
        return None
    try:
        answer = used.ask(request, address, headers, progress)
    except (ConnectionError, httpcore.RemoteProtocolError) as error:
        is_cut = progress.ended or isinstance(error, ConnectionError)
        if progress.received and is_cut:
            raise
        return None
    return answer if progress.received else None  # else it had come before the question


class _Connection:
    """A connection that asks one thing after the other."""

    def __init__(self, sockets: Sockets, sock: socket.socket, address: Address) -> None:
        self._stream = _Stream(sockets, sock)
        origin = httpcore.Origin(address.scheme.encode(), address.host.encode(), address.port)
        self._http = httpcore.HTTP11Connection(origin, self._stream)

    def ask(self, request: Request, address: Address, headers: RawHeaders, progress: Progress) -> Answer:
        self._stream.progress = progress
        url = httpcore.URL(
            scheme=address.scheme.encode(),
            host=address.host.encode(),
            port=address.port,
            target=address.target.encode(),
        )
        response = self._http.handle_request(
            httpcore.Request(request.method, url, headers=headers, content=request.body)
        )
        if response.status in _WITHOUT_BODY and _announces_body(response.headers):
            # The body that must not be there would be taken for the next answer.
            self._stream.close()
        return Answer(
            status=response.status,
            headers=response.headers,
            chunks=response.iter_stream(),
            close=response.close,
        )

    def is_reusable(self) -> bool:
        """Whether the last exchange ended well and nothing came since."""
        return self.is_idle() and not self._http.has_expired()

    def is_idle(self) -> bool:
        """Whether the last exchange ended well."""
        return self._http.is_idle()

    def has_more(self) -> bool:
        """Whether more came than the answer; of TLS, which says a word at its end, that can't be told."""
        return self.is_idle() and self._stream.peek().startswith(_ANSWER_BEGINS)

    def close(self) -> None:
        self._http.close()


def _announces_body(headers: RawHeaders) -> bool:
    lengths = [value for name, value in headers if name.lower() in {b"content-length", b"transfer-encoding"}]
    return any(length.strip() != b"0" for length in lengths)


class _Stream(httpcore.NetworkStream):
    """What httpcore reads and writes: only the deadline counts, not the timeout of each step.

    What is written goes out with the next read: head and body in one packet.
    """

    progress: Progress

    def __init__(self, sockets: Sockets, sock: socket.socket) -> None:
        self._sockets = sockets
        self._socket = sock
        self._unsent = bytearray()

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002  # httpcore's interface
        self._unsent += buffer

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  # as above
        progress = self.progress
        # A bridge may answer and close before it has read all: then there is still something to read.
        with suppress(ConnectionError):
            while self._unsent:
                self._prepare_wait()
                progress.unsent = len(self._unsent)
                del self._unsent[: self._socket.send(self._unsent)]
        progress.unsent = 0
        self._unsent.clear()
        self._prepare_wait()
        data = self._socket.recv(max_bytes)
        if progress.received < len(_ANSWER_BEGINS):
            _check_beginning(progress.received, data)
        progress.received += len(data)
        progress.ended = not data
        return data

    def peek(self) -> bytes:
        """The beginning of what has come and was not read; nothing where the connection ended."""
        return _peek(self._socket) or b""

    def close(self) -> None:
        self._sockets.close(self._socket)

    def get_extra_info(self, info: str) -> Any:
        # Its end counts, and so do bytes that nobody asked for.
        return _peek(self._socket) is not None if info == "is_readable" else None

    def _prepare_wait(self) -> None:
        self._sockets.check()
        self._socket.settimeout(self.progress.remaining())


def _check_beginning(at: int, data: bytes) -> None:
    """Don't wait for the end of headers that aren't any."""
    if data and not data.startswith(_ANSWER_BEGINS[at : at + len(data)]):
        raise httpcore.RemoteProtocolError("it does not begin with HTTP/")


def _peek(sock: socket.socket) -> bytes | None:
    """What came on an idle connection: nothing is its end, None that nothing came yet."""
    try:
        sock.settimeout(0)
        # The plain socket below TLS: what is still encrypted counts too.
        return socket.socket.recv(sock, len(_ANSWER_BEGINS), socket.MSG_PEEK)
    except BlockingIOError:
        return None
    except OSError:  # closed
        return b""
