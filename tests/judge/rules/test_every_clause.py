"""Every clause of both editions: kept by its good example, broken by its bad one, and alone."""

from functools import cache

import pytest

from tdmock.contract.compile import Contract, advised, compile_contract
from tdmock.documents.load import builtin
from tdmock.editions import Edition, advice
from tdmock.findings import Clause, Level, Status
from tdmock.judge.rules import RULES, Moment, rules_at
from tdmock.rulebook.examples import Example, broken_by, play
from tdmock.scenario.model import builtin_scenarios

HIGHEST = {
    Status.STATED: Level.ERROR,
    Status.CARRIED_OVER: Level.ERROR,
    Status.INFERRED: Level.ERROR,
    Status.CONTRADICTORY: Level.WARNING,
    Status.UNSTATED: Level.WARNING,
    Status.OPEN: Level.INFO,
}


@cache
def contract_of(edition: Edition) -> Contract:
    return compile_contract(builtin(), edition)


EVERY_CLAUSE = [
    pytest.param(edition, clause, id=f"{edition}-{clause.id}")
    for edition in Edition
    for clause in contract_of(edition).clauses.values()
]


def example_of(edition: Edition, clause: Clause, which: str) -> Example:
    return Example.model_validate(advice(edition)[clause.id][which])


@pytest.mark.parametrize(("edition", "clause"), EVERY_CLAUSE)
def test_the_good_example_breaks_nothing(edition: Edition, clause: Clause) -> None:
    assert broken_by(contract_of(edition), clause.id, example_of(edition, clause, "good")) == set()


@pytest.mark.parametrize(("edition", "clause"), EVERY_CLAUSE)
def test_the_bad_example_breaks_its_clause_and_no_other(edition: Edition, clause: Clause) -> None:
    bad = example_of(edition, clause, "bad")
    assert broken_by(contract_of(edition), clause.id, bad) == {clause.id, *bad.also}


@pytest.mark.parametrize(
    "clause", contract_of(Edition.CURRENT).clauses.values(), ids=lambda clause: clause.id
)
def test_the_good_example_has_what_could_break_the_clause(clause: Clause) -> None:
    outcome = play(contract_of(Edition.CURRENT), clause.id, example_of(Edition.CURRENT, clause, "good"))
    is_refusal = clause.id == "actions.success-holds-no-error"  # its good example is no success
    assert is_refusal or clause.id in outcome.looked_at


@pytest.mark.parametrize(("edition", "clause"), EVERY_CLAUSE)
def test_a_level_is_no_higher_than_the_status_allows(edition: Edition, clause: Clause) -> None:
    assert HIGHEST[clause.source.status].at_least(clause.level)
    assert clause.source.edition == edition


@pytest.mark.parametrize(("edition", "clause"), EVERY_CLAUSE)
def test_why_and_fix_are_whole_sentences(edition: Edition, clause: Clause) -> None:
    del edition
    shown = advised(clause)
    for text in (shown.why, shown.fix):
        assert text[:1].isupper() or text.startswith("`")
        assert text.endswith((".", "?"))
        assert 20 < len(text) < 300


def test_there_is_advice_on_every_clause_and_on_nothing_else() -> None:
    known = {clause for edition in Edition for clause in contract_of(edition).clauses}
    assert {clause for edition in Edition for clause in advice(edition)} == known


def test_every_rule_is_registered_for_a_clause() -> None:
    assert RULES.keys() <= {clause for edition in Edition for clause in contract_of(edition).clauses}


@pytest.mark.parametrize("edition", Edition)
def test_some_scenario_can_show_every_clause(edition: Edition) -> None:
    """A rule that nobody looks at would never fire in a real run, whatever its examples say."""
    scenarios = builtin_scenarios()
    generated = {name for name, kind in contract_of(edition).kinds.items() if kind.fuzzed}
    judged = {name for scenario in scenarios for name in scenario.judges}
    assert {rule.clause for rule in rules_at(Moment.WALK)} <= judged
    for endpoint, operation in contract_of(edition).operations.items():
        kinds = {s.kind for s in scenarios if s.endpoint == endpoint.partition("/")[0]}
        for entry in operation.status_clauses:
            assert entry.kinds & (kinds | generated), entry.clause.id
