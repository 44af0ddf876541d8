"""The JSON report read back: as it was written, or refused with what is wrong with it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tdmock.errors import UsageError
from tdmock.report import json_file
from tdmock.report.reading import from_dict, read_report
from tests.report.reports import HOSTILE, example


@pytest.mark.parametrize("text", ["60", HOSTILE])
def test_a_report_comes_back_as_it_was(tmp_path: Path, text: str) -> None:
    file = tmp_path / "r.json"
    file.write_text(json_file.render(example(text)), encoding="utf-8")
    assert read_report(file) == example(text)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is no JSON"),
        (b"\xff", "is no JSON"),
        (b"[]", "is no report of the format tdmock.report/1"),
        (b'{"schema": "tdmock.report/2"}', "is no report of the format tdmock.report/1"),
        (b'{"schema": "tdmock.report/1"}', "is damaged, or of another version"),
    ],
)
def test_what_is_no_report_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "r.json"
    file.write_bytes(content)
    with pytest.raises(UsageError, match=told) as error:
        read_report(file)
    assert str(file) in str(error.value)
    assert "--report json=r.json" in str(error.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        read_report(tmp_path / "r.json")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"invented": 1}, "another version"),
        ({"seed": "seven"}, "seed"),
        ({"clauses": {}}, "contacts.name-is-string' is missing"),
        ({"started_at": "2026-13-01T00:00:00Z"}, "started_at"),
    ],
)
def test_a_damaged_report_is_never_half_read(change: dict[str, Any], told: str) -> None:
    content = json.loads(json_file.render(example()))
    with pytest.raises(ValueError, match=told):
        from_dict(content | change)
