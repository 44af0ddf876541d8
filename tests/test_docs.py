"""Every command that the pages show is run, one page in one folder, against the sample bridge.

`tests/test_readme.py` compares what they show of the output, `tests/test_ci.py` plays CI systems.
"""

import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tdmock.editions import mycrm_file
from tests.cli.console_script import ENVIRONMENT, PROGRAM, serving

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted(set(ROOT.glob("docs/*.md")) - {ROOT / "docs/commands.md"})]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^(?:\$ )?(tdmock [a-z]+ .*)$", re.MULTILINE)
SECRETS = {
    "CRM_TOKEN": "sample-token",
    "TDMOCK_AUTH_ACCOUNT": "sample-account",
    "TDMOCK_AUTH_TOKEN": "sample-token",
    "OTHER_ACCOUNT": "sample-account",
    "OTHER_TOKEN": "sample-token",
}
# What the pages have for people, and what is enough to see that it works.
SHORTER = {
    "account=acme": "account=sample-account",
    "1GiB": "20k",
    "-n 1000": "-n 20",
    "--accounts 200": "--accounts 2",
    "--accounts 5000": "--accounts 2",
    "--calls-per-minute 9000": "--calls-per-minute 60",
    "--duration 2m": "--duration 1s",
    "--expect-workers 3": "--expect-workers 1",
    "--master-host 10.0.0.2": "--master-host 127.0.0.1",
}
ENDLESS = {"serve": "http://", "--watch": "CONFORMANT"}
"""What ends by Ctrl-C only, and what shows that it works."""


def blocks(page: Path, *languages: str) -> list[str]:
    """What stands between fences on a page."""
    found = BLOCK.findall(page.read_text(encoding="utf-8"))
    return [text for language, text in found if language in languages]


def commands(page: Path) -> list[str]:
    """The commands of a page, but for those of CI systems, which `test_ci.py` runs."""
    return COMMAND.findall("\n".join(blocks(page, "", "console")).replace("\\\n", " "))


@pytest.fixture(scope="module")
def bridge() -> Iterator[str]:
    """Host and port of the sample bridge."""
    with serving() as url:
        yield url.removeprefix("http://")


@pytest.fixture
def folder(tmp_path: Path, bridge: str) -> Path:
    """What somebody has who reads the pages."""
    (tmp_path / "integration.yaml").write_bytes(mycrm_file().read_bytes())
    (tmp_path / "tdmock.toml").write_text(f'url = "http://{bridge}"\n', encoding="utf-8")
    (tmp_path / "accounts.csv").write_text("account,token\nsample-account,sample-token\n", encoding="utf-8")
    (tmp_path / "agents.csv").write_text("id,name,email\n1,Ann,ann@example.org\n", encoding="utf-8")
    shutil.copytree(ROOT / "docs/scenarios", tmp_path / "scenarios")
    return tmp_path


def started(line: str, folder: Path, bridge: str, port: int) -> subprocess.Popen[str]:
    """A command of a page, shortened."""
    for long, short in SHORTER.items():
        line = line.replace(long, short)
    words = shlex.split(re.sub(r"(127\.0\.0\.1|10\.0\.0\.5):8000", bridge, line), comments=True)[1:]
    if words[0] == "serve":
        words.append("--port=0")
    if {"--master", "--worker"} & {*words}:
        words.append(f"--master-port={port}")
    if words[0] == "load" and not {"--duration", "--worker"} & {*words}:
        words.append("--duration=1s")
    return subprocess.Popen(
        [PROGRAM, *words],
        cwd=folder,
        env=ENVIRONMENT | SECRETS,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> None:
    """The command went well: 1 is what a finding gives."""
    output = process.communicate(timeout=60)[0]
    assert process.returncode in {0, 1}, output


def interrupted(process: subprocess.Popen[str], sign: str) -> None:
    """The command showed that it works, and ends by Ctrl-C."""
    assert process.stdout
    assert any(sign in line for line in process.stdout)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode in {0, 130}


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=lambda page: page.stem)
def test_the_commands_of_a_page_work_one_after_the_other(page: Path, folder: Path, bridge: str) -> None:
    lines = commands(page)
    if any(line.startswith("tdmock init") for line in lines):
        (folder / "integration.yaml").unlink()
        (folder / "tdmock.toml").unlink()
    with socket.create_server(("127.0.0.1", 0)) as place:
        port = place.getsockname()[1]
    with ExitStack() as last:
        for line in lines:
            process = last.enter_context(started(line, folder, bridge, port))
            sign = next((sign for word, sign in ENDLESS.items() if word in line.split()), None)
            if sign:
                interrupted(process, sign)
            elif "--master" in line.split():
                last.callback(ended, process)
            else:
                ended(process)


def test_the_python_of_the_page_for_developers_works(folder: Path, bridge: str) -> None:
    (code,) = blocks(ROOT / "docs/developing.md", "python")
    command = [sys.executable, "-c", code.replace("127.0.0.1:8000", bridge)]
    subprocess.run(command, cwd=folder, env=ENVIRONMENT, check=True)
