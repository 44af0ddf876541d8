"""Prints the longest time that judging one answer of a bridge took, in seconds; one request at a time."""

import sys
from time import perf_counter

from tdmock.exchange import Exchange, Request
from tdmock.transport import HttpTransport
from tests.bridges import check

ENOUGH = 4  # seconds for the answers of a run, of which one was made to hurt


class Timed:
    """A transport that tells how long it takes from each answer to whatever comes next."""

    def __init__(self, inner: HttpTransport) -> None:
        self._inner = inner
        self._answered: float | None = None
        self.longest = 0.0

    def send(self, request: Request, *, timeout: float) -> Exchange:
        self.note()
        exchange = self._inner.send(request, timeout=timeout)
        self._answered = perf_counter()
        return exchange

    def note(self) -> None:
        """The last answer has been judged."""
        if self._answered is not None:
            self.longest = max(self.longest, perf_counter() - self._answered)

    def close(self) -> None:
        """End all exchanges."""
        self._inner.close()


if __name__ == "__main__":
    transport = Timed(HttpTransport())
    check(sys.argv[1], transport=transport, workers=1, deadline=ENOUGH)
    transport.note()
    print(transport.longest)
