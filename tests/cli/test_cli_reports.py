"""No report is lost, and none goes where it shall not, whatever becomes of the console and of the others."""

import json
import os
import re
import signal
import stat
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tdmock.cli import writing
from tdmock.report.formats import FORMATS
from tests.bridges import VALID, Asked, Bridge, Given, conformant, guarded, json_answer
from tests.cli.console_script import ENVIRONMENT, PROGRAM, tdmock

AUTH = [f"--auth={name}={value}" for name, value in VALID.items()]


@pytest.fixture(scope="module")
def command() -> Iterator[str]:
    """A check of a conformant bridge, for the shell."""
    with Bridge(conformant()) as bridge:
        yield f"'{PROGRAM}' check {bridge.url} {' '.join(AUTH)} --only=agent_sync"


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("path", ["-", "/dev/stdout"])
def test_a_report_to_standard_output_leaves_the_console_to_standard_error(
    command: str, tmp_path: Path, path: str
) -> None:
    done = shell(f"{command} --report json={path}", tmp_path)
    assert done.returncode == 0, done
    assert json.loads(done.stdout)["verdict"] == "conformant"
    assert done.stderr.splitlines()[-1].startswith("CONFORMANT")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("redirected", "code"), [(">/dev/full", 2), (">&-", 0), ("2>&-", 0), ("<&-", 0), ("2>/dev/full", 0)]
)
def test_reports_are_written_even_where_the_console_is_full_or_closed(
    command: str, tmp_path: Path, redirected: str, code: int
) -> None:
    done = shell(f"{command} --report json=r.json {redirected}", tmp_path)
    assert done.returncode == code, done
    assert "Traceback" not in done.stderr
    assert json.loads((tmp_path / "r.json").read_bytes())["verdict"] == "conformant"


