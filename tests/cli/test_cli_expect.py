"""``tdmock check --expect``: the bridge was loaded with records, and they must come back."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tdmock.fixtures import Agents, Contacts
from tests.cli.console_script import AUTH, serving, tdmock

CONTACTS = Contacts().page(0, 80)
AGENTS = [Agents().record(k) for k in range(5)]


def write(path: Path, records: list[Any]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A bridge loaded with the contacts, one of them twice, and the agents."""
    folder = tmp_path_factory.mktemp("served")
    contacts = write(folder / "contacts.ndjson", [*CONTACTS, CONTACTS[6]])
    agents = write(folder / "agents.ndjson", AGENTS)
    with serving("--data", contacts, "--agents", agents) as url:
        yield url


def findings(address: str, folder: Path, *arguments: object) -> dict[str, dict[str, Any]]:
    """The findings of a check by rule."""
    report = folder / "report.json"
    tdmock(
        *("check", address, *AUTH, "--only", "contact_sync", "--only", "agent_sync"),
        *(*arguments, "--report", f"json={report}"),
    )
    return {finding["rule"]: finding for finding in json.loads(report.read_text())["findings"]}


def test_missing_extra_different_and_repeated_records_are_told_by_id(address: str, tmp_path: Path) -> None:
    expected = [dict(contact) for contact in CONTACTS if contact["id"] not in {"3", "4"}]
    expected[0] |= {"name": "Jane Doe", "title": None}
    expected[1]["emails"] = ["jane@example.com"]
    expected += [{"id": f"n{k}"} for k in range(25)]
    found = findings(address, tmp_path, "--expect", write(tmp_path / "expected.ndjson", expected))
    missing, extra, different, repeated = (
        found[f"contacts.expected-{verdict}"] for verdict in ("missing", "extra", "different", "repeated")
    )
    assert "n0, n1, n2" in missing["message"]
    assert "n19, and 5 more did not come" in missing["message"]
    assert missing["occurrences"] == 25
    assert extra["actual"] == "ids 3, 4 came"
    assert repeated["actual"] == "id 7 came more than once"
    name = CONTACTS[0]["name"]
    assert f'id 1: name "{name}" instead of "Jane Doe"' in different["actual"]
    assert 'instead of ["jane@example.com"]' in different["actual"]
    assert {finding["level"] for finding in (missing, extra, different, repeated)} == {"error"}


def test_agents_are_expected_too_and_an_integer_id_is_its_digits(address: str, tmp_path: Path) -> None:
    agents = [dict(agent) for agent in AGENTS]
    agents[0]["email"] = "other@example.com"
    found = findings(address, tmp_path, "--expect-agents", write(tmp_path / "agents.ndjson", agents))
    assert [rule for rule in found if rule.startswith("agents.")] == ["agents.expected-different"]
    contacts = [{"id": int(contact["id"]), "name": contact["name"]} for contact in CONTACTS]
    found = findings(address, tmp_path, "--expect", write(tmp_path / "contacts.ndjson", contacts))
    assert {rule for rule in found if "expected" in rule} == {"contacts.expected-repeated"}


def test_a_walk_that_is_cut_short_judges_what_came(address: str, tmp_path: Path) -> None:
    expected = [{"id": contact["id"], "name": "Jane Doe"} for contact in CONTACTS]
    path = write(tmp_path / "expected.ndjson", expected)
    found = findings(address, tmp_path, "--expect", path, "--max-pages", 1)
    assert "contacts.expected-different" in found
    assert "contacts.expected-missing" not in found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"name": "x"}\n', "e.ndjson:1: has no id"),
        ('{"id": "1"}\n{"id": 1}\n', "e.ndjson:2: has the same id as"),
        ('[\n{"id": "1"}\n]\n', "e.ndjson:1: isn't JSON"),
        (None, "e.ndjson: can't be read"),
    ],
)
def test_a_file_that_cannot_be_expected_is_refused(tmp_path: Path, text: str | None, message: str) -> None:
    if text is not None:
        (tmp_path / "e.ndjson").write_text(text)
    run = tdmock("check", "http://127.0.0.1:9", *AUTH, "--expect", "e.ndjson", cwd=tmp_path)
    assert run.returncode == 2
    assert message in run.stderr


def test_what_is_generated_is_served_and_comes_back(tmp_path: Path) -> None:
    for kind in ("contacts", "agents"):
        tdmock("generate", kind, "-n", 40, "--locale", "pt_PT", "-o", tmp_path / f"{kind}.ndjson")
    contacts, agents = tmp_path / "contacts.ndjson", tmp_path / "agents.ndjson"
    with serving("--data", contacts, "--agents", agents) as url:
        run = tdmock("check", url, *AUTH, "--expect", contacts, "--expect-agents", agents)
    assert run.returncode == 0
    assert "CONFORMANT: 0 errors, 0 warnings" in run.stdout
