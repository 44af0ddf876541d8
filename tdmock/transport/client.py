"""The transport over HTTP: sends a request and returns an exchange, whatever happens on the way."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Protocol, Self

import httpcore

from tdmock.exchange import MAX_BODY, Exchange, Failure, Headers, Request, Response
from tdmock.exchange.addresses import parse
from tdmock.transport import headers as http_headers
from tdmock.transport.failures import explain
from tdmock.transport.network import Network
from tdmock.transport.progress import Answer, BrokenError, Progress
from tdmock.transport.receiving import receive
from tdmock.transport.trust import build_tls

_NO_SUCH_REQUEST = {400, 405, 501}
"""How servers answer what is no request: by its syntax, or by its method."""


class Transport(Protocol):
    """What the engine asks of the world; any number of threads may share one."""

    def send(self, request: Request, *, timeout: float) -> Exchange:
        """Send a request. Within ``timeout`` seconds there is an exchange, with a response or a failure."""

    def close(self) -> None:
        """End every exchange under way, and close all connections."""


class HttpTransport:
    """Speaks HTTP/1.1 with the bridge.

    It asks only the host that a request names: it follows no redirect, uses no proxy from the environment
    and keeps no cookies. ``headers`` go with every request and replace its own of the same name.
    ``ca_bundle`` is a file of the only certificates to trust; ``insecure`` trusts all. ``max_body`` is in
    bytes, after decompression. Without ``keep_connections`` each is closed after its answer: a bridge on a
    developer's machine may serve one at a time, and an idle one would make all others wait. Raises UsageError
    when the headers or the bundle can't be used.
    """

    def __init__(
        self,
        *,
        headers: Headers = (),
        ca_bundle: Path | None = None,
        insecure: bool = False,
        max_body: int = MAX_BODY,
        keep_connections: bool = True,
    ) -> None:
        http_headers.check(headers)
        self._headers = headers
        self._max_body = max_body
        self._keep_connections = keep_connections

        @cache  # built when it is first needed: plain http never does
        def tls() -> ssl.SSLContext:
            return build_tls(ca_bundle=ca_bundle, insecure=insecure)

        if ca_bundle:
            tls()  # a file that can't be used is told at once
        self._tls = tls
        # Connections are lent to one exchange at a time: there come to be as many as threads that send.
        self._lock = threading.Lock()
        self._idle: list[Network] = []
        self._busy: set[Network] = set()
        self._closed = False

    def send(self, request: Request, *, timeout: float) -> Exchange:
        """Send a request; ``timeout`` bounds the whole exchange, from the look-up to the last byte.

        A bridge that gave up while we let it wait for room is asked once more: by now there is room.
        """
        while True:
            started = perf_counter()
            progress = Progress(place="", timeout=timeout, deadline=started + timeout)
            response, broken = self._exchange(request, progress)
            if not (broken and broken.failure is Failure.TRUNCATED and progress.paused):
                break
        return Exchange(
            request=request,
            response=response,
            failure=broken.failure if broken else None,
            detail=str(broken) if broken else "",
            elapsed=perf_counter() - started - progress.paused,
            started=started,
        )

    def close(self) -> None:
        """End every exchange under way, whatever thread waits for it, and close all connections."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            for wire in self._busy:
                wire.stop()
        for wire in idle:
            wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _exchange(self, request: Request, progress: Progress) -> tuple[Response | None, BrokenError | None]:
        try:
            address = parse(request.url)
        except ValueError as error:
            return None, BrokenError(Failure.UNREACHABLE, str(error))
        progress.place = address.place
        headers = http_headers.compose(request, address, self._headers)
        try:
            with self._lend_wire() as wire:
                answer = wire.ask(request, address, headers, progress)
                response, broken = receive(answer, progress, self._max_body)
                if request.twice and not broken:
                    broken = _misread(response, wire.ask_further(request, address, headers, progress))
                if request.twice or not self._keep_connections:
                    wire.close()
        except (OSError, httpcore.RemoteProtocolError, BrokenError) as error:
            response, broken = None, explain(error, progress)
        if broken and self._closed:
            broken = BrokenError(Failure.DROPPED, "tdmock was stopped before the answer was complete")
        return response, broken

    @contextmanager
    def _lend_wire(self) -> Iterator[Network]:
        with self._lock:
            if self._closed:
                raise BrokenError(Failure.DROPPED, "the transport is closed")
            wire = self._idle.pop() if self._idle else Network(self._tls)
            self._busy.add(wire)
        try:
            yield wire
        finally:
            with self._lock:
                self._busy.discard(wire)
                closed = self._closed
                if not closed:
                    self._idle.append(wire)
            if closed:
                wire.close()


def _misread(response: Response, further: Answer | None) -> BrokenError | None:
    """What is wrong where a further answer on a connection was one to the rest of the last request."""
    if further is None or further.status == response.status or further.status not in _NO_SUCH_REQUEST:
        return None
    return BrokenError(
        Failure.UNREAD,
        f"the same request got status {response.status}, and status {further.status} when it followed on the "
        "connection of that answer: the body of the first one was left unread",
    )
