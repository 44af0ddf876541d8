"""A session with a bridge: what Talkdesk could ask of one endpoint, and what came over the wire."""

import ssl
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from tdmock.definition.model import ActionInput
from tdmock.sample.demonstration import AGENTS, CONTACTS, Demonstration, fake_data
from tdmock.sample.server import RunningBridge
from tdmock.scenario.records import ODD_NAMES
from tdmock.scenario.wrong_credentials import ODD, UNTYPED

PAGES = 25
READ = 4096  # bytes of a body: no two bodies that differ are equal so far
IGNORED = {"date"}
OF_TOMORROW = {"a_member": "of tomorrow"}  # of meta

VALUES = {
    "text": (
        "Zoë",
        "Łódź 東京",
        "🦉",
        'O\'Neil "Bob"',
        "a\nb",
        "a\x07b",
        "long " * 1000,
        "42",
        "'; -- select",
        "{{7*7}}",
    ),
    "datetime": ("2051-05-01T10:00:00Z", "1955-05-01T10:00:00Z", "2024-05-01T00:00:00Z"),
    "select": ("XX",),
}

Wire = tuple[object, ...]

# Nothing here speaks TLS, and to load the certificates for each client takes longer than the rest of a test.
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def client_of(bridge: RunningBridge, *, timeout: float = 5) -> httpx.Client:
    return httpx.Client(base_url=bridge.url, timeout=timeout, verify=NO_CERTIFICATES)


