"""Sockets to the bridge: opened before a deadline, and shut down from another thread if need be."""

import queue
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tdmock.exchange.addresses import Address
from tdmock.transport.progress import Progress, Stage

_Found = tuple[Any, ...]
"""What getaddrinfo gives: family, kind, protocol, canonical name, address."""


class StoppedError(OSError):
    """tdmock itself ended the exchange."""


class Sockets:
    """The open sockets of one thread; no other may call it, but for `stop`."""

    def __init__(self, tls: Callable[[], ssl.SSLContext]) -> None:
        self._tls = tls
        self._open: set[socket.socket] = set()
        self._lookups: set[queue.SimpleQueue[list[_Found] | OSError]] = set()
        self._stopped = False

    def connect(self, address: Address, progress: Progress) -> socket.socket:
        """Open a socket, with TLS for https, trying all addresses of a name. Raises OSError."""
        progress.stage = Stage.LOOKUP
        found = self._look_up(address, progress)
        progress.stage = Stage.CONNECT
        sock = self._connect_any(found, progress)
        if address.scheme == "https":
            progress.stage = Stage.TLS
            sock = self._start_tls(sock, address.host, progress)
        progress.stage = Stage.HEAD
        return sock

    def close(self, sock: socket.socket) -> None:
        """Close a socket of ours."""
        self._open.discard(sock)
        sock.close()

    def check(self) -> None:
        """Raise StoppedError after `stop`."""
        if self._stopped:
            raise StoppedError

    def stop(self) -> None:
        """End what waits for a socket here, at once and for good."""
        self._stopped = True
        for lookup in list(self._lookups):
            lookup.put(StoppedError())
        for sock in list(self._open):
            with suppress(OSError):  # not connected yet, or not any more
                # Not SSLSocket's own, which would pull the TLS state from under a thread that is reading.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def _look_up(self, address: Address, progress: Progress) -> list[_Found]:
        """Ask for the addresses of a name in a thread of its own: nothing else can bound that wait."""
        with suppress(socket.gaierror):  # then it is a name
            return _ask_system(address, socket.AI_NUMERICHOST)
        answers: queue.SimpleQueue[list[_Found] | OSError] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(_ask_system(address))
            except OSError as error:
                answers.put(error)

        self._lookups.add(answers)
        try:
            self.check()
            threading.Thread(target=ask, name="tdmock-lookup", daemon=True).start()
            found = answers.get(timeout=progress.remaining())
        except queue.Empty:
            raise TimeoutError from None
        finally:
            self._lookups.discard(answers)
        if isinstance(found, OSError):
            raise found
        return found

    def _connect_any(self, found: list[_Found], progress: Progress) -> socket.socket:
        """Try each address with an equal share of the time."""
        failed = OSError("it has no address")
        for tried, (family, kind, protocol, _, place) in enumerate(found):
            share = progress.remaining() / (len(found) - tried)
            try:
                sock = socket.socket(family, kind, protocol)
            except OSError as error:  # such as IPv6 on a machine without it
                failed = error
                continue
            try:
                self._watch(sock)
                sock.settimeout(share)
                sock.connect(place)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError as error:
                self.close(sock)
                failed = error
            else:
                return sock
        raise failed

    def _start_tls(self, plain: socket.socket, host: str, progress: Progress) -> socket.socket:
        plain.settimeout(progress.remaining())
        try:
            # The handshake comes after the new socket has taken the old one's place: stop() must find it.
            sock = self._tls().wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
        finally:
            self.close(plain)
        try:
            self._watch(sock)
            sock.do_handshake()
        except OSError:
            self.close(sock)
            raise
        return sock

    def _watch(self, sock: socket.socket) -> None:
        self._open.add(sock)
        self.check()


def _ask_system(address: Address, flags: int = 0) -> list[_Found]:
    return list(socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM, flags=flags))
