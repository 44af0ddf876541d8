"""``tdmock rules``: the list, and one rule explained."""

import pytest
from click.testing import CliRunner, Result

from tdmock.cli.rules import command
from tdmock.contract.compile import compile_contract
from tdmock.documents.load import builtin
from tdmock.editions import Edition
from tdmock.errors import UsageError


def rules(*arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": "80"}).invoke(command, arguments, standalone_mode=False)


@pytest.mark.parametrize("edition", Edition)
def test_the_list_has_every_rule_of_the_edition(edition: Edition) -> None:
    shown = rules("--edition", edition.value).output.split()
    assert set(compile_contract(builtin(), edition).clauses) <= set(shown)


def test_the_list_names_the_scenarios_that_are_played() -> None:
    assert "  - All agents, the first page asked for with a null offset\n" in rules().output


def test_the_list_fits_80_columns_and_has_no_colour_when_piped() -> None:
    output = rules().output
    assert max(map(len, output.splitlines())) <= 80
    assert "\x1b" not in output


def test_a_rule_is_explained_with_all_that_is_known() -> None:
    output = rules("contacts.ids-are-unique").output
    for part in (
        "No contact comes twice in one synchronization.",
        "current edition: error, carried-over",
        "2017 edition: error, stated",
        "https://docs.talkdesk.com/docs/implementing-a-contact-synchronization",
        "Why:  ",
        "Fix: ",
        "Good:\n> POST /contact_sync",
        "Bad:\n> POST /contact_sync",
        "See it: tdmock serve --fault contact_sync.pages-overlap",
    ):
        assert part in output


def test_only_addresses_and_commands_are_longer_than_80_columns() -> None:
    for rule in compile_contract(builtin(), Edition.CURRENT).clauses:
        for line in rules(rule).output.splitlines():
            assert len(line) <= 80 or "https://" in line or line.startswith("See it:")


def test_a_rule_that_does_not_exist_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match=r"Did you mean contacts\.ids-survive"):
        raise rules("contacts.id-survive").exception or AssertionError
