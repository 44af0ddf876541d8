"""What a released version judged by stays known: no rule leaves, and none changes its level, untold."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tdmock.contract.compile import compile_contract
from tdmock.contract.releases import THIS, RuleSet, recorded, released, rule_set, since
from tdmock.documents.load import builtin
from tdmock.editions import Edition
from tdmock.errors import UsageError
from tdmock.findings import Level
from tdmock.report import json_file
from tdmock.rulebook.releases import levels, record
from tdmock.run.plan import make_plan
from tdmock.run.settings import Settings
from tests.bridges import Serve, check, conformant, guarded, json_answer

CHANGELOG = (Path(__file__).parents[2] / "CHANGELOG.md").read_text(encoding="utf-8")
RELEASED = [(version, edition) for version in released() for edition in Edition]


def told_since(version: str) -> set[str]:
    """The ids in backticks that the changelog has under Rules, of every version after this one."""
    newer = re.split(rf"^## \[{re.escape(version)}\.", CHANGELOG, flags=re.MULTILINE)[0]
    sections = re.findall(r"^### Rules\n(.*?)(?=^##|\Z)", newer, re.MULTILINE | re.DOTALL)
    return set(re.findall(r"`([a-z]+\.[a-z0-9-]+)`", "\n".join(sections)))


@pytest.mark.parametrize(("version", "edition"), RELEASED)
def test_no_rule_leaves_or_changes_its_level_without_a_note(version: str, edition: Edition) -> None:
    now = levels(edition)
    changed = {rule for rule, level in recorded(version)[edition].items() if now.get(rule) != level}
    untold = sorted(changed - told_since(version))
    assert not untold, "tell these in CHANGELOG.md under Rules, each with its whole id"


def test_a_rule_is_as_old_as_the_first_version_that_has_it() -> None:
    assert since("contacts.id-is-string", Edition.CURRENT) == "0.1"
    assert since("common.requests-are-read", Edition.Y2017) == THIS


def test_a_version_is_recorded_with_all_its_rules() -> None:
    written = json.loads(record())
    assert set(written) == {*Edition}
    assert written["current"]["contacts.id-is-string"] == "error"
    assert {"definition.display-name-is-given", "contacts.expected-missing"} <= written["2017"].keys()


OLDER = RuleSet(
    version="0.1", levels={"contacts.id-is-string": Level.WARNING, "contacts.name-is-string": Level.ERROR}
)


@pytest.mark.parametrize(
    ("rule", "level"),
    [
        ("contacts.id-is-string", "warning"),  # it rose since
        ("contacts.name-is-string", "error"),
        ("contacts.checkpoint-is-string", "info"),  # it is new
        ("acme.own-rule", "error"),  # the user's own
    ],
)
def test_a_version_never_weighs_more_than_it_did_then_nor_than_today(rule: str, level: str) -> None:
    known = compile_contract(builtin(), Edition.CURRENT).clauses["contacts.id-is-string"]
    assert OLDER.level(replace(known, id=rule)) == level


def test_what_weighs_less_today_does_so_by_older_rules_too() -> None:
    clause = compile_contract(builtin(), Edition.CURRENT).clauses["agents.ids-are-unique"]
    assert recorded("0.1")[Edition.CURRENT][clause.id] == "error"
    assert rule_set("0.1", Edition.CURRENT).level(clause) == "warning"


def test_an_unknown_version_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(UsageError, match=rf"only of 0\.1, {re.escape(THIS)}"):
        make_plan(builtin(), "http://127.0.0.1:9", Settings(rules="0.9"))


def test_a_rule_that_is_new_is_told_and_fails_nothing_by_older_rules(serve: Serve) -> None:
    """A 304 breaks a rule of 0.2 only."""
    bridge = serve({**conformant(), "/agent_sync": guarded(lambda _: json_answer(None, 304))})
    report = check(bridge.url, only=["agent_sync"], rules="0.1")
    (found,) = [f for f in report.findings if f.clause.id == "common.no-not-modified"]
    assert found.level == "info"
    assert found.remarks == ("error today, no rule in 0.1 (--rules)",)
    assert not report.fails(Level.WARNING)
    assert json_file.as_dict(report)["rules"] == "0.1"
    assert check(bridge.url, only=["agent_sync"]).fails(Level.ERROR)
