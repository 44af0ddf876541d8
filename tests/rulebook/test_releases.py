"""What a released version judged by stays known: no rule leaves, and none changes its level, untold."""

import json
import re
from pathlib import Path

import pytest

from tdmock.contract.releases import THIS, recorded, released, since
from tdmock.editions import Edition
from tdmock.rulebook.releases import levels, record

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
