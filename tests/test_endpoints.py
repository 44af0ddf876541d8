"""What differs between endpoints stands in one table."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tdmock.contract.compile import compile_contract
from tdmock.documents.load import builtin
from tdmock.editions import Edition, contract_document
from tdmock.endpoints import ENDPOINTS, SINGLE, action_name, is_action, kind, named, of_action, with_prefix

PACKAGE = Path(__file__).parent.parent / "tdmock"
ABOUT_ONE = ("endpoints.py", "judge/rules/", "sample/", "generate/fakes/")
"""Places that are about one endpoint, or the table itself."""
NAMES = {name for name in ENDPOINTS if name not in {"actions", "auth_validation"}}
"""Names that mean nothing else: the definition has fields ``actions``, and a source ``auth_validation``."""


def texts(file: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


@pytest.mark.parametrize(
    "file",
    [
        path
        for path in sorted(PACKAGE.rglob("*.py"))
        if not path.relative_to(PACKAGE).as_posix().startswith(ABOUT_ONE)
    ],
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)
def test_no_other_module_names_an_endpoint(file: Path) -> None:
    found = [
        (line, text)
        for line, text in texts(file)
        if text.removeprefix("/") in NAMES or text.startswith("actions/")
    ]
    assert not found, "use tdmock.endpoints"


@pytest.mark.parametrize("edition", Edition)
def test_the_contract_has_each_endpoint_of_the_table_and_no_other(edition: Edition) -> None:
    assert set(contract_document(edition)["paths"]) == {endpoint.path for endpoint in ENDPOINTS.values()}


def test_every_rule_is_about_an_endpoint_of_the_table_or_about_all() -> None:
    contract = compile_contract(builtin(), Edition.CURRENT)
    assert {name.partition(".")[0] for name in contract.clauses if with_prefix(name) is None} == {"common"}


def test_the_definition_declares_each_by_its_field() -> None:
    definition = builtin()
    assert [definition.endpoints[endpoint.name] for endpoint in SINGLE] == [
        getattr(definition, endpoint.field) for endpoint in SINGLE
    ]


def test_an_action_is_an_endpoint_with_a_name() -> None:
    endpoint = of_action("create_ticket")
    assert is_action(endpoint)
    assert action_name(endpoint) == "create_ticket"
    assert kind(endpoint).name == "actions"
    assert named([endpoint, "contact_sync"], "actions") == [endpoint]
    assert named([endpoint, "contact_sync"], endpoint) == [endpoint]
