"""An exchange under way: how far it has come, and what came of it so far."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from time import perf_counter

from tdmock.exchange import Failure

RawHeaders = list[tuple[bytes, bytes]]


class Stage(Enum):
    """What an exchange is waiting for."""

    LOOKUP = auto()
    CONNECT = auto()
    TLS = auto()
    HEAD = auto()  # the request goes out; then the status line and the headers come
    BODY = auto()


class BrokenError(Exception):
    """The exchange can't go on; the text is for people."""

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(detail)
        self.failure = failure


@dataclass(slots=True, kw_only=True)
class Progress:
    """What is known of an exchange under way; times are in seconds."""

    place: str  # host and port
    timeout: float
    deadline: float  # by perf_counter
    stage: Stage = Stage.HEAD
    ended: bool = False  # the bridge closed its side
    unsent: int = 0  # bytes of the request
    received: int = 0  # bytes from the bridge
    body: int = 0  # bytes of the body, as they came
    declared: int | None = None  # bytes that the Content-Length promises
    paused: float = 0.0  # seconds that we took ourselves

    def remaining(self) -> float:
        """The time that is left. Raises TimeoutError when it is over."""
        left = self.deadline - perf_counter()
        if left <= 0:
            raise TimeoutError
        return left

    def pause(self, seconds: float) -> None:
        """Leave seconds that we took ourselves out of account."""
        self.paused += seconds
        self.deadline += seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Status and headers, and the body still to be read, as it came over the wire."""

    status: int
    headers: RawHeaders
    chunks: Iterator[bytes]
    close: Callable[[], None]
