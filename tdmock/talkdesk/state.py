"""What Talkdesk keeps: stored authentication fields, synchronized contacts and agents, checkpoints."""

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from tdmock.endpoints import kind
from tdmock.exchange.payload import fits
from tdmock.talkdesk.blemishes import Texts

LARGEST = 20_000  # characters of a record that is remembered: parts of it are sent back
SAMPLE = 10  # records remembered of a synchronization, chosen over all its pages
_ID_TYPES = {str, int}  # exactly: a boolean is none
KNOWN = 100  # records that others are compared with, to find neighbours


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What a synchronization is compared with: ids that came before, as hashes.

    ``moved`` came on two pages then, as live data may do by chance. ``people`` has the ids of a few contacts,
    by the hash of what they are known by.
    """

    ids: Collection[int] = frozenset()
    moved: Collection[int] = frozenset()
    people: Mapping[int, int] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Neighbours:
    """Two contacts of one name and two of one company, as they turn up: whom a bridge may confuse."""

    namesakes: Sequence[Mapping[str, Any]] = ()
    colleagues: Sequence[Mapping[str, Any]] = ()
    _named: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    _employed: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def see(self, records: Sequence[Any]) -> None:
        """Look for a pair among further records."""
        self.namesakes = self.namesakes or _pair(self._named, "name", records)
        self.colleagues = self.colleagues or _pair(self._employed, "company", records)


def _pair(
    known: dict[str, Mapping[str, Any]], member: str, records: Sequence[Any]
) -> Sequence[Mapping[str, Any]]:
    """Two records that share a member, the first among those that are known or get to be."""
    for record in records:
        shared = record.get(member)
        if not isinstance(shared, str):
            continue
        other = known.get(shared)
        if other is None:
            if len(known) < KNOWN and shared.strip() and is_id(record.get("id")) and fits(record, LARGEST):
                known[shared] = record
        elif (
            is_id(record.get("id"))
            and fits(record, LARGEST)
            and _differ(other, record, "id" if member == "name" else "name")
        ):
            return other, record
    return ()


@dataclass(slots=True, kw_only=True)
class Walk:
    """One synchronization while its pages are read: what Talkdesk would know of it so far.

    Memory grows by one hash for each record, whatever the records hold.
    """

    seed: int = 0
    pages: int = 0
    records: int = 0
    with_phones: int = 0
    repeated: int = 0  # records whose id had come before in this walk
    repeated_on_page: int = 0  # those that had come on their own page
    moved: set[int] = field(default_factory=set)  # ids that came on two pages, as live data may do by chance
    earlier: Earlier = field(default_factory=Earlier)
    counts: dict[int, int] = field(default_factory=dict)  # how often those that moved earlier came now
    missing: set[int] = field(init=False)  # of the earlier ids, those that have not come yet
    newcomers: set[int] = field(default_factory=set)  # ids that had not come earlier
    renamed: set[int] = field(default_factory=set)  # earlier ids of people who come with another one
    texts: Texts = field(default_factory=Texts)
    neighbours: Neighbours = field(default_factory=Neighbours)
    first_repeated: str = ""
    stale_pages: int = 0  # pages in a row that were the same as an earlier page
    empty_pages: int = 0  # in a row
    idle_pages: int = 0  # pages in a row without a new id
    contents: set[int] = field(default_factory=set)  # of pages, to know them again
    seen: set[int] = field(default_factory=set)
    emails: set[int] = field(default_factory=set)
    positions: set[int] = field(default_factory=set)  # pairs of offset and context that came, as hashes
    sample: list[dict[str, Any]] = field(default_factory=list)
    checkpoint: str | None = None  # the last one that was a string
    has_checkpoint: bool = False  # whether any came, a string or not
    second: "Continuation | None" = None
    unused_phones: tuple[str, ...] = ()  # numbers that nobody has, for requests about an unknown contact
    ended: bool = False
    _candidates: int = 0

    def __post_init__(self) -> None:
        self.missing = set(self.earlier.ids)

    @property
    def survivors(self) -> int:
        """How many of the earlier ids have come again."""
        return len(self.earlier.ids) - len(self.missing)

    def remember(self, records: Sequence[dict[str, Any]]) -> None:
        """Choose records to remember so that every page has its chance (reservoir sampling)."""
        chance = random.Random(f"{self.seed}/{self.pages}")
        # Some have no id, or megabytes in a name; where that is rare, enough others are left of so many.
        for record in chance.sample(records, min(3 * SAMPLE, len(records))):
            if is_id(record.get("id")):
                self._candidates += 1
                is_full = len(self.sample) == SAMPLE
                slot = chance.randrange(self._candidates) if is_full else len(self.sample)
                if slot < SAMPLE and fits(record, LARGEST):
                    self.sample[slot : slot + 1] = [record]


def _differ(one: Mapping[str, Any], other: Mapping[str, Any], member: str) -> bool:
    return str(one.get(member)) != str(other.get(member))


def known_by(record: Mapping[str, Any]) -> int:
    """The hash of what tells a contact from others, whatever its id is."""
    return hash(str([record.get(name) for name in ("name", "emails", "phones")]))


def is_id(value: Any) -> bool:
    """Whether a decoded value can be an id that others build on: a string, or an integer instead of one."""
    return type(value) in _ID_TYPES


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
    gone: frozenset[str] = frozenset()  # ids of contacts that were deleted since they were synchronized
    missing: frozenset[int] | None = None  # ids that the second reading of all contacts lacked
    newcomers: frozenset[int] | None = None  # ids that came first in an incremental synchronization

    def earlier(self, uses: Collection[str]) -> Earlier:
        """What a further synchronization is compared with, by what its scenario builds on."""
        if "missing" in uses or "newcomers" in uses:
            return Earlier(ids=(self.missing if "missing" in uses else self.newcomers) or frozenset())
        if "contacts" not in uses or self.contacts is None:
            whole = self.agents if "agents" in uses else None
            return Earlier(ids=whole.seen) if whole and whole.ended else Earlier()
        people = {known_by(record): hash(str(record["id"])) for record in self.contacts.sample}
        return Earlier(ids=self.contacts.seen, moved=self.contacts.moved, people=people)


def too_large_to_send_back(endpoint: str, value: Any) -> Iterator[tuple[str, int]]:
    """The members of an answer that fit into no further request, with the characters that would."""
    sender = kind(endpoint)
    for name in sender.sent_back:
        part = value if not name else value.get(name) if isinstance(value, dict) else None
        if not fits(part, sender.fits):
            yield name, sender.fits
