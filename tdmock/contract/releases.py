"""The rules of released versions: which each of them had, and how much a breach weighed then."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from tdmock import __version__
from tdmock.editions import Edition, data
from tdmock.errors import UsageError
from tdmock.findings import Clause, Level

THIS = ".".join(__version__.split(".")[:2])
"""The version whose rules the contract has; releases that fix something leave the rules as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """The rules of a version: ``levels`` by their ids, nothing for the version of the contract itself."""

    version: str = THIS
    levels: Mapping[str, Level] = field(default_factory=dict)

    def is_new(self, clause: Clause) -> bool:
        """Whether the version did not have a clause; those that users bring along are never new."""
        groups = {name.partition(".")[0] for name in self.levels}
        return clause.id not in self.levels and clause.id.partition(".")[0] in groups

    def level(self, clause: Clause) -> Level:
        """What a breach of a clause weighs by these rules: never more than today."""
        then = Level.INFO if self.is_new(clause) else self.levels.get(clause.id, clause.level)
        return then if clause.level.at_least(then) else clause.level


def rule_set(version: str, edition: Edition) -> RuleSet:
    """The rules of a version, in an edition. Raises :class:`UsageError` where none of it are known."""
    if version == THIS:
        return RuleSet()
    if version not in released():
        known = ", ".join((*released(), THIS))
        raise UsageError(f"--rules {version}: there are no rules of that version, only of {known}")
    return RuleSet(version=version, levels=recorded(version)[edition])


def since(rule: str, edition: Edition) -> str:
    """The version since which a rule is in an edition."""
    return next((version for version in released() if rule in recorded(version)[edition]), THIS)


@cache
def released() -> tuple[str, ...]:
    """The versions whose rules are recorded, the oldest first."""
    versions = (file.stem for file in (data("contracts") / "releases").glob("*.json"))
    return tuple(sorted(versions, key=lambda version: [int(part) for part in version.split(".")]))


@cache
def recorded(version: str) -> dict[Edition, dict[str, Level]]:
    """The levels that the rules of a released version had, by their ids, for each edition."""
    content = json.loads((data("contracts") / "releases" / f"{version}.json").read_bytes())
    return {
        Edition(edition): {rule: Level(level) for rule, level in levels.items()}
        for edition, levels in content.items()
    }
