"""What a load is: whom it is sent to, as how many accounts and at what rate, and from which processes."""

from dataclasses import dataclass, field
from math import inf
from typing import Any, Literal

from tdmock.editions import Edition
from tdmock.exchange import MAX_BODY

_RATES = ("accounts", "calls_per_minute", "action_share", "sync_every", "speed", "judged_share", "seed")

Role = Literal["alone", "master", "worker"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What accounts send, and whom to. Times are in seconds, and rates those of all accounts together.

    ``url`` is a base, as for a check; without it endpoints are called where the ``definition``, a file, says.
    ``credentials`` has those of each account; further accounts use them in turn. ``inputs`` are sent exactly,
    by action and key. Shares are from 0 to 1:
    ``action_share`` of calls that execute an action, ``judged_share`` of answers that are judged to the last
    record. At a ``speed`` of 10 all comes ten times as often.
    """

    url: str | None = None
    definition: str | None = None
    edition: Edition = Edition.CURRENT
    credentials: tuple[dict[str, str], ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    accounts: int = 10
    calls_per_minute: float = 60.0
    action_share: float = 0.1
    sync_every: float = 1800.0
    speed: float = 1.0
    judged_share: float = 0.1
    seed: int = 0
    timeout: float = 10.0
    slow: float = 5.0
    max_pages: int = 1000
    max_body: int = MAX_BODY
    ca_bundle: str | None = None
    insecure: bool = False
    allow_load: bool = False
    allow_writes: bool = False

    @property
    def rates(self) -> dict[str, Any]:
        """What a master decides for its workers: how much is sent, not where to and with what."""
        return {name: getattr(self, name) for name in _RATES}

    @property
    def calls_per_second(self) -> float:
        """How many calls come, of all accounts."""
        return self.calls_per_minute * self.speed / 60

    @property
    def call_interval(self) -> float:
        """Seconds between two calls of an account."""
        return self.accounts / self.calls_per_second if self.calls_per_second else inf

    @property
    def sync_interval(self) -> float:
        """Seconds from the end of a synchronization to the beginning of the account's next one."""
        return self.sync_every / self.speed


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What one process is to do: a load, for how long, and its part among others.

    ``duration`` counts from when all accounts have started, ``spawn_rate`` of them each second. A master
    listens at ``host`` and ``port`` (0 for a free one) until so many ``workers`` are there, who go there.
    """

    load: Load
    duration: float = 60.0
    spawn_rate: float = 10.0
    role: Role = "alone"
    host: str = "127.0.0.1"
    port: int = 0
    workers: int = 1
    web_port: int | None = None

    @property
    def ramp(self) -> float:
        """Seconds until all accounts have started."""
        return self.load.accounts / self.spawn_rate
