"""Gives tests bridges written by hand; see ``bridges.py``."""

import os
import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tdmock.definition.model import Definition
from tdmock.documents.load import builtin
from tests.bridges import Answer, Bridge, Serve


def pytest_configure() -> None:
    """Keep apart from who runs the tests.

    A job in the background ignores Ctrl-C, and so would every command that is started here.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # What commands remember of runs is nobody's but the tests'.
    os.environ["XDG_CACHE_HOME"] = str(Path(tempfile.gettempdir(), "tdmock-tests"))


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: tests of load and of limited rates mostly wait."""
    return (os.cpu_count() or 1) + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--without-sockets", action="store_true", help="leave out tests that start a bridge")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--without-sockets"):
        items[:] = [item for item in items if "serve" not in getattr(item, "fixturenames", ())]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """``serve(answers)`` starts a bridge that lives as long as the test."""
    with ExitStack() as stack:

        def start(answers: Mapping[str, Answer], **options: Any) -> Bridge:
            return stack.enter_context(Bridge(answers, **options))

        yield start


@pytest.fixture
def mycrm() -> Definition:
    return builtin()
