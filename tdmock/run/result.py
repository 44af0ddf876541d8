"""Cases, and what playing them showed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from tdmock.findings import Breach, generalised
from tdmock.redaction.record import Record
from tdmock.run.pace import Order
from tdmock.scenario.model import Scenario
from tdmock.talkdesk.state import Earlier, Walk

if TYPE_CHECKING:
    from tdmock.judge.comparison import Comparing


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One concrete request of a scenario, to be followed by its further pages where it is a walk.

    ``position`` orders the cases of an endpoint: whatever the number of workers, reports follow it.
    ``others`` are the body with other values, where the scenario may need them; ``trial`` is a request to
    another endpoint, to be made with what the authorization validator returned.
    """

    position: Order
    scenario: Scenario
    endpoint: str
    url: str
    label: str
    body: Any
    others: tuple[Any, ...] = ()
    trial: "Case | None" = None
    earlier: Earlier = field(default_factory=Earlier)
    expected: "Comparing | None" = None


@dataclass(slots=True, kw_only=True)
class Tally:
    """How often a clause was broken in a case, with the first breach as the example.

    ``records`` are the exchanges that show it, one after the other; the last is where it shows.
    """

    breach: Breach
    records: tuple[Record, ...] = ()
    occurrences: int = 0
    places: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, breach: Breach, *records: Record) -> "Tally":
        """The tally of one breach, which several exchanges show together."""
        return cls(
            breach=breach,
            records=records,
            occurrences=breach.occurrences,
            places={generalised(breach.at): breach.occurrences},
        )


class Gathered(NamedTuple):
    """What a rule over several answers keeps of one, with the label of its case and the exchange."""

    rule: str
    label: str
    what: Any
    record: Record | None = None


@dataclass(slots=True, kw_only=True)
class Played:
    """What a case showed: written by whoever plays it, and by nobody else.

    ``looked_at`` are the rules that something that came could have broken, ``broken`` those that it broke,
    told or not. ``answered``: its first request got a usable answer, or the one with the body ``instead``
    did. ``complete``: so did all of its requests, and a walk came to its end. ``unreached``: why the bridge
    could not be reached. ``stopped``: why it ended early.
    """

    case: Case
    tallies: dict[str, Tally] = field(default_factory=dict)
    looked_at: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    records: list[Record] = field(default_factory=list)
    elapsed: list[float] = field(default_factory=list)
    kept: list[Gathered] = field(default_factory=list)
    walk: Walk | None = None
    value: Any = None
    instead: Any = None
    answered: bool = False
    complete: bool = False
    strikes: int = 0
    unreached: str = ""
    stopped: str = ""
    refused_credentials: bool = False

    def tally(self, breaches: Iterable[Breach], *shown: Record | None) -> None:
        """Count breaches that exchanges show, one after the other; the last alone where not all were kept."""
        kept = tuple(record for record in shown if record)
        records = kept if len(kept) == len(shown) else kept[-1:]
        for breach in breaches:
            self.broken.add(breach.rule)
            entry = self.tallies.setdefault(breach.rule, Tally(breach=breach, records=records))
            entry.occurrences += breach.occurrences
            place = generalised(breach.at)
            if place in entry.places or len(entry.places) < 20:
                entry.places[place] = entry.places.get(place, 0) + breach.occurrences


def gathered(rule: str, played: Iterable[Played]) -> list[Gathered]:
    """What a rule over several answers kept of each."""
    return [one for each in played for one in each.kept if one.rule == rule]


def kept_for(rule: str, played: Iterable[Played]) -> list[tuple[str, Any]]:
    """What such a rule sees: the labels of cases, and what it kept."""
    return [(one.label, one.what) for one in gathered(rule, played)]


def outcome_of(played: Sequence[Played]) -> tuple[str, str]:
    """What became of a task whose cases are over, and why: untestable if all they show is an early end."""
    stopped = next((one.stopped for one in played if one.stopped), "")
    told = any(one.tallies for one in played)
    return "untestable" if stopped and not told else "done", stopped
