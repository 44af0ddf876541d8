"""What a person can set for a run."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tdmock.contract.releases import THIS, rule_set
from tdmock.editions import Edition
from tdmock.endpoints import is_action
from tdmock.exchange import MAX_BODY
from tdmock.judge.waivers import Policy, Waiver

if TYPE_CHECKING:
    from tdmock.judge.comparison import Expected
    from tdmock.scenario.folder import Written

LONGEST = 1_000_000  # seconds: operating systems wait no longer
MOST_WORKERS = 64
SEEDS = (-(2**63), 2**63 - 1)  # the least and the greatest
YEARS, WRONG_YEAR = range(1970, 9999), "its year is not one from 1970 to 9998"

_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "ki": 2**10, "mi": 2**20, "gi": 2**30}

MAX_FAILURES = 3  # time-outs and dropped connections after which an endpoint is not called again
REPEATS = 2  # how often a failing request is repeated at once, to tell a breach from what is flaky


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuzzing:
    """How much to fuzz: ``max_examples`` for each endpoint and mode, ``time`` for all of it, in seconds.

    Shrinking what was found takes requests beyond the examples, but no more time. ``alone`` leaves out the
    scenarios on which generated requests do not build.
    """

    max_examples: int | None = None
    time: float = 120.0
    alone: bool = False

    def examples(self, endpoint: str) -> int:
        """How many requests to generate; unless a number is given, fewer at actions, for they write."""
        return self.max_examples or (20 if is_action(endpoint) else 50)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Times are in seconds, ``max_body`` in bytes; ``now`` is what the run takes for the present moment.

    ``only`` names the endpoints to judge, ``only_rules`` and ``only_scenarios`` have the beginnings of ids;
    without them all count. ``auth`` holds a value for each credential,
    ``expired`` for those of which there is one that has expired, and ``inputs`` those for inputs that are to
    be sent exactly, by action and key. ``rules`` is the version of tdmock whose rules count.
    ``scenarios`` are those of the user's own. A ``verbose`` run tells of each exchange what it was.
    Of each synchronization the first ``sample`` contacts are judged one by one; all are read.
    """

    edition: Edition = Edition.CURRENT
    only: Collection[str] = ()
    only_rules: Collection[str] = ()
    only_scenarios: Collection[str] = ()
    auth: Mapping[str, str] = field(default_factory=dict, repr=False)
    expired: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    inputs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    expected: "Sequence[Expected]" = ()
    allow_writes: bool = False
    wait: float = 0.0  # until the bridge answers at all
    timeout: float = 10.0
    deadline: float = 600.0
    slow: float = 5.0
    seed: int = 0
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    workers: int = 12
    max_body: int = MAX_BODY
    max_pages: int = 1000
    max_calls: int = 20
    sample: int | None = None
    max_findings: int | None = None
    ca_bundle: Path | None = None
    insecure: bool = False
    rules: str = THIS
    waivers: tuple[Waiver, ...] = ()
    scenarios: "tuple[Written, ...]" = ()
    fuzzing: Fuzzing | None = None
    verbose: bool = False

    @property
    def policy(self) -> Policy:
        """What findings weigh. Raises :class:`UsageError` where no rules of that version are known."""
        rules = rule_set(self.rules, self.edition)
        return Policy(rules=rules, waivers=self.waivers, today=self.now.date())


def byte_count(text: str) -> int:
    """A number of bytes: ``1000000``, ``500k``, ``64MiB``. Raises :class:`ValueError`."""
    match = re.fullmatch(r"(\d+)\s*([kmg]i?)?b?", text.lower())
    if not match or not int(match[1]):
        raise ValueError(f"{text!r} is not a size; write it as 64MiB, 500k or a number of bytes")
    return int(match[1]) * _UNITS[match[2] or ""]
