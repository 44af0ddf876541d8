"""The contract of one integration, as other tools read it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from openapi_spec_validator import validate

from tdmock.contract.compile import compile_contract
from tdmock.contract.openapi import illustrate
from tdmock.definition.model import Definition
from tdmock.documents.load import builtin
from tdmock.editions import Edition
from tdmock.errors import UsageError
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
        answers = [
            document["components"]["responses"][status] if "$ref" in answer else answer
            for status, answer in path["post"]["responses"].items()
        ]
        contents = [path["post"]["requestBody"], *answers]
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


def written(**details: Any) -> dict[str, Any]:
    definition = Definition(name="acme", **details)
    document = illustrate(compile_contract(definition, Edition.CURRENT), definition)
    validate(document)
    return document


def test_each_endpoint_is_called_at_its_own_host() -> None:
    document = written(
        contact_synchronization_endpoint="https://Contacts.example.org:443/c",
        agent_synchronization_endpoint="https://user:secret@agents.example.org:8443/a",
    )
    assert "servers" not in document
    assert document["paths"]["/c"]["servers"] == [{"url": "https://contacts.example.org"}]
    assert document["paths"]["/a"]["servers"] == [{"url": "https://agents.example.org:8443"}]


def test_one_host_is_named_once_for_all() -> None:
    document = written(
        contact_synchronization_endpoint="https://a.example.org/{id}/c",
        agent_synchronization_endpoint="https://a.example.org",
    )
    assert document["servers"] == [{"url": "https://a.example.org"}]
    assert {path: list(item) for path, item in document["paths"].items()} == {
        "/%7Bid%7D/c": ["post"],
        "/": ["post"],
    }


def test_the_query_of_an_endpoint_stands_in_each_of_its_requests() -> None:
    document = written(contact_synchronization_endpoint="https://a.example.org/c?kind=a%20b&n=1&n=2&all=")
    parameters = document["paths"]["/c"]["parameters"]
    assert {entry["name"]: entry["example"] for entry in parameters} == {
        "kind": "a b",
        "n": ["1", "2"],
        "all": "",
    }
    for entry in parameters:
        validator = jsonschema_rs.Draft202012Validator(entry["schema"])
        assert validator.is_valid(entry["example"])
        assert not validator.is_valid("other")


@pytest.mark.parametrize(
    ("contacts", "agents"),
    [
        ("https://contacts.example.org/sync", "https://agents.example.org/sync"),
        ("https://a.example.org/sync?of=contacts", "https://a.example.org/sync?of=agents"),
        ("https://a.example.org", "https://a.example.org/"),
    ],
)
def test_two_endpoints_of_one_path_are_refused_for_none_may_be_lost(contacts: str, agents: str) -> None:
    with pytest.raises(UsageError, match=r"contact_sync \(.* and agent_sync \(.* have the same path"):
        written(contact_synchronization_endpoint=contacts, agent_synchronization_endpoint=agents)


def test_what_is_no_address_is_refused_with_its_endpoint() -> None:
    with pytest.raises(UsageError, match="agent_sync: nothing can be called there, for the URL begins with"):
        written(agent_synchronization_endpoint="agents")


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


def test_what_all_actions_share_is_written_once() -> None:
    definition = DEFINITIONS["many-actions"]()
    contract = compile_contract(definition, Edition.CURRENT)
    document = illustrate(contract, definition)
    posts = [document["paths"][f"/actions/{action.name}"]["post"] for action in definition.actions]
    assert all(answer.keys() == {"$ref"} for post in posts for answer in post["responses"].values())
    assert not [name for post in posts for name in post if name.startswith("x-")]
    shared = document["components"]["x-actions"]["x-status-clauses"]
    assert "actions.success-is-201" in shared


def test_the_document_of_2017_asks_for_agents_without_pages() -> None:
    definition = builtin()
    document = illustrate(compile_contract(definition, Edition.Y2017), definition)
    post = document["paths"]["/agent_sync"]["post"]
    asked = post["requestBody"]["content"]["application/json"]["examples"]
    assert [set(example["value"]) for example in asked.values()] == [{"auth"}]
    answer = post["responses"]["200"]["content"]["application/json"]["examples"]["answer"]["value"]
    assert set(answer) == {"agents"}


def test_what_may_be_missing_at_the_price_of_a_warning_is_not_required() -> None:
    definition = builtin()
    document = illustrate(compile_contract(definition, Edition.CURRENT), definition)
    schemas = document["components"]["schemas"]
    assert (schemas["ContactPage"]["required"], schemas["AgentPage"]["required"]) == ([], ["agents"])
