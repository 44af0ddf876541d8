"""``tdmock report``: a JSON report in other formats, without running again."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tdmock.report import json_file
from tdmock.report.formats import FORMATS, render
from tests.cli.console_script import tdmock
from tests.report.reports import HOSTILE, example


@pytest.fixture
def written(tmp_path: Path) -> Path:
    file = tmp_path / "old.json"
    file.write_text(json_file.render(example(HOSTILE)), encoding="utf-8")
    return file


def test_every_format_is_what_the_run_itself_would_have_written(written: Path) -> None:
    files = [f"{form}=new.{form}" for form in FORMATS]
    done = tdmock("report", *files, "--from", "old.json", cwd=written.parent)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    for form in FORMATS:
        text = (written.parent / f"new.{form}").read_text(encoding="utf-8")
        assert text == render(form, example(HOSTILE)), form


def test_standard_output_gets_a_report_too(written: Path) -> None:
    done = tdmock("report", "json=-", "--from", "old.json", cwd=written.parent)
    assert done.stdout == written.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ([], "say what to write from which report"),
        (["--compare", "old.json", "old.json"], "neither --from nor FORMAT=PATH"),
        (["html"], "FORMAT=PATH"),
        (["pdf=x"], "one of the formats json, junit"),
        (["html=nowhere/x.html"], "does not exist"),
    ],
)
def test_wrong_usage_is_told(written: Path, args: list[str], told: str) -> None:
    done = tdmock("report", *args, "--from", "old.json", cwd=written.parent)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_report_is_refused(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text("{}", encoding="utf-8")
    done = tdmock("report", "html=x.html", "--from", "r.json", cwd=tmp_path)
    assert done.returncode == 2
    assert "r.json: is no report" in done.stderr
    assert not (tmp_path / "x.html").exists()


# --- compared ----------------------------------------------------------------------------------------------


def test_two_reports_are_compared(written: Path) -> None:
    newer = example(HOSTILE)
    newer = replace(newer, findings=newer.findings[1:])
    (written.parent / "new.json").write_text(json_file.render(newer), encoding="utf-8")
    done = tdmock("report", "--compare", "old.json", "new.json", cwd=written.parent)
    assert done.returncode == 0, done
    assert done.stdout.splitlines()[-1] == (
        "0 new, 0 fixed, 1 not looked at again, 2 still there; 0 endpoints slower"
    )


@pytest.mark.parametrize(("fail_on", "code"), [("error", 1), ("never", 0)])
def test_new_findings_fail(written: Path, fail_on: str, code: int) -> None:
    older = replace(example(HOSTILE), findings=())
    (written.parent / "new.json").write_text(json_file.render(older), encoding="utf-8")
    done = tdmock("report", "--compare", "new.json", "old.json", "--fail-on", fail_on, cwd=written.parent)
    assert (done.returncode, done.stderr) == (code, "")
    assert "3 new, 0 fixed" in done.stdout
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e]|(?m:^::)", done.stdout)


# --- under GitHub Actions ----------------------------------------------------------------------------------


def test_github_gets_annotations_and_a_summary_without_asking(tmp_path: Path) -> None:
    definition = tmp_path / "crm.yaml"
    definition.write_text(
        "name: crm\nagent_synchronization_endpoint: http://crm.example/agents\n", encoding="utf-8"
    )
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    env = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    done = tdmock("lint", "crm.yaml", cwd=tmp_path, env=env)
    assert re.search(r"(?m)^::error file=crm.yaml,line=2,col=\d+,title=definition%3A ", done.stdout), done
    assert summary.read_text(encoding="utf-8").startswith("before\n### ")
    asked = tdmock("lint", "crm.yaml", "--report=github=-", cwd=tmp_path, env=env)
    assert asked.stdout.startswith("::error ")
    assert "::error" not in asked.stderr


def test_a_summary_that_cannot_be_written_is_noted(tmp_path: Path) -> None:
    (tmp_path / "crm.yaml").write_text("name: crm\n", encoding="utf-8")
    env = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path)}
    done = tdmock("lint", "crm.yaml", cwd=tmp_path, env=env)
    assert "Note: the step's summary can't be written: Is a directory" in done.stderr
    assert done.returncode == 0, done
