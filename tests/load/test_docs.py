"""The commands of the page on loads are commands."""

import re
import shlex
from pathlib import Path

import pytest

from tdmock.cli.load import command
from tdmock.load.settings import Load

PAGE = (Path(__file__).parents[2] / "docs" / "load.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^tdmock load (.+)$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_command_of_the_page_is_understood(arguments: str) -> None:
    assert command.make_context("load", shlex.split(arguments)).params["url"]


def test_the_options_of_the_page_exist() -> None:
    known = {name for option in command.params for name in option.opts} | {"--users"}
    assert set(re.findall(r"`(--[a-z0-9-]+)", PAGE)) <= known
    assert len(COMMANDS) == 4


def test_the_locustfile_of_the_page_says_what_a_load_is() -> None:
    (source,) = re.findall(r"load = (Load\(.*?\n    \))", PAGE, re.DOTALL)
    assert eval(source, {"Load": Load}).accounts == 200  # noqa: S307 - our own page
