"""``tdmock check`` finds in served fixture data what the labels say, and nothing else."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from faker.config import AVAILABLE_LOCALES

from tdmock import api
from tdmock.cli.generate import command
from tdmock.contract.compile import compile_contract
from tdmock.documents.load import builtin
from tdmock.editions import Edition
from tdmock.findings import Level
from tdmock.fixtures import Recipe, records
from tdmock.generate.account import FileAccount
from tdmock.generate.files import RecordFile
from tdmock.judge.schema import Schema
from tdmock.run.settings import Settings
from tdmock.sample.app import build, default_credentials
from tdmock.sample.server import RunningBridge

NOW = datetime(2026, 1, 1, tzinfo=UTC)
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


@pytest.mark.parametrize("ending", ["json", "ndjson.gz", "csv", "yaml"])
def test_a_bridge_that_hands_fixtures_on_gets_no_finding_in_any_language(ending: str, tmp_path: Path) -> None:
    """Not even an info, in whatever format the data came."""
    locales = [word for locale in sorted(AVAILABLE_LOCALES) for word in ("--locale", locale)]
    arguments = ["-n", str(2 * len(AVAILABLE_LOCALES)), "--now", "2026-01-01", *locales]
    for kind in ("contacts", "agents", "interactions"):
        extras = ["--extras"] * (kind == "interactions")
        output = str(tmp_path / f"{kind}.{ending}")
        command.main([kind, *arguments, *extras, "-o", output], standalone_mode=False)
    account = FileAccount(
        RecordFile(tmp_path / f"contacts.{ending}"),
        RecordFile(tmp_path / f"agents.{ending}"),
        RecordFile(tmp_path / f"interactions.{ending}", extras=True),
    )
    assert findings(account, least=Level.INFO) == set()


def test_answers_that_are_handed_on_break_nothing() -> None:
    schemas = {name: Schema(CONTRACT, operation.schema) for name, operation in CONTRACT.operations.items()}
    recipe = Recipe(count=600, locales=tuple(sorted(AVAILABLE_LOCALES)))
    for answer in records("responses", recipe):
        assert list(schemas[answer["endpoint"]].breaches(answer["body"])) == []
