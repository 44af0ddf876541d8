"""Which tasks can start, by what is over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush

from tdmock.scenario.model import Scenario, waits_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a task waits for: all of ``over``, and of ``baselines`` one that was answered, or all."""

    over: frozenset[int] = frozenset()
    baselines: frozenset[int] = frozenset()

    def are_met(self, ended: Mapping[int, bool]) -> bool:
        """Whether they are; ``ended`` has the tasks that are over, and for each whether it was answered."""
        founded = any(ended.get(number) for number in self.baselines) or self.baselines <= ended.keys()
        return founded and self.over <= ended.keys()


def needs(scenarios: Sequence[tuple[str, Scenario]]) -> list[Needs]:
    """The needs of each task, a scenario at an endpoint; tasks are known by their place in the order."""
    everywhere = list({s.id: s for _, s in scenarios if s.keeps}.values())
    keepers = {s.id: number for number, (_, s) in enumerate(scenarios) if s.keeps}
    own: dict[str, dict[str, int]] = {}
    found = []
    for number, (endpoint, scenario) in enumerate(scenarios):
        earlier = own.setdefault(endpoint, {})
        before = [scenarios[place][1] for place in earlier.values()]
        wanted = waits_for(scenario, before, everywhere)
        numbers = {**keepers, **earlier}
        found.append(
            Needs(
                over=frozenset(numbers[name] for name in wanted if name in numbers),
                baselines=frozenset(earlier[s.id] for s in before if s.baseline),
            )
        )
        earlier[scenario.id] = number
    return _with_precautions([scenario for _, scenario in scenarios], found)


def _with_precautions(scenarios: Sequence[Scenario], needed: Sequence[Needs]) -> list[Needs]:
    """The needs, where wrong credentials come last and after the guards: a bridge may lock the account.

    Only the first of them wait for everything else, and the others for these: a thousand actions have
    thousands of both.
    """
    attempts = [number for number, scenario in enumerate(scenarios) if scenario.is_attempt]
    late: set[int] = set()
    for number, scenario in enumerate(scenarios):
        if scenario.is_attempt or late & needed[number].over:
            late.add(number)
    early = frozenset(range(len(scenarios))) - late
    guards = frozenset(number for number, scenario in enumerate(scenarios) if scenario.guards)
    first = guards.intersection(attempts) or frozenset(attempts[:1])
    careful = list(needed)
    for number in attempts:
        before = early if number in first else guards | first
        careful[number] = replace(needed[number], over=needed[number].over | before)
    return careful


def ready(needed: Sequence[Needs], waiting: Iterable[int], ended: Mapping[int, bool]) -> list[int]:
    """Those of the waiting tasks that can start."""
    return [number for number in waiting if needed[number].are_met(ended)]


def sequence(needed: Sequence[Needs]) -> list[int]:
    """The order in which the tasks could be played one by one: of those that can, always the first."""
    waits = [set(need.over | need.baselines) for need in needed]
    freed = dependents(needed)
    open_now = [number for number, numbers in enumerate(waits) if not numbers]
    found = []
    while open_now:
        number = heappop(open_now)
        found.append(number)
        for other in freed[number]:
            waits[other].discard(number)
            if not waits[other]:
                heappush(open_now, other)
    return found


def dependents(needed: Sequence[Needs]) -> list[list[int]]:
    """For each task those that may become ready when it ends."""
    found: list[list[int]] = [[] for _ in needed]
    for number, need in enumerate(needed):
        for other in need.over | need.baselines:
            found[other].append(number)
    return found
