"""Counts what breaks the contract under load, by endpoint and rule, and adds the counts of workers up."""

from collections.abc import Iterable
from typing import Any

import msgspec

from tdmock.findings import Breach
from tdmock.load.messages import Share, Told
from tdmock.redaction.mask import Mask


class Tally:
    """What was seen since it was taken the last time."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], Told] = {}
        self.calls = 0
        self.late = 0

    def add(self, endpoint: str, breaches: Iterable[Breach], mask: Mask) -> None:
        """Count breaches; the first of a rule at an endpoint is kept as the example."""
        for breach in breaches:
            example = self._told.get((endpoint, breach.rule)) or Told(
                endpoint=endpoint,
                rule=breach.rule,
                at=mask.message(breach.at),
                expected=mask.message(breach.expected),
                actual=mask.message(breach.actual),
                occurrences=0,
            )
            self._count(example, breach.occurrences)

    def merge(self, share: Any) -> None:
        """Add what a worker took, as it came over the network. Raises msgspec.ValidationError."""
        added = msgspec.convert(share, type=Share)
        for told in added.told:
            known = self._told.get((told.endpoint, told.rule))
            self._count(known or msgspec.structs.replace(told, occurrences=0), told.occurrences)
        self.calls += added.calls
        self.late += added.late

    def _count(self, example: Told, occurrences: int) -> None:
        total = example.occurrences + occurrences
        self._told[example.endpoint, example.rule] = msgspec.structs.replace(example, occurrences=total)

    def take(self) -> Any:
        """What was seen, as plain values to be sent; from now on it counts anew."""
        share = self.share()
        self._told, self.calls, self.late = {}, 0, 0
        return msgspec.to_builtins(share)

    def share(self) -> Share:
        """What was seen."""
        return Share(told=[*self._told.values()], calls=self.calls, late=self.late)
