"""What the processes of a load tell each other; everything in it is safe to show."""

from typing import Literal

from msgspec import Struct

Why = Literal["", "interrupted", "failing", "lost"]
"""Why a load ended before its time: stopped, a bridge that answered nothing but failures, no worker left."""


class Told(Struct, frozen=True, kw_only=True):
    """A clause that was broken at an endpoint: one breach as the example, and how often it came."""

    endpoint: str
    rule: str
    at: str
    expected: str
    actual: str
    occurrences: int


class Share(Struct, frozen=True, kw_only=True):
    """What a worker saw since it told the last time, beside what Locust counts: breaches, and calls.

    ``late`` calls left more than a second after their moment, for the machine that sends was too busy.
    """

    told: list[Told]
    calls: int
    late: int


class Listening(Struct, frozen=True, kw_only=True, tag=True):
    """The master waits for workers at this port."""

    port: int


class Progress(Struct, frozen=True, kw_only=True, tag=True):
    """How it goes: after so many seconds, with what happened so far."""

    seconds: float
    accounts: int
    workers: int
    requests: int
    failures: int
    per_second: float


class Note(Struct, frozen=True, kw_only=True, tag=True):
    """Something that people should know, beside the figures."""

    text: str


class EndpointLoad(Struct, frozen=True, kw_only=True):
    """What came of the requests to one endpoint; times are in milliseconds.

    ``problems`` says how often requests failed for what reason: a rule, or why there was no answer.
    """

    endpoint: str
    requests: int
    failures: int
    p50: float
    p95: float
    p99: float
    max: float
    problems: dict[str, int]


class Ended(Struct, frozen=True, kw_only=True, tag=True):
    """The load is over: what came of it."""

    endpoints: list[EndpointLoad]
    told: list[Told]
    calls: int
    late: int
    seconds: float
    why: Why


class Failed(Struct, frozen=True, kw_only=True, tag=True):
    """A process can't go on: why, or where the defect of tdmock is, and the exit code for that."""

    text: str
    code: int


Message = Listening | Progress | Note | Ended | Failed
