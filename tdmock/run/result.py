"""Cases, and what playing them showed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tdmock.findings import Breach, generalised
from tdmock.judge.rules import Moment, judge_by, rules_at
from tdmock.redaction.record import Record
from tdmock.run.pace import Order
from tdmock.scenario.model import Scenario
from tdmock.talkdesk.state import Earlier, Walk

if TYPE_CHECKING:
    from tdmock.judge.comparison import Comparing


PLACES = 20  # of a clause in one case that are told apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One concrete request of a scenario, to be followed by its further pages where it is a walk.

    ``position`` orders the cases of an endpoint: whatever the number of workers, reports follow it.
    ``others`` are the body with other values, where the scenario may need them; ``authorized`` is it with the
    valid credentials, where it has others. ``trial`` is a request to another endpoint, to be made with what
    the authorization validator returned.
    """

    position: Order
    scenario: Scenario
    endpoint: str
    url: str
    label: str
    body: Any
    others: tuple[Any, ...] = ()
    authorized: Any = None
    trial: "Case | None" = None
    earlier: Earlier = field(default_factory=Earlier)
    expected: "Comparing | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often a clause was broken in a case, and at what places, with the first breach as the example."""

    breach: Breach
    record: Record | None
    occurrences: int = 0
    places: Mapping[str, int] = field(default_factory=dict)

    def plus(self, breach: Breach) -> "Tally":
        """The tally with one more breach of the clause."""
        place = generalised(breach.at)
        places = self.places
        if place in places or len(places) < PLACES:
            places = {**places, place: places.get(place, 0) + breach.occurrences}
        return replace(self, occurrences=self.occurrences + breach.occurrences, places=places)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """What a case showed.

    ``looked_at`` are the rules that something that came could have broken, ``broken`` those that it broke,
    told or not. ``answered``: its first request got a usable answer, or the one with the body ``instead``
    did. ``complete``: so did all of its requests, and a walk came to its end. ``unreached``: why the bridge
    could not be reached. ``stopped``: why it ended early.
    """

    case: Case
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    looked_at: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()
    records: tuple[Record, ...] = ()
    elapsed: tuple[float, ...] = ()
    kept: tuple[tuple[str, str, Any], ...] = ()
    walk: Walk | None = None
    value: Any = None
    instead: Any = None
    answered: bool = False
    complete: bool = False
    unreached: str = ""
    stopped: str = ""
    refused_credentials: bool = False


def over_answers(results: Sequence[CaseResult]) -> tuple[list[Breach], frozenset[str]]:
    """What the rules over several answers find, and which of them could have been broken."""
    breaches: list[Breach] = []
    seen: set[str] = set()
    for rule in rules_at(Moment.ENDPOINT):
        kept = [(label, what) for one in results for name, label, what in one.kept if name == rule.clause]
        found, looked_at = judge_by([rule], kept=kept)
        breaches += found
        seen |= looked_at
    return breaches, frozenset(seen)


def outcome_of(results: Sequence[CaseResult]) -> tuple[str, str]:
    """What became of a task whose cases are over, and why: untestable if all they show is an early end."""
    stopped = next((one.stopped for one in results if one.stopped), "")
    told = any(one.tallies for one in results)
    return "untestable" if stopped and not told else "done", stopped
