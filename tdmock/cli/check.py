"""``tdmock check``: play Talkdesk against a bridge."""

from collections.abc import Iterable
from functools import partial
from typing import Any

import click

from tdmock.api import check
from tdmock.cli.accepting import refuse_shared_baselines
from tdmock.cli.configured import Told, told
from tdmock.cli.options import (
    TargetCommand,
    baseline_options,
    definition_option,
    fuzz_options,
    run_options,
    target_options,
)
from tdmock.cli.preparing import Prepared, prepare
from tdmock.cli.running import INTERRUPTED, WORSE, run_and_report


@click.command("check", cls=TargetCommand)
@click.argument("url", required=False)
@definition_option
@target_options
@run_options
@baseline_options
@click.option("--fuzz", is_flag=True, help="Send generated requests, too, after the scenarios.")
@fuzz_options
@click.option("--dry-run", is_flag=True, help="Show which requests would be sent, and send none.")
@click.pass_context
def command(context: click.Context, /, **options: Any) -> int:
    """Check the bridge at URL against the contract.

    Each endpoint's own path in the definition is kept under URL; without URL the endpoints are called where
    the definition says. What the options leave open is taken from tdmock.toml, here or in a folder above.
    """
    runs = told(context)
    return show_requests(runs) if options["dry_run"] else check_bridges(runs)


def check_bridges(runs: Iterable[Told], *, fuzz_alone: bool = False) -> int:
    """Check one bridge after the other, print and write the reports. Returns the worst exit code."""
    ready: list[Prepared] = []
    for run in runs:
        ready.append(prepare(run, [file for other in ready for file in other.files], fuzz_alone=fuzz_alone))
    refuse_shared_baselines([one.baseline for one in ready if one.baseline])
    codes = []
    for number, one in enumerate(ready):
        if number:
            click.echo(err=any(file.path is None for file in one.files))
        codes.append(_exit_code(one))
        if codes[-1] == INTERRUPTED:
            break
    return max(codes, key=WORSE.index)


def _exit_code(run: Prepared) -> int:
    checked = partial(check, run.url, run.path, run.settings)
    return run_and_report(
        lambda tell: checked(tell=tell),
        files=run.files,
        fail_on=run.fail_on,
        baseline=run.baseline,
        strict=run.strict,
    )


def show_requests(runs: Iterable[Told]) -> int:
    """Print which requests each run would send."""
    from tdmock.cli.dry_run import dry_run  # noqa: PLC0415 - the sample bridge is heavy

    for run in map(prepare, runs):
        click.echo(dry_run(run.url, run.definition, run.settings))
    return 0
