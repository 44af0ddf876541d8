"""What the sample bridge sees of a request, what it answers, and the shape of a deviation from it."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from tdmock.definition.model import Definition
from tdmock.editions import Edition
from tdmock.sample.data import Data

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class _Absent:
    """A body that isn't there, or isn't JSON; unlike None, which is JSON."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Any = _Absent()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """What a sample bridge is built from. ``credentials`` is the one set that it accepts."""

    definition: Definition
    data: Data
    credentials: Mapping[str, str]
    page_size: int
    edition: Edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request to an endpoint.

    ``body`` is the decoded JSON, or ABSENT where there is none; ``ordinal`` is how many requests the endpoint
    had before; ``memory`` is what the running bridge remembers from one request to the next.
    """

    bridge: Bridge
    endpoint: str
    method: str
    headers: Mapping[str, str]
    raw: bytes
    body: Any
    ordinal: int
    memory: dict[str, Any]

    def part(self, name: str) -> dict[str, Any]:
        """``auth``, ``meta`` or ``data`` of the body; empty where it isn't an object."""
        value = self.body.get(name) if isinstance(self.body, dict) else None
        return value if isinstance(value, dict) else {}

    def with_part(self, name: str, **members: Any) -> "Call":
        """The same call with members of that part of the body replaced; ABSENT removes one."""
        if not isinstance(self.body, dict):
            return self
        part = {key: value for key, value in {**self.part(name), **members}.items() if value is not ABSENT}
        return replace(self, body={**self.body, name: part})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer: a JSON body, or none (ABSENT), or ``raw`` bytes in its place.

    ``delivery`` sends it in some other way than well-behaved HTTP; ``delay`` is in seconds.
    """

    status: int = 200
    body: Any = ABSENT
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    delay: float = 0.0
    delivery: "Delivery | None" = None

    @property
    def content(self) -> bytes:
        if self.raw is not None:
            return self.raw
        return b"" if self.body is ABSENT else orjson.dumps(self.body)

    @property
    def content_headers(self) -> dict[str, str]:
        """The headers, with a content type for every answer that has a body."""
        if self.raw is None and self.body is ABSENT:
            return dict(self.headers)
        return {"content-type": "application/json", **self.headers}


Handler = Callable[[Call], Answer]
Behaviour = Callable[[Call, Handler], Answer]
"""Gets the call and the handler below it; changes the call, or the answer, or answers by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """A behaviour of a bridge that isn't the sample bridge's own, and where it has it.

    ``endpoint`` is an endpoint's name, ``actions`` for every action, or ``*`` for all endpoints.
    """

    endpoint: str
    behave: Behaviour

    def is_at(self, endpoint: str) -> bool:
        return self.endpoint in ("*", endpoint, endpoint.partition("/")[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """One connection, for deliveries: ASGI's functions, and in the scope perhaps the TCP transport."""

    scope: Scope
    receive: Receive
    send: Send


Delivery = Callable[[Wire, Answer], Awaitable[None]]


def refuse(status: int, message: str, **headers: str) -> Answer:
    """An answer that says what was wrong with the request."""
    return Answer(status=status, body={"message": message}, headers=headers)
