"""Bridges written by hand and asked without a network: what a run does is seen without sockets or time."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from tdmock.documents.load import builtin
from tdmock.exchange import Exchange, Failure, Request, Response
from tdmock.report.build import Report
from tdmock.run.engine import make_caller
from tdmock.run.events import Event
from tdmock.run.pace import Clock
from tdmock.run.plan import make_plan
from tdmock.run.result import Case
from tdmock.run.retry import Caller
from tdmock.run.settings import Settings
from tdmock.run.tasks import Plan
from tdmock.scenario.model import Scenario
from tests.bridges import VALID, Answer, Asked, Given, check

Elapsed = Callable[[str, int], float]
"""How long an answer took, by its path and how many requests were under way."""


class FakeClock(Clock):
    """Passes no faster than somebody waits."""

    def __init__(self) -> None:
        super().__init__()
        self.time = 0.0

    def now(self) -> float:
        return self.time

    def wait(self, seconds: float) -> None:
        self.time += seconds


class NoAnswerError(Exception):
    """Raised by an answer that does not come, with what kept it."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(detail)
        self.failure = failure
        self.detail = detail


class InMemory:
    """Asks the answers of a bridge; ``asked`` are the requests in their order."""

    def __init__(self, answers: Mapping[str, Answer], elapsed: Elapsed = lambda path, busy: 0.1) -> None:
        self.answers = answers
        self.asked: list[Asked] = []
        self._elapsed = elapsed

    def send(self, request: Request, *, timeout: float) -> Exchange:
        """The exchange of a request with the answer of its path."""
        with self._under_way() as busy:
            asked = {**_asked(request), "busy": busy, "timeout": timeout}
            self.asked.append(asked)
            try:
                status, headers, content = self.answers[asked["path"]](asked)
            except NoAnswerError as failed:
                return Exchange(
                    request=request, failure=failed.failure, detail=failed.detail, elapsed=timeout
                )
            elapsed = self._elapsed(asked["path"], busy)
        typed = {"Content-Type": "application/json", **headers}
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        response = Response(status=status, headers=tuple(typed.items()), body=body)
        return Exchange(request=request, response=response, elapsed=elapsed)

    @contextmanager
    def _under_way(self) -> Iterator[int]:
        """How many requests there are at this moment."""
        yield 1

    def at(self, path: str) -> list[Asked]:
        """The requests to a path."""
        return [request for request in self.asked if request["path"] == path]

    def close(self) -> None:
        """There is nothing to close."""


def _asked(request: Request) -> Asked:
    try:
        body = json.loads(request.body)
    except ValueError:
        body = None
    headers = {name.lower(): value for name, value in request.headers}
    path = urlsplit(request.url).path
    return {"method": request.method, "path": path, "headers": headers, "raw": request.body, "body": body}


def run(bridge: InMemory, *, clock: Clock | None = None, workers: int = 1, **settings: Any) -> Report:
    """The report on a bridge, from a run in a time of its own."""
    return check(
        "http://127.0.0.1", transport=bridge, clock=clock or FakeClock(), workers=workers, **settings
    )


def in_turn(*given: Given | NoAnswerError) -> Answer:
    """Answers one after the other; the last one stays."""
    left = list(given)

    def answer(asked: Asked) -> Given:
        del asked
        current = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(current, NoAnswerError):
            raise current
        return current

    return answer


def plan(base: str | None = "http://127.0.0.1", **settings: Any) -> Plan:
    """A plan for the built-in definition, with one worker unless told otherwise."""
    return make_plan(builtin(), base, Settings(**{"workers": 1, "auth": VALID, **settings}))


def client(
    bridge: InMemory,
    *,
    clock: Clock | None = None,
    tell: Callable[[Event], None] = lambda event: None,
    **settings: Any,
) -> Caller:
    """What sends requests to the endpoints of the built-in definition."""
    return make_caller(plan(**settings), bridge, tell, clock or FakeClock())


def case(endpoint: str, *, body: Any = None, position: tuple[int, int] = (0, 0), **scenario: Any) -> Case:
    """A case of a scenario at an endpoint; the body is that of a first page unless given."""
    folder = endpoint.partition("/")[0]
    return Case(
        position=position,
        scenario=Scenario(**{"id": f"{folder}/one", "endpoint": folder, "title": "One", **scenario}),
        endpoint=endpoint,
        url=f"http://127.0.0.1/{endpoint}",
        label="",
        body={"auth": VALID, "meta": {}} if body is None else body,
    )
