"""What a case has shown so far, while it is played."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tdmock.findings import Breach
from tdmock.redaction.record import Record
from tdmock.run.result import Case, CaseResult, Gathered, Tally
from tdmock.talkdesk.state import Walk


@dataclass(slots=True, kw_only=True)
class CaseLog:
    """Taken down by those who play one case, in one thread; what others get is its :meth:`result`.

    The members are those of the result. ``failures`` counts time-outs and dropped connections in a row.
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
    failures: int = 0
    unreached: str = ""
    stopped: str = ""
    refused_credentials: bool = False

    def tally(self, breaches: Iterable[Breach], *shown: Record | None) -> None:
        """Count breaches that exchanges show together; the last alone where not all were kept."""
        kept = tuple(record for record in shown if record)
        records = kept if len(kept) == len(shown) else kept[-1:]
        for breach in breaches:
            self.broken.add(breach.rule)
            known = self.tallies.get(breach.rule) or Tally(breach=breach, records=records)
            self.tallies[breach.rule] = known.plus(breach)

    def result(self) -> CaseResult:
        """What the case has shown by now."""
        return CaseResult(
            case=self.case,
            tallies=dict(self.tallies),
            looked_at=frozenset(self.looked_at),
            broken=frozenset(self.broken),
            records=tuple(self.records),
            elapsed=tuple(self.elapsed),
            kept=tuple(self.kept),
            walk=self.walk,
            value=self.value,
            instead=self.instead,
            answered=self.answered,
            complete=self.complete,
            unreached=self.unreached,
            stopped=self.stopped,
            refused_credentials=self.refused_credentials,
        )
