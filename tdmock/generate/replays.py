"""Requests in the formats of other tools: HAR, Postman collections, shell scripts with curl, .http files."""

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import orjson

from tdmock import __version__
from tdmock.generate.requests import SampleRequest
from tdmock.redaction.mask import variable
from tdmock.redaction.text import one_line

LONGEST_URL = 2000  # characters
_POSTMAN_SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def har(requests: Iterable[SampleRequest]) -> Iterator[bytes]:
    """A HAR 1.2 log, its answers still to come; a credential is ``{{field}}``."""
    creator = orjson.dumps({"name": "tdmock", "version": __version__})
    yield b'{"log":{"version":"1.2","creator":' + creator + b',"entries":['
    yield from _joined(orjson.dumps(_har_entry(request)) for request in requests)
    yield b"\n]}}\n"


def postman(requests: Iterable[SampleRequest]) -> Iterator[bytes]:
    """A Postman collection 2.1; the credentials are its variables."""
    fields: dict[str, None] = {}
    info = orjson.dumps({"name": "Talkdesk requests", "schema": _POSTMAN_SCHEMA})
    yield b'{"info":' + info + b',"item":['

    def items() -> Iterator[bytes]:
        for number, request in enumerate(requests, start=1):
            fields.update(dict.fromkeys(request.fields))
            yield orjson.dumps(_postman_item(number, request))

    yield from _joined(items())
    yield b'\n],"variable":' + orjson.dumps([{"key": field, "value": ""} for field in fields]) + b"}\n"


def curl(requests: Iterable[SampleRequest]) -> Iterator[bytes]:
    """A shell script; the credentials are taken from ``TDMOCK_AUTH_...`` in the environment."""
    yield b"#!/bin/sh\n"
    for request in requests:
        yield (
            f"\n# {one_line(request.endpoint)}\n"
            f"curl --request POST {shlex.quote(request.url)} \\\n"
            "  --header 'Content-Type: application/json' \\\n"
            f"  --data-raw {_shell_body(request)}\n"
        ).encode()


def http(requests: Iterable[SampleRequest]) -> Iterator[bytes]:
    """An ``.http`` file for the REST clients of editors; the credentials are variables to fill in."""
    known: dict[str, None] = {}
    for number, request in enumerate(requests, start=1):
        declared = "".join(f"@{field} = \n" for field in request.fields if field not in known)
        known.update(dict.fromkeys(request.fields))
        body = orjson.dumps(request.record["body"], option=orjson.OPT_INDENT_2).decode()
        yield (
            f"{declared}\n### {number}: {one_line(request.endpoint)}\n"
            f"POST {one_line(request.url, LONGEST_URL)}\nContent-Type: application/json\n\n{body}\n"
        ).encode()


REPLAY_FORMATS: Mapping[str, Callable[[Iterable[SampleRequest]], Iterator[bytes]]] = {
    "har": har,
    "postman": postman,
    "curl": curl,
    "http": http,
}
"""The formats that hold requests only."""


def _joined(values: Iterable[bytes]) -> Iterator[bytes]:
    separator = b"\n"
    for value in values:
        yield separator + value
        separator = b",\n"


def _shell_body(request: SampleRequest) -> str:
    """The body as a word of the shell, the credentials as variables between quoted pieces of JSON."""
    word, text = "", '{"auth":{'
    for field in request.fields:
        word += shlex.quote(text + orjson.dumps(field).decode() + ':"') + f'"${variable(field)}"'
        text = '",'
    rest = orjson.dumps(request.rest).decode().removeprefix("{")
    return word + shlex.quote(text.rstrip(",") + "}" + ("," if request.rest else "") + rest)


def _har_entry(request: SampleRequest) -> dict[str, Any]:
    body = orjson.dumps(request.record["body"]).decode()
    return {
        "startedDateTime": "1970-01-01T00:00:00.000Z",
        "time": 0,
        "request": {
            "method": "POST",
            "url": request.url,
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "queryString": [],
            "postData": {"mimeType": "application/json", "text": body},
            "headersSize": -1,
            "bodySize": len(body.encode()),
        },
        "response": {
            "status": 0,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [],
            "content": {"size": 0, "mimeType": "x-unknown"},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
        },
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
    }


def _postman_item(number: int, request: SampleRequest) -> dict[str, Any]:
    body = orjson.dumps(request.record["body"], option=orjson.OPT_INDENT_2).decode()
    return {
        "name": f"{number}: {request.endpoint}",
        "request": {
            "method": "POST",
            "header": [{"key": "Content-Type", "value": "application/json"}],
            "url": request.url,
            "body": {"mode": "raw", "raw": body, "options": {"raw": {"language": "json"}}},
        },
    }
