"""``tdmock document`` as people run it, with a report of a real check on its last page."""

import json
import re
from pathlib import Path

import pytest

from tdmock import __version__
from tdmock.documents.load import builtin, load
from tdmock.documents.template import definition_yaml
from tdmock.editions import mycrm_file
from tests.cli.console_script import AUTH, serving, tdmock

MYCRM = mycrm_file()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on a bridge that gets a warning."""
    path = tmp_path_factory.mktemp("report") / "report.json"
    with serving("--fault", "contact_sync.checkpoint-missing") as address:
        run = tdmock("check", address, "--definition", MYCRM, *AUTH, "--report", f"json={path}")
    assert run.returncode == 0
    return path


@pytest.mark.parametrize("ending", ["docx", "xlsx", "md", "html"])
def test_the_document_reads_as_the_definition_also_with_a_report(
    tmp_path: Path, ending: str, report: Path
) -> None:
    path = tmp_path / f"d.{ending}"
    run = tdmock("document", MYCRM, "-o", path, "--with-report", report, "--date", "2026-11-22")
    assert (run.returncode, run.stderr) == (0, "")
    assert load(path) == builtin()


def test_the_last_page_has_verdict_edition_endpoints_warnings_version_and_digest(
    tmp_path: Path, report: Path
) -> None:
    tdmock("document", MYCRM, "-o", tmp_path / "d.md", "--with-report", report)
    page = (tmp_path / "d.md").read_text().partition("## Conformance")[2]
    for row in (
        "| Verdict | conformant |",
        "| Edition of the contract | current |",
        f"| Checked with | tdmock {__version__} |",
        f"| Digest of the definition | {builtin().digest} |",
        "contacts.checkpoint-is-present | contact_sync | warning: ",
    ):
        assert row in page
    for endpoint in ("contact_sync", "actions/create_ticket"):
        assert re.search(rf"^\| {endpoint} \| \d+ \| passed \|$", page, re.MULTILINE)


def test_a_report_on_another_definition_is_refused(tmp_path: Path, report: Path) -> None:
    path = tmp_path / "other.yaml"
    path.write_text(definition_yaml(builtin().model_copy(update={"display_name": "Other"})))
    run = tdmock("document", path, "-o", tmp_path / "d.md", "--with-report", report)
    assert run.returncode == 2
    assert "the report is on another definition than this one" in run.stderr
    assert not (tmp_path / "d.md").exists()


def test_what_is_no_report_of_a_check_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.json").write_text("no JSON")
    (tmp_path / "other.json").write_text(json.dumps({"schema": "tdmock.report/1", "verdict": 1}))
    for name, message in {
        "text.json": "is no JSON",
        "other.json": "isn't one that `tdmock check --report json=FILE` wrote",
        "none.json": "can't be read",
    }.items():
        run = tdmock("document", MYCRM, "-o", tmp_path / "d.md", "--with-report", tmp_path / name)
        assert run.returncode == 2
        assert message in run.stderr


def test_what_was_not_read_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("Field,Value\nname,acme\ncolour,red\n")
    run = tdmock("document", "d.csv", "-o", "d.html", cwd=tmp_path)
    assert run.returncode == 0
    assert "Note: d.csv, table 1, row 3" in run.stderr


def test_another_ending_is_told() -> None:
    run = tdmock("document", MYCRM, "-o", "d.odt")
    assert run.returncode == 2
    assert "written as .docx, .xlsx, .md, .html" in run.stderr


def test_the_definition_itself_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "d.md").write_text("| Field | Value |\n|---|---|\n| name | acme |\n")
    run = tdmock("document", "d.md", "-o", "./d.md", cwd=tmp_path)
    assert run.returncode == 2
    assert "that is the definition itself" in run.stderr
    assert (tmp_path / "d.md").read_text().startswith("| Field")
