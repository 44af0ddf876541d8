"""Exchanges as they may be shown: secrets masked, bodies shortened, with a command to repeat them."""

import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from tdmock.exchange import Exchange, Headers
from tdmock.mask import PLACEHOLDER, Mask, variable

SHOWN = 2_000  # characters of a body in reports
REPEATED = 50_000  # characters of a body in a command

_SENSITIVE = re.compile(r"authorization|cookie|token|secret|api-?key", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One exchange, safe to show. ``answer`` tells the failure when there was no whole answer."""

    endpoint: str
    label: str
    method: str
    url: str
    request_body: str
    status: int | None
    headers: Headers
    response_body: str
    failure: str
    elapsed: float
    reproduce: str


def record(exchange: Exchange, label: str, mask: Mask) -> Record:
    """The safe form of an exchange."""
    request, response = exchange.request, exchange.response
    body = mask.text(request.body.decode(errors="replace"))
    return Record(
        endpoint=request.endpoint,
        label=mask.text(label),
        method=request.method,
        url=mask.text(without_credentials(request.url)),
        request_body=shortened(body),
        status=response.status if response else None,
        headers=_headers(response.headers, mask) if response else (),
        response_body=_response_body(response.body, mask) if response else "",
        failure=f"{exchange.failure}: {mask.text(exchange.detail)}" if exchange.failure else "",
        elapsed=exchange.elapsed,
        reproduce=curl(request.method, mask.text(without_credentials(request.url)), body, request.headers),
    )


def without_credentials(url: str) -> str:
    """The URL without user name and password."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def shortened(text: str, limit: int = SHOWN) -> str:
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"


def curl(method: str, url: str, body: str, headers: Headers) -> str:
    """A shell command that repeats a request; credentials stand in it as environment variables."""
    words = ["curl", "-sS", "-i"]
    if method != "POST":
        words += ["-X", method]
    words.append(quoted(url))
    names = {name for name, _ in headers}
    words += [f"-H {quoted(f'{name}: {value}')}" for name, value in headers if name != "Accept"]
    if method == "POST":
        if "Content-Type" not in names:
            words.append("-H 'Content-Type:'")
        words.append(f"--data-binary {quoted(shortened(body, REPEATED))}")
    return " ".join(words)


def quoted(text: str) -> str:
    """Text as one shell word in which placeholders are expanded by the shell."""
    parts: list[str] = []
    end = 0
    for match in PLACEHOLDER.finditer(text):
        parts += [_quoted(text[end : match.start()]), f'"{match[0]}"']
        end = match.end()
    return "".join([*parts, _quoted(text[end:])]) or "''"


def _quoted(text: str) -> str:
    return shlex.quote(text) if text else ""


def _headers(headers: Iterable[tuple[str, str]], mask: Mask) -> Headers:
    return tuple((name, "***" if _SENSITIVE.search(name) else mask.text(value)) for name, value in headers)


def _response_body(body: bytes, mask: Mask) -> str:
    """The start of the body, masked before it is cut: half a secret is still one."""
    text = body[: SHOWN * 4 + 4096].decode(errors="replace")
    shown = mask.text(text)[:SHOWN]
    return shown if len(body) <= SHOWN else f"{shown}… ({len(body)} bytes)"


__all__ = ["Record", "curl", "quoted", "record", "shortened", "variable", "without_credentials"]
