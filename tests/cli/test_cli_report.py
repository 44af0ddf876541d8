"""``tdmock report``: a JSON report in other formats, without running again."""

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
        ([], "name what to write"),
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
