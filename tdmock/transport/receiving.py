"""Receiving an answer: its body is decoded and measured while it comes."""

import io
import threading
from collections.abc import Iterator

import httpcore

from tdmock.exchange import Failure, Response
from tdmock.transport.coding import read_codings, undo
from tdmock.transport.failures import explain
from tdmock.transport.progress import Answer, BrokenError, Progress, RawHeaders, Stage

_KEPT_OF_TOO_LARGE = 64 * 1024
"""Bytes that are kept of a body that is larger than allowed: enough to look at."""


_LARGE = 4 * 2**20
"""Bytes from which on a body is large: of all exchanges of a transport, one at a time may go on with one."""


def receive(
    answer: Answer, progress: Progress, max_body: int, large: threading.Lock
) -> tuple[Response, BrokenError | None]:
    """Read the body to its end, or to where it breaks; what came until then is in the response.

    Beyond some megabytes it goes on only while it has the lock: many large bodies side by side would take
    more memory than the largest one that is allowed.
    """
    progress.stage = Stage.BODY
    progress.declared = _read_length(answer.headers)
    body = io.BytesIO()
    broken = None
    holds = False
    try:
        for piece in undo(read_codings(answer.headers), _measure(answer.chunks, progress, max_body)):
            progress.remaining()
            if not holds and body.tell() + len(piece) > _LARGE:
                holds = large.acquire(timeout=progress.remaining())
            body.write(piece)
            _check_size(body.tell(), max_body, "the unpacked body")
    except (OSError, httpcore.RemoteProtocolError, BrokenError) as error:
        broken = explain(error, progress)
        if broken.failure is Failure.TOO_LARGE:
            body.truncate(_KEPT_OF_TOO_LARGE)
    finally:
        answer.close()
        if holds:
            large.release()
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
        allowed = f"{max_body // 2**20} MiB" if max_body % 2**20 == 0 else f"{max_body} bytes"
        raise BrokenError(Failure.TOO_LARGE, f"{what} is larger than the {allowed} allowed")


def _read_length(headers: RawHeaders) -> int | None:
    """The Content-Length, when it is what bounds the body."""
    named = {name.lower(): value for name, value in headers}
    if b"transfer-encoding" in named:
        return None
    length = named.get(b"content-length", b"")
    return int(length) if length.isdigit() and len(length) < 20 else None
