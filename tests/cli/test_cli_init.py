"""``tdmock init`` as people run it: by asking, from other files, from the example."""

import json
from datetime import date
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from tdmock.definition.document import write_document
from tdmock.definition.lint import lint
from tdmock.definition.load import builtin, load, load_with_positions
from tdmock.definition.template import definition_yaml
from tests.cli.console_script import at_a_terminal, tdmock

SCHEMA = "tdmock-definition.schema.json"


def test_questions_have_defaults_and_are_checked_at_once(tmp_path: Path) -> None:
    path = tmp_path / "integration.yaml"
    answers = [
        *("My CRM", "acme"),
        "",
        *("ftp://x", "http://bridge.example.org", "https://acme.example.org/td"),
        *(" , ", "ticket, call,ticket"),
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
        ("d.json", '{"name": "acme", "interaction_types": "ticket,case", "colour": "red"}'),
        ("d.csv", "Field,Value\nname,acme\ninteraction_types,ticket;case,note\n"),
        ("d.txt", "name\n\nacme\n\ninteraction_types\n\nticket,case\n"),
    ],
)
def test_text_in_any_format_is_taken_too(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    run = tdmock("init", "--from", name, cwd=tmp_path)
    assert run.returncode == 0
    assert load(tmp_path / "integration.yaml").name == "acme"


def test_what_is_not_read_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "d.md").write_text("| Field | Value | Owner |\n|---|---|---|\n| name | acme | Jane |\n")
    run = tdmock("init", "--from", "d.md", cwd=tmp_path)
    assert run.returncode == 0
    assert "As in d.md, there is something left to mend: " in run.stdout
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
