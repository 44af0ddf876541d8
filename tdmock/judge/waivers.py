"""What a project lets findings weigh: rules of an older version, and levels that it lowers with a reason."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from tdmock.contract.releases import RuleSet, recorded, released
from tdmock.definition.words import closest
from tdmock.editions import Edition, advice, definition_rules
from tdmock.endpoints import ACTIONS, is_action
from tdmock.errors import UsageError
from tdmock.findings import Finding, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A rule whose level is lowered, with a reason, at an endpoint or at all of them.

    ``endpoint`` may be ``actions``, for every action; ``until`` is the last day on which it holds.
    """

    rule: str
    reason: str
    endpoint: str | None = None
    level: Level = Level.INFO
    until: date | None = None

    def covers(self, finding: Finding) -> bool:
        """Whether it is about a finding, be it in force or not."""
        at = {None, finding.endpoint, *([ACTIONS.name] if is_action(finding.endpoint) else [])}
        return self.rule == finding.clause.id and self.endpoint in at


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules that a project is judged by, its waivers, and the day on which these are looked at."""

    rules: RuleSet = field(default_factory=RuleSet)
    waivers: tuple[Waiver, ...] = ()
    today: date = date.min

    def weigh(self, finding: Finding) -> Finding:
        """The finding with the level that it has here, and with why."""
        return self._waived(self._by_rules(finding))

    def _by_rules(self, finding: Finding) -> Finding:
        then = self.rules.level(finding.clause)
        if then is finding.level:
            return finding
        was = "no rule" if self.rules.is_new(finding.clause) else then
        return _lowered(finding, then, f"{finding.level} today, {was} in {self.rules.version} (--rules)")

    def _waived(self, finding: Finding) -> Finding:
        """The finding, by the waiver that lowers most of those that are in force."""
        covering = [waiver for waiver in self.waivers if waiver.covers(finding)]
        if not covering:
            return finding
        in_force = [w for w in covering if w.until is None or self.today <= w.until]
        if not in_force:
            last = max(covering, key=lambda waiver: waiver.until or date.min)
            return _lowered(finding, None, f"its waiver ended with {last.until}: {last.reason}")
        waiver = next((w for w in in_force if w.level is Level.INFO), in_force[0])
        until = f" until {waiver.until}" if waiver.until else ""
        return _lowered(finding, waiver.level, f"waived{until}, else {finding.level}: {waiver.reason}")


AS_WRITTEN = Policy()
"""Every finding weighs what its clause says."""


def check_waivers(waivers: Iterable[Waiver], rules: Collection[str]) -> None:
    """Refuse waivers of what is no rule in any edition. Raises :class:`UsageError` with the nearest one.

    ``rules`` are those of this run; only where a waiver is of none of them the others are looked at.
    """
    for waiver in waivers:
        if waiver.rule not in rules and waiver.rule not in (known := {*rules, *_rules_of_all_editions()}):
            near = closest(waiver.rule, known)
            hint = f"did you mean {near}?" if near else "`tdmock rules` lists them"
            raise UsageError(f"a waiver is of {waiver.rule}, but there is no such rule; {hint}")


def _rules_of_all_editions() -> Iterator[str]:
    """The ids of all rules of bridges, definitions and expected records, retired ones among them."""
    for edition in Edition:
        yield from advice(edition)
        yield from definition_rules(edition)
        yield from (rule for version in released() for rule in recorded(version)[edition])


def _lowered(finding: Finding, level: Level | None, remark: str) -> Finding:
    """The finding with a lower level, if that is lower, and why."""
    weight = level if level and finding.level.at_least(level) else finding.weight
    return replace(finding, weight=weight, remarks=(*finding.remarks, remark))
