"""Findings get the place in the definition's file that declares what is to be fixed."""

from dataclasses import replace
from pathlib import Path

import pytest

from tdmock.documents.load import load_with_positions
from tdmock.findings import Location
from tdmock.report.location import located
from tests.report.reports import example

DEFINITION = """\
name: crm
contact_synchronization_endpoint: https://crm.example/contacts
actions:
  - name: first
    endpoint: https://crm.example/first
  - endpoint: https://crm.example/second
    name: second
"""


@pytest.mark.parametrize(
    ("endpoint", "at", "line"),
    [
        ("contact_sync", "contacts[0].id", 2),
        ("actions/first", "", 4),
        ("actions/second", "Location", 7),
        ("definition", "actions[1].endpoint (line 6, column 5)", 6),
        ("definition", "actions[1].inputs (line 6, column 5)", 6),
        ("definition", "the definition", 0),
    ],
)
def test_a_finding_stands_where_its_endpoint_action_or_field_is_declared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, endpoint: str, at: str, line: int
) -> None:
    (tmp_path / "crm.yaml").write_text(DEFINITION, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    finding = replace(example().findings[0], endpoint=endpoint, at=at)
    report = located(replace(example(), findings=(finding,)), load_with_positions(tmp_path / "crm.yaml"))
    place = report.findings[0].location
    assert place
    assert (place.file, place.line) == ("crm.yaml", line)


def test_a_file_elsewhere_keeps_its_whole_path(tmp_path: Path) -> None:
    (tmp_path / "crm.yaml").write_text(DEFINITION, encoding="utf-8")
    finding = replace(example().findings[0], endpoint="contact_sync")
    report = located(replace(example(), findings=(finding,)), load_with_positions(tmp_path / "crm.yaml"))
    assert report.findings[0].location == Location(file=f"{tmp_path}/crm.yaml", line=2, column=35)
