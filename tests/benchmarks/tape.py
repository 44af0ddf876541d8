"""The exchanges of a check of the sample bridge, recorded so that every client can ask for the same."""

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson

MOMENT = "2026-01-01T12:00:00"
"""The ``--now`` of every run: with it, requests are the same each time."""

_OF_THE_WIRE = {"content-length", "transfer-encoding", "connection"}


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One exchange."""

    method: str
    path: str
    headers: list[tuple[str, str]]
    body: str
    status: int
    answer_headers: list[tuple[str, str]]
    answer: str


@dataclass(frozen=True, kw_only=True)
class Tape:
    """The exchanges in their order, and by path the JSON Schema of what a success answers."""

    exchanges: list[Taken]
    schemas: dict[str, Any]
    openapi: dict[str, Any]


def load(path: Path) -> Tape:
    """A tape that was recorded."""
    read = orjson.loads(path.read_bytes())
    return Tape(**read | {"exchanges": [Taken(**one) for one in read["exchanges"]]})


def record_apart(path: Path) -> None:
    """Record in a process of its own: a large one would count as the memory of those that it starts."""
    code = f"from pathlib import Path; from tests.benchmarks.tape import record; record(Path({str(path)!r}))"
    subprocess.run([sys.executable, "-c", code], check=True)


def credentials() -> list[str]:
    """The options that give the sample bridge's credentials and the moment."""
    from tdmock.documents.load import builtin
    from tdmock.sample.app import default_credentials

    auth = default_credentials(builtin())
    return [f"--now={MOMENT}Z", *(f"--auth={name}={value}" for name, value in auth.items())]


def record(path: Path, *, contacts: int = 60, page_size: int = 25, faults: Iterable[str] = ()) -> Tape:
    """Check a sample bridge of the built-in mycrm, and write down what went to and fro."""
    import tdmock
    from tdmock.contract.compile import compile_contract
    from tdmock.contract.openapi import illustrate
    from tdmock.documents.load import builtin
    from tdmock.editions import Edition
    from tdmock.exchange import Exchange, Request
    from tdmock.sample.app import build, default_credentials
    from tdmock.sample.data import FakeData
    from tdmock.sample.faults import FAULTS
    from tdmock.sample.server import RunningBridge
    from tdmock.transport import HttpTransport

    definition = builtin()
    taken: list[Taken] = []

    class Recorder(HttpTransport):
        def send(self, request: Request, *, timeout: float) -> Exchange:
            exchange = super().send(request, timeout=timeout)
            assert exchange.response
            taken.append(
                Taken(
                    method=request.method,
                    path=urlsplit(request.url).path,
                    headers=list(request.headers),
                    body=request.body.decode(),
                    status=exchange.response.status,
                    answer_headers=[
                        (name, value)
                        for name, value in exchange.response.headers
                        if name.lower() not in _OF_THE_WIRE
                    ],
                    answer=exchange.response.body.decode(),
                )
            )
            return exchange

    data = FakeData(contacts=contacts, agents=12, types=definition.interaction_types)
    app = build(definition, data=data, page_size=page_size, faults=[FAULTS[name] for name in faults])
    settings = tdmock.Settings(
        auth=default_credentials(definition), now=datetime.fromisoformat(MOMENT).replace(tzinfo=UTC)
    )
    with RunningBridge(app) as bridge, Recorder(keep_connections=False) as transport:
        tdmock.check(bridge.url, definition, settings, transport=transport)
    contract = compile_contract(definition, Edition.CURRENT)
    components = contract.document["components"]
    schemas = {
        urlsplit(definition.endpoints[name]).path: {**operation.schema, "components": components}
        for name, operation in contract.operations.items()
    }
    tape = Tape(exchanges=taken, schemas=schemas, openapi=illustrate(contract, definition))
    path.write_bytes(orjson.dumps(asdict(tape)))
    return tape
