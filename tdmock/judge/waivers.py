"""What a project lets findings weigh: rule levels that it lowers, with a reason and perhaps until a day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from tdmock.errors import UsageError
from tdmock.findings import Finding, Level

ENDPOINTS = r"^(definition|auth_validation|contact_sync|agent_sync|interaction_update|actions(/.+)?)$"


class Waiver(BaseModel):
    """A rule whose level is lowered, at an endpoint or at all of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: Annotated[str, Field(description="The rule's id, as reports and `tdmock rules` have it")]
    reason: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=1000),
        Field(description="Why, for whoever reads a report"),
    ]
    endpoint: Annotated[
        str | None,
        Field(pattern=ENDPOINTS, description="Where; everywhere without. `actions` is every action"),
    ] = None
    level: Annotated[Literal["warning", "info"], Field(description="What a finding weighs instead")] = "info"
    until: Annotated[date | None, Field(description="The last day on which it holds")] = None

    def covers(self, finding: Finding) -> bool:
        """Whether it is about a finding, be it in force or not."""
        at = {None, finding.endpoint, finding.endpoint.partition("/")[0]}
        return self.rule == finding.clause.id and self.endpoint in at


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The waivers of a project, and the day on which they are looked at."""

    waivers: tuple[Waiver, ...] = ()
    today: date = date.min

    def weigh(self, finding: Finding) -> Finding:
        """The finding with the level that it has here, and with why.

        Of several waivers that are in force the one that lowers most counts.
        """
        covering = [waiver for waiver in self.waivers if waiver.covers(finding)]
        if not covering:
            return finding
        in_force = [w for w in covering if w.until is None or self.today <= w.until]
        if not in_force:
            last = max(covering, key=lambda waiver: waiver.until or date.min)
            return _remarked(finding, f"its waiver ended with {last.until}: {last.reason}")
        waiver = next((w for w in in_force if w.level == "info"), in_force[0])
        until = f" until {waiver.until}" if waiver.until else ""
        weight = Level(waiver.level)
        if finding.level.at_least(weight):
            finding = replace(finding, weight=weight)
        return _remarked(finding, f"waived{until}, else {finding.clause.level}: {waiver.reason}")


AS_WRITTEN = Policy()
"""Every finding weighs what its clause says."""


def check_waivers(waivers: Iterable[Waiver], known: Collection[str]) -> None:
    """Refuse waivers of rules that nobody knows. Raises :class:`UsageError` with the nearest one."""
    for waiver in waivers:
        if waiver.rule not in known:
            near = get_close_matches(waiver.rule, known, 1)
            hint = f"did you mean {near[0]}?" if near else "`tdmock rules` lists them"
            raise UsageError(f"a waiver is of {waiver.rule}, but there is no such rule; {hint}")


def _remarked(finding: Finding, remark: str) -> Finding:
    return replace(finding, remarks=(*finding.remarks, remark))
