"""What Talkdesk keeps: stored authentication fields, synchronized contacts and agents, checkpoints."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

LARGEST = 5_000  # characters of a text, entries of a list, members of a record that is remembered
SAMPLE = 10  # records remembered of a synchronization, chosen over all its pages


@dataclass(slots=True, kw_only=True)
class Walk:
    """One synchronization while its pages are read: what Talkdesk would know of it so far.

    Memory grows by one hash for each record, whatever the records hold; a walk that is compared with a
    ``previous`` one keeps none.
    """

    seed: int = 0
    pages: int = 0
    records: int = 0
    with_phones: int = 0
    repeated: int = 0  # records whose id had come before in this walk
    repeated_on_page: int = 0  # those that had come on their own page
    moved: set[int] = field(default_factory=set)  # ids that came on two pages, as live data may do by chance
    suspects: "frozenset[int] | set[int]" = frozenset()  # ids that came on two pages of an earlier walk
    counts: dict[int, int] = field(default_factory=dict)  # how often the suspects came in this one
    first_repeated: str = ""
    survivors: int = 0  # records that were also in `previous`
    stale_pages: int = 0  # pages in a row that were the same as an earlier page
    empty_pages: int = 0  # in a row
    idle_pages: int = 0  # pages in a row without a new id
    contents: set[int] = field(default_factory=set)  # of pages, to know them again
    seen: set[int] = field(default_factory=set)
    previous: "frozenset[int] | set[int]" = frozenset()
    emails: set[int] = field(default_factory=set)
    positions: set[int] = field(default_factory=set)  # pairs of offset and context that came, as hashes
    sample: list[dict[str, Any]] = field(default_factory=list)
    checkpoint: str | None = None  # the last one that was a string
    has_checkpoint: bool = False  # whether any came, a string or not
    second: "Continuation | None" = None
    unused_phones: tuple[str, ...] = ()  # numbers that nobody has, for requests about an unknown contact
    ended: bool = False
    _candidates: int = 0

    def remember(self, records: list[Any]) -> None:
        """Choose records to remember so that every page has its chance (reservoir sampling)."""
        known = [r for r in records if isinstance(r, dict) and _is_id(r.get("id")) and _is_small(r)]
        chance = random.Random(f"{self.seed}/{self.pages}")
        for record in chance.sample(known, min(SAMPLE, len(known))):
            self._candidates += 1
            if len(self.sample) < SAMPLE:
                self.sample.append(record)
            elif (slot := chance.randrange(self._candidates)) < SAMPLE:
                self.sample[slot] = record


def _is_id(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _is_small(record: Mapping[str, Any]) -> bool:
    """Whether a record is of a size that Talkdesk could send back: a bridge may send megabytes in a name."""
    return len(record) <= LARGEST and all(
        len(value) <= LARGEST for value in record.values() if isinstance(value, str | list)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """How the next page is asked for: raw JSON, exactly as the bridge sent it."""

    offset: orjson.Fragment
    context: orjson.Fragment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What Talkdesk knows at one moment; ``contacts`` and ``agents`` are None until synchronized.

    ``auth`` has the credentials as entered, with the fields that the validator ``returned``.
    """

    auth: Mapping[str, Any]
    returned: Mapping[str, Any] = field(default_factory=dict)
    contacts: Walk | None = None
    agents: Walk | None = None
    activity: "tuple[str, ...]" = ()  # ids of contacts with interactions, those with the most types first
