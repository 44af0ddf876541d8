"""A rule gets what it names among its parameters, tells under its clause's id, and says what it requires."""

from collections.abc import Iterator
from itertools import repeat

import pytest

from tdmock.findings import Breach
from tdmock.judge.rules import RULES, Moment, judge_by, rules_at
from tdmock.judge.rules.registry import anything, rule
from tdmock.judge.schema import MAX_BREACHES
from tdmock.talkdesk.state import Walk


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """No rule of these tests stays in the registry."""
    monkeypatch.setattr("tdmock.judge.rules.registry.RULES", RULES.copy())


def registered(clause: str) -> list[str]:
    return [each.clause for each in rules_at(Moment.WALK, [clause])]


def test_a_rule_gets_what_it_names_and_no_more() -> None:
    @rule(Moment.PAGE, "made.by-walk", sees=anything)
    def by_walk(walk: Walk) -> Iterator[Breach]:
        """No walk has pages."""
        yield Breach(actual=f"{walk.pages} pages")

    made = rules_at(Moment.PAGE, ["made.by-walk"])
    found, seen = judge_by(made, answer="something", walk=Walk(pages=3))
    assert found == [Breach(rule="made.by-walk", actual="3 pages")]
    assert seen == {"made.by-walk"}
    assert [each.requirement for each in made] == ["No walk has pages."]


def test_a_rule_that_asks_for_what_its_moment_does_not_have_is_refused() -> None:
    def by_walk(walk: Walk) -> Iterator[Breach]:
        yield Breach(actual=f"{walk.pages} pages")

    with pytest.raises(TypeError, match=r"by_walk asks for walk"):
        rule(Moment.ANSWER, "made.by-walk", sees=anything)(by_walk)


def test_a_rule_judges_at_its_moment_only() -> None:
    assert registered("contacts.have-phones") == ["contacts.have-phones"]
    assert registered("contacts.pages-differ") == []
    assert registered("contacts.name-is-string") == []


def test_of_one_rule_so_many_breaches_are_told() -> None:
    @rule(Moment.WALK, "made.many", sees=anything)
    def many() -> Iterator[Breach]:
        """There are few."""
        return repeat(Breach(), MAX_BREACHES + 1)

    found, _ = judge_by(rules_at(Moment.WALK, ["made.many"]), walk=Walk())
    assert len(found) == MAX_BREACHES


@pytest.mark.parametrize("name", RULES)
def test_every_rule_says_what_it_requires(name: str) -> None:
    assert RULES[name].requirement.endswith(".")
