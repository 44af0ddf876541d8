"""The command reference is up to date, and each shell gets its completions."""

from pathlib import Path

import pytest

from tdmock.cli.reference import reference
from tests.cli.console_script import tdmock

PAGE = Path(__file__).parent.parent.parent / "docs/commands.md"
# How each shell asks for what may follow ``tdmock che``, and what it is told.
ASKED = {
    "bash": ({"COMP_WORDS": "tdmock che", "COMP_CWORD": "1"}, "plain,check"),
    "zsh": ({"COMP_WORDS": "tdmock che", "COMP_CWORD": "1"}, "plain\ncheck\n"),
    "fish": ({"COMP_WORDS": "tdmock che", "COMP_CWORD": "che"}, "check"),
}


def test_the_reference_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(), "make generate writes it anew"


@pytest.mark.parametrize("shell", ASKED)
def test_a_shell_gets_its_script_and_its_completions(shell: str) -> None:
    script = tdmock(env={"_TDMOCK_COMPLETE": f"{shell}_source"})
    assert script.returncode == 0, script
    assert f"_TDMOCK_COMPLETE={shell}_complete" in script.stdout
    asked, told = ASKED[shell]
    done = tdmock(env={"_TDMOCK_COMPLETE": f"{shell}_complete", **asked})
    assert told in done.stdout, done
    assert f"_TDMOCK_COMPLETE={shell}_source tdmock" in PAGE.read_text(encoding="utf-8")
