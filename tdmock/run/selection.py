"""Chooses among rules and scenarios, and finds what those that are chosen build on."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tdmock.contract.compile import Contract, clauses_of
from tdmock.definition.words import closest
from tdmock.endpoints import kind, named
from tdmock.errors import UsageError
from tdmock.run.settings import Settings
from tdmock.scenario.model import Scenario

if TYPE_CHECKING:
    from tdmock.scenario.folder import Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What to look at: the rules (all without), the endpoints to judge, the scenarios with what they need.

    ``own`` are those that the user wrote.
    """

    rules: frozenset[str] | None
    judged: tuple[str, ...]
    scenarios: tuple[Scenario, ...]
    own: "tuple[Written, ...]"


def select(
    settings: Settings,
    contract: Contract,
    judged: Sequence[str],
    scenarios: Sequence[Scenario],
    own: "Sequence[Written]" = (),
) -> Selection:
    """What the settings choose by --rule and --scenario. Raises :class:`UsageError` where that is nothing."""
    rules, wanted = None, {scenario.id for scenario in scenarios} | {written.name for written in own}
    if settings.only_scenarios:
        wanted = beginning(settings.only_scenarios, wanted, "--scenario", "scenarios/README.md")
    if settings.only_rules:
        rules = frozenset(beginning(settings.only_rules, contract.clauses, "--rule", "tdmock rules"))
    of_contract = rules and rules.difference(written.scenario.finding.id for written in own)
    own = [w for w in own if w.name in wanted and (rules is None or w.scenario.finding.id in rules)]
    left = {
        name: (_showing(name, of_contract, contract, scenarios) & wanted) | _below(name, own, scenarios)
        for name in judged
    }
    judged = tuple(name for name in judged if left[name])
    if not judged:
        raise UsageError("--only, --rule and --scenario together leave nothing to check")
    return Selection(
        rules=rules,
        judged=judged,
        scenarios=with_needed(set().union(*left.values()), scenarios),
        own=tuple(own),
    )


def _below(endpoint: str, own: "Sequence[Written]", scenarios: Sequence[Scenario]) -> set[str]:
    """The ids of the scenarios on which the user's scenarios at an endpoint build."""
    here = [written for written in own if named([endpoint], written.endpoint)]
    used = {kept for written in here for kept in written.scenario.uses}
    folders = {kind(name).name for written in here for name in written.endpoints}
    return {s.id for s in scenarios if s.keeps in used or (s.baseline and s.endpoint in folders)}


def beginning(prefixes: Iterable[str], known: Collection[str], option: str, listed: str) -> set[str]:
    """The known ids that begin with one of the prefixes. Raises :class:`UsageError` for one that none has."""
    found: set[str] = set()
    for prefix in prefixes:
        own = {name for name in known if name.startswith(prefix)}
        if not own:
            guess = closest(prefix, known)
            hint = f"did you mean {guess}?" if guess else f"see {listed}"
            raise UsageError(f"{option} {prefix}: no id begins like that; {hint}")
        found |= own
    return found


def _showing(
    endpoint: str, rules: frozenset[str] | None, contract: Contract, scenarios: Sequence[Scenario]
) -> set[str]:
    """The ids of the scenarios of an endpoint that can show one of the rules.

    Some rules are about one kind of request, and some about walks; any request can show the others.
    """
    operation = contract.operations[endpoint]
    own = [scenario for scenario in scenarios if scenario.endpoint == kind(endpoint).name]
    if rules is None:
        return {scenario.id for scenario in own}
    kinds = {entry.clause.id: entry.kinds for entry in operation.status_clauses}
    walks = {rule for scenario in own for rule in scenario.judges}
    about = rules.intersection(clause.id for clause in (*clauses_of(operation), *contract.common))

    def shows(scenario: Scenario, rule: str) -> bool:
        if rule in kinds:
            return not kinds[rule].isdisjoint((scenario.kind, scenario.maybe))
        return rule in scenario.judges or rule not in walks

    return {scenario.id for scenario in own if any(shows(scenario, rule) for rule in about)}


def with_needed(chosen: Collection[str], scenarios: Sequence[Scenario]) -> tuple[Scenario, ...]:
    """The chosen scenarios with all that they build on, in their order.

    That is what they require and what hands over what they use, the credentials before all; the baselines of
    their endpoints; and, where wrong credentials are sent, what guards against locking the account.
    """
    wanted = set(chosen)
    while True:
        picked = [scenario for scenario in scenarios if scenario.id in wanted]
        folders = {scenario.endpoint for scenario in picked}
        handed = {"auth", *(name for s in picked for name in (*s.uses, *s.after))}
        required = {f"{s.endpoint}/{name}" for s in picked for name in s.requires}
        attempts = any(scenario.is_attempt for scenario in picked)
        further = {
            scenario.id
            for scenario in scenarios
            if scenario.keeps in handed
            or scenario.id in required
            or (scenario.endpoint in folders and (scenario.baseline or (scenario.guards and attempts)))
        }
        if further <= wanted:
            return tuple(picked)
        wanted |= further
