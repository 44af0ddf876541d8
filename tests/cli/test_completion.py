"""The Tab key completes in each shell, once it is told so as docs/commands.md says.

Needs the shells. Without one its test is left out and says so; with ``TDMOCK_SHELLS=required``, as in the
gate, it fails instead.
"""

import os
import re
import select
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.console_script import ENVIRONMENT, PROGRAM

PAGE = Path(__file__).parents[2] / "docs/commands.md"
LINES = {
    shell: (Path(file).relative_to("~"), line.replace("\\|", "|"))
    for shell, file, line in re.findall(
        r"^\| (\w+) \| `(\S+)`.* \| `(.+)` \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
}
TYPED, COMPLETED, PROMPT = "tdmock check --edition 2", "--edition 2017", "READY> "
BEFORE = {"zsh": "autoload -Uz compinit && compinit -u\n"}
REQUIRED = os.environ.get("TDMOCK_SHELLS") == "required"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose start-up files have the lines of the page."""
    for shell, (file, line) in LINES.items():
        place = tmp_path / file
        place.parent.mkdir(parents=True, exist_ok=True)
        prompt = "" if shell == "fish" else f"PS1='{PROMPT}'\n"
        place.write_text(f"{BEFORE.get(shell, '')}{line}\n{prompt}", encoding="utf-8")
    return tmp_path


def found(shell: str) -> str:
    path = shutil.which(shell)
    if not path and not REQUIRED:
        pytest.skip(f"the completion in {shell} is tried in {shell}: apt-get install {shell}")
    assert path, f"there is no {shell}"
    return path


def environment(home: Path) -> dict[str, str]:
    path = f"{Path(PROGRAM).parent}:{ENVIRONMENT['PATH']}"
    return {**ENVIRONMENT, "HOME": str(home), "PATH": path, "TERM": "dumb"}


@contextmanager
def interactive(shell: str, home: Path) -> Iterator[int]:
    """A shell at a terminal, which is closed with it."""
    import pty  # there is none on Windows

    process, terminal = pty.fork()
    if not process:
        os.execve(found(shell), [shell, "-i"], environment(home))  # noqa: S606 - it is a shell that is tried
    try:
        yield terminal
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(terminal)


def shown(terminal: int, text: str) -> str:
    """What the terminal shows until the text is there, or nothing more comes."""
    output = ""
    while text not in output and select.select([terminal], [], [], 30)[0]:
        output += os.read(terminal, 4096).decode(errors="replace")
    return output


def test_the_page_has_a_line_for_each_shell() -> None:
    assert set(LINES) == {"bash", "zsh", "fish"}


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_the_tab_key_completes_the_value_of_an_option(shell: str, home: Path) -> None:
    found(shell)
    with interactive(shell, home) as terminal:
        assert PROMPT in shown(terminal, PROMPT)
        os.write(terminal, f"{TYPED}\t".encode())
        assert COMPLETED in shown(terminal, COMPLETED)


def test_fish_completes_the_value_of_an_option(home: Path) -> None:
    """It says itself what the Tab key would give."""
    command = [found("fish"), "-c", f"complete -C '{TYPED}'"]
    done = subprocess.run(command, env=environment(home), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "2017", done