def test_a_report_that_cannot_be_written_keeps_no_other_from_being_written(
    command: str, tmp_path: Path
) -> None:
    done = shell(f"{command} --report json=/dev/full --report json=/dev/null --report junit=r.xml", tmp_path)
    assert done.returncode == 2
    assert "--report json=/dev/full: can't write it: No space left on device" in done.stderr
    assert done.stdout.splitlines()[-1].startswith("CONFORMANT")
    assert "<testsuites" in (tmp_path / "r.xml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("umask", "mode"), [("077", 0o600), ("027", 0o640)])
def test_reports_keep_the_umask(command: str, tmp_path: Path, umask: str, mode: int) -> None:
    assert shell(f"umask {umask}; {command} --report json=r.json", tmp_path).returncode == 0
    assert stat.S_IMODE((tmp_path / "r.json").stat().st_mode) == mode


@pytest.mark.parametrize("second", ["r.json", "./r.json", "link", "hard"])
def test_two_reports_to_one_file_are_refused(tmp_path: Path, second: str) -> None:
    (tmp_path / "r.json").touch()
    (tmp_path / "link").symlink_to("r.json")
    (tmp_path / "hard").hardlink_to(tmp_path / "r.json")
    done = tdmock("demo", "--report=json=r.json", f"--report=junit={second}", cwd=tmp_path)
    assert done.returncode == 2
    assert "another report goes there" in done.stderr


@pytest.mark.parametrize("path", ["x" * 5000, "loop/r.json"])
def test_a_path_that_is_none_is_refused_before_the_run(tmp_path: Path, path: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    done = tdmock("demo", f"--report=json={path}", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_a_file_that_cannot_be_replaced_is_written_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that is mounted into a container."""

    def refuse(data: bytes, path: Path) -> None:
        raise OSError(16, "Device or resource busy")

    monkeypatch.setattr(writing, "_replace", refuse)
    writing.write("text", tmp_path / "r.json")
    assert (tmp_path / "r.json").read_text(encoding="utf-8") == "text"


def test_a_full_disk_leaves_the_old_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "r.json").write_text("old", encoding="utf-8")

    def fail(data: bytes, path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "_replace", fail)
    with pytest.raises(OSError, match="No space"):
        writing.write("text", tmp_path / "r.json")
    assert (tmp_path / "r.json").read_text(encoding="utf-8") == "old"


# --- interrupted -------------------------------------------------------------------------------------------


def test_a_second_interrupt_waits_until_the_report_is_written(tmp_path: Path) -> None:
    asked, over = threading.Event(), threading.Event()

    def hang(_: Asked) -> Given:
        asked.set()
        over.wait(30)
        return json_answer({})

    with Bridge({**conformant(), "/contact_sync": hang}) as bridge:
        process = subprocess.Popen(
            [PROGRAM, "check", bridge.url, *AUTH, "--report=json=r.json"],
            cwd=tmp_path, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert asked.wait(30)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        told, complaints = process.communicate(timeout=30)
        over.set()
    # One that comes when all is over ends the process as it ends any other.
    assert process.returncode in {130, -signal.SIGINT}, (told, complaints)
    assert "Traceback" not in complaints
    assert json.loads((tmp_path / "r.json").read_bytes())["verdict"] == "incomplete"


def test_a_pager_that_holds_the_output_holds_no_report(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with suppress(BlockingIOError):  # until the pipe, which nobody reads, is full
        while True:
            os.write(writer, b"-" * 4096)
    os.set_blocking(writer, True)
    os.mkfifo(tmp_path / "written")
    with Bridge(conformant()) as bridge:
        process = subprocess.Popen(
            [PROGRAM, "check", bridge.url, *AUTH, "--report=json=r.json", "--report=junit=written"],
            cwd=tmp_path, env=ENVIRONMENT, stdout=writer, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert "<testsuites" in (tmp_path / "written").read_text(encoding="utf-8")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
    assert json.loads((tmp_path / "r.json").read_bytes())["verdict"] == "conformant"
    os.close(reader)
    os.close(writer)


# --- what is shown -----------------------------------------------------------------------------------------

COMMANDS = [
    "::error::owned",
    "::set-output name=a::b",
    "##vso[task.setvariable variable=x]y",
    "##[error]owned",
    "\x1b[0Ksection_start:1:x\r\x1b[0K",
]


@pytest.mark.parametrize("text", COMMANDS)
def test_no_line_commands_a_ci_system(tmp_path: Path, text: str) -> None:
    person = {"id": text, "name": 5, text: 1}
    answers = {
        **conformant(),
        "/contact_sync": guarded(lambda _: json_answer({"contacts": [person], "next_offset": 3})),
        "/agent_sync": guarded(lambda _: (302, {"Location": text.strip("\x1b\r")}, text.encode())),
    }
    with Bridge(answers) as bridge:
        others = [f"--report={form}={tmp_path / form}" for form in FORMATS if form != "json"]
        done = tdmock("check", bridge.url, *AUTH, "--report=json=-", *others)
    assert text in str(json.loads(done.stdout)).replace("\\x1b", "\x1b").replace("\\r", "\r")
    written = {file.name: file.read_text(encoding="utf-8") for file in tmp_path.iterdir()}
    annotations = written.pop("github").splitlines()
    assert all(re.match("::(error|warning|notice) title=", line) for line in annotations)
    for told in (done.stdout, done.stderr, *written.values(), *(line[1:] for line in annotations)):
        assert not re.search(r"(?m)^\s*::[a-z-]+( .*)?::|##(vso)?\[|section_start:|\x1b", told)


@pytest.mark.parametrize("columns", ["0", "2", "10"])
def test_a_narrow_terminal_is_no_obstacle(command: str, tmp_path: Path, columns: str) -> None:
    done = shell(f"COLUMNS={columns} {command}", tmp_path)
    assert done.returncode == 0, done
    assert "CONFORMANT" in done.stdout


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_names_that_the_output_cannot_hold_are_written_out(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "d.yaml"
    file.write_text("name: 名前\nagent_synchronization_endpoint: http://127.0.0.1:1/名前\n", encoding="utf-8")
    env = {"PYTHONIOENCODING": encoding}
    for arguments, code in ((["check", "-d", file], 3), (["lint", file], 0), (["check", "-d", "名前"], 2)):
        done = tdmock(*arguments, env=env)
        assert done.returncode == code, done
        assert "\\u540d\\u524d" in done.stdout + done.stderr or "名前" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "args",
    [
        ["--now", "9999-12-31"],
        ["--now", "0001-01-01"],
        ["--seed", "9" * 20],
        ["--timeout", "1e10"],
        ["--deadline", "1e300"],
        ["--slow", "nan"],
    ],
)
def test_a_number_beyond_all_bounds_is_wrong_usage(args: list[str]) -> None:
    done = tdmock("demo", *args)
    assert done.returncode == 2, done
    assert args[0] in done.stderr
    assert "Traceback" not in done.stderr


def test_the_last_moment_and_the_longest_times_work() -> None:
    done = tdmock("demo", "--now=9998-12-31", "--timeout=1000000", "--deadline=1000000", f"--seed={-(2**63)}")
    assert done.returncode == 0, done
