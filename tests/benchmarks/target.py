"""A loopback server that answers what was recorded, or pages of contacts, faster than any client asks.

python -m tests.benchmarks.target TAPE  prints its address, and serves until its standard input ends.
"""

import asyncio
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

import httptools
import orjson

from tests.benchmarks.tape import Tape, load

TRIED = 5_000  # requests by which its capacity is measured

Answer = Callable[[str, str, bytes], bytes]
"""From the method, the path and the body of a request to the bytes of the answer."""


class _Connection(asyncio.Protocol):
    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._parser = httptools.HttpRequestParser(self)
        self._url, self._body = b"", b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._transport.close()

    def on_message_begin(self) -> None:
        self._url, self._body = b"", b""

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        path = urlsplit(self._url.decode()).path
        self._transport.write(self._answer(self._parser.get_method().decode(), path, self._body))
        if not self._parser.should_keep_alive():
            self._transport.close()


def recorded(tape: Tape) -> Answer:
    """Answers as recorded; a request that was not is answered like the first one to its path."""
    exact: dict[tuple[str, str, bytes], bytes] = {}
    usual: dict[str, bytes] = {}
    for one in tape.exchanges:
        answer = whole(one.status, one.answer_headers, one.answer)
        exact[one.method, one.path, one.body.encode()] = answer
        usual.setdefault(one.path, answer)
    missing = whole(404, [], "{}")
    return lambda method, path, body: exact.get((method, path, body)) or usual.get(path, missing)


def whole(status: int, headers: list[tuple[str, str]], body: str) -> bytes:
    """An answer as it goes over the wire."""
    content = body.encode()
    lines = [f"HTTP/1.1 {status} Answer", f"Content-Length: {len(content)}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode() + content


def paged(total: int, size: int, extra: str, tape: Tape) -> Answer:
    """Pages of so many contacts, each with ``extra`` members, for valid credentials; the rest as recorded."""
    other = recorded(tape)
    auth = orjson.loads(tape.exchanges[0].body)["auth"]
    refused = whole(401, [("Content-Type", "application/json")], "{}")
    form = (
        '{{"id":"{0}","name":"Person {0}","company":"Acme","emails":["p{0}@example.com"],'
        f'"phones":["+12025550143"]{extra}}}}}'
    )

    def answer(method: str, path: str, body: bytes) -> bytes:
        asked = _object(body) if (method, path) == ("POST", "/contact_sync") else {}
        if "auth" not in asked:
            return other(method, path, body)
        if asked["auth"] != auth:
            return refused
        meta = asked["meta"]
        if "synchronization_checkpoint" in meta:
            return page([], "")
        start = int(meta.get("offset") or 0)
        end = min(start + size, total)
        return page(map(form.format, range(start, end)), f',"next_offset":"{end}"' if end < total else "")

    def page(contacts: object, more: str) -> bytes:
        assert isinstance(contacts, map | list)
        text = f'{{"contacts":[{",".join(contacts)}],"synchronization_checkpoint":"c"{more}}}'
        return whole(200, [("Content-Type", "application/json")], text)

    return answer


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}


async def serve(answer: Answer) -> None:
    """Serve on a free port, told on standard output, until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(answer), "127.0.0.1", 0, backlog=1024)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


@contextmanager
def running(tape: Path, *paging: str) -> Iterator[str]:
    """Serve a tape, in a process of its own; with TOTAL, SIZE and EXTRA pages of so many contacts."""
    command = [sys.executable, "-m", "tests.benchmarks.target", str(tape), *paging]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        yield process.stdout.readline().strip()
        process.stdin.close()


def capacity(url: str, tape: Tape) -> float:
    """How many requests the target answers in a second when they are there at once."""
    one = tape.exchanges[0]
    head = f"{one.method} {one.path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(one.body.encode())}\r\n\r\n"
    request = head.encode() + one.body.encode()
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 0)) as connection:
        began, left = perf_counter(), TRIED * len(whole(one.status, one.answer_headers, one.answer))
        sender = threading.Thread(target=connection.sendall, args=(request * TRIED,))
        sender.start()
        while left > 0:
            left -= len(connection.recv(2**20))
        sender.join()
        return TRIED / (perf_counter() - began)


def main(tape: str, total: str = "", size: str = "", extra: str = "") -> None:
    """Serve."""
    found = load(Path(tape))
    answer = paged(int(total), int(size), extra, found) if total else recorded(found)
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
