"""The JSON report: what programs read; the schema itself has tests of its own."""

import json
from typing import Any

import jsonschema_rs
import pytest

from tdmock import __version__
from tdmock.documents.load import builtin
from tdmock.editions import data
from tdmock.redaction.text import visible
from tdmock.report import json_file
from tests.bridges import Answer, Serve, check, conformant, guarded, json_answer

BRIDGES: dict[str, dict[str, Answer]] = {
    "conformant": conformant(),
    "wrong everywhere": {path: lambda _: json_answer({"\x00\x1b": [1]}, 200) for path in conformant()},
    "down": {},
    "one error": {
        **conformant(),
        "/contact_sync": guarded(lambda _: json_answer({"contacts": [{"id": "1"}]})),
    },
}


def written(url: str, **options: Any) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json_file.render(check(url, **options)))
    return made


@pytest.mark.parametrize("name", BRIDGES)
def test_it_keeps_its_schema(serve: Serve, name: str) -> None:
    schema = json.loads((data("contracts") / "report.schema.json").read_bytes())
    validator = jsonschema_rs.Draft202012Validator(schema)
    for made in (written(serve(BRIDGES[name]).url), written("http://127.0.0.1:1")):
        assert not [str(error) for error in validator.iter_errors(made)]


def test_it_says_what_was_checked_and_how_it_came_out(serve: Serve) -> None:
    bridge = serve(conformant())
    made = written(bridge.url, seed=5)
    assert made["schema"] == "tdmock.report/1"
    assert made["tool"] == {"name": "tdmock", "version": __version__}
    assert (made["edition"], made["target"], made["integration"]) == ("current", bridge.url, "mycrm")
    assert (made["seed"], made["verdict"], made["findings"]) == (5, "conformant", [])
    assert [entry["endpoint"] for entry in made["endpoints"]] == list(builtin().endpoints)
    assert all(set(entry["latency_ms"]) == {"p50", "p95", "max"} for entry in made["endpoints"])
    sent_twice = len(made["endpoints"])  # one of each endpoint's requests, on one connection
    assert sum(entry["exchanges"] for entry in made["endpoints"]) == len(bridge.asked) - sent_twice


def test_what_would_steer_a_terminal_is_escaped() -> None:
    odd = "\x9b31m\u202e\u2028\x7f\x85\ufffe::error::x"
    text = json_file.harmless({odd: [odd]})
    assert json.loads(text) == {odd: [odd]}
    assert visible(text) == text


def test_every_finding_points_to_its_exchange_and_result(serve: Serve) -> None:
    made = written(serve(BRIDGES["one error"]).url)
    (finding,) = [entry for entry in made["findings"] if entry["level"] == "error"]
    assert (finding["rule"], finding["endpoint"], finding["at"]) == (
        "contacts.name-is-string",
        "contact_sync",
        "contacts[0].name",
    )
    assert set(finding["source"]) == {"title", "url", "edition", "status"}
    assert finding["fix"]
    (exchange,) = [entry for entry in made["exchanges"] if entry["id"] == finding["exchange"]]
    assert exchange["endpoint"] == "contact_sync"
    assert exchange["response"]["status"] == 200
    (result,) = [
        entry
        for entry in made["results"]
        if (entry["rule"], entry["endpoint"]) == (finding["rule"], finding["endpoint"])
    ]
    assert result["outcome"] == "failed"


def test_ids_of_exchanges_are_unique_and_in_order(serve: Serve) -> None:
    ids = [entry["id"] for entry in written(serve(conformant()).url)["exchanges"]]
    assert ids == [f"x{n + 1}" for n in range(len(ids))]


def test_every_rule_has_one_result_at_an_endpoint(serve: Serve) -> None:
    results = written(serve(BRIDGES["wrong everywhere"]).url)["results"]
    keys = [(entry["endpoint"], entry["rule"]) for entry in results]
    assert len(keys) == len(set(keys))
    assert all(entry["reason"] for entry in results if entry["outcome"] in {"skipped", "errored"})
