"""The SARIF report: valid by its schema, and located where the definition declares what failed."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from tdmock.findings import Location
from tdmock.report import sarif
from tdmock.report.build import Report
from tests.report.reports import HOSTILE, example

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_bytes())
VALIDATOR = Draft4Validator(SCHEMA, format_checker=Draft4Validator.FORMAT_CHECKER)


def written(report: Report) -> dict[str, Any]:
    text = sarif.render(report)
    log = json.loads(text)
    assert not [(error.json_path, error.message) for error in VALIDATOR.iter_errors(log)]
    (run,) = log["runs"]
    made: dict[str, Any] = run
    return made


@pytest.mark.parametrize("text", ["60", HOSTILE, "\ud800"])
def test_it_is_valid_whatever_the_bridge_says(text: str) -> None:
    assert len(written(example(text))["results"]) == 3


def test_a_result_stands_at_its_place_in_the_definition() -> None:
    levels = {result["ruleId"]: result["level"] for result in written(example())["results"]}
    assert levels["contacts.name-is-string"] == "error"
    assert levels["agents.ids-are-unique"] == "note"
    result = written(example())["results"][-1]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "crm/the%20definition.yaml"},
        "region": {"startLine": 12, "startColumn": 3},
    }
    assert result["locations"][0]["logicalLocations"][0]["name"] == "contact_sync"
    assert result["webResponse"]["statusCode"] == 200


def test_results_name_their_rules() -> None:
    run = written(example())
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_a_document_has_no_lines_and_the_built_in_definition_no_file() -> None:
    findings = example().findings
    word, builtin = (replace(findings[0], location=place) for place in (Location(file="/srv/a b.docx"), None))
    first, second = written(replace(example(), findings=(word, builtin)))["results"]
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "file:///srv/a%20b.docx"}
    }
    assert "physicalLocation" not in second["locations"][0]


def test_a_finding_is_known_again_though_text_and_exchange_differ() -> None:
    prints = [
        [result["partialFingerprints"] for result in written(report)["results"]]
        for report in (example(), replace(example("60", exchanges=5), seed=9))
    ]
    assert prints[0] == prints[1]
    assert len({json.dumps(entry) for entry in prints[0]}) == 3
