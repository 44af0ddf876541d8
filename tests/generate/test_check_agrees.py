"""``tdmock check`` finds in served fixture data what the labels say, and nothing else."""

import gzip
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import openpyxl
import pytest
from faker.config import AVAILABLE_LOCALES

from tdmock import api
from tdmock.cli.generate import command
from tdmock.contract.compile import compile_contract
from tdmock.documents.load import builtin
from tdmock.editions import Edition
from tdmock.findings import Level
from tdmock.fixtures import Recipe, records, write
from tdmock.generate import formats
from tdmock.generate.account import FileAccount
from tdmock.generate.files import RecordFile
from tdmock.judge.schema import Schema
from tdmock.run.settings import Settings
from tdmock.sample.app import build, default_credentials
from tdmock.sample.server import RunningBridge

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LOCALES = tuple(sorted(AVAILABLE_LOCALES))
EVERYWHERE = Recipe(count=2 * len(LOCALES), locales=LOCALES, now=NOW)
CONTRACT = compile_contract(builtin(), Edition.CURRENT)


def findings(account: FileAccount, *endpoints: str, least: Level = Level.WARNING) -> set[str]:
    """The clauses of a level or above that a check of the account finds broken."""
    definition = builtin()
    app = build(definition, data=account, page_size=25)
    settings = Settings(only=endpoints, auth=default_credentials(definition), now=NOW)
    with RunningBridge(app) as bridge:
        report = api.check(bridge.url, definition, settings)
    return {
        finding.clause.id
        for finding in report.findings
        if finding.level is not Level.INFO or least is Level.INFO
    }


def generate(kind: str, path: Path, invalid: float) -> set[str]:
    """Write a file of records; returns the clauses that its labels name."""
    labels = path.with_suffix(".labels")
    arguments = [kind, "-n", "200", "--invalid", invalid, "-o", path, "--labels", labels]
    command.main([str(argument) for argument in arguments], standalone_mode=False)
    return {json.loads(line)["clause"] for line in labels.read_text().splitlines()} if invalid else set()


@pytest.mark.parametrize("invalid", [0.0, 0.3])
def test_a_check_of_served_contacts_finds_their_labels(invalid: float, tmp_path: Path) -> None:
    labels = generate("contacts", tmp_path / "contacts.ndjson", invalid)
    assert bool(labels) is bool(invalid)
    assert findings(FileAccount(RecordFile(tmp_path / "contacts.ndjson")), "contact_sync") == labels


@pytest.mark.parametrize("invalid", [0.0, 0.3])
def test_a_check_of_served_agents_finds_their_labels(invalid: float, tmp_path: Path) -> None:
    labels = generate("agents", tmp_path / "agents.ndjson", invalid)
    generate("contacts", tmp_path / "contacts.ndjson", 0.0)
    agents = RecordFile(tmp_path / "agents.ndjson")
    assert findings(FileAccount(RecordFile(tmp_path / "contacts.ndjson"), agents), "agent_sync") == labels


@pytest.mark.parametrize("ending", ["json", "ndjson.gz", "csv", "yaml", "sql.gz", "sqlite", "xlsx"])
def test_a_bridge_that_hands_fixtures_on_gets_no_finding_in_any_language(ending: str, tmp_path: Path) -> None:
    """Not even an info, in whatever format the data came."""
    files = {}
    for kind in ("contacts", "agents", "interactions"):
        recipe = replace(EVERYWHERE, extras=kind == "interactions")
        path = tmp_path / f"{kind}.{ending}"
        write(path, kind, recipe)
        if ending.startswith(("sql", "xlsx")):  # what check and serve don't read, a bridge does
            path = as_ndjson(path, kind)
        files[kind] = RecordFile(path, extras=recipe.extras)
        assert list(files[kind]) == list(records(kind, recipe))
    assert findings(FileAccount(*files.values()), least=Level.INFO) == set()


def as_ndjson(path: Path, kind: str) -> Path:
    """The records of a database or a workbook, as a bridge would read them."""
    read = in_workbook if path.suffix == ".xlsx" else in_database
    columns = formats.columns(kind, extras=kind == "interactions")
    found = [{name: one[name] for name in columns if one.get(name)} for one in read(path, kind)]
    made = path.with_suffix(".ndjson")
    made.write_bytes(b"".join(formats.ndjson(found)))
    return made


def in_workbook(path: Path, kind: str) -> Iterator[dict[str, Any]]:
    header, *rows = openpyxl.load_workbook(path)[kind].iter_rows(values_only=True)
    for row in rows:
        cells = {str(name): str(value) for name, value in zip(header, row, strict=True) if value}
        yield {k: v.split("; ") if k in formats.LISTS else v for k, v in cells.items()}


def in_database(path: Path, kind: str) -> Iterator[dict[str, Any]]:
    with closing(sqlite3.connect(path if path.suffix == ".sqlite" else ":memory:")) as database:
        if path.suffix == ".gz":
            database.executescript(gzip.decompress(path.read_bytes()).decode())
        database.row_factory = sqlite3.Row
        for row in database.execute(f"SELECT * FROM {kind} ORDER BY rowid"):  # noqa: S608 - our own names
            lists = {
                field: [
                    value
                    for (value,) in database.execute(
                        f"SELECT {field[:-1]} FROM contact_{field} WHERE contact_id = ? ORDER BY place",  # noqa: S608
                        (row["id"],),
                    )
                ]
                for field in formats.LISTS
                if kind == "contacts"
            }
            yield {**dict(row), **lists}


def test_a_bridge_answers_every_request_in_any_language(tmp_path: Path) -> None:
    definition = builtin()
    write(tmp_path / "contacts.ndjson", "contacts", EVERYWHERE)
    app = build(definition, data=FileAccount(RecordFile(tmp_path / "contacts.ndjson")), page_size=25)
    credentials = default_credentials(definition)
    recipe = replace(EVERYWHERE, count=5 * len(LOCALES), account=len(LOCALES))
    refused = []
    with RunningBridge(app) as bridge, httpx.Client(base_url=bridge.url) as client:
        for request in records("requests", recipe):
            body = {**request["body"], "auth": {name: credentials[name] for name in request["body"]["auth"]}}
            answer = client.post(urlsplit(request["url"]).path, json=body)
            if not answer.is_success:
                refused.append(answer.json()["message"])
    assert [message for message in refused if not message.endswith("that this bridge handed out.")] == []


def test_answers_that_are_handed_on_break_nothing() -> None:
    schemas = {name: Schema(CONTRACT, operation.schema) for name, operation in CONTRACT.operations.items()}
    for answer in records("responses", replace(EVERYWHERE, count=600)):
        assert list(schemas[answer["endpoint"]].breaches(answer["body"])) == []
