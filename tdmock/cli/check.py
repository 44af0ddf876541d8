"""``tdmock check``: play Talkdesk against a bridge."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tdmock.cli.credentials import collect, expired_tokens, field_objection, parse_pairs
from tdmock.cli.exact_inputs import exact_inputs
from tdmock.cli.options import TargetCommand, definition_option, fuzz_options, run_options, target_options
from tdmock.cli.running import run_and_report, settings_from
from tdmock.cli.telling import tell
from tdmock.cli.writing import report_files
from tdmock.definition.model import AuthField, Definition
from tdmock.documents.load import builtin, load_with_positions
from tdmock.editions import Edition
from tdmock.findings import Level
from tdmock.redaction.record import without_credentials
from tdmock.redaction.text import one_line
from tdmock.report.build import Section
from tdmock.run.plan import make_plan
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
def command(url: str | None, **options: Any) -> int:
    """Check the bridge at URL against the contract.

    Each endpoint's own path in the definition is kept under URL; without URL the endpoints are called where
    the definition says.
    """
    return check(url, options)


def check(url: str | None, options: dict[str, Any], *, chosen: Callable[[Scenario], bool] = _every) -> int:
    """Run a check with a command's options, and only some scenarios if they are to be chosen."""
    edition = Edition(options["edition"])
    definition, section = _definition(options["definition"], edition)
    files = report_files(options["reports"])
    fields = [field.field_name for field in definition.authentication_configuration]
    entered = [field.field_name for field in definition.user_fields]
    given = parse_pairs(options["auth"], "--auth", field_objection(fields))
    headers = parse_pairs(options["headers"], "--header", name_objection)
    expired = parse_pairs(options["expired_auth"], "--expired-auth", field_objection(entered))
    auth = collect(definition, given, ask if sys.stdin.isatty() else None)
    for name in given.keys() - auth.keys():
        tell(f"Note: --auth {name} is not sent, for users do not enter that field.")
    plan = make_plan(
        definition,
        base=url,
        edition=edition,
        only=options["only"],
        auth=auth,
        headers=headers,
        settings=settings_from(options),
        inputs=exact_inputs(options["inputs"], definition),
        expected=_expected(options),
        expired=expired_tokens(definition, expired),
    )
    plan = replace(plan, scenarios=tuple(filter(chosen, plan.scenarios)))
    transport = HttpTransport(
        ca_bundle=Path(options["ca_bundle"]) if options["ca_bundle"] else None,
        insecure=options["insecure"],
        max_body=options["max_body"],
        keep_connections=all(address.startswith("https:") for address in plan.urls.values()),
    )
    target = without_credentials(url or next(iter(plan.urls.values())))
    try:
        return run_and_report(
            plan, transport, target=target, files=files, fail_on=options["fail_on"], before=section
        )
    finally:
        transport.close()


def _definition(path: str | None, edition: Edition) -> tuple[Definition, Section | None]:
    """The definition, and what is wrong with it as far as that matters for a check."""
    if path is None:
        return builtin(), None
    from tdmock.report.definition import lint_section  # noqa: PLC0415 - the built-in definition is known to be sound

    loaded = load_with_positions(Path(path))
    return loaded.definition, lint_section(loaded, edition, least=Level.WARNING)


def _expected(options: dict[str, Any]) -> "list[Expected]":
    files = {"contact_sync": options["expect_contacts"], "agent_sync": options["expect_agents"]}
    if not any(files.values()):
        return []
    from tdmock.judge.comparison import expect  # noqa: PLC0415 - few runs are told what to expect

    return [expect(endpoint, Path(path)) for endpoint, path in files.items() if path]


def ask(field: AuthField, secret: bool) -> str:  # noqa: FBT001 - the shape of credentials.Ask
    help_text = f" ({field.help})" if field.help else ""
    question = one_line(f"{field.display or field.field_name}{help_text}")
    value: str = click.prompt(question, hide_input=secret, err=True)
    return value
