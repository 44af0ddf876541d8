"""Ends a run that has shown as many findings as are wanted, after the same scenarios each time."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tdmock.run.tasks import Plan, Task


@dataclass(kw_only=True)
class Limit:
    """Counts findings along a sequence of tasks, which no number of workers changes.

    ``end`` is how many tasks of the sequence are looked at; None while there are not enough findings.
    """

    plan: Plan
    sequence: Sequence[int]
    end: int | None = None
    _over: int = 0
    _found: set[tuple[str, str]] = field(default_factory=set)

    def is_reached(self, tasks: Sequence[Task]) -> bool:
        """Whether the tasks that are over, up to the first that is not, show enough."""
        limit = self.plan.settings.max_findings
        while limit and self.end is None and self._over < len(self.sequence):
            task = tasks[self.sequence[self._over]]
            if not task.outcome:
                break
            self._over += 1
            if task.endpoint in self.plan.judged:
                rules = {rule for result in task.results for rule in result.tallies}
                self._found |= {(task.endpoint, rule) for rule in rules if self.plan.asks_for(rule)}
            if len(self._found) >= limit:
                self.end = self._over
        return self.end is not None

    def left_out(self) -> Sequence[int]:
        """The tasks that come after the end."""
        return self.sequence[self.end :] if self.end is not None else ()
