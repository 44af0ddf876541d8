"""Explanations of rules."""

import pytest

from tdmock.editions import Edition
from tdmock.errors import UsageError
from tdmock.rulebook.explanations import Shown, chapters, explain


def text(exchanges: tuple[Shown, ...]) -> str:
    return "\n\n".join(map(str, exchanges))


def test_an_explanation_shows_what_talkdesk_sends_and_the_bridge_answers() -> None:
    told = explain("contacts.id-is-string")
    assert text(told.good).startswith("> POST /contact_sync\n> {")
    assert '"id": "42"' in text(told.good)
    assert '"id": 42' in text(told.bad)
    assert "\n< 200\n< Content-Type: application/json\n" in text(told.bad)


def test_an_explanation_names_a_fault_that_shows_the_rule() -> None:
    assert explain("agents.ids-are-unique").fault.startswith("tdmock serve --fault agent_sync.")


def test_a_rule_of_another_edition_is_explained_with_that_edition() -> None:
    told = explain("auth.success-is-204", Edition.CURRENT)
    assert told.clause.source.edition == "2017"
    assert told.elsewhere == ()
    assert told.fault.endswith(" --edition 2017")


def test_a_level_that_differs_between_editions_is_told() -> None:
    told = explain("actions.get-is-refused")
    assert [(c.source.edition, c.level) for c in (told.clause, *told.elsewhere)] == [
        ("current", "warning"),
        ("2017", "info"),
    ]


def test_a_failure_is_shown_in_words() -> None:
    assert text(explain("common.answer-arrives").bad).endswith(
        "! the connection was closed before an answer began"
    )


def test_a_request_that_is_repeated_with_the_same_outcome_is_shown_once() -> None:
    assert text(explain("actions.text-is-accepted").bad).count("> POST") == 1
    assert text(explain("common.answers-consistently").bad).count("> POST") == 2


def test_a_long_walk_is_shortened() -> None:
    assert text(explain("contacts.pages-end").bad).count("> POST") == 3


def test_a_key_that_stands_twice_is_shown_twice() -> None:
    assert text(explain("common.keys-are-unique").bad).count('"name"') == 2


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("contacts.id-is-strnig", "contacts.id-is-string"),
        ("phones", "contacts.phones-are-numbers"),
        ("IDS-SURVIVE", "contacts.ids-survive"),
    ],
)
def test_an_unknown_rule_is_refused_with_near_ones(wrong: str, near: str) -> None:
    with pytest.raises(UsageError, match=near):
        explain(wrong)


@pytest.mark.parametrize("rule", ["", "?", "x" * 10_000])
def test_what_is_like_no_rule_is_refused_without_a_guess(rule: str) -> None:
    with pytest.raises(UsageError) as refused:
        explain(rule)
    assert "Did you mean" not in str(refused.value)


def test_chapters_follow_the_contract_and_name_their_scenarios() -> None:
    told = {chapter.endpoint: chapter for chapter in chapters(Edition.CURRENT)}
    assert [chapter.endpoint for chapter in chapters(Edition.CURRENT)] == [
        "every endpoint",
        "auth_validation",
        "contact_sync",
        "agent_sync",
        "interaction_update",
        "actions",
    ]
    assert "Initial synchronization, to the last page" in {s.title for s in told["contact_sync"].scenarios}
    assert all(chapter.scenarios for chapter in told.values() if chapter.endpoint != "every endpoint")
