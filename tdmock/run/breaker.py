"""The circuit breaker of an endpoint: why it is spared further requests."""

from dataclasses import dataclass, field

from tdmock.run.pace import Order, Stopped
from tdmock.run.settings import MAX_FAILURES


class CutOffError(Stopped):
    """The endpoint is not called again."""

    def __init__(self) -> None:
        super().__init__(f"not called again after {MAX_FAILURES} time-outs or dropped connections")


@dataclass(slots=True, kw_only=True)
class Breaker:
    """What the requests to one endpoint have shown of it.

    ``failures`` are the positions of the cases that came to a time-out or a dropped connection; ``limited``
    says why it is not called again; ``is_slow`` that it is so although nothing else is asked, and ``is_down``
    that it answers 503 however long one waits. ``executed`` has the hashes of what an
    action executed.
    """

    failures: list[Order] = field(default_factory=list)
    limited: str = ""
    is_slow: bool = False
    is_down: bool = False
    executed: set[int] = field(default_factory=set)

    def check(self, position: Order, own: int, *, alone: bool) -> None:
        """Raises :class:`CutOffError` where too many requests failed: so many ``own``, and those of others.

        Of the others those of earlier cases count, whatever the number of workers; and all, for a request
        that is sent ``alone``.
        """
        others = sum(other != position if alone else other < position for other in self.failures)
        if others + own >= MAX_FAILURES:
            raise CutOffError
