"""Knows when a bridge answers nothing but failures: then nobody learns more by sending on."""

ENOUGH, PATIENCE = 20, 10.0  # requests and seconds without a single success


class Breaker:
    """Sees how many requests there were so far, and how many of them failed."""

    def __init__(self, now: float) -> None:
        self._succeeded = 0
        self._requests = 0  # as many as there were at the last success
        self._since = now

    def is_tripped(self, requests: int, failures: int, now: float) -> bool:
        """Whether all has failed for a while; ``now`` is in seconds."""
        if requests - failures > self._succeeded or requests == 0:
            self._succeeded, self._requests, self._since = requests - failures, requests, now
        return requests - self._requests >= ENOUGH and now - self._since >= PATIENCE
