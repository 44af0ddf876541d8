"""The contract of one integration, as other tools read it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from openapi_spec_validator import validate

from tdmock.contract import compile_contract
from tdmock.definition.load import builtin
from tdmock.editions import Edition
from tdmock.illustration import illustrate
from tdmock.sample.app import build
from tdmock.sample.definitions import DEFINITIONS
from tdmock.sample.demonstration import fake_data
from tdmock.sample.server import RunningBridge


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("name", ["mycrm", "no-authentication", "contacts-only", "typed-action", "oauth2"])
def test_the_document_is_valid_and_so_are_its_examples(name: str, edition: Edition) -> None:
    definition = DEFINITIONS[name]()
    document = illustrate(compile_contract(definition, edition), definition)
    validate(document)
    for path in document["paths"].values():
        contents = [path["post"]["requestBody"], *path["post"]["responses"].values()]
        for content in (part["content"]["application/json"] for part in contents if "content" in part):
            schema = {**content["schema"], "components": document["components"]}
            assert content["examples"]
            for example in content["examples"].values():
                jsonschema_rs.Draft202012Validator(schema).validate(example["value"])


def test_what_only_earns_a_warning_is_allowed() -> None:
    definition = builtin()
    document = illustrate(compile_contract(definition, Edition.CURRENT), definition)
    schema: dict[str, Any] = {
        "$ref": "#/components/schemas/ActionResult",
        "components": document["components"],
    }
    validator = jsonschema_rs.Draft202012Validator(schema)
    assert validator.is_valid({"message": None, "more": 1})
    assert not validator.is_valid({"message": 1})


def test_one_seed_gives_one_document() -> None:
    definition = builtin()
    contract = compile_contract(definition, Edition.CURRENT)
    assert illustrate(contract, definition, seed=1) == illustrate(contract, definition, seed=1)
    assert illustrate(contract, definition, seed=1) != illustrate(contract, definition, seed=2)


def test_schemathesis_itself_runs_what_the_command_wrote(tmp_path: Path) -> None:
    """The written file works from outside: another tool's command tests the sample bridge by it."""
    document = tmp_path / "openapi.yaml"
    tools = Path(sys.executable).parent
    subprocess.run([tools / "tdmock", "contract", "-o", document], check=True, timeout=60)
    assert yaml.safe_load(document.read_text(encoding="utf-8"))["openapi"] == "3.1.0"
    definition = builtin()
    app = build(definition, data=fake_data(contacts=9, agents=3, types=definition.interaction_types))
    checks = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
    with RunningBridge(app) as bridge:
        ended = subprocess.run(
            [tools / "st", "run", document, "--url", bridge.url, "--checks", checks, "--max-examples", "5",
             "--phases", "examples,fuzzing", "--seed", "1", "--no-color"],
            cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "create_ticket" in document.read_text(encoding="utf-8")
