"""The README's commands are run, and what it shows of their output comes."""

import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"
BIN = Path(sys.executable).parent
EXEMPT = ("make ", "git clone ")


@dataclass(frozen=True)
class Example:
    """One command, and the lines that the README shows of its output."""

    command: str
    shown: tuple[str, ...]


def examples(text: str) -> list[Example]:
    """The commands in blocks marked ``console``: lines that begin with ``$``, each with what follows it."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = part.replace("\\\n", "").splitlines()
            found.append(Example(command=command, shown=tuple(line for line in shown if line.strip())))
    return [e for e in found if not e.command.startswith(EXEMPT) and "…" not in e.command]


def normalised(line: str) -> str:
    """A line without what differs from run to run: numbers, times and ports, and how blanks are laid out."""
    return " ".join(re.sub(r"\d[\d.,]*", "0", line).split())


def pattern(line: str) -> re.Pattern[str]:
    """What an output line must be to be the one shown, where … stands for anything."""
    return re.compile(".*".join(map(re.escape, normalised(line).split("…"))))


EXAMPLES = examples(README.read_text(encoding="utf-8"))


def test_there_are_examples() -> None:
    assert EXAMPLES


def check(example: Example, folder: Path) -> None:
    """Runs a command in a folder; its output must have the lines that are shown."""
    program, *arguments = shlex.split(example.command)
    assert program == "tdmock"
    done = subprocess.run(
        [BIN / program, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=folder,
        env={"PATH": f"{BIN}:/usr/bin:/bin", "COLUMNS": "80", "HOME": str(folder)},
    )
    assert done.returncode in {0, 1}, done.stderr
    lines = [normalised(line) for line in done.stdout.splitlines()]
    missing = [line for line in example.shown if not any(pattern(line).fullmatch(one) for one in lines)]
    assert not missing, done.stdout


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.command)
def test_an_example_does_what_the_readme_shows(example: Example, tmp_path: Path) -> None:
    check(example, tmp_path)


@pytest.mark.parametrize("page", ["reports"])
def test_the_examples_of_a_page_work_one_after_the_other(page: str, tmp_path: Path) -> None:
    found = examples((README.parent / f"docs/{page}.md").read_text(encoding="utf-8"))
    assert found
    for example in found:
        check(example, tmp_path)


def test_a_line_is_known_again_whatever_its_numbers() -> None:
    assert pattern("a  3 of 1,000 in 0.3 s").fullmatch(normalised("a 12 of 5 in 17 s"))
    assert pattern("x … z").fullmatch("x y z")
    assert not pattern("a 3 b").fullmatch(normalised("a 3 c"))


def test_commands_that_set_things_up_are_left_out() -> None:
    text = "```console\n$ make demo\n$ tdmock x\\\n  y\nshown\n\n$ tdmock … z\n```\n```\n$ tdmock no\n```\n"
    assert examples(text) == [Example(command="tdmock x  y", shown=("shown",))]
