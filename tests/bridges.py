"""Bridges written by hand, dictionaries of paths and functions, and checks of them over real sockets."""

import json
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tdmock import api
from tdmock.definition.model import Definition
from tdmock.editions import Edition
from tdmock.report.build import Report
from tdmock.run.events import Event
from tdmock.run.pace import Clock
from tdmock.run.settings import Settings
from tdmock.transport import Transport

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)

Asked = dict[str, Any]
"""A request: ``method``, ``path``, ``headers`` (names in lower case), ``raw``, ``body`` as JSON or None."""

Given = tuple[int, dict[str, str], Any]
"""An answer: bytes are sent as they are, None as no body, anything else as JSON."""

Answer = Callable[[Asked], Given]

VALID = {"account": "acme", "token": "t0ken-5f3a"}

PEOPLE = [
    {
        "id": f"c{n}",
        "name": f"Person{n} Last{n}",
        "emails": [f"person{n}@example.com"],
        "phones": [f"+1202555010{n}"],
    }
    for n in range(7)
]
AGENTS = [{"id": f"a{n}", "name": f"Agent {n}", "email": f"agent{n}@example.com"} for n in range(3)]


class Bridge:
    """Serves the answers on a free loopback port while the context lasts.

    ``asked`` are the requests in their order of arrival. A single-threaded one keeps every other connection
    waiting while it has one.
    """

    def __init__(self, answers: Mapping[str, Answer], *, single_threaded: bool = False) -> None:
        self.asked: list[Asked] = []
        handler = type("Handler", (_Handler,), {"answers": answers, "asked": self.asked})
        self._server = (HTTPServer if single_threaded else _Threads)(("127.0.0.1", 0), handler)
        if isinstance(self._server, ThreadingHTTPServer):
            self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def at(self, path: str) -> list[Asked]:
        """The requests to a path."""
        return [request for request in self.asked if request["path"] == path]

    def bodies(self, path: str) -> list[Any]:
        """The JSON of the requests to a path."""
        return [request["body"] for request in self.at(path)]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Threads(ThreadingHTTPServer):
    request_queue_size = 128  # where many come at once, more than five wait a second for a connection


Serve = Callable[..., Bridge]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # the answer leaves in one piece; in two, it would wait for an acknowledgement between them
    disable_nagle_algorithm = True
    timeout = 5
    answers: Mapping[str, Answer] = {}
    asked: list[Asked] = []  # noqa: RUF012 - replaced for each bridge

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            body = json.loads(raw)
        except ValueError:
            body = None
        request = {
            "method": self.command,
            "path": self.path,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "raw": raw,
            "body": body,
        }
        self.asked.append(request)
        answer = self.answers.get(self.path)
        status, headers, content = answer(request) if answer else (404, {}, None)
        self._send(status, headers, content)

    do_GET = do_PUT = do_DELETE = do_POST  # noqa: N815 - http.server's names

    def _send(self, status: int, headers: Mapping[str, str], content: Any) -> None:
        if content is None or isinstance(content, bytes):
            data = content or b""
        else:
            data = json.dumps(content).encode()
            headers = {"Content-Type": "application/json", **headers}
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def json_answer(body: Any, status: int = 200) -> Given:
    return status, {}, body


def raw_json(text: str | bytes, status: int = 200) -> Given:
    """JSON exactly as written."""
    data = text.encode() if isinstance(text, str) else text
    return status, {"Content-Type": "application/json"}, data


def guarded(answer: Answer, *, auth: Mapping[str, Any] = VALID) -> Answer:
    """The answer for requests that are POSTs of an object with these credentials; a refusal for others."""

    def check(request: Asked) -> Given:
        if request["method"] != "POST":
            return json_answer({"message": "Only POST is allowed."}, 405)
        if not isinstance(request["body"], dict):
            return json_answer({"message": "The body is not a JSON object."}, 400)
        if request["body"].get("auth") != auth:
            return json_answer({"message": "The credentials are not valid."}, 401)
        return answer(request)

    return check


def meta(request: Asked) -> dict[str, Any]:
    return request["body"].get("meta") or {}


def contacts(request: Asked) -> Given:
    """Seven contacts on pages of three; nothing has changed since a checkpoint."""
    if "synchronization_checkpoint" in meta(request):
        return json_answer({"contacts": [], "synchronization_checkpoint": "now"})
    start = int(meta(request).get("offset") or 0)
    more = {"next_offset": str(start + 3)} if start + 3 < len(PEOPLE) else {}
    return json_answer({"contacts": PEOPLE[start : start + 3], "synchronization_checkpoint": "now", **more})


def agents(request: Asked) -> Given:
    return json_answer({"agents": AGENTS})


def interactions(request: Asked) -> Given:
    """A ticket and a case for each contact, found by id, e-mail or phone."""
    data, types = request["body"]["data"], meta(request)["interaction_types"]
    found = [
        person
        for person in PEOPLE
        if data.get("contact_external_id") == person["id"]
        or person["emails"] == data.get("contact_emails")
        or person["phones"] == data.get("contact_phones")
    ]
    return json_answer(
        [
            {
                "id": f"{kind}-{person['id']}",
                "subject": f"A {kind}",
                "date": "2012-11-21 17:53:51 UTC",
                "type": kind,
            }
            for person in found
            for kind in ("ticket", "case")
            if kind in types
        ]
    )


STATES = ("AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL")


def create_ticket(request: Asked) -> Given:
    data = request["body"].get("data") or {}
    if not data.get("firstName") or data.get("state") not in STATES:
        return json_answer({"message": "An input is missing or wrong."}, 400)
    return json_answer({"external_id": "t1"}, 201)


def conformant(*, auth: Mapping[str, Any] = VALID) -> dict[str, Answer]:
    """The answers of a bridge for the built-in definition, by path; put others in their places."""
    answers = {
        "/auth_validation": lambda _: json_answer({}),
        "/contact_sync": contacts,
        "/agent_sync": agents,
        "/interaction_update": interactions,
        "/actions/create_ticket": create_ticket,
    }
    return {path: guarded(answer, auth=auth) for path, answer in answers.items()}


def check(
    url: str | None,
    *,
    definition: Definition | None = None,
    auth: Mapping[str, str] = VALID,
    headers: Mapping[str, str] | None = None,
    only: Collection[str] = (),
    edition: Edition = Edition.CURRENT,
    expired: Mapping[str, str] | None = None,
    tell: Callable[[Event], None] = lambda event: None,
    transport: Transport | None = None,
    clock: Clock | None = None,
    **settings: Any,
) -> Report:
    """The report on a bridge, from a run over real sockets; without its times, for two to be compared."""
    chosen = Settings(
        auth=auth,
        edition=edition,
        expired=expired or {},
        headers=headers or {},
        only=only,
        **{"now": NOW, **settings},
    )
    report = api.check(url, definition, chosen, transport=transport, clock=clock, tell=tell)
    return replace(report, started_at=NOW, duration=0.0)
