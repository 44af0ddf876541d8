"""The proof itself, on a selection; ``make selftest`` runs the whole catalogue."""

import pytest

from tdmock.contract.compile import compile_contract
from tdmock.documents.load import builtin
from tdmock.editions import Edition
from tdmock.rulebook import selftest
from tdmock.run.events import Judged
from tdmock.sample.demonstration import demonstrate
from tdmock.sample.faults import CATALOGUE, FAULTS
from tdmock.sample.variants import VARIANTS

SLOW = {"common.answers-in-time", "common.answers-promptly"}


def selection() -> list[str]:
    """Some faults from every part of the catalogue, but none that is shown by waiting."""
    quick = [name for name in sorted(FAULTS) if FAULTS[name].breaks not in SLOW]
    return quick[:: len(quick) // 25]


@pytest.mark.parametrize("name", selection())
def test_a_fault_is_caught_where_it_is(name: str) -> None:
    outcome = selftest.test_fault(name, min(FAULTS[name].editions))
    assert outcome.is_right, outcome


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_raises_no_false_alarm(name: str) -> None:
    outcome = selftest.test_variant(name, VARIANTS[name].edition)
    assert outcome.is_right, outcome


@pytest.mark.parametrize("edition", Edition)
def test_every_clause_has_a_fault_that_shows_it(edition: Edition) -> None:
    assert not selftest.undemonstrated(list(compile_contract(builtin(), edition).clauses))


def test_a_clause_without_a_fault_is_told() -> None:
    assert selftest.undemonstrated(["contacts.never-heard-of"]) == ["contacts.never-heard-of"]


def test_the_catalogue_is_as_large_as_promised() -> None:
    assert len(FAULTS) >= 120
    assert len(VARIANTS) >= 25


def test_outcomes_come_in_the_order_of_the_catalogue_whatever_ends_first() -> None:
    names = [selection()[1], selection()[0]]
    ended: list[selftest.Outcome] = []
    choice = selftest.Choice(names=tuple(names), share=0)
    outcomes = selftest.run_all([Edition.CURRENT], processes=2, ended=ended.append, choice=choice)
    assert [outcome.name for outcome in outcomes] == [name for name in FAULTS if name in names]
    assert sorted(map(str, ended)) == sorted(map(str, outcomes))


def test_a_sample_is_a_share_that_the_seed_chooses() -> None:
    def chosen(seed: str) -> set[str]:
        choice = selftest.Choice(share=0.25, seed=seed)
        return {name for name in FAULTS if choice.has(name, Edition.CURRENT)}

    assert chosen("a") == chosen("a") != chosen("b")
    assert 0.15 < len(chosen("a")) / len(FAULTS) < 0.35


def test_what_is_named_by_a_pattern_is_checked_beside_the_sample() -> None:
    choice = selftest.Choice(names=("contact_sync.*",), share=0)
    assert {name.partition(".")[0] for name in FAULTS if choice.has(name, Edition.Y2017)} == {"contact_sync"}


RIGHT = [("caught", ()), ("clean", ())]
WRONG = [("missed", ()), ("false alarm", ()), ("caught", ("error x at y",)), ("clean", ("warning x at y",))]


def is_right(verdict: str, stray: tuple[str, ...]) -> bool:
    outcome = selftest.Outcome(name="x", edition="current", verdict=verdict, findings=stray, stray=stray)
    return outcome.is_right


def test_what_counts_as_right() -> None:
    assert all(is_right(*case) for case in RIGHT)
    assert not any(is_right(*case) for case in WRONG)


def test_a_rule_that_counts_as_passed_though_it_was_broken_is_told() -> None:
    witness = selftest.Witness()
    witness.hear(
        Judged(endpoint="agent_sync", broken=frozenset({"agents.id-is-string", "agents.name-is-string"}))
    )
    report = selftest.check(demonstrate(FAULTS["agent_sync.id-null"]), Edition.CURRENT, tell=witness.hear)
    assert list(witness.hidden(report)) == ["agents.name-is-string at agent_sync"]


def test_a_pattern_does_not_choose_what_is_found_only_most_of_the_time() -> None:
    left_to_chance = next(name for name in CATALOGUE if name not in selftest.PROVEN)
    by_pattern = selftest.Choice(names=(left_to_chance.replace(".", ".*"),), share=0)
    assert not list(selftest.chosen_tests(by_pattern, [Edition.CURRENT]))
    by_name = selftest.Choice(names=(left_to_chance,), share=0)
    assert len(list(selftest.chosen_tests(by_name, [Edition.CURRENT]))) == 1
