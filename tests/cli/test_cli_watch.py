"""``tdmock check --watch``: checks again when something changes, and says what became of it."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tdmock.cli.watching import changes
from tdmock.editions import mycrm_file
from tests.bridges import Serve, conformant
from tests.cli.console_script import ENVIRONMENT, PROGRAM
from tests.cli.test_check import AUTH, NAMELESS, refused


@contextmanager
def watching(folder: Path, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """The command, at work in a folder; it is stopped with Ctrl-C at the end."""
    command = [PROGRAM, "check", *AUTH, *arguments]
    environment = {**ENVIRONMENT, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)


def until(stream: IO[str] | None, end: str) -> list[str]:
    """The lines up to the one that begins so."""
    assert stream is not None
    lines: list[str] = []
    while not (lines and lines[-1].startswith(end)):
        line = stream.readline()
        assert line, lines
        lines.append(line.rstrip("\n"))
    return lines


def test_a_change_is_checked_and_what_is_new_mended_or_still_there_is_told(
    serve: Serve, tmp_path: Path
) -> None:
    answers = dict(NAMELESS)
    bridge = serve(answers)
    definition = tmp_path / "crm.yaml"
    definition.write_text(mycrm_file().read_text())
    source = tmp_path / "bridge.py"
    source.write_text("")
    options = [
        bridge.url,
        "--only=contact_sync",
        "-d",
        "crm.yaml",
        "--report=json=r.json",
        "--watch",
        "bridge.py",
    ]
    with watching(tmp_path, *options) as process:
        assert any("contacts.name-is-string" in line for line in until(process.stdout, "NONCONFORMANT"))
        answers.update(conformant())
        source.write_text("fixed")
        told = until(process.stdout, "CONFORMANT in ")
        assert next(line for line in told if line).endswith("  bridge.py changed")
        assert any("0 new" in line and "fixed" in line for line in told)
        definition.write_text("name: [")
        assert "crm.yaml" in until(process.stdout, "Error: crm.yaml")[-1]
        definition.write_text(mycrm_file().read_text())
        until(process.stdout, "CONFORMANT in ")
    assert process.returncode == 130


def test_a_bridge_that_is_back_is_a_reason_and_one_that_goes_is_none(tmp_path: Path) -> None:
    looks = iter([True, False, False, True])
    reasons = changes(
        [tmp_path], ["http://127.0.0.1:8000/a", "http://127.0.0.1:8000/b"], (), lambda _: next(looks)
    )
    assert next(reasons) == "127.0.0.1:8000 is back"
    assert not list(looks)


def test_what_is_written_by_a_run_is_no_reason(tmp_path: Path) -> None:
    looks = iter([False, False, True])
    report = tmp_path / "report.json"
    reasons = changes([tmp_path], ["http://127.0.0.1:8000"], {str(report)}, lambda _: _written(report, looks))
    assert next(reasons) == "127.0.0.1:8000 is back"


def _written(report: Path, looks: Iterator[bool]) -> bool:
    report.write_text("{}")
    return next(looks)


def test_a_path_that_is_not_there_is_refused() -> None:
    assert "a URL stands before --watch" in refused("check", *AUTH, "--watch", "http://127.0.0.1:1")
