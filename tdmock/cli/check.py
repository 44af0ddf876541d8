"""``tdmock check``: play Talkdesk against a bridge."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from tdmock.api import Tell, check
from tdmock.cli.configured import Told, told
from tdmock.cli.last_runs import failed_before, remember
from tdmock.cli.options import (
    TargetCommand,
    baseline_options,
    definition_option,
    fuzz_options,
    run_options,
    target_options,
)
from tdmock.cli.output import tell
from tdmock.cli.preparing import Prepared, prepare
from tdmock.cli.run import INTERRUPTED, WORSE, Present, run_and_report, show, show_verdict
from tdmock.errors import UsageError
from tdmock.report.build import Report
from tdmock.run.again import narrowed, obstacle
from tdmock.run.plan import make_plan


@click.command("check", cls=TargetCommand)
@click.argument("url", required=False)
@definition_option
@target_options
@run_options
@baseline_options
@click.option("--fuzz", is_flag=True, help="Send generated requests, too, after the scenarios.")
@fuzz_options
@click.option(
    "--watch",
    multiple=True,
    is_flag=False,
    flag_value="",
    metavar="[PATH]",
    help="Check again when the definition, tdmock.toml or PATH changes, or the bridge is back (repeatable).",
)
@click.option("--failed", is_flag=True, help="Only what failed in the last run, if anything did.")
@click.option("--dry-run", is_flag=True, help="Show which requests would be sent, and send none.")
@click.pass_context
def command(context: click.Context, /, **options: Any) -> int:
    """Check the bridge at URL against the contract.

    Each endpoint's own path in the definition is kept under URL; without URL the endpoints are called where
    the definition says. What the options leave open is taken from tdmock.toml, here or in a folder above.
    """
    if options["dry_run"]:
        return show_requests(told(context))
    return check_and_watch(context) if options["watch"] else check_bridges(told(context))


def check_bridges(runs: Iterable[Told], *, fuzz_alone: bool = False) -> int:
    """Check one bridge after the other, print and write the reports. Returns the worst exit code."""
    codes = []
    for number, one in enumerate(_prepared(runs, fuzz_alone=fuzz_alone)):
        if number:
            click.echo(err=any(file.path is None for file in one.files))
        codes.append(_exit_code(one))
        if codes[-1] == INTERRUPTED:
            break
    return max(codes, key=WORSE.index)


def _prepared(runs: Iterable[Told], *, fuzz_alone: bool = False) -> list[Prepared]:
    ready: list[Prepared] = []
    for run in runs:
        one = prepare(run, [file for other in ready for file in other.files], fuzz_alone=fuzz_alone)
        ready.append(_failed_alone(one) if run.options.get("failed") else one)
    if len(baselines := [one.baseline for one in ready if one.baseline]) > 1:
        from tdmock.cli.accepting import refuse_shared_baselines

        refuse_shared_baselines(baselines)
    return ready


def _exit_code(run: Prepared, present: Present | None = None) -> int:
    def checked(hear: Tell) -> Report:
        report = check(run.url, run.loaded, run.settings, tell=hear)
        remember(run, report)
        return report

    return run_and_report(
        checked,
        files=run.files,
        fail_on=run.fail_on,
        baseline=run.baseline,
        present=present or (show_verdict if run.quiet else show),
    )


def check_and_watch(context: click.Context) -> int:
    """Check, and again whenever the definition, the configuration or a path changes, or a bridge is back."""
    from tdmock.cli import watching

    given = watching.existing(context.params["watch"])

    def changes(runs: Sequence[Prepared]) -> Iterator[str]:
        files = [Path(run.path) for run in runs if run.path]
        files += [file.path for run in told(context) if (file := run.configuration)]
        urls = [url for run in runs for url in make_plan(run.definition, run.url, run.settings).urls.values()]
        written = {str(file.path) for run in runs for file in run.files}
        return watching.changes([*files, *given], urls, written)

    return watching.check_again(lambda: _prepared(told(context)), _exit_code, changes)


def _failed_alone(run: Prepared) -> Prepared:
    """The run, narrowed to what failed in the last one; the whole run where nothing did."""
    settings = run.settings
    if settings.only_rules or settings.only_scenarios:
        raise UsageError("--failed says what to look at; give it without --rule and --scenario")
    plan = make_plan(run.definition, run.url, settings)
    again = [one for one in failed_before(run) if one.endpoint in plan.judged and not obstacle(one, plan)]
    if not again:
        tell("Note: nothing is known to have failed in the last run, so everything is checked.")
        return run
    return replace(run, settings=narrowed(settings, again, plan))


def show_requests(runs: Iterable[Told]) -> int:
    """Print which requests each run would send."""
    from tdmock.cli.dry_run import dry_run

    for run in _prepared(runs):
        click.echo(dry_run(run.url, run.definition, run.settings))
    return 0
