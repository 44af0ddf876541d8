"""Content codings, undone piece by piece so that no body grows in memory before it is measured."""

import zlib
from collections.abc import Iterable, Iterator

from tdmock.exchange import Failure
from tdmock.transport.progress import BrokenError, RawHeaders

OFFERED = "gzip, deflate"
"""The value of Accept-Encoding."""

_PIECE = 64 * 1024  # bytes that are unpacked at a time
_MAX_CODINGS = 3
_ALIASES = {"x-gzip": "gzip"}
_GZIP_BEGINS = b"\x1f\x8b"
_GZIP_BITS, _ZLIB_BITS, _RAW_BITS = 31, 15, -15  # zlib's names for the three forms: its wbits


def read_codings(headers: RawHeaders) -> tuple[str, ...]:
    """The codings that were applied to the body, in the order in which they were."""
    values = b",".join(value for name, value in headers if name.lower() == b"content-encoding")
    names = (name.strip().lower() for name in values.decode("latin-1").split(","))
    return tuple(_ALIASES.get(name, name) for name in names if name not in {"", "identity"})


def undo(codings: tuple[str, ...], chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Decode a body. Raises BrokenError with ENCODING or TRUNCATED."""
    if unknown := [name for name in codings if name not in {"gzip", "deflate"}]:
        raise BrokenError(
            Failure.ENCODING, f"Content-Encoding says {unknown[0][:40]!r}, but only {OFFERED} were offered"
        )
    if len(codings) > _MAX_CODINGS:
        raise BrokenError(
            Failure.ENCODING, f"Content-Encoding names {len(codings)} codings on top of each other"
        )
    for name in reversed(codings):
        chunks = _inflate(name, chunks)
    return chunks


def _inflate(name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack in pieces; some may be empty, so that whoever takes them can watch the clock."""
    stream = None
    rest = b""
    for chunk in chunks:
        rest += chunk
        while rest:
            if stream is None or stream.eof:
                if len(rest) < len(_GZIP_BEGINS):
                    break  # too little to tell what begins here
                if stream and not (name == "gzip" and rest.startswith(_GZIP_BEGINS)):
                    rest = b""  # padding; a gzip body may also consist of several parts
                    break
                stream = zlib.decompressobj(_GZIP_BITS if name == "gzip" else _choose_bits(rest))
            try:
                yield from _unpack(stream, rest)
            except zlib.error as error:
                reason = str(error).rpartition(": ")[2]
                raise BrokenError(
                    Failure.ENCODING, f"Content-Encoding says {name}, but the body is not {name}: {reason}"
                ) from None
            rest = stream.unused_data
    if (stream and not stream.eof) or (rest and not stream):
        raise BrokenError(Failure.TRUNCATED, f"the {name} data of the body ends too early")


def _unpack(stream: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    while True:
        piece = stream.decompress(data, _PIECE)
        yield piece
        data = stream.unconsumed_tail
        if stream.eof or not (data or len(piece) == _PIECE):
            return


def _choose_bits(beginning: bytes) -> int:
    """Deflate means zlib's form, but many servers send the raw one."""
    is_zlib = beginning[0] & 0x0F == 8 and int.from_bytes(beginning[:2]) % 31 == 0
    return _ZLIB_BITS if is_zlib else _RAW_BITS
