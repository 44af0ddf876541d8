"""Room in memory for large answers: there is one at a time, from its first megabytes until it was judged."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from time import perf_counter

_MMAP_THRESHOLD = -3  # glibc's name for it is M_MMAP_THRESHOLD


class Room:
    """Holds one large answer, of whatever thread; the others wait before they read on.

    Python judges one answer at a time anyway, so waiting costs nothing but the memory that it saves.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._own = threading.local()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Let what this thread receives keep its room until the end, or until the thread calls `leave`."""
        self._own.keeps = True
        try:
            yield
        finally:
            self._own.keeps = False
            self.leave()

    def enter(self) -> float:
        """Wait for the room, unless this thread has it. Returns the seconds that this took."""
        if getattr(self._own, "inside", False):
            return 0.0
        _return_large_blocks()
        waited = 0.0
        if not self._lock.acquire(blocking=False):
            started = perf_counter()
            self._lock.acquire()
            waited = perf_counter() - started
        self._own.inside = True
        return waited

    def end_receiving(self) -> None:
        """Leave, unless what was received is kept."""
        if not getattr(self._own, "keeps", False):
            self.leave()

    def leave(self) -> None:
        """Let others in: this thread has let go of its last answer, or of all but its beginning."""
        if getattr(self._own, "inside", False):
            self._own.inside = False
            self._lock.release()


@cache
def _return_large_blocks() -> None:
    """Have freed blocks of a megabyte go back to the system: glibc would keep them for the thread."""
    import ctypes  # seldom needed

    with suppress(AttributeError, TypeError):  # another C library; another system
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, 2**20)


ROOM = Room()
"""The process has one memory, so it has one room."""
