"""Lets requests pass side by side, and one alone where its time shall be its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

Order = tuple[int, int]


class Gate:
    """Many at once, or one alone. Once ``serial`` is set, every request passes alone.

    A bridge that serves one request at a time makes others wait: a time-out counts only when the request
    was alone.
    """

    def __init__(self) -> None:
        self.serial = False
        self._condition = Condition()
        self._passing = 0
        self._alone = False
        self._waiting: list[Order] = []

    @contextmanager
    def shared(self, order: Order) -> Iterator[None]:
        """Pass beside others."""
        if self.serial:
            with self.alone(order):
                yield
            return
        with self._condition:
            self._condition.wait_for(lambda: not self._alone and not self._waiting)
            self._passing += 1
        try:
            yield
        finally:
            with self._condition:
                self._passing -= 1
                self._condition.notify_all()

    @contextmanager
    def alone(self, order: Order) -> Iterator[None]:
        """Pass when nobody else does; of those that wait, the lowest in order passes first."""
        with self._condition:
            self._waiting.append(order)
            self._condition.wait_for(
                lambda: not self._alone and not self._passing and order == min(self._waiting)
            )
            self._waiting.remove(order)
            self._alone = True
        try:
            yield
        finally:
            with self._condition:
                self._alone = False
                self._condition.notify_all()
