"""Starts bridges written by hand, and checks them."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from typing import Any

import pytest
from bridges import VALID, Answer, Bridge

from tdmock.definition.load import builtin
from tdmock.definition.model import Definition
from tdmock.editions import Edition
from tdmock.engine import run
from tdmock.events import Event
from tdmock.planning import make_plan
from tdmock.settings import Settings
from tdmock.summary import Report, summarize
from tdmock.transport import HttpTransport, Transport

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)

Serve = Callable[..., Bridge]


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


def check(
    url: str | None,
    *,
    definition: Definition | None = None,
    auth: Mapping[str, str] = VALID,
    headers: Mapping[str, str] | None = None,
    only: Collection[str] = (),
    edition: Edition = Edition.CURRENT,
    expired: Mapping[str, str] | None = None,
    tell: Callable[[Event], None] = lambda event: None,
    transport: Transport | None = None,
    **settings: Any,
) -> Report:
    """The report on a bridge, from a run over real sockets."""
    plan = make_plan(
        definition or builtin(),
        base=url,
        edition=edition,
        only=only,
        auth=auth,
        headers=headers or {},
        settings=Settings(now=NOW, **settings),
        expired=expired,
    )
    with closing(transport or HttpTransport()) as opened:
        tasks, interrupted = run(plan, opened, tell)
    return summarize(plan, tasks, target=url or "", started_at=NOW, duration=0.0, interrupted=interrupted)
