"""Chooses among rules and scenarios, and finds what those that are chosen build on."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from tdmock.contract.compile import Contract, Operation, clauses_of
from tdmock.definition.words import closest
from tdmock.errors import UsageError
from tdmock.scenario.model import Scenario


def beginning(prefixes: Iterable[str], known: Collection[str], option: str) -> frozenset[str]:
    """The known ids that begin with one of the prefixes. Raises :class:`UsageError` for one that none has."""
    found: set[str] = set()
    for prefix in prefixes:
        own = {name for name in known if name.startswith(prefix)}
        if not own:
            guess = closest(prefix, known)
            hint = f"did you mean {guess}?" if guess else f"see {_LISTED[option]}"
            raise UsageError(f"{option} {prefix}: none begins like that; {hint}")
        found |= own
    return frozenset(found)


_LISTED = {"--rule": "tdmock rules", "--scenario": "tdmock check --dry-run"}


def endpoints_of(rules: Collection[str], contract: Contract) -> set[str]:
    """The endpoints that one of the rules is about."""
    common = {clause.id for clause in contract.common}
    return {
        endpoint
        for endpoint, operation in contract.operations.items()
        if not common.union(clause.id for clause in clauses_of(operation)).isdisjoint(rules)
    }


def showing(rules: Collection[str], contract: Contract, scenarios: Sequence[Scenario]) -> set[str]:
    """The ids of the scenarios that can show one of the rules.

    Some rules are about one kind of request, and some about walks; any request can show the others.
    """
    walks = {name for scenario in scenarios for name in scenario.judges}
    found: set[str] = set()
    for endpoint, operation in contract.operations.items():
        kinds = dict(_kinds(operation))
        group = endpoint.partition("/")[0]
        own = {clause.id for clause in (*clauses_of(operation), *contract.common)}.intersection(rules)
        for scenario in scenarios:
            if scenario.endpoint != group:
                continue
            asked = {scenario.kind, scenario.maybe}
            if any(
                not asked.isdisjoint(kinds[rule])
                if rule in kinds
                else rule in scenario.judges or rule not in walks
                for rule in own
            ):
                found.add(scenario.id)
    return found


def _kinds(operation: Operation) -> Iterator[tuple[str, frozenset[str]]]:
    for entry in operation.status_clauses:
        yield entry.clause.id, frozenset(entry.kinds)


def with_needed(chosen: Collection[str], scenarios: Sequence[Scenario]) -> tuple[Scenario, ...]:
    """The chosen scenarios with all that they build on, in their order.

    That is what they require or what hands over what they use, the credentials before all; the baselines of
    their endpoints; and what guards against locking the account, where wrong credentials are sent.
    """
    wanted = set(chosen)
    while True:
        picked = [scenario for scenario in scenarios if scenario.id in wanted]
        folders = {scenario.endpoint for scenario in picked}
        handed = {"auth", *(name for s in picked for name in (*s.uses, *s.after))}
        required = {f"{s.endpoint}/{name}" for s in picked for name in s.requires}
        attempts = any(scenario.is_attempt for scenario in picked)
        further = {
            s.id
            for s in scenarios
            if (s.baseline and s.endpoint in folders)
            or s.keeps in handed
            or s.id in required
            or (s.guards and attempts)
        }
        if further <= wanted:
            return tuple(picked)
        wanted |= further
