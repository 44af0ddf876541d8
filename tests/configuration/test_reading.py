"""What a configuration file may say, and how its faults are told."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from tdmock.configuration.find import find_configuration
from tdmock.configuration.read import ConfigurationFile
from tdmock.configuration.schema import rendered
from tdmock.editions import data
from tdmock.errors import UsageError

EVERYTHING = """
url = "http://127.0.0.1:8000"
definition = "integration.yaml"
edition = "2017"
only = ["contact_sync", "actions"]
fail-on = "warning"
timeout = 2.5
deadline = 60
seed = -7
now = "2026-01-31T12:00:00Z"
workers = 64
max-body = "1MiB"
max-pages = 10
allow-writes = true
ca-bundle = "/etc/bundle.pem"
expect = "contacts.csv"
[auth]
token = "env:TOKEN"
account = "file:account.txt"
[headers]
X-Tenant = "acme"
Authorization = "env:AUTHORIZATION"
[input.create_ticket]
"a.b" = "1"
[reports]
json = "reports/{target}.json"
junit = "-"
[targets.staging]
url = "https://staging.example.org"
max-body = 5
[targets.staging.auth]
token = "env:STAGING"
[targets.staging.input.create_ticket]
c = "2"
"""
WAIVER = "[[waivers]]\nrule = 'contacts.id-is-string'\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with one above it."""
    below = tmp_path / "project" / "below"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    return below


def configured(text: str, file: Path) -> ConfigurationFile:
    file.write_text(text, encoding="utf-8")
    found = find_configuration()
    assert found is not None
    return found


def test_everything_is_read_with_paths_beside_the_file(folder: Path) -> None:
    values = configured(EVERYTHING, folder.parent / "tdmock.toml").configuration.chosen()
    beside = folder.parent
    assert values["definition"] == str(beside / "integration.yaml")
    assert values["expect_contacts"] == str(beside / "contacts.csv")
    assert values["ca_bundle"] == "/etc/bundle.pem"
    assert values["auth"] == {"token": "env:TOKEN", "account": f"file:{beside / 'account.txt'}"}
    assert values["reports"] == {"json": str(beside / "reports/{target}.json"), "junit": "-"}
    assert (values["max_body"], values["now"].hour, values["now"].tzinfo) == (2**20, 12, None)
    assert "slow" not in values


def test_a_target_joins_the_tables_and_replaces_the_rest(folder: Path) -> None:
    file = configured(EVERYTHING, folder / "tdmock.toml")
    values = file.configuration.chosen("staging")
    assert values["url"] == "https://staging.example.org"
    assert (values["timeout"], values["max_body"]) == (2.5, 5)
    assert values["inputs"] == {"create_ticket": {"a.b": "1", "c": "2"}}
    assert [(pair.name, pair.value) for pair in file.pairs("inputs", "staging")] == [
        ("create_ticket.a.b", "1"),
        ("create_ticket.c", "2"),
    ]
    token, account = file.pairs("auth", "staging")
    assert (token.where, account.where) == ("tdmock.toml:32:1: auth.token", "tdmock.toml:19:1: auth.account")


def test_the_nearest_file_counts_and_pyproject_has_a_table(folder: Path) -> None:
    (folder.parent.parent / "tdmock.toml").write_text("seed = 1")
    (folder / "pyproject.toml").write_text('[project]\nname = "tdmock"')
    assert configured("[tool.tdmock]\nseed = 2", folder.parent / "pyproject.toml").configuration.seed == 2
    assert configured("seed = 3", folder.parent / "tdmock.toml").configuration.seed == 3


