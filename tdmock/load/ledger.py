"""Which worker plays which account: each account in one place at a time, those of a lost worker anew."""

import heapq
from collections import deque
from collections.abc import Iterator

Request = tuple[str, int]
"""A worker, and which of its users wants an account."""


class Ledger:
    """The numbers of accounts, lent to the users of workers; the lowest free one first."""

    def __init__(self) -> None:
        self._free: list[int] = []
        self._beyond = 0  # numbers from here on were never lent
        self._lent: dict[int, str] = {}
        self._waiting: deque[Request] = deque()

    @property
    def workers(self) -> set[str]:
        """The workers that have accounts, or wait for some."""
        return {*self._lent.values(), *(worker for worker, _ in self._waiting)}

    def ask(self, worker: str, user: int) -> None:
        """A user wants a number."""
        self._waiting.append((worker, user))

    def give_back(self, worker: str, number: int) -> None:
        """A user has stopped."""
        if self._lent.get(number) == worker:
            del self._lent[number]
            heapq.heappush(self._free, number)

    def lose(self, worker: str) -> int:
        """A worker is gone: its accounts are free. Returns how many it had."""
        numbers = [number for number, holder in self._lent.items() if holder == worker]
        for number in numbers:
            self.give_back(worker, number)
        self._waiting = deque(request for request in self._waiting if request[0] != worker)
        return len(numbers)

    def grants(self, limit: int) -> Iterator[tuple[str, int, int]]:
        """Lend numbers below ``limit`` while somebody waits: worker, user, number."""
        while self._waiting and (number := self._next(limit)) is not None:
            worker, user = self._waiting.popleft()
            self._lent[number] = worker
            yield worker, user, number

    def _next(self, limit: int) -> int | None:
        if self._free and self._free[0] < limit:
            return heapq.heappop(self._free)
        if self._beyond < limit:
            self._beyond += 1
            return self._beyond - 1
        return None
