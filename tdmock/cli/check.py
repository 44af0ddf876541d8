"""``tdmock check``: play Talkdesk against a bridge."""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tdmock.cli.configured import Told, told
from tdmock.cli.credentials import collect, expired_tokens, field_objection
from tdmock.cli.exact_inputs import exact_inputs, input_objection
from tdmock.cli.options import TargetCommand, definition_option, fuzz_options, run_options, target_options
from tdmock.cli.running import INTERRUPTED, WORSE, run_and_report, settings_from
from tdmock.cli.telling import tell
from tdmock.cli.writing import ReportFile, report_files
from tdmock.configuration.pairs import by_name
from tdmock.definition.model import AuthField, Definition
from tdmock.documents.load import builtin, load_with_positions
from tdmock.editions import Edition
from tdmock.findings import Level
from tdmock.redaction.record import without_credentials
from tdmock.redaction.text import one_line
from tdmock.report.build import Section
from tdmock.run.plan import make_plan
from tdmock.run.tasks import Plan
from tdmock.scenario.model import Scenario
from tdmock.transport import HttpTransport
from tdmock.transport.headers import name_objection

if TYPE_CHECKING:
    from tdmock.judge.comparison import Expected


def _every(_: Scenario) -> bool:
    return True


@click.command("check", cls=TargetCommand)
@click.argument("url", required=False)
@definition_option
@target_options
@run_options
@click.option("--fuzz", is_flag=True, help="Send generated requests, too, after the scenarios.")
@fuzz_options
@click.pass_context
def command(context: click.Context, /, **_: Any) -> int:
    """Check the bridge at URL against the contract.

    Each endpoint's own path in the definition is kept under URL; without URL the endpoints are called where
    the definition says. What the options leave open is taken from tdmock.toml, here or in a folder above.
    """
    return check(told(context))


@dataclass(frozen=True, kw_only=True)
class _Run:
    """All that is needed to check one bridge."""

    plan: Plan
    transport: HttpTransport
    target: str
    files: list[ReportFile]
    fail_on: str
    before: Section | None

    def exit_code(self) -> int:
        """Checks, reports, and says how it went."""
        with self.transport:
            return run_and_report(
                self.plan,
                self.transport,
                target=self.target,
                files=self.files,
                fail_on=self.fail_on,
                before=self.before,
            )


def check(runs: Iterable[Told], *, chosen: Callable[[Scenario], bool] = _every) -> int:
    """Check one bridge after the other, only with some scenarios if they are to be chosen.

    Nothing is sent before it is known that all of them can be checked. Returns the worst exit code.
    """
    ready: list[_Run] = []
    for run in runs:
        ready.append(_prepared(run, chosen, [file for other in ready for file in other.files]))
    codes = []
    for number, one in enumerate(ready):
        if number:
            click.echo(err=any(file.path is None for file in one.files))
        codes.append(one.exit_code())
        if codes[-1] == INTERRUPTED:
            break
    return max(codes, key=WORSE.index)


def _prepared(told: Told, chosen: Callable[[Scenario], bool], taken: list[ReportFile]) -> _Run:
    options = told.options
    edition = Edition(options["edition"])
    definition, section = _definition(options["definition"], edition)
    files = report_files(told.reports(), taken)
    plan = make_plan(
        definition,
        base=options["url"],
        edition=edition,
        only=options["only"],
        auth=_credentials(told, definition),
        headers={
            name: pair.resolved() for name, pair in told.named("headers", name_objection, str.lower).items()
        },
        settings=settings_from(options),
        inputs=exact_inputs(told.named("inputs", input_objection).values(), definition),
        expected=_expected(options),
        expired=_expired(told, definition),
    )
    plan = replace(plan, scenarios=tuple(filter(chosen, plan.scenarios)))
    return _Run(
        plan=plan,
        transport=HttpTransport(
            ca_bundle=Path(options["ca_bundle"]) if options["ca_bundle"] else None,
            insecure=options["insecure"],
            max_body=options["max_body"],
            keep_connections=all(address.startswith("https:") for address in plan.urls.values()),
        ),
        target=without_credentials(options["url"] or next(iter(plan.urls.values()))),
        files=files,
        fail_on=options["fail_on"],
        before=section,
    )


def _credentials(told: Told, definition: Definition) -> dict[str, str]:
    objection = field_objection([field.field_name for field in definition.authentication_configuration])
    given, configured = (by_name(pairs, objection) for pairs in (told.given("auth"), told.configured("auth")))
    auth = collect(definition, given, _ask if sys.stdin.isatty() else None, configured=configured)
    for name in given.keys() - auth.keys():
        tell(f"Note: --auth {name} is not sent, for users do not enter that field.")
    return auth


def _expired(told: Told, definition: Definition) -> dict[str, str]:
    objection = field_objection([field.field_name for field in definition.user_fields])
    return expired_tokens(definition, told.named("expired_auth", objection))


def _definition(path: str | None, edition: Edition) -> tuple[Definition, Section | None]:
    """The definition, and what is wrong with it as far as that matters for a check."""
    if path is None:
        return builtin(), None
    from tdmock.report.definition import lint_section  # noqa: PLC0415 - the built-in definition is known to be sound

    loaded = load_with_positions(Path(path))
    return loaded.definition, lint_section(loaded, edition, least=Level.WARNING)


def _expected(options: Mapping[str, Any]) -> "list[Expected]":
    files = {"contact_sync": options["expect_contacts"], "agent_sync": options["expect_agents"]}
    if not any(files.values()):
        return []
    from tdmock.judge.comparison import expect  # noqa: PLC0415 - few runs are told what to expect

    return [expect(endpoint, Path(path)) for endpoint, path in files.items() if path]


def _ask(field: AuthField, secret: bool) -> str:  # noqa: FBT001 - the shape of credentials.Ask
    help_text = f" ({field.help})" if field.help else ""
    question = one_line(f"{field.display or field.field_name}{help_text}")
    value: str = click.prompt(question, hide_input=secret, err=True)
    return value
