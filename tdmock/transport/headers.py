"""The headers of a request: our own, those of its scenario and those of the user."""

import re

from tdmock import __version__
from tdmock.errors import UsageError
from tdmock.exchange import Headers, Request
from tdmock.exchange.addresses import Address
from tdmock.transport.coding import OFFERED
from tdmock.transport.progress import RawHeaders

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]*")
_FRAMING = {"content-length", "transfer-encoding"}


def check(headers: Headers) -> None:
    """Raise UsageError, without the value, for a header that HTTP or tdmock does not allow."""
    for number, (name, value) in enumerate(headers, start=1):
        if reason := name_objection(name):
            raise UsageError(f"header {number}: {reason}")
        if name.lower() in _FRAMING:
            raise UsageError(f"header {name}: tdmock sets it itself, from the body that it sends")
        if not _VALUE.fullmatch(value):
            raise UsageError(f"header {name}: the value holds a line break or another control character")


def name_objection(name: str) -> str:
    """What is wrong with a header's name, without repeating it, or nothing."""
    if ":" in name:
        return "write it as NAME=VALUE, not with the colon that curl wants"
    return "" if _NAME.fullmatch(name) else "the name may hold letters, digits and hyphens only"


def compose(request: Request, address: Address, extra: Headers) -> RawHeaders:
    """All headers: the user's replace the request's of the same name, and those replace ours."""
    own = [("Host", address.authority), ("User-Agent", f"tdmock/{__version__}"), ("Accept-Encoding", OFFERED)]
    if address.credentials:
        own.append(("Authorization", f"Basic {address.basic}"))
    if request.body or request.method != "GET":
        own.append(("Content-Length", str(len(request.body))))
    headers: list[tuple[str, str]] = []
    taken: set[str] = set()
    for layer in (extra, request.headers, own):
        headers = [(name, value) for name, value in layer if name.lower() not in taken] + headers
        taken.update(name.lower() for name, _ in layer)
    return [(name.encode(), value.strip().encode()) for name, value in headers]
