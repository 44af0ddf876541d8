"""Makes of what a run is told all that it takes to check one bridge."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tdmock.cli.configured import Told
from tdmock.cli.credentials import collect, expired_tokens, field_objection
from tdmock.cli.options import definition_file
from tdmock.cli.output import tell
from tdmock.cli.run import settings_from
from tdmock.cli.writing import ReportFile, report_files
from tdmock.configuration.pairs import by_name
from tdmock.definition.model import AuthField, Definition
from tdmock.definition.read import Loaded
from tdmock.documents.load import builtin, load_with_positions
from tdmock.endpoints import AGENTS, CONTACTS
from tdmock.redaction.text import one_line
from tdmock.run.settings import Fuzzing, Settings
from tdmock.transport.headers import name_objection

if TYPE_CHECKING:
    from tdmock.cli.accepting import BaselineFile
    from tdmock.judge.comparison import Expected
    from tdmock.scenario.folder import Written


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """All that it takes to check one bridge, and to report on it."""

    url: str | None
    loaded: Loaded
    settings: Settings
    files: list[ReportFile]
    fail_on: str
    baseline: "BaselineFile | None"
    quiet: bool = False

    @property
    def definition(self) -> Definition:
        """The definition itself."""
        return self.loaded.definition

    @property
    def path(self) -> str | None:
        """The definition's file; None where it is the built-in one."""
        return self.loaded.file or None


def prepare(told: Told, taken: Iterable[ReportFile] = (), *, fuzz_alone: bool = False) -> Prepared:
    """All that one run takes, reports in files that are not taken. Raises :class:`UsageError`.

    Nobody is asked for credentials for a run in which nothing is sent.
    """
    options = told.options
    path = definition_file(options)
    loaded = load_with_positions(Path(path)) if path else Loaded(definition=builtin())
    definition = loaded.definition
    if not path:
        tell("Note: the built-in mycrm is the definition; -d FILE takes that of your integration.")
    files = report_files(told.reports(), taken)
    baseline = _baseline(told, definition)
    fuzzing = Fuzzing(max_examples=options["max_examples"], time=options["fuzz_time"], alone=fuzz_alone)
    headers = told.named("headers", name_objection, str.lower)
    settings = settings_from(
        options,
        auth={} if options.get("dry_run") else entered_credentials(told, definition),
        expired=_expired(told, definition),
        headers={name: pair.resolved() for name, pair in headers.items()},
        inputs=entered_inputs(told, definition),
        expected=_expected(options),
        waivers=told.waivers(),
        scenarios=_scenarios(options),
        wait=options["wait"] or 0.0,
        allow_writes=options["allow_writes"],
        ca_bundle=Path(options["ca_bundle"]) if options["ca_bundle"] else None,
        insecure=options["insecure"],
        fuzzing=fuzzing if fuzz_alone or options["fuzz"] else None,
    )
    return Prepared(
        url=options["url"],
        loaded=loaded,
        settings=settings,
        files=files,
        fail_on=options["fail_on"],
        baseline=baseline,
        quiet=options["quiet"],
    )


def _baseline(told: Told, definition: Definition) -> "BaselineFile | None":
    if not any(told.options[name] for name in ("baseline", "update_baseline", "strict_baseline")):
        return None
    from tdmock.cli.accepting import baseline_file

    return baseline_file(told, definition.endpoints)


def _scenarios(options: Mapping[str, Any]) -> "tuple[Written, ...]":
    if not options["scenarios"]:
        return ()
    from tdmock.scenario.folder import load_folder

    return load_folder(Path(options["scenarios"]))


def entered_credentials(told: Told, definition: Definition) -> dict[str, str]:
    """The credentials as given, configured or asked for. Raises :class:`UsageError`."""
    objection = field_objection([field.field_name for field in definition.authentication_configuration])
    given, configured = (by_name(pairs, objection) for pairs in (told.given("auth"), told.configured("auth")))
    auth = collect(definition, given, _ask if sys.stdin.isatty() else None, configured=configured)
    for name in given.keys() - auth.keys():
        tell(f"Note: --auth {name} is not sent, for users do not enter that field.")
    return auth


def entered_inputs(told: Told, definition: Definition) -> dict[str, dict[str, Any]]:
    """What inputs are to be sent exactly, by action and key. Raises :class:`UsageError`."""
    if not told.given("inputs") and not told.configured("inputs"):
        return {}
    from tdmock.cli.exact_inputs import exact_inputs, input_objection

    return exact_inputs(told.named("inputs", input_objection).values(), definition)


def _expired(told: Told, definition: Definition) -> dict[str, str]:
    objection = field_objection([field.field_name for field in definition.user_fields])
    return expired_tokens(definition, told.named("expired_auth", objection))


def _expected(options: Mapping[str, Any]) -> "list[Expected]":
    files = {CONTACTS.name: options["expect_contacts"], AGENTS.name: options["expect_agents"]}
    if not any(files.values()):
        return []
    from tdmock.judge.comparison import expect

    return [expect(endpoint, Path(path)) for endpoint, path in files.items() if path]


@cache  # nobody is asked twice while a bridge is watched
def _ask(field: AuthField, secret: bool) -> str:  # noqa: FBT001 - the shape of credentials.Ask
    help_text = f" ({field.help})" if field.help else ""
    question = one_line(f"{field.display or field.field_name}{help_text}")
    value: str = click.prompt(question, hide_input=secret, err=True)
    return value
