"""What a run is told: on the command line, and for the rest by the configuration file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from tdmock.configuration.find import find_configuration
from tdmock.configuration.pairs import Objection, Pair, by_name, read_pairs
from tdmock.definition.words import closest
from tdmock.errors import UsageError
from tdmock.judge.waivers import Waiver

if TYPE_CHECKING:
    from tdmock.configuration.read import ConfigurationFile

_SECRET_PAIR = "NAME=VALUE (the value of a secret also as env:VAR or file:PATH)"  # noqa: S105 - how one is given

TABLES: Mapping[str, tuple[str, str]] = {
    "auth": ("--auth", _SECRET_PAIR),
    "expired_auth": ("--expired-auth", _SECRET_PAIR),
    "headers": ("--header", _SECRET_PAIR),
    "inputs": ("--input", "ACTION.KEY=VALUE, such as create_ticket.subject=Hello"),
    "reports": ("--report", "FORMAT=PATH"),
}
"""What stands in a table of the configuration, with the option that gives one entry of it, and how."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What one run is told: the values of the options, and of the tables what either side says."""

    options: Mapping[str, Any]
    configuration: "ConfigurationFile | None" = None
    target: str | None = None

    def given(self, table: str) -> list[Pair]:
        """The entries of a table that stand on the command line."""
        return read_pairs(self.options[table], *TABLES[table])

    def configured(self, table: str) -> list[Pair]:
        """The entries of a table that stand in the configuration."""
        return self.configuration.pairs(table, self.target) if self.configuration else []

    def named(self, table: str, objection: Objection, fold: Callable[[str], str] = str) -> dict[str, Pair]:
        """The entries of a table by name: those on the command line replace the configured ones."""
        given = by_name(self.given(table), objection)
        replaced = set(map(fold, given))
        configured = by_name(self.configured(table), objection)
        return {name: pair for name, pair in configured.items() if fold(name) not in replaced} | given

    def reports(self) -> list[Pair]:
        """The reports to write: a format that stands on the command line replaces the configured one."""
        given = self.given("reports")
        formats = {pair.name for pair in given}
        pairs = [pair for pair in self.configured("reports") if pair.name not in formats] + given
        return [replace(pair, value=self.for_target(pair.value)) for pair in pairs]

    def for_target(self, path: str) -> str:
        """The path of a file of the target's own, in which ``{target}`` stands for its name."""
        return path.replace("{target}", self.target or "")

    def waivers(self) -> tuple[Waiver, ...]:
        """The waivers in the configuration."""
        values = self.configuration.configuration.chosen(self.target) if self.configuration else {}
        return tuple(Waiver(**waiver) for waiver in values.get("waivers", ()))


def told(context: click.Context, **always: Any) -> list[Told]:
    """What each run of a command is told, one for each target; ``always`` holds whatever anybody says.

    Raises :class:`UsageError` for a configuration that can't be read, and for a target that is not in it.
    """
    file = find_configuration()
    targets: tuple[str | None, ...] = tuple(dict.fromkeys(context.params["target"])) or (None,)
    return [_told(context, file, _known(target, file), always) for target in targets]


def _told(
    context: click.Context, file: "ConfigurationFile | None", target: str | None, always: Mapping[str, Any]
) -> Told:
    values = file.configuration.chosen(target) if file else {}
    open_names = {
        name
        for name in context.params.keys() - TABLES.keys()
        if context.get_parameter_source(name) is ParameterSource.DEFAULT
    }
    options = {**context.params, **{name: values[name] for name in open_names & values.keys()}, **always}
    return Told(options=options, configuration=file, target=target)


def _known(target: str | None, file: "ConfigurationFile | None") -> str | None:
    if target is None:
        return None
    if file is None:
        raise UsageError(f"--target {target}: there is no tdmock.toml, here or above, that could name it")
    names = list(file.configuration.targets or ())
    if target not in names:
        guess = closest(target, names)
        hint = f"did you mean {guess}?" if guess else f"there is {', '.join(names) or 'none'}"
        raise UsageError(f"--target {target}: {file.place(())} has no such target; {hint}")
    return target


def only_one(runs: list[Told], why: str) -> Told:
    """The one run of a command. Raises :class:`UsageError` where there are several, with ``why``."""
    if len(runs) > 1:
        raise UsageError(f"--target: {why}")
    return runs[0]
