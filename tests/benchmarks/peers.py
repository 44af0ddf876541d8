"""What people would use instead, installed into throw-away environments, asking for what is on a tape."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.measure import Command
from tests.benchmarks.tape import Tape

_PYTEST = """
import json
from pathlib import Path

import httpx
import pytest
from pydantic import BaseModel, TypeAdapter

URL = "{url}"
TAKEN = json.loads(Path(__file__).with_name("tape.json").read_bytes())["exchanges"]


class Contact(BaseModel):
    id: str
    name: str
    company: str | None = None
    title: str | None = None
    emails: list[str] = []
    phones: list[str] = []
    websites: list[str] = []


class Contacts(BaseModel):
    contacts: list[Contact]
    next_offset: str | None = None
    synchronization_checkpoint: str


class Agent(BaseModel):
    id: str | int
    name: str
    email: str


class Agents(BaseModel):
    agents: list[Agent]
    next_offset: int | None = None


class Interaction(BaseModel):
    id: str
    subject: str
    date: str
    type: str


class Done(BaseModel):
    message: str | None = None
    external_id: str | None = None


ANSWERS = {{
    "/contact_sync": TypeAdapter(Contacts),
    "/agent_sync": TypeAdapter(Agents),
    "/interaction_update": TypeAdapter(list[Interaction]),
    "/actions/create_ticket": TypeAdapter(Done),
}}


@pytest.fixture(scope="session")
def client():
    with httpx.Client(base_url=URL) as client:
        yield client


@pytest.mark.parametrize("number", range(len(TAKEN)))
def test_exchange(client, number):
    taken = TAKEN[number]
    response = client.request(
        taken["method"], taken["path"], content=taken["body"].encode(), headers=dict(taken["headers"])
    )
    assert response.status_code == taken["status"]
    if response.is_success and taken["path"] in ANSWERS:
        ANSWERS[taken["path"]].validate_json(response.content)
"""


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A tool: ``install`` puts it into a folder, ``prepare`` writes there what it needs to ask for a tape.

    ``most`` is what share of its CPU a check of tdmock may take. With ``codes`` it may end.
    """

    most: float
    install: Callable[[Path], list[Command]]
    prepare: Callable[[Path, Tape, str], Command]
    codes: frozenset[int] = frozenset({0})


def _from_pypi(*packages: str) -> Callable[[Path], list[Command]]:
    return lambda folder: [
        [sys.executable, "-m", "venv", str(folder)],
        [str(folder / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", *packages],
    ]


def _from_npm(package: str) -> Callable[[Path], list[Command]]:
    return lambda folder: [
        ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--silent", package]
    ]


def _pytest(folder: Path, tape: Tape, url: str) -> Command:
    del tape
    (folder / "test_bridge.py").write_text(_PYTEST.format(url=url))
    return [str(folder / "bin" / "pytest"), "-q", "-p", "no:cacheprovider", str(folder / "test_bridge.py")]


def _schemathesis(folder: Path, tape: Tape, url: str) -> Command:
    """As many requests as the tape has, or fewer, spread over the endpoints."""
    (folder / "openapi.json").write_text(json.dumps(tape.openapi))
    examples = len(tape.exchanges) // len(tape.schemas)
    command = [str(folder / "bin" / "st"), "run", str(folder / "openapi.json"), f"--url={url}"]
    return [*command, "--phases=fuzzing", "--mode=positive", f"--max-examples={examples}", "--seed=1"]


def _newman(folder: Path, tape: Tape, url: str) -> Command:
    items = []
    for number, one in enumerate(tape.exchanges):
        checks = [f"pm.test('status', () => pm.response.to.have.status({one.status}))"]
        if one.status == 200 and one.answer:
            schema = json.dumps(_plain(tape.schemas[one.path]))
            checks.append(f"pm.test('schema', () => pm.response.to.have.jsonSchema({schema}))")
        request: dict[str, Any] = {
            "method": one.method,
            "url": url + one.path,
            "header": [{"key": name, "value": value} for name, value in one.headers],
        }
        if one.body:
            request["body"] = {"mode": "raw", "raw": one.body}
        event = {"listen": "test", "script": {"type": "text/javascript", "exec": checks}}
        items.append({"name": f"{number}", "request": request, "event": [event]})
    schema_url = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    collection = {"info": {"name": "bridge", "schema": schema_url}, "item": items}
    (folder / "collection.json").write_text(json.dumps(collection))
    return [str(folder / "node_modules" / ".bin" / "newman"), "run", str(folder / "collection.json")]


def _stepci(folder: Path, tape: Tape, url: str) -> Command:
    steps = []
    for number, one in enumerate(tape.exchanges):
        check: dict[str, Any] = {"status": one.status}
        if one.status == 200 and one.answer:
            check["schema"] = _plain(tape.schemas[one.path])
        http: dict[str, Any] = {"url": url + one.path, "method": one.method, "check": check}
        if one.headers:
            http["headers"] = dict(one.headers)
        if one.body:
            http["body"] = one.body
        steps.append({"name": f"{number}", "http": http})
    config = {"continueOnFail": True}
    workflow = {"version": "1.1", "name": "bridge", "config": config, "tests": {"all": {"steps": steps}}}
    (folder / "workflow.yml").write_text(json.dumps(workflow))
    return [str(folder / "node_modules" / ".bin" / "stepci"), "run", str(folder / "workflow.yml")]


def _plain(schema: Mapping[str, Any]) -> Any:
    """The schema as older validators read it: all in it, and nothing of ours."""
    schemas = schema["components"]["schemas"]

    def plain(node: Any) -> Any:
        if isinstance(node, list):
            return [plain(part) for part in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return plain(schemas[node["$ref"].rpartition("/")[2]])
        return {name: plain(part) for name, part in node.items() if not re.match("x-|components", name)}

    return plain(schema)


PEERS: Mapping[str, Peer] = {
    "pytest with httpx and pydantic": Peer(
        most=0.4, install=_from_pypi("pytest", "httpx", "pydantic"), prepare=_pytest
    ),
    "schemathesis": Peer(most=0.12, install=_from_pypi("schemathesis"), prepare=_schemathesis),
    "newman": Peer(most=0.1, install=_from_npm("newman"), prepare=_newman),
    "stepci": Peer(most=0.15, install=_from_npm("stepci"), prepare=_stepci, codes=frozenset({0, 5})),
}

QUIET = {"STEPCI_DISABLE_ANALYTICS": "1", "CI": "true"}
"""What keeps peers from telling their makers of it, or asking for anything."""


def installed(peer: Peer, folder: Path) -> str:
    """Install a peer; what kept it from that, or nothing."""
    for command in peer.install(folder):
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=600, env={**os.environ, **QUIET})
        except (OSError, subprocess.SubprocessError) as problem:
            told = getattr(problem, "stderr", None) or b""
            lines = told.decode(errors="replace").strip().splitlines()
            return lines[-1] if lines else str(problem)
    return ""
