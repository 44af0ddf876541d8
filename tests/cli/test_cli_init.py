"""``tdmock init`` as people run it: by asking, from other files, from the example."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from tdmock.definition.lint import lint
from tdmock.documents.document import write_document
from tdmock.documents.load import builtin, load, load_with_positions
from tdmock.documents.template import definition_yaml
from tests.cli.console_script import at_a_terminal, serving, tdmock

SCHEMA = "tdmock-definition.schema.json"
SPARSE: dict[str, Any] = {
    "name": "acme",
    "authentication_configuration": [{"field_name": "api_token"}],
    "auth_validation_endpoint": "https://acme.example.org/auth",
    "actions": [
        {
            "name": "add_note",
            "provider": "other",
            "endpoint": "https://acme.example.org/notes",
            "inputs": [{"key": "body"}],
        }
    ],
}


def test_questions_have_defaults_and_are_checked_at_once(tmp_path: Path) -> None:
    path = tmp_path / "integration.yaml"
    answers = [
        *("My CRM", "acme"),
        "",
        *("ftp://x", "http://bridge.example.org", "https://acme.example.org/td"),
        *(" , ", "ticket, call,ticket"),
        "y",
    ]
    code, shown = at_a_terminal(["init", "-o", path], answers)
    assert code == 0
    assert "lower case without blanks, such as mycrm" in shown
    assert "Name that people see [Acme]" in shown
    assert "write it as https://host" in shown
    assert "has to be served over https://" in shown
    assert "name one at least" in shown
    definition = load(path)
    assert (definition.name, definition.display_name) == ("acme", "Acme")
    assert definition.interaction_types == ("ticket", "call")
    assert definition.endpoints["contact_sync"] == "https://acme.example.org/td/contact_sync"
    assert lint(load_with_positions(path)) == []
    configured = tomllib.loads((tmp_path / "tdmock.toml").read_text())
    assert (configured["definition"], configured["auth"]) == ("integration.yaml", {"token": "env:ACME_TOKEN"})


def test_with_a_configuration_check_needs_no_more_than_credentials(tmp_path: Path) -> None:
    assert tdmock("init", "--example", "--configuration", cwd=tmp_path).returncode == 0
    schema = json.loads((tmp_path / "tdmock.schema.json").read_text())
    text = (tmp_path / "tdmock.toml").read_text()
    jsonschema_rs.Draft202012Validator(schema).validate(tomllib.loads(text))
    credentials = {"MYCRM_ACCOUNT": "sample-account", "MYCRM_TOKEN": "sample-token"}
    with serving() as url:
        (tmp_path / "tdmock.toml").write_text(text.replace("http://127.0.0.1:8000", url))
        done = tdmock("check", "--only=auth_validation", cwd=tmp_path, env=credentials)
    assert done.returncode == 0, done
    again = tdmock("init", "--example", "--configuration", "-o", "other.yaml", cwd=tmp_path)
    assert again.returncode == 2
    assert "tdmock.toml is there already" in again.stderr
    assert not (tmp_path / "other.yaml").exists()


def test_where_nobody_answers_another_way_is_named(tmp_path: Path) -> None:
    run = tdmock("init", cwd=tmp_path)
    assert run.returncode == 2
    assert "use --from FILE or --example" in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_example_is_mycrm_with_a_schema_for_editors_beside_it(tmp_path: Path) -> None:
    run = tdmock("init", "--example", cwd=tmp_path)
    assert run.returncode == 0
    assert "tdmock lint integration.yaml" in run.stdout
    path = tmp_path / "integration.yaml"
    assert load(path) == builtin()
    assert {breach.rule for breach in lint(load_with_positions(path))} == {
        "definition.date-patterns-have-one-reading"
    }
    text = path.read_text()
    assert text.startswith(f"# yaml-language-server: $schema={SCHEMA}\n")
    schema = json.loads((tmp_path / SCHEMA).read_text())
    jsonschema_rs.Draft202012Validator(schema).validate(yaml.safe_load(text))


@pytest.mark.parametrize("ending", ["docx", "xlsx", "md", "html"])
def test_a_document_becomes_the_definition_it_was_written_from(tmp_path: Path, ending: str) -> None:
    write_document(builtin(), tmp_path / f"d.{ending}", written_on=date(2026, 11, 22))
    run = tdmock("init", "--from", f"d.{ending}", cwd=tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    assert (tmp_path / "integration.yaml").read_text() == definition_yaml(builtin(), schema=SCHEMA)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "d.json",
            '{"name": "acme", "contact_synchronization_url": "https://acme.example.org/c", "colour": "red"}',
        ),
        (
            "d.csv",
            "Field,Value\nname,acme\ncontact_synchronization_endpoint,https://acme.example.org/c,note\n",
        ),
        ("d.txt", "name\n\nacme\n\nagent_synchronization_endpoint\n\nhttps://acme.example.org/agents\n"),
    ],
)
def test_text_in_any_format_is_taken_and_what_it_leaves_out_is_proposed(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    run = tdmock("init", "--from", name, cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    proposed = ("display_name", "description", "logo_url", "icon_url")
    assert f"adapt it: {', '.join(proposed)}." in run.stdout
    path = tmp_path / "integration.yaml"
    assert all(f"#   {field}\n" in path.read_text() for field in proposed)
    assert (load(path).name, load(path).display_name) == ("acme", "Acme")
    assert lint(load_with_positions(path)) == []


def test_gaps_in_fields_actions_and_inputs_are_filled_as_they_were_taken(tmp_path: Path) -> None:
    (tmp_path / "d.json").write_text(json.dumps(SPARSE))
    assert tdmock("init", "--from", "d.json", cwd=tmp_path).returncode == 0
    path = tmp_path / "integration.yaml"
    assert lint(load_with_positions(path)) == []
    before, after = load(tmp_path / "d.json"), load(path)
    assert after.endpoints == before.endpoints
    assert after.authentication_type == "custom"
    (field,) = after.authentication_configuration
    assert (field.field_name, field.display, field.mandatory) == ("api_token", "Api token", True)
    (action,) = after.actions
    assert (action.provider, action.display, action.description) == ("acme", "add note", "add note")
    assert [(entry.key, entry.name, entry.type) for entry in action.inputs] == [("body", "Body", "text")]


def test_nothing_is_written_from_a_file_that_is_wrong(tmp_path: Path) -> None:
    twice = {**SPARSE, "actions": SPARSE["actions"] * 2}
    (tmp_path / "d.json").write_text(json.dumps(twice))
    run = tdmock("init", "--from", "d.json", cwd=tmp_path)
    assert run.returncode == 2
    assert "only you can fix, so nothing was written: actions[1].endpoint, actions[1].name" in run.stderr
    assert "tdmock lint d.json" in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["d.json"]


def test_an_integration_that_offers_nothing_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text("name: acme\n")
    run = tdmock("init", "--from", "d.yaml", cwd=tmp_path)
    assert run.returncode == 2
    assert "nothing was written: an endpoint or an action is missing. How to fix it" in run.stderr
    assert not (tmp_path / "integration.yaml").exists()


def test_what_is_not_read_is_told_with_its_place(tmp_path: Path) -> None:
    rows = "| name | acme | Jane |\n| agent_synchronization_endpoint | https://acme.example.org/a | |\n"
    (tmp_path / "d.md").write_text(f"| Field | Value | Owner |\n|---|---|---|\n{rows}")
    run = tdmock("init", "--from", "d.md", cwd=tmp_path)
    assert run.returncode == 0
    assert run.stderr.startswith("Note: d.md, table 1, row 2, cell 3: this column was not read")


def test_nothing_is_written_over_unless_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "integration.yaml"
    path.write_text("mine")
    run = tdmock("init", "--example", cwd=tmp_path)
    assert run.returncode == 2
    assert "--force" in run.stderr
    assert path.read_text() == "mine"
    assert tdmock("init", "--example", "--force", cwd=tmp_path).returncode == 0
    assert path.read_text() != "mine"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--example", "--from", "d.md"], "exclude each other"),
        (["--example", "-o", "d.json"], "ends in .yaml"),
        (["--example", "-o", "none/d.yaml"], "can't be written: No such file"),
        (["--from", "d.md"], "d.md: can't be read"),
    ],
)
def test_what_cannot_be_done_is_told(tmp_path: Path, arguments: list[str], message: str) -> None:
    run = tdmock("init", *arguments, cwd=tmp_path)
    assert run.returncode == 2
    assert message in run.stderr
