"""The commented file that a new integration begins with: it loads, lints clean, and suits its JSON Schema."""

import json
import tempfile
from pathlib import Path

import jsonschema_rs
import pytest
import yaml
from hypothesis import Phase, example, given, settings

from tdmock import editions
from tdmock.definition import Action, Definition
from tdmock.definition.lint import lint
from tdmock.definition.schema import definition_schema, rendered
from tdmock.documents.load import builtin, load, load_with_positions
from tdmock.documents.template import definition_yaml, starter
from tests.documents.definition_strategies import DEFINITIONS


@given(DEFINITIONS)
@example(builtin())
@settings(max_examples=60, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate))
def test_what_is_written_loads_as_the_same_definition(definition: Definition) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "integration.yaml"
        path.write_text(definition_yaml(definition), encoding="utf-8")
        assert load(path) == definition


WORDS = (
    *("null", "Null", "~", "yes", "No", "on", "OFF", "y", "n", "true", "False", "=", "<<"),
    *("123", "1_0", "0x1F", "1e3", ".inf", ".NaN", "12:30", "2026-01-01"),
)


def test_what_yaml_takes_for_something_else_than_text_stands_in_quotes(tmp_path: Path) -> None:
    action = Action(name="null", endpoint="https://acme.example.org/a", display="yes", scoping=WORDS)
    definition = Definition(name="on", interaction_types=WORDS, actions=(action,))
    text = definition_yaml(definition)
    (tmp_path / "i.yaml").write_text(text, encoding="utf-8")
    assert load(tmp_path / "i.yaml") == definition
    jsonschema_rs.Draft202012Validator(definition_schema()).validate(yaml.safe_load(text))
    assert all(f'"{word}"' in text for word in WORDS)


def test_a_new_definition_lints_clean(tmp_path: Path) -> None:
    definition = starter(name="acme", display_name="Acme: the shop", base_url="https://acme.example.org/td/")
    (tmp_path / "i.yaml").write_text(definition_yaml(definition), encoding="utf-8")
    assert lint(load_with_positions(tmp_path / "i.yaml")) == []
    assert definition.endpoints["contact_sync"] == "https://acme.example.org/td/contact_sync"


def test_fields_are_explained_and_the_schema_is_referred_to() -> None:
    lines = definition_yaml(builtin(), schema="schema.json").splitlines()
    assert lines[0] == "# yaml-language-server: $schema=schema.json"
    assert lines[lines.index("name: mycrm") - 1].startswith("# The system name")
    first_endpoint = next(number for number, line in enumerate(lines) if "_endpoint:" in line)
    assert "left out" in lines[first_endpoint - 1]


def test_the_schema_in_the_repository_is_the_one_that_the_models_make() -> None:
    stored = editions.data("contracts") / "definition.schema.json"
    assert stored.read_text(encoding="utf-8") == rendered(), "stale: write it anew with make generate"


def test_what_is_generated_and_the_example_suit_the_schema() -> None:
    validator = jsonschema_rs.Draft202012Validator(definition_schema())
    for text in (definition_yaml(builtin()), editions.mycrm_file().read_text(encoding="utf-8")):
        validator.validate(yaml.safe_load(text))


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"name": 1}',
        '{"name": "a", "nam": "b"}',
        '{"name": "a", "authentication_type": "x"}',
        '{"name": "a", "actions": [{"name": "b"}]}',
    ],
)
def test_the_schema_refuses_what_is_no_definition(text: str) -> None:
    assert not jsonschema_rs.Draft202012Validator(definition_schema()).is_valid(json.loads(text))


def test_every_field_is_described() -> None:
    schema = definition_schema()
    models = [schema, *schema["$defs"].values()]
    names = [field for model in models for field in model["properties"].items() if field[0] != "$schema"]
    assert [name for name, field in names if not field.get("description")] == []
