"""Ways to send an answer that no well-behaved server has; most write to the TCP connection by themselves."""

import asyncio
import socket
import struct
import zlib
from functools import cache, partial
from typing import Any

from tdmock.errors import UsageError
from tdmock.sample.message import Answer, Delivery, Wire

_MEGABYTE = 2**20


async def wait_for_disconnect(wire: Wire) -> None:
    """Nothing more is sent; the app has to stay until the connection is gone."""
    while (await wire.receive())["type"] != "http.disconnect":
        pass


async def hang(wire: Wire, _answer: Answer) -> None:
    """Never answer."""
    await wait_for_disconnect(wire)


async def hang_after_headers(wire: Wire, answer: Answer) -> None:
    """Send the headers, and never the body."""
    _transport(wire).write(_head(answer, _length(answer)))
    await wait_for_disconnect(wire)


async def reset(wire: Wire, _answer: Answer) -> None:
    """Reset the connection without an answer."""
    transport = _transport(wire)
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    await wait_for_disconnect(wire)


async def close(wire: Wire, _answer: Answer) -> None:
    """Close the connection without an answer."""
    await _write_and_close(wire, b"")


async def not_http(wire: Wire, _answer: Answer) -> None:
    """Answer in another protocol."""
    await _write_and_close(wire, b"220 mail.example.org ESMTP ready\r\n")


async def truncate(wire: Wire, answer: Answer) -> None:
    """Close the connection within the body, before its declared end."""
    content = _content(answer)
    await _write_and_close(wire, _head(answer, _length(answer)) + content[: len(content) // 2])


async def break_chunks(wire: Wire, answer: Answer) -> None:
    """Close the connection before the last chunk."""
    content = _content(answer)
    chunk = b"%x\r\n%s\r\n" % (len(content), content)
    await _write_and_close(wire, _head(answer, "transfer-encoding: chunked") + chunk)


async def half_close(wire: Wire, answer: Answer) -> None:
    """End the sending half of the connection within the body, and keep the other half open."""
    content, transport = _content(answer), _transport(wire)
    transport.write(_head(answer, _length(answer)) + content[: len(content) // 2])
    transport.write_eof()
    await wait_for_disconnect(wire)


async def overstate(wire: Wire, answer: Answer) -> None:
    """Declare ten bytes more than there are."""
    head = _head(answer, f"content-length: {len(_content(answer)) + 10}")
    await _write_and_close(wire, head + _content(answer))


async def understate(wire: Wire, answer: Answer) -> None:
    """Declare half the bytes that there are."""
    head = _head(answer, f"content-length: {len(_content(answer)) // 2}")
    await _write_and_close(wire, head + _content(answer))


async def leave_unread(wire: Wire, answer: Answer) -> None:
    """Answer as a server does that never reads the request's body, and takes it for the next request."""
    head = _head(answer, f"content-length: {len(answer.content)}")
    _transport(wire).write(head + answer.content + b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")
    await wait_for_disconnect(wire)


async def drip(wire: Wire, answer: Answer, *, pause: float = 1.0) -> None:
    """Send a byte a second."""
    transport = _transport(wire)
    transport.write(_head(answer, _length(answer)))
    for byte in _content(answer):
        if transport.is_closing():
            break
        transport.write(bytes([byte]))
        await asyncio.sleep(pause)
    transport.close()
    await wait_for_disconnect(wire)


async def chunk(wire: Wire, answer: Answer) -> None:
    """Send the body in chunks, without its length; this is good HTTP."""
    content = answer.content
    await wire.send({"type": "http.response.start", "status": answer.status, "headers": _pairs(answer)})
    for start in range(0, len(content), 64):
        piece = content[start : start + 64]
        await wire.send({"type": "http.response.body", "body": piece, "more_body": True})
    await wire.send({"type": "http.response.body", "body": b""})


async def old_http(wire: Wire, answer: Answer) -> None:
    """Answer in HTTP/1.0: the body ends with the connection; this is good HTTP."""
    head = _head(answer, "connection: close").replace(b"HTTP/1.1", b"HTTP/1.0", 1)
    await _write_and_close(wire, head + answer.content)


async def swell(wire: Wire, answer: Answer, *, size: int) -> None:
    """Follow the body with blanks, which are good JSON, until there are ``size`` bytes."""
    padding = size - len(answer.content)
    headers = [*_pairs(answer), (b"content-length", str(len(answer.content) + padding).encode())]
    await wire.send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await wire.send({"type": "http.response.body", "body": answer.content, "more_body": True})
    blanks = b" " * _MEGABYTE
    for start in range(0, padding, _MEGABYTE):
        piece = blanks[: padding - start]
        await wire.send(
            {"type": "http.response.body", "body": piece, "more_body": start + _MEGABYTE < padding}
        )
        await asyncio.sleep(0)  # lets the server see that the client has gone


def huge(size: int) -> Delivery:
    """A body of that many bytes."""
    return partial(swell, size=size)


@cache
def bomb(size: int) -> bytes:
    """``size`` blanks, whole megabytes, as gzip: a thousandth of that on the wire.

    The same compressed block stands for every megabyte, so making it costs next to nothing.
    """
    blanks = b" " * _MEGABYTE
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(blanks) + packer.flush(zlib.Z_FULL_FLUSH)
    count, checksum = size // _MEGABYTE, 0
    for _ in range(count):
        checksum = zlib.crc32(blanks, checksum)
    header = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    trailer = struct.pack("<II", checksum, count * _MEGABYTE % 2**32)
    return header + block * count + packer.flush(zlib.Z_FINISH) + trailer


async def _write_and_close(wire: Wire, content: bytes) -> None:
    transport = _transport(wire)
    transport.write(content)
    transport.close()
    await wait_for_disconnect(wire)


def _transport(wire: Wire) -> Any:
    """The TCP transport, an asyncio.Transport, which the sample server lends."""
    lent = wire.scope.get("extensions", {}).get("tdmock.transport")
    if lent is None:
        raise UsageError(
            "This fault needs a connection of its own: serve the bridge with tdmock.sample.server."
        )
    return lent["transport"]


def _content(answer: Answer) -> bytes:
    """The body; where there is none, something that can be cut."""
    return answer.content or b"{}"


def _length(answer: Answer) -> str:
    return f"content-length: {len(_content(answer))}"


def _head(answer: Answer, *extra: str) -> bytes:
    lines = [f"{name}: {value}" for name, value in answer.content_headers.items()]
    return "\r\n".join([f"HTTP/1.1 {answer.status} Sample", *lines, *extra, "", ""]).encode("latin-1")


def _pairs(answer: Answer) -> list[tuple[bytes, bytes]]:
    return [
        (name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.content_headers.items()
    ]
