"""The JSON report keeps the schema that is published for it, and the schema is strict."""

import json
from copy import deepcopy
from typing import Any

import jsonschema_rs
import pytest

from tdmock.editions import Edition, data
from tdmock.report.json_file import render
from tdmock.rulebook.selftest import check
from tdmock.sample.demonstration import demonstrate
from tdmock.sample.faults import FAULTS
from tdmock.sample.variants import VARIANTS

SCHEMA = json.loads((data("contracts") / "report.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def keeps_schema() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)


@pytest.fixture(scope="module")
def broken() -> dict[str, Any]:
    """The report on a bridge with findings at every level."""
    report: dict[str, Any] = json.loads(
        render(check(demonstrate(FAULTS["contact_sync.phones-missing"]), Edition.CURRENT))
    )
    return report


def objects(schema: Any) -> list[dict[str, Any]]:
    """Every schema of an object, at any depth."""
    if isinstance(schema, list):
        return [found for part in schema for found in objects(part)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if schema.get("type") == "object" else []
    return own + [found for part in schema.values() for found in objects(part)]


def test_the_schema_is_a_json_schema_and_leaves_no_object_open() -> None:
    jsonschema_rs.meta.validate(SCHEMA)
    assert all(found.get("additionalProperties", True) is not True for found in objects(SCHEMA))


@pytest.mark.parametrize("name", ["contact_sync.ids-change", "actions.resets"])
def test_the_report_on_a_fault_keeps_the_schema(
    keeps_schema: jsonschema_rs.Draft202012Validator, name: str
) -> None:
    report = check(demonstrate(FAULTS[name]), Edition.CURRENT)
    assert report.findings
    keeps_schema.validate(json.loads(render(report)))


def test_the_report_on_a_conformant_bridge_keeps_the_schema(
    keeps_schema: jsonschema_rs.Draft202012Validator,
) -> None:
    variant = next(iter(VARIANTS.values()))
    keeps_schema.validate(json.loads(render(check(variant.demonstrate(), variant.edition))))


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ((), {"extra": 1}),
        ((), {"verdict": "fine"}),
        ((), {"schema": "tdmock.report/2"}),
        ((), {"started_at": "yesterday"}),
        (("endpoints", 0), {"endpoint": "elsewhere"}),
        (("endpoints", 0), {"latency_ms": {"p50": 1.0}}),
        (("results", 0), {"outcome": "ignored"}),
        (("findings", 0), {"occurrences": 0}),
        (("findings", 0), {"exchange": "first"}),
        (("exchanges", 0, "request"), {"headers": []}),
    ],
)
def test_a_report_that_is_not_as_published_breaks_the_schema(
    keeps_schema: jsonschema_rs.Draft202012Validator,
    broken: dict[str, Any],
    part: tuple[str | int, ...],
    change: dict[str, Any],
) -> None:
    assert keeps_schema.is_valid(broken)
    changed = target = deepcopy(broken)
    for step in part:
        target = target[step]  # type: ignore[index] # the path leads into lists, too
    target.update(change)
    assert not keeps_schema.is_valid(changed)
