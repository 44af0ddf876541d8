"""What was shown by a run before, and how another one looks at that again."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from tdmock.run.settings import Settings
from tdmock.run.tasks import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A rule that was broken at an endpoint, with the ids of the scenarios that showed it."""

    endpoint: str
    rule: str
    scenarios: tuple[str, ...]


def narrowed(settings: Settings, shown: Collection[Shown], plan: Plan) -> Settings:
    """The settings of a run that looks again at what was shown, by those of the scenarios that showed it."""
    known = plan.scenario_ids
    return replace(
        settings,
        only=sorted({one.endpoint for one in shown}),
        only_rules=sorted({one.rule for one in shown}),
        only_scenarios=sorted(known.intersection(name for one in shown for name in one.scenarios)),
    )


def obstacle(shown: Shown, plan: Plan) -> str:
    """Why what was shown can't be looked at again by playing scenarios, or nothing."""
    if shown.endpoint not in plan.contract.operations:
        return "the definition has no such endpoint any more"
    if shown.rule not in plan.contract.clauses:
        return "this version of tdmock has no such rule"
    if not plan.scenario_ids.intersection(shown.scenarios):
        return "it was shown by requests that no scenario has; see tdmock fuzz"
    return plan.closed.get(shown.endpoint, "")
