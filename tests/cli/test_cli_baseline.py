"""``tdmock check --baseline``: what is known fails no run, and what is new does."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tdmock.cli.accepting import BaselineFile
from tests.bridges import Answer, Bridge, conformant, guarded, json_answer
from tests.cli.test_check import AUTH, refused, tdmock


def people(*contacts: dict[str, Any]) -> Answer:
    return guarded(lambda _: json_answer({"contacts": list(contacts), "synchronization_checkpoint": "c"}))


ANN = {"id": "1", "name": "Ann Lee", "phones": ["+12025550143"]}
NAMELESS = {"id": "2", "phones": ["+12025550144"]}


@pytest.fixture(scope="module")
def nameless() -> Iterator[str]:
    with Bridge({**conformant(), "/contact_sync": people(ANN, NAMELESS)}) as bridge:
        yield bridge.url


@pytest.fixture(scope="module")
def fixed() -> Iterator[str]:
    with Bridge({**conformant(), "/contact_sync": people(ANN)}) as bridge:
        yield bridge.url


def check(url: str, *options: str) -> tuple[int, str, str]:
    done = tdmock("check", url, *AUTH, "--only=contact_sync", *options)
    return done.returncode, done.stdout, done.stderr


def test_known_findings_fail_no_run_and_stay_visible(nameless: str, tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    code, _, said = check(nameless, f"--baseline={file}", "--update-baseline")
    assert code == 0
    assert said.splitlines()[-1] == f"{file}: 1 known place, 1 new, 0 taken out"
    code, told, _ = check(nameless, f"--baseline={file}", "--strict-baseline")
    assert code == 0
    assert "contacts.name-is-string" in told
    assert "known by the baseline" in told
    assert "1 of them known" in told


def test_a_new_finding_fails_beside_known_ones(nameless: str, tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    file.write_text('{"schema": "tdmock.baseline/1", "findings": []}', encoding="utf-8")
    assert check(nameless, f"--baseline={file}")[0] == 1


def test_what_no_longer_occurs_is_told_and_fails_a_strict_run(
    nameless: str, fixed: str, tmp_path: Path
) -> None:
    file = tmp_path / "baseline.json"
    check(nameless, f"--baseline={file}", "--update-baseline")
    code, told, _ = check(fixed, f"--baseline={file}", f"--report=json={tmp_path / 'report.json'}")
    assert code == 0
    assert "STALE contact_sync  contacts.name-is-string" in told
    stale = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["stale"]
    assert stale == [{"rule": "contacts.name-is-string", "endpoint": "contact_sync", "at": "contacts[].name"}]
    assert check(fixed, f"--baseline={file}", "--strict-baseline")[0] == 1
    assert check(fixed, f"--baseline={file}", "--update-baseline", "--strict-baseline")[0] == 0


def test_a_run_that_looks_at_a_part_finds_nothing_stale_and_writes_no_baseline(
    nameless: str, fixed: str, tmp_path: Path
) -> None:
    file = tmp_path / "baseline.json"
    assert check(nameless, f"--baseline={file}", "--update-baseline")[0] == 0
    part = ["--rule=contacts.checkpoint-is-string", f"--baseline={file}"]
    assert check(fixed, *part, "--strict-baseline")[0] == 0
    assert "--update-baseline: takes a whole run" in refused(
        "check", fixed, *AUTH, *part, "--update-baseline"
    )


def test_a_baseline_that_is_not_there_or_not_named_is_refused(tmp_path: Path) -> None:
    url = "http://127.0.0.1:9"
    assert "--update-baseline writes it" in refused("check", url, f"--baseline={tmp_path / 'none.json'}")
    assert "say which baseline" in refused("check", url, "--strict-baseline")
    assert "does not exist" in refused(
        "check", url, "--update-baseline", f"--baseline={tmp_path / 'no' / 'b.json'}"
    )


def test_a_damaged_baseline_is_not_written_over(nameless: str, tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    file.write_text("<<<<<<< ours", encoding="utf-8")
    assert "is no JSON" in refused("check", nameless, f"--baseline={file}", "--update-baseline")
    assert file.read_text(encoding="utf-8") == "<<<<<<< ours"


def test_a_baseline_that_can_not_be_written_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = BaselineFile(path=tmp_path / "gone" / "b.json", known=(), declared=(), update=True)
    assert not file.save(())
    assert "can't write it: No such file" in capsys.readouterr().err
