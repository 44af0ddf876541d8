"""Cases, and what playing them showed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from tdmock.findings import Breach, generalised
from tdmock.judge.rules import Moment, Rule, judge_by, rules_at
from tdmock.redaction.record import Record
from tdmock.run.pace import Order
from tdmock.scenario.model import Scenario
from tdmock.talkdesk.state import Earlier, Walk

if TYPE_CHECKING:
    from tdmock.judge.comparison import Comparing


PLACES = 20  # of a clause in one case that are told apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """What a case is sent again with, where its answer went wrong.

    ``authorized`` is its body with the valid credentials, where it has others; ``identified`` with the id of
    a contact, where an action was to be executed without one. ``texts`` are the members of its data whose
    text may be another.
    """

    authorized: Any = None
    identified: Any = None
    texts: tuple[str, ...] = ()


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
    controls: Controls = Controls()
    trial: "Case | None" = None
    earlier: Earlier = field(default_factory=Earlier)
    expected: "Comparing | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often a clause was broken in a case, and at what places, with the first breach as the example.

    ``records`` are the exchanges that show that one together; the last is where it shows.
    """

    breach: Breach
    records: tuple[Record, ...] = ()
    occurrences: int = 0
    places: Mapping[str, int] = field(default_factory=dict)

    def plus(self, breach: Breach) -> "Tally":
        """The tally with one more breach of the clause."""
        place = generalised(breach.at)
        places = self.places
        if place in places or len(places) < PLACES:
            places = {**places, place: places.get(place, 0) + breach.occurrences}
        return replace(self, occurrences=self.occurrences + breach.occurrences, places=places)


class Gathered(NamedTuple):
    """What a rule over several answers keeps of one, with the label of its case and the exchange."""

    rule: str
    label: str
    what: Any
    record: Record | None = None


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
    kept: tuple[Gathered, ...] = ()
    walk: Walk | None = None
    value: Any = None
    instead: Any = None
    answered: bool = False
    complete: bool = False
    unreached: str = ""
    stopped: str = ""
    refused_credentials: bool = False


def over_answers(results: Sequence[CaseResult]) -> tuple[dict[str, Tally], frozenset[str]]:
    """What the rules over several answers find, and which of them could have been broken."""
    tallies: dict[str, Tally] = {}
    seen: set[str] = set()
    for rule in rules_at(Moment.ENDPOINT):
        kept = [one for result in results for one in result.kept if one.rule == rule.clause]
        found, looked_at = judge_by([rule], kept=_labelled(kept))
        for breach in found:
            known = tallies.get(breach.rule) or Tally(breach=breach, records=_evidence(rule, kept))
            tallies[breach.rule] = known.plus(breach)
        seen |= looked_at
    return tallies, frozenset(seen)


def _evidence(rule: Rule, kept: Sequence[Gathered]) -> tuple[Record, ...]:
    """The first answer, or else two, that show a breach of a rule without the others."""
    few = (some for size in (1, 2) for some in combinations(kept, size))
    shown = next((some for some in few if any(rule.judge(kept=_labelled(some)))), ())
    return tuple(one.record for one in shown if one.record)


def _labelled(kept: Sequence[Gathered]) -> list[tuple[str, Any]]:
    return [(one.label, one.what) for one in kept]


def outcome_of(results: Sequence[CaseResult]) -> tuple[str, str]:
    """What became of a task whose cases are over, and why: untestable if all they show is an early end."""
    stopped = next((one.stopped for one in results if one.stopped), "")
    told = any(one.tallies for one in results)
    return "untestable" if stopped and not told else "done", stopped
