"""Exchanges as they may be shown: secrets masked, bodies shortened, with a command to repeat them."""

import re
import shlex
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from tdmock.exchange import JSON_HEADERS, Exchange, Headers, Request, Response
from tdmock.exchange.addresses import parse
from tdmock.redaction.mask import PLACEHOLDER, VARIABLE, Mask, cut
from tdmock.redaction.secrets import PASSWORD, SENSITIVE, USER, header_placeholder
from tdmock.redaction.text import COMMANDING, STEERING

SHOWN = 2_000  # characters of a body in reports
POINTED_TO = 10_000  # of one that a finding is about: what is wrong in it should be among them
REPEATED = 50_000  # characters of a body in a command

# Prints its argument as it stands inside a JSON string.
_ESCAPE = """python3 -c 'import json, sys; print(end=json.dumps(sys.argv[1], ensure_ascii=False)[1:-1])'"""

_BREAKING = re.compile(f"(?:{STEERING.pattern})+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One exchange, safe to show; ``failure`` says what kept a whole answer from coming.

    ``started`` and ``elapsed`` are in seconds; in a report ``started`` counts from its first request.
    """

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
    started: float
    reproduce: str


def record(exchange: Exchange, label: str, mask: Mask, *, limit: int = SHOWN) -> Record:
    """The safe form of an exchange, its answer no longer than the ``limit``, with a command to repeat it."""
    request, response = exchange.request, exchange.response
    url = mask.message(without_credentials(request.url))
    body = mask.message(request.body.decode(errors="replace"))
    return Record(
        endpoint=request.endpoint,
        label=mask.message(label),
        method=request.method,
        url=url,
        request_body=shortened(body),
        status=response.status if response else None,
        headers=_headers(response.headers, mask) if response else (),
        response_body=_response_body(response, mask, limit) if response else "",
        failure=f"{exchange.failure}: {mask.message(exchange.detail)}" if exchange.failure else "",
        elapsed=exchange.elapsed,
        started=exchange.started,
        reproduce=_command(request, url, body, mask),
    )


def _command(request: Request, url: str, body: str, mask: Mask) -> str:
    """The command that repeats a request; a body that no word of a shell can be goes through a pipe."""
    own = set(JSON_HEADERS)
    headers = tuple(
        (name, value if (name, value) in own else header_placeholder(name)) for name, value in request.headers
    )
    user = f"{USER}:{PASSWORD}" if parse(request.url).credentials else ""
    is_word = not (body.startswith("@") or re.search("[\0\n\t\ufffd]", body))
    if not is_word and not mask.hides(request.body.decode(errors="replace")):
        piped = Command(method=request.method, url=url, body=None, headers=headers, user=user)
        return f"printf '{_octal(request.body)}' | {piped}"
    return str(
        Command(method=request.method, url=url, body=body, headers=headers, user=user, escaped=mask.escaped)
    )


def _octal(data: bytes) -> str:
    return "".join(f"\\{byte:03o}" for byte in data)


def without_credentials(url: str) -> str:
    """The URL without user name and password."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def shortened(text: str, limit: int = SHOWN) -> str:
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A shell command that repeats a request; credentials stand in it as environment variables.

    Without a body it takes that from its standard input. The values of the placeholders in ``escaped`` are
    written otherwise in JSON: there the command sees to it.
    """

    method: str
    url: str
    body: str | None
    headers: Headers
    user: str = ""
    escaped: frozenset[str] = frozenset()

    def __str__(self) -> str:
        words = ["curl", "-sS", "-i"]
        if self.method != "POST":
            words += ["-X", self.method]
        if self.user:
            words += ["-u", quoted(self.user)]
        words.append(quoted(self.url))
        words += [f"-H {quoted(f'{name}: {value}')}" for name, value in self.headers if name != "Accept"]
        if self.body != "" or self.method == "POST":
            if "Content-Type" not in dict(self.headers):
                words.append("-H 'Content-Type:'")
            data = "@-" if self.body is None else quoted(shortened(self.body, REPEATED), self.escaped)
            words.append(f"--data-binary {data}")
        return " ".join(words)


def quoted(text: str, escaped: Collection[str] = frozenset()) -> str:
    """Text as one shell word that can be shown as it is, in which the shell expands placeholders."""
    parts: list[str] = []
    end = 0
    for match in PLACEHOLDER.finditer(text):
        whole = VARIABLE.fullmatch(match[0])
        found = f"${whole[1]}" if whole else match[0]
        value = f'"$({_ESCAPE} "{match[0]}")"' if found in escaped else f'"{match[0]}"'
        parts += [_quoted(text[end : match.start()]), value]
        end = match.end()
    return "".join([*parts, _quoted(text[end:])]) or "''"


def _quoted(text: str) -> str:
    """Text as a shell word: what would steer a terminal is printed, what would command a CI system broken."""
    parts: list[str] = []
    end = 0
    for match in _BREAKING.finditer(text):
        printed = f""""$(printf '{_octal(match[0].encode(errors="replace"))}')\""""
        parts += [_word(text[end : match.start()]), printed]
        end = match.end()
    return "".join([*parts, _word(text[end:])])


def _word(text: str) -> str:
    word = COMMANDING.sub(lambda match: f"{match[0]}''", shlex.quote(text)) if text else ""
    return word.replace("\n", r"'$'\n''").replace("\t", r"'$'\t''")  # a command is one line


def _headers(headers: Iterable[tuple[str, str]], mask: Mask) -> Headers:
    return tuple(
        (mask.text(name), "***" if SENSITIVE.search(name) else mask.text(value)) for name, value in headers
    )


def _response_body(response: Response, mask: Mask, limit: int) -> str:
    """The start of the body."""
    size = len(response.body) + response.dropped
    text = response.body[: limit * 4].decode(errors="replace")
    masked = mask.text(cut(text, limit))
    return masked if len(text) <= limit and size <= limit * 4 else f"{masked} ({size} bytes)"
