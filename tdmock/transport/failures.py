"""Failures: what kept an answer from arriving, in words that a developer of bridges understands."""

import socket
import ssl

from tdmock.exchange import Failure
from tdmock.transport.progress import BrokenError, Progress, Stage

MAX_HEAD = 100 * 1024
"""How many bytes of status line and headers httpcore takes."""

# What OpenSSL says when the other side speaks plain HTTP.
_NOT_TLS = {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"}


def explain(error: Exception, progress: Progress) -> BrokenError:
    """Say what an OSError or a protocol error means at this point of the exchange."""
    if isinstance(error, BrokenError):
        return error
    if isinstance(error, TimeoutError):
        return BrokenError(Failure.TIMEOUT, f"{_describe_wait(progress)} within {progress.timeout:g} s")
    if isinstance(error, OSError) and progress.stage in {Stage.LOOKUP, Stage.CONNECT}:
        return _explain_connect(error, progress)
    if isinstance(error, ssl.SSLError) or progress.stage is Stage.TLS:
        return _explain_tls(error, progress)
    if progress.ended or isinstance(error, OSError):
        return _explain_end(progress, "reset" if isinstance(error, OSError) else "closed")
    if progress.stage is Stage.BODY:
        return BrokenError(
            Failure.PROTOCOL, f"the body is malformed after {_count_body(progress)}: {_reason(error)}"
        )
    if progress.received >= MAX_HEAD:
        return BrokenError(Failure.PROTOCOL, f"the headers still go on after {MAX_HEAD} bytes")
    return BrokenError(Failure.PROTOCOL, f"what {progress.place} answered is not HTTP: {_reason(error)}")


def _describe_wait(progress: Progress) -> str:
    match progress.stage:
        case Stage.LOOKUP:
            return f"the name in {progress.place} was not resolved"
        case Stage.CONNECT:
            return f"{progress.place} did not accept the connection"
        case Stage.TLS:
            return f"{progress.place} did not complete the TLS handshake"
        case Stage.HEAD if progress.unsent:
            return f"{progress.place} did not take the last {progress.unsent} bytes of the request"
        case Stage.HEAD if not progress.received:
            return f"{progress.place} sent no answer"
        case Stage.HEAD:
            return f"the headers, of which {progress.received} bytes came, were not complete"
        case Stage.BODY:
            return f"the body, of which {_count_body(progress)} came, was not complete"


def _explain_connect(error: OSError, progress: Progress) -> BrokenError:
    if isinstance(error, ConnectionRefusedError):
        return BrokenError(Failure.REFUSED, f"nobody listens at {progress.place}; is the bridge running?")
    if isinstance(error, socket.gaierror):
        return BrokenError(
            Failure.UNREACHABLE, f"the name in {progress.place} has no address: {error.strerror}"
        )
    return BrokenError(Failure.UNREACHABLE, f"{progress.place} cannot be reached: {error.strerror or error}")


def _explain_tls(error: Exception, progress: Progress) -> BrokenError:
    if isinstance(error, ssl.SSLCertVerificationError):
        detail = f"the certificate of {progress.place} is not trusted: {error.verify_message}"
    elif isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
        reason = (error.reason or "unknown reason").replace("_", " ").lower()
        hint = "; it may speak http instead of https" if error.reason in _NOT_TLS else ""
        detail = f"TLS with {progress.place} failed: {reason}{hint}"
    else:
        detail = f"{progress.place} closed the connection during the TLS handshake"
    return BrokenError(Failure.TLS, detail)


def _explain_end(progress: Progress, how: str) -> BrokenError:
    if progress.stage is Stage.BODY:
        rest = "" if progress.declared is not None else ", before its last chunk"
        return BrokenError(
            Failure.TRUNCATED,
            f"the body ended after {_count_body(progress)}{rest}: the connection was {how}",
        )
    where = "in the middle of the headers" if progress.received else "before an answer began"
    return BrokenError(Failure.DROPPED, f"the connection was {how} after {progress.received} bytes, {where}")


def _count_body(progress: Progress) -> str:
    total = "" if progress.declared is None else f" of {progress.declared}"
    return f"{progress.body}{total} bytes"


def _reason(error: Exception) -> str:
    """The kind of mistake, without what the bridge sent: that may hold a credential."""
    return str(error).partition(":")[0]