@dataclass(frozen=True)
class Session:
    """Asks one endpoint everything; each answer as it came, or the error that came instead."""

    client: httpx.Client
    shown: Demonstration
    endpoint: str

    def asked(self) -> Iterator[Wire]:
        name = self.endpoint.partition("/")[0]
        yield from getattr(self, f"_{name}")()
        yield self._sent("GET", b"")[0]
        for content in (b"{", b"", b"[]", b'{"auth": 1}'):
            yield self._sent("POST", content)[0]

    @property
    def auth(self) -> dict[str, Any]:
        fields = self.shown.definition.authentication_configuration
        issued = {item.field_name: f"issued-{item.field_name}" for item in fields if item.source}
        return self.shown.credentials | ({} if self.endpoint == "auth_validation" else issued)

    def _auth_validation(self) -> Iterator[Wire]:
        yield self._post()[0]
        for auth in self._wrong():
            yield self._post(auth=auth)[0]

    def _contact_sync(self) -> Iterator[Wire]:
        for _ in range(2):
            checkpoint = yield from self._walk({})
        yield from self._walk({"synchronization_checkpoint": checkpoint})
        yield self._post(meta=OF_TOMORROW)[0]
        yield self._post(meta={"context": None})[0]
        yield from self._unauthorized(meta={})

    def _agent_sync(self) -> Iterator[Wire]:
        yield from self._walk({"offset": None})
        yield from self._walk({})
        yield self._post()[0]
        yield self._post(meta={"offset": None, **OF_TOMORROW})[0]
        yield from self._unauthorized(meta={"offset": 6})

    def _interaction_update(self) -> Iterator[Wire]:
        types = self.shown.definition.interaction_types
        data: dict[str, Any] = {"contact_emails": [], "contact_phones": []}
        known = fake_data(contacts=CONTACTS, agents=AGENTS, types=types).contact_page(range(10))
        for contact in known:
            for wanted in (list(types), *([kind] for kind in types), []):
                meta, who = {"interaction_types": wanted}, {**data, "contact_external_id": contact["id"]}
                yield self._post(meta=meta, data=who)[0]
        for contact in known:
            who = {**data, "contact_phones": contact["phones"], "contact_name": contact["name"]}
            yield self._post(meta={"interaction_types": list(types)}, data=who)[0]
        for name in ODD_NAMES:
            who = {**data, "contact_external_id": known[0]["id"], "contact_name": name}
            yield self._post(meta={"interaction_types": list(types)}, data=who)[0]
        unknown = {**data, "contact_external_id": "unknown", "contact_emails": ["nobody@example.org"]}
        yield self._post(meta={"interaction_types": list(types)}, data=unknown)[0]
        yield self._post(meta={"interaction_types": list(types), **OF_TOMORROW}, data=who)[0]
        yield from self._unauthorized(meta={"interaction_types": list(types)}, data=who)

    def _actions(self) -> Iterator[Wire]:
        inputs = self.shown.definition.action(self.endpoint.partition("/")[2]).inputs
        ids = {"contact_external_id": "1", "agent_external_id": "agent-1"}
        full = {item.key: value_for(item) for item in inputs}
        yield self._post(data=full, meta=ids)[0]
        for item in inputs:
            yield self._post(data={key: value for key, value in full.items() if key != item.key}, meta=ids)[0]
            for value in ("", None, *item.options, *VALUES.get(item.type, ())):
                yield self._post(data={**full, item.key: value}, meta=ids)[0]
        for meta in ({"contact_external_id": "unknown"}, {}, *({key: ids[key]} for key in ids)):
            yield self._post(data=full, meta=meta)[0]
        yield self._post(data=full)[0]
        yield self._post(data=full, meta={**ids, **OF_TOMORROW})[0]
        for method in ("PUT", "DELETE", "GET"):
            yield self._asked(method, data=full, meta=ids)[0]
        yield from self._unauthorized(data=full, meta=ids)

    def _wrong(self) -> Iterator[dict[str, Any]]:
        valid = self.auth
        yield {name: value[::-1] for name, value in valid.items()}
        for value in (*ODD.values(), *UNTYPED.values()):
            yield dict.fromkeys(valid, value)
        yield {}
        yield {name: value[1:-1] for name, value in valid.items()}
        for name, value in valid.items():
            yield {**valid, name: f"{value[:-1]}~"}
            yield {**valid, name: f"{value}~"}
            yield {**valid, name: value.upper()}
            yield {**valid, name: ""}
            yield {key: value for key, value in valid.items() if key != name}

    def _unauthorized(self, **body: Any) -> Iterator[Wire]:
        for auth in self._wrong():
            yield self._post(auth=auth, **body)[0]
        if self.endpoint == "contact_sync":
            for meta in ({"offset": "MDo2", "context": {}}, {"synchronization_checkpoint": "MTow"}):
                yield self._post(auth=next(self._wrong()), meta=meta)[0]

    def _walk(self, meta: dict[str, Any]) -> Generator[Wire, None, Any]:
        """All pages; in the end the checkpoint is the iterator's own value."""
        page: Any = {}
        for _ in range(PAGES):
            wire, page = self._post(meta=meta)
            yield wire
            if not isinstance(page, dict) or page.get("next_offset") is None:
                break
            meta = {**meta, "offset": page["next_offset"], "context": page.get("context")}
        return page.get("synchronization_checkpoint") if isinstance(page, dict) else None

    def _post(self, **body: Any) -> tuple[Wire, Any]:
        return self._asked("POST", **body)

    def _asked(self, method: str, **body: Any) -> tuple[Wire, Any]:
        request = httpx.Request(method, "http://bridge", json={"auth": self.auth, **body})
        return self._sent(method, request.read())

    def _sent(self, method: str, content: bytes) -> tuple[Wire, Any]:
        path = httpx.URL(self.shown.definition.endpoints[self.endpoint]).path
        try:
            with self.client.stream(method, path, content=content) as answer:
                body = b""
                for piece in answer.iter_raw():
                    body += piece
                    if len(body) > READ:
                        break
        except httpx.TransportError as problem:
            return (type(problem).__name__,), None
        headers = {name: value for name, value in answer.headers.items() if name not in IGNORED}
        return (answer.status_code, headers, body[:READ]), decoded(body)


def decoded(body: bytes) -> Any:
    try:
        return httpx.Response(200, content=body).json()
    except (ValueError, RecursionError):
        return None


def value_for(item: ActionInput) -> str:
    if item.type == "datetime":
        return "2024-05-01T10:00:00+01:00"
    return item.options[0] if item.options else "text"
