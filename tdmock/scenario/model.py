"""Scenarios as data: what Talkdesk would ask, read from the files under ``scenarios/``."""

from collections.abc import Iterable, Sequence
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tdmock.editions import Edition, as_in, data
from tdmock.errors import TdmockError

_WRONG = {
    *("auth.wrong", "auth.secret_wrong", "auth.one_wrong", "auth.one_ending", "auth.other_case"),
    *("auth.odd", "auth.untyped", "auth.one_missing", "auth.one_empty", "auth.none_given"),
}
"""The values that stand for wrong credentials."""

Kept = Literal["auth", "contacts", "agents", "activity", "missing", "newcomers"]


class Scenario(BaseModel):
    """One scenario: a request (or one for each of some values), perhaps followed page by page.

    ``body`` is a template: ``$name`` stands for a value that tdmock knows when the scenario starts
    (see ``scenarios/README.md`` for the names), and a member whose key ends in ``?`` is left out where
    its value is unknown. ``raw`` is sent as it is, instead.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    endpoint: str  # the folder: an endpoint's name, or `actions` for every action
    title: str
    kind: str = "valid"
    maybe: str = ""  # the kind that a request turns out to be where one with other values is answered better
    each: dict[str, str] = Field(default_factory=dict)
    method: Literal["POST", "GET", "PUT", "DELETE"] = "POST"
    body: Any = None
    raw: str | None = None
    twice: bool = False  # sent once more on the same connection, if the bridge keeps that
    walk: bool = False  # follow next_offset to the last page
    baseline: bool = False  # the endpoint's other scenarios wait for this one and need its answer
    keeps: Kept | None = None  # Talkdesk remembers what came
    uses: tuple[Kept, ...] = ()  # untestable without what Talkdesk remembers of these
    after: tuple[Kept, ...] = ()  # waits for these, and goes on without them
    requires: tuple[str, ...] = ()  # untestable when one of these scenarios of the folder went wrong
    guards: bool = False  # at the first endpoint only, before wrong credentials are sent anywhere else
    expects: bool = False  # compared with the records that the run was told to expect
    judges: tuple[str, ...] = ()  # rules about the walk as a whole

    @property
    def is_authorized(self) -> bool:
        """Whether it is sent with the valid credentials: only then a bridge does more than refuse it."""
        return isinstance(self.body, dict) and self.body.get("auth") == "$auth"

    @property
    def is_attempt(self) -> bool:
        """Whether it is sent with wrong credentials: a bridge may lock the account after some of these."""
        auth = self.body.get("auth") if isinstance(self.body, dict) else None
        values = {str(auth).removeprefix("$"), *self.each.values()}
        return not _WRONG.isdisjoint(values)


@cache
def builtin_scenarios(edition: Edition = Edition.CURRENT) -> tuple[Scenario, ...]:
    """The scenarios that come with tdmock, in the order in which they are run by a single worker."""
    root = data("scenarios")
    base = (load_scenario(file, root) for file in sorted(root.glob("*/*.yaml")))
    contents = as_in(edition, "scenarios", {s.id: s.model_dump(exclude_unset=True) for s in base})
    scenarios = tuple(map(Scenario.model_validate, contents.values()))
    check_order(scenarios)
    return scenarios


def load_scenario(file: Path, root: Path) -> Scenario:
    """One scenario from its file; its id is the file's path under ``root`` without the ending.

    Raises :class:`TdmockError` that names the file and the field.
    """
    name = file.relative_to(root).with_suffix("").as_posix()
    try:
        content = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
        return Scenario.model_validate({**content, "id": name, "endpoint": name.rpartition("/")[0]})
    except (yaml.YAMLError, TypeError) as error:
        raise TdmockError(f"{file}: not a scenario: {error}") from None
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, p['loc']))}: {p['msg']}" for p in error.errors())
        raise TdmockError(f"{file}: {problems}") from None


def in_order(scenarios: Iterable[Scenario]) -> list[Scenario]:
    """Baselines first, then by the scenarios they require: the order in which one worker can run them."""
    pending, ordered, done = list(scenarios), [], set()
    while pending:
        ready = [s for s in pending if all(f"{s.endpoint}/{name}" in done for name in s.requires)]
        if not ready:
            names = ", ".join(s.id for s in pending)
            raise TdmockError(f"these scenarios require each other or one that is missing: {names}")
        ready.sort(key=lambda s: (not s.baseline, s.id))
        ordered.append(ready[0])
        done.add(ready[0].id)
        pending.remove(ready[0])
    return ordered


def waits_for(scenario: Scenario, before: Iterable[Scenario], everywhere: Iterable[Scenario]) -> set[str]:
    """The ids of the scenarios that must be over before this one starts, apart from baselines.

    ``before`` are those of its own folder that come earlier. Where one is walked, all that have valid
    credentials run in one order: Talkdesk never synchronizes an account twice at a time.
    """
    before = list(before)
    wanted = {"auth", *scenario.uses, *scenario.after}
    ids = {f"{scenario.endpoint}/{name}" for name in scenario.requires}
    ids |= {s.id for s in everywhere if s.endpoint != scenario.endpoint and s.keeps in wanted}
    if scenario.is_authorized and any(s.walk for s in (*before, scenario)):
        ids |= {s.id for s in before if s.is_authorized}
    return ids


def check_order(scenarios: Sequence[Scenario]) -> None:
    """Refuse scenarios that wait for each other in a circle. Raises :class:`TdmockError` that names it."""
    graph: dict[str, set[str]] = {}
    for folder in dict.fromkeys(s.endpoint for s in scenarios):
        own = in_order(s for s in scenarios if s.endpoint == folder)
        for place, scenario in enumerate(own):
            baselines = {s.id for s in own[:place] if s.baseline}
            graph[scenario.id] = baselines | waits_for(scenario, own[:place], scenarios)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = " waits for ".join(reversed(error.args[1]))
        raise TdmockError(f"these scenarios wait for each other: {circle}") from None
