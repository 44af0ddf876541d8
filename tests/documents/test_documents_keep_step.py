"""The READMEs beside the data name everything that the data can hold, and nothing else."""

import re
from pathlib import Path

import pytest
import yaml

from tdmock.contract.compile import compile_contract
from tdmock.documents.load import builtin
from tdmock.editions import Edition, contract_document, data
from tdmock.findings import Status
from tdmock.rulebook.examples import Example, broken_by
from tdmock.scenario.model import Scenario, load_scenario
from tdmock.scenario.values import LISTS, VALUES

CONTRACTS = (data("contracts") / "README.md").read_text(encoding="utf-8")
SCENARIOS = (data("scenarios") / "README.md").read_text(encoding="utf-8")


def first_column(text: str, heading: str) -> set[str]:
    """The names in backticks in the first column of the table under a heading."""
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])}


def block(text: str, heading: str) -> str:
    """The first YAML block under a heading."""
    return text.partition(f"\n## {heading}\n")[2].partition("```yaml\n")[2].partition("```")[0]


def test_every_value_of_templates_is_documented() -> None:
    assert first_column(SCENARIOS, "Templates") == {f"${name}" for name in VALUES}


def test_every_list_is_documented() -> None:
    assert first_column(SCENARIOS, "Lists") == set(LISTS)


def test_every_member_of_a_scenario_is_documented() -> None:
    assert first_column(SCENARIOS, "Members") == set(Scenario.model_fields) - {"id", "endpoint"}


def test_the_example_of_a_scenario_can_be_loaded(tmp_path: Path) -> None:
    file = tmp_path / "interaction_update" / "example.yaml"
    file.parent.mkdir()
    file.write_text(block(SCENARIOS, "An example"), encoding="utf-8")
    assert load_scenario(file, tmp_path).each == {"contact": "contacts.with_email"}


def test_every_member_of_an_example_is_documented() -> None:
    assert first_column(CONTRACTS, "Advice and examples") == set(Example.model_fields)


def test_every_status_is_documented() -> None:
    assert first_column(CONTRACTS, "Gaps and contradictions") == set(Status)


@pytest.mark.parametrize("edition", Edition)
def test_every_extension_is_documented(edition: Edition) -> None:
    text = yaml.safe_dump(contract_document(edition))
    used = set(re.findall(r"^\s*(x-[a-z-]+):", text, re.MULTILINE))
    assert used
    assert used <= set(re.findall(r"\*\*`(x-[a-z-]+)", CONTRACTS))


def test_the_example_of_advice_is_right() -> None:
    contract = compile_contract(builtin(), Edition.CURRENT)
    ((clause, entry),) = yaml.safe_load(block(CONTRACTS, "Advice and examples")).items()
    assert broken_by(contract, clause, Example.model_validate(entry["good"])) == set()
    assert broken_by(contract, clause, Example.model_validate(entry["bad"])) == {clause}


def test_every_file_beside_the_readme_stands_in_it() -> None:
    names = {path.name for path in data("contracts").iterdir() if path.is_file()} - {"README.md"}
    assert names <= {
        name.rpartition("/")[2] for name in re.findall(r"^\| `([^`]+)` \|", CONTRACTS, re.MULTILINE)
    }
