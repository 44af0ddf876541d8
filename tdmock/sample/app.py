"""The sample bridge as an ASGI app: routes, credentials, and the conformant answer of each endpoint."""

import asyncio
from collections.abc import Iterable, Mapping
from importlib import import_module
from itertools import count
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson
from starlette.routing import Route, Router

from tdmock.definition.model import AuthField, Definition
from tdmock.editions import Edition
from tdmock.endpoints import ENDPOINTS
from tdmock.errors import UsageError
from tdmock.sample.data import Data
from tdmock.sample.endpoints import auth_validation
from tdmock.sample.message import (
    ABSENT,
    Answer,
    App,
    Behaviour,
    Bridge,
    Call,
    Deviation,
    Handler,
    Receive,
    Scope,
    Send,
    Wire,
    refuse,
)

Place = tuple[str, str]
"""Where an endpoint is: path and query."""

MAX_REQUEST = 16 * 2**20

_ANSWERS: dict[str, Handler] = {
    name: import_module(f"tdmock.sample.endpoints.{name}").answer for name in ENDPOINTS
}
"""What answers at each kind of endpoint: the module of its name."""


def default_credentials(definition: Definition) -> dict[str, str]:
    """One value for each authentication field that a user enters."""
    return {item.field_name: f"sample-{item.field_name}" for item in entered_fields(definition)}


def entered_fields(definition: Definition) -> list[AuthField]:
    """The fields that a user fills in: all but those that the authorization validator returns."""
    if definition.authentication_type == "none":
        return []
    return [item for item in definition.authentication_configuration if item.source != "auth_validation"]


def build(
    definition: Definition,
    *,
    data: Data,
    page_size: int = 25,
    edition: Edition = Edition.CURRENT,
    faults: Iterable[Deviation] = (),
) -> App:
    """A bridge for the definition that accepts one set of credentials and answers from the data.

    It takes :func:`default_credentials`. It conforms to the edition but for its faults,
    of which later ones are laid round earlier ones. Raises UsageError where two endpoints have one address.
    """
    bridge = Bridge(
        definition=definition,
        data=data,
        credentials=default_credentials(definition),
        page_size=max(1, page_size),
        edition=edition,
    )
    deviations = list(faults)
    memory: dict[str, Any] = {}
    routes: dict[Place, _Endpoint] = {}
    for name, url in definition.endpoints.items():
        handler: Handler = _handle
        for deviation in deviations:
            if deviation.is_at(name):
                handler = _layer(deviation.behave, handler)
        place = _place(url)
        if place in routes:
            raise UsageError(
                f"{routes[place].name} and {name} have the same endpoint, {url}: nothing in a request tells "
                "them apart, so the sample bridge can't serve both. Give them endpoints of their own."
            )
        routes[place] = _Endpoint(bridge, name, handler, memory)
    return _routed(routes)


def _place(url: str) -> Place:
    parts = urlsplit(url)
    return unquote(parts.path) or "/", parts.query


def _layer(behave: Behaviour, below: Handler) -> Handler:
    return lambda call: behave(call, below)


def _handle(call: Call) -> Answer:
    """The conformant answer: what every endpoint checks first, then the endpoint's own."""
    if call.method != "POST":
        return refuse(405, "Only POST is allowed.", allow="POST")
    if not isinstance(call.body, dict):
        return refuse(400, "The request body is not a JSON object.")
    if not auth_validation.is_authorized(call):
        return refuse(401, "The credentials are not valid.")
    return _ANSWERS[call.endpoint.partition("/")[0]](call)


def _routed(routes: Mapping[Place, "_Endpoint"]) -> App:
    """The app: one endpoint for each path, or for each path and query."""
    paths = dict.fromkeys(path for path, _ in routes)
    return Router(
        [
            Route(
                path,
                _Path({query: routes[place] for place in routes for query in place[1:] if place[0] == path}),
            )
            for path in paths
        ],
        redirect_slashes=False,
        default=_not_found,
    )


async def _not_found(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        wire = Wire(scope=scope, receive=receive, send=send)
        await deliver(wire, refuse(404, "There is no such endpoint here."))


class _Path:
    """The endpoints at one path, by their query; the one without a query takes any other."""

    def __init__(self, endpoints: Mapping[str, "_Endpoint"]) -> None:
        self._endpoints = endpoints

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = scope["query_string"].decode("latin-1")
        endpoint = self._endpoints.get(query) or self._endpoints.get("")
        if endpoint is None:
            await _not_found(scope, receive, send)
        else:
            await endpoint.answer(Wire(scope=scope, receive=receive, send=send))


class _Endpoint:
    def __init__(self, bridge: Bridge, name: str, handler: Handler, memory: dict[str, Any]) -> None:
        self._bridge = bridge
        self.name = name
        self._handler = handler
        self._memory = memory
        self._ordinals = count()

    async def answer(self, wire: Wire) -> None:
        raw = await _read(wire.receive)
        if raw is None:
            await deliver(wire, refuse(413, f"The request body is larger than {MAX_REQUEST} bytes."))
            return
        call = Call(
            bridge=self._bridge,
            endpoint=self.name,
            method=wire.scope["method"],
            headers={
                name.decode("latin-1"): value.decode("latin-1") for name, value in wire.scope["headers"]
            },
            raw=raw,
            body=_decode(raw),
            ordinal=next(self._ordinals),
            memory=self._memory,
        )
        answer = self._handler(call)
        if answer.delay:
            await asyncio.sleep(answer.delay)
        await (answer.delivery or deliver)(wire, answer)


async def deliver(wire: Wire, answer: Answer) -> None:
    """Send the answer as plain HTTP, with its length."""
    content = answer.content
    headers = {"content-length": str(len(content)), **answer.content_headers}
    if answer.status in (204, 304):
        del headers["content-length"]
    await wire.send(
        {
            "type": "http.response.start",
            "status": answer.status,
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        }
    )
    await wire.send({"type": "http.response.body", "body": content})


async def _read(receive: Receive) -> bytes | None:
    """The request's body; None where it is too large."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MAX_REQUEST:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _decode(raw: bytes) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return ABSENT
