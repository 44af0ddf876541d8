"""Receiving an answer: its body is decoded and measured while it comes."""

import io
from collections.abc import Iterator

import httpcore

from tdmock.exchange import Failure, Response
from tdmock.exchange.memory import ROOM
from tdmock.exchange.payload import Weight
from tdmock.transport.coding import read_codings, undo
from tdmock.transport.failures import explain
from tdmock.transport.progress import Answer, BrokenError, Progress, RawHeaders, Stage

_KEPT_OF_TOO_LARGE = 64 * 1024
"""Bytes that are kept of a body that is larger than allowed: enough to look at."""

_LARGE = 4 * 2**20
"""Bytes from which on a body is large: only with the room for that it is read on."""

_LIGHT = 2 * 2**20
"""Bytes of memory up to which answers are judged without it: a page of a thousand contacts."""

_HEAVIEST = 128 * 2**20
"""Bytes of memory that an answer may take, unless twice the largest body allowed is more."""


def receive(answer: Answer, progress: Progress, max_body: int) -> tuple[Response, BrokenError | None]:
    """Read the body to its end, or to where it breaks; what came until then is in the response.

    Many large answers side by side would take more memory than the largest one that is allowed.
    """
    progress.stage = Stage.BODY
    progress.declared = _read_length(answer.headers)
    body = io.BytesIO()
    weight = Weight()
    broken = None
    try:
        for piece in undo(read_codings(answer.headers), _measure(answer.chunks, progress, max_body)):
            progress.remaining()
            weight.add(piece)
            _check_size(body.tell() + len(piece), max_body, "the unpacked body")
            _check_weight(weight.total, max(_HEAVIEST, 2 * max_body))
            if body.tell() + len(piece) > _LARGE:
                progress.pause(ROOM.enter())
            body.write(piece)
        if weight.total > _LIGHT:
            progress.pause(ROOM.enter())
    except (OSError, httpcore.RemoteProtocolError, BrokenError) as error:
        broken = explain(error, progress)
        if broken.failure is Failure.TOO_LARGE:
            body.truncate(_KEPT_OF_TOO_LARGE)
    finally:
        answer.close()
        ROOM.end_receiving()
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers)
    return Response(status=answer.status, headers=headers, body=body.getvalue()), broken


def _measure(chunks: Iterator[bytes], progress: Progress, max_body: int) -> Iterator[bytes]:
    _check_size(progress.declared or 0, max_body)
    for chunk in chunks:
        progress.body += len(chunk)
        _check_size(progress.body, max_body)
        yield chunk


def _check_size(size: int, max_body: int, what: str = "the body") -> None:
    if size > max_body:
        raise BrokenError(Failure.TOO_LARGE, f"{what} is larger than the {_written(max_body)} allowed")


def _check_weight(weight: int, heaviest: int) -> None:
    if weight > heaviest:
        raise BrokenError(
            Failure.TOO_LARGE,
            f"the body holds so many values or so much text that reading it would take more than the "
            f"{_written(heaviest)} of memory allowed",
        )


def _written(size: int) -> str:
    return f"{size // 2**20} MiB" if size % 2**20 == 0 else f"{size} bytes"


def _read_length(headers: RawHeaders) -> int | None:
    """The Content-Length, when it is what bounds the body."""
    named = {name.lower(): value for name, value in headers}
    if b"transfer-encoding" in named:
        return None
    length = named.get(b"content-length", b"")
    return int(length) if length.isdigit() and len(length) < 20 else None
