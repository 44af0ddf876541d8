"""The HTTP Archive: read by a library that others read such files with, and masked as everything else."""

import json
from typing import Any

import pytest
from haralyzer import HarParser

from tdmock.report import har
from tests.report.reports import HOSTILE, MOMENT, example


def entries(text: str = "60") -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = json.loads(har.render(example(text)))["log"]["entries"]
    return made


@pytest.mark.parametrize("text", ["60", HOSTILE])
def test_a_reader_of_archives_takes_it(text: str) -> None:
    archive = HarParser(json.loads(har.render(example(text))))
    (page,) = archive.pages
    assert len(page.entries) == 4
    first = page.entries[0]
    assert (first.request.method, first.response.status, first.startTime) == ("POST", 200, MOMENT)
    assert first.response.mimeType == "application/json"
    assert page.entries[1].time == 12.0


def test_every_entry_has_what_the_format_asks_for() -> None:
    for entry in entries():
        assert {"startedDateTime", "time", "request", "response", "cache", "timings"} <= entry.keys()
        both = {"httpVersion", "cookies", "headers", "headersSize", "bodySize"}
        assert {*both, "method", "url", "queryString"} <= entry["request"].keys()
        assert {*both, "status", "statusText", "content", "redirectURL"} <= entry["response"].keys()
        assert {"size", "mimeType"} <= entry["response"]["content"].keys()
        assert {"send", "wait", "receive"} <= entry["timings"].keys()


def test_no_answer_is_status_0_with_the_reason() -> None:
    last = entries()[-1]
    assert last["response"]["status"] == 0
    assert "timeout" in last["comment"]


def test_a_request_has_its_body_query_and_time() -> None:
    second = entries("a=1&b=")[1]
    assert second["request"]["postData"]["text"] == '{"auth":{"token":"$TDMOCK_AUTH_TOKEN"}}'
    assert second["request"]["queryString"] == [{"name": "a", "value": "1"}, {"name": "b", "value": ""}]
    assert second["startedDateTime"] == "2026-01-31T12:00:00.010+00:00"
