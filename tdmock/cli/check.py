"""``tdmock check``: play Talkdesk against a bridge."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tdmock.api import check
from tdmock.cli.accepting import baseline_file
from tdmock.cli.credentials import collect, expired_tokens, field_objection, parse_pairs
from tdmock.cli.exact_inputs import exact_inputs
from tdmock.cli.options import (
    TargetCommand,
    baseline_options,
    definition_option,
    fuzz_options,
    run_options,
    target_options,
)
from tdmock.cli.running import run_and_report, settings_from
from tdmock.cli.telling import tell
from tdmock.cli.writing import report_files
from tdmock.definition.model import AuthField
from tdmock.documents.load import builtin, load
from tdmock.redaction.text import one_line
from tdmock.run.settings import Fuzzing
from tdmock.transport.headers import name_objection

if TYPE_CHECKING:
    from tdmock.judge.comparison import Expected


@click.command("check", cls=TargetCommand)
@click.argument("url", required=False)
@definition_option
@target_options
@run_options
@baseline_options
@click.option("--fuzz", is_flag=True, help="Send generated requests, too, after the scenarios.")
@fuzz_options
def command(url: str | None, **options: Any) -> int:
    """Check the bridge at URL against the contract.

    Each endpoint's own path in the definition is kept under URL; without URL the endpoints are called where
    the definition says.
    """
    fuzzing = Fuzzing(max_examples=options["max_examples"], time=options["fuzz_time"])
    return check_bridge(url, options, fuzzing if options["fuzz"] else None)


def check_bridge(url: str | None, options: dict[str, Any], fuzzing: Fuzzing | None) -> int:
    """Run a check with a command's options, print and write its reports. Returns the exit code."""
    path = options["definition"]
    definition = load(Path(path)) if path else builtin()
    files = report_files(options["reports"])
    baseline = baseline_file(options, definition.endpoints)
    fields = [field.field_name for field in definition.authentication_configuration]
    entered = [field.field_name for field in definition.user_fields]
    given = parse_pairs(options["auth"], "--auth", field_objection(fields))
    headers = parse_pairs(options["headers"], "--header", name_objection)
    expired = parse_pairs(options["expired_auth"], "--expired-auth", field_objection(entered))
    auth = collect(definition, given, _ask if sys.stdin.isatty() else None)
    for name in given.keys() - auth.keys():
        tell(f"Note: --auth {name} is not sent, for users do not enter that field.")
    settings = settings_from(
        options,
        auth=auth,
        expired=expired_tokens(definition, expired),
        headers=headers,
        inputs=exact_inputs(options["inputs"], definition),
        expected=_expected(options),
        allow_writes=options["allow_writes"],
        ca_bundle=Path(options["ca_bundle"]) if options["ca_bundle"] else None,
        insecure=options["insecure"],
        fuzzing=fuzzing,
    )
    run = partial(check, url, path, settings)
    return run_and_report(
        lambda tell: run(tell=tell),
        files=files,
        fail_on=options["fail_on"],
        baseline=baseline,
        strict=options["strict_baseline"],
    )


def _expected(options: dict[str, Any]) -> "list[Expected]":
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
