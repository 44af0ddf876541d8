"""An exchange: one request to the bridge, and what came back or what kept it from coming."""

from dataclasses import dataclass, replace
from enum import StrEnum

Headers = tuple[tuple[str, str], ...]

JSON_HEADERS: Headers = (("Content-Type", "application/json"), ("Accept", "application/json"))

LOOKED_AT = 256 * 1024
"""Bytes at the beginning of a body that are looked at when an exchange is shown."""

MAX_BODY = 64 * 2**20
"""How many bytes a body may have after decompression, unless the user says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One HTTP request. Holds credentials: it is never printed, only its masked form is.

    ``twice`` sends it a second time on the connection of its first answer, where the bridge leaves that open.
    """

    endpoint: str
    url: str
    method: str = "POST"
    headers: Headers = JSON_HEADERS
    body: bytes = b""
    twice: bool = False

    def __repr__(self) -> str:
        return f"<Request {self.method} {self.endpoint}, {len(self.body)} bytes>"


class Failure(StrEnum):
    """What kept a whole answer from arriving."""

    REFUSED = "refused"  # nobody listens at the address
    UNREACHABLE = "unreachable"  # the name has no address, or no route leads there
    TLS = "tls"  # the TLS handshake or the certificate failed
    DROPPED = "dropped"  # the connection was closed or reset before an answer began
    TIMEOUT = "timeout"  # the whole exchange took longer than allowed
    TRUNCATED = "truncated"  # the body ended before its declared length or last chunk
    TOO_LARGE = "too-large"  # the body, after decompression, is larger than allowed
    ENCODING = "encoding"  # the body isn't what Content-Encoding says, or the coding is unknown
    PROTOCOL = "protocol"  # what came isn't HTTP
    UNREAD = "unread"  # what was left of a request was taken for the next one on its connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """Status, headers and decompressed body. As hostile as the bridge: bounded, never shown raw.

    ``dropped`` counts the bytes at the end of the body that were let go.
    """

    status: int
    headers: Headers
    body: bytes
    dropped: int = 0

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def __repr__(self) -> str:
        return f"<Response {self.status}, {len(self.body)} bytes>"

    @property
    def is_light(self) -> bool:
        """Whether it may be kept while others are under way."""
        return len(self.body) <= LOOKED_AT

    def lightened(self) -> "Response":
        """The response with no more of its body than anybody looks at once it was judged."""
        if self.is_light:
            return self
        rest = len(self.body) - LOOKED_AT
        return replace(self, body=self.body[:LOOKED_AT], dropped=self.dropped + rest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request with its response, or with the failure that came instead.

    ``elapsed`` is in seconds, and so is ``started``, on a clock of the transport's. A truncated, oversized or
    undecodable answer has both: ``response`` holds the status, the headers and what arrived of the body.
    """

    request: Request
    response: Response | None = None
    failure: Failure | None = None
    detail: str = ""
    elapsed: float = 0.0
    started: float = 0.0

    def lightened(self) -> "Exchange":
        """The exchange as it may be kept after it was judged, while others are under way."""
        return replace(self, response=self.response.lightened()) if self.response else self