def test_no_file_is_no_configuration(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("not TOML at all")
    assert find_configuration() is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("seed = 1\ntimeot = 3", "tdmock.toml:2:1: timeot: there is no such key; did you mean timeout?"),
        (
            "[targets.x]\n  sed = 1",
            "tdmock.toml:2:3: targets.x.sed: there is no such key; did you mean seed?",
        ),
        ("[wavers.x]\na = 1", "tdmock.toml:1:2: wavers: there is no such key; did you mean waivers?"),
        (
            WAIVER + "reason = ' '",
            "tdmock.toml:3:1: waivers.0.reason: string should have at least 1 character",
        ),
        (WAIVER + "level = 'error'", "tdmock.toml:3:1: waivers.0.level: input should be 'warning' or 'info'"),
        (WAIVER + "endpoint = 'elsewhere'", "tdmock.toml:3:1: waivers.0.endpoint: there is no such endpoint"),
        (
            WAIVER + "endpoint = 'contact-sync'",
            "tdmock.toml:3:1: waivers.0.endpoint: there is no such endpoint; did you mean contact_sync?",
        ),
        (WAIVER + "until = 'soon'", "tdmock.toml:3:1: waivers.0.until: input should be a valid date"),
        (WAIVER + "why = 'x'", "tdmock.toml:3:1: waivers.0.why: there is no such key"),
        ("reports = ['json']", "tdmock.toml:1:1: reports: should be a table"),
        ("only = 'agent_sync'", "tdmock.toml:1:1: only: should be a list"),
        ("seed = 'x'", "tdmock.toml:1:1: seed: input should be a valid integer"),
        ("timeout = 0", "tdmock.toml:1:1: timeout: input should be greater than 0"),
        ("max-body = '12q'", "tdmock.toml:1:1: max-body: '12q' is not a size"),
        ("only = ['a', 3]", "tdmock.toml:1:14: only.1: input should be a valid string"),
        ("edition = '2018'", "tdmock.toml:1:1: edition: input should be 'current' or '2017'"),
        ("insecure = 'no'", "tdmock.toml:1:1: insecure: input should be a valid boolean"),
        ("now = 9999-12-31", "tdmock.toml:1:1: now: its year is not one from 1970 to 9998"),
        ("[targets.'a/b']", "tdmock.toml:1:2: targets.a/b: a name is made of letters, digits, - and _"),
        ("seed = 1\nsed 2", "tdmock.toml:2:5: isn't TOML: Expected '=' after a key"),
        ("a = [", "tdmock.toml: isn't TOML: Invalid value (at end of document)"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(folder: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError) as told:
        configured(text, folder / "tdmock.toml")
    assert said in str(told.value)


@pytest.mark.parametrize(
    "text",
    [
        "[auth]\ntoken = 'hunter2-3'",
        "[expired-auth]\ntoken = 'hunter2-3'",
        "[auth]\ntoken = 'env:'\nother = 'hunter2-3'",
        "[headers]\nX-Api-Key = 'hunter2-3'",
        "[headers]\nX-Signature = 'hunter2-3'",
        "url = 'https://me:hunter2-3@crm.example.org'",
        "[targets.x]\nurl = 'https://crm.example.org/?api_key=hunter2-3'",
    ],
)
def test_a_literal_secret_is_refused_unrepeated_with_the_way_to_do_it(folder: Path, text: str) -> None:
    with pytest.raises(UsageError) as told:
        configured(text, folder / "tdmock.toml")
    assert "configuration file" in str(told.value)
    assert "env:" in str(told.value)
    assert "hunter2-3" not in str(told.value)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x" * (1024 * 1024 + 1)])
def test_what_is_no_text_or_too_large_is_refused(folder: Path, content: bytes) -> None:
    (folder / "tdmock.toml").write_bytes(content)
    with pytest.raises(UsageError, match=r"tdmock\.toml: is"):
        find_configuration()


def test_what_the_documentation_shows_is_read(folder: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
    _, shown, _ = re.split("```(?:toml)?\n", text)
    assert list(configured(shown, folder / "tdmock.toml").configuration.targets) == ["staging"]


def test_the_schema_for_editors_is_up_to_date_and_takes_what_is_read() -> None:
    schema: Any = json.loads(rendered())
    stored = (data("contracts") / "configuration.schema.json").read_text(encoding="utf-8")
    assert stored == rendered(), "run: make generate"
    validator = jsonschema_rs.validator_for(schema)
    assert validator.is_valid(tomllib.loads(EVERYTHING))
    assert not validator.is_valid({"timeot": 3})
    assert not validator.is_valid({"auth": {"token": "literal"}})
