"""``tdmock replay``: look at the findings of a report again."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from tdmock.api import check
from tdmock.cli.configured import only_one, told
from tdmock.cli.options import (
    definition_option,
    report_options,
    rules_option,
    size_options,
    target_options,
    time_options,
)
from tdmock.cli.output import tell
from tdmock.cli.preparing import Prepared, prepare
from tdmock.cli.run import CONFORMANT, INCOMPLETE, INTERRUPTED, NONCONFORMANT, watched
from tdmock.cli.writing import write_reports
from tdmock.errors import UsageError
from tdmock.findings import Finding
from tdmock.redaction.record import without_credentials
from tdmock.report import replay
from tdmock.run.again import narrowed
from tdmock.run.plan import make_plan
from tdmock.run.settings import Fuzzing

if TYPE_CHECKING:
    from tdmock.report.build import Report

# What a replay takes from the report, or does without.
_UNASKED: dict[str, Any] = {
    **dict.fromkeys(["only", "only_rules", "only_scenarios"], ()),
    **dict.fromkeys(["now", "max_findings", "max_examples", "baseline"]),
    **dict.fromkeys(["fuzz", "update_baseline", "strict_baseline", "verbose", "quiet"], False),
    "fuzz_time": Fuzzing().time,
}


@click.command("replay")
@click.argument("report", type=click.Path(path_type=Path))
@click.argument("findings", nargs=-1, metavar="[FINDING]…")
@click.option("--url", metavar="URL", help="The bridge's address; the report's without.")
@definition_option
@target_options
@rules_option
@report_options
@time_options
@size_options
@click.pass_context
def command(context: click.Context, /, report: Path, findings: tuple[str, ...], **_: Any) -> int:
    """Send what showed the findings of a JSON report again, and say what became of each.

    FINDING is an endpoint, or how the id of a rule begins; without it all are looked at. The scenarios that
    showed a finding are played again, with all that leads to them. Credentials come from the options and the
    environment, for a report holds none. The exit code is 1 while a finding is still there, and 3 where one
    is not repeatable.
    """
    from tdmock.report.reading import read_report

    old = read_report(report)
    names = replay.chosen(old, findings)
    if not names:
        click.echo(f"{report} has no findings.")
        return CONFORMANT
    runs = told(context, edition=old.edition, seed=old.seed, **_UNASKED)
    run = prepare(only_one(runs, "a report is about one bridge; name one"))
    if run.definition.name != old.integration:
        raise UsageError(
            f"{report} is about {old.integration}, and the definition is that of {run.definition.name}; "
            "give the one that was checked, with --definition FILE"
        )
    if run.definition.digest != old.definition_digest:
        tell(f"Note: the definition has changed since {report} was written.")
    is_given = context.get_parameter_source("url") is ParameterSource.COMMANDLINE or context.params["target"]
    run = run if is_given else replace(run, url=_address(run, old))
    return _replay(run, names)


def _address(run: Prepared, old: "Report") -> str | None:
    """Where the report's bridge is: what was its base, unless it was called where the definition says."""
    declared = make_plan(run.definition, None, run.settings)
    first = declared.mask.text(without_credentials(next(iter(declared.urls.values()))))
    if old.target == first:
        return None
    if "$" in old.target:
        raise UsageError("the address had a key, which no report holds; give it with --url")
    return old.target


def _replay(run: Prepared, findings: tuple[Finding, ...]) -> int:
    plan = make_plan(run.definition, run.url, run.settings)
    repeatable = [replay.shown(finding) for finding in findings if not replay.obstacle(finding, plan)]
    again = None
    if repeatable:
        settings = narrowed(run.settings, repeatable, plan)
        checked = partial(check, run.url, run.definition, settings)
        again = watched(lambda tell: checked(tell=tell))
        write_reports(again, run.files, run.fail_on)
    outcomes = list(replay.outcomes(findings, plan, again))
    click.echo(replay.render(outcomes))
    states = {outcome.state for outcome in outcomes}
    if again and again.interrupted:
        return INTERRUPTED
    if replay.FAILING in states:
        return NONCONFORMANT
    return INCOMPLETE if replay.UNREPEATABLE in states else CONFORMANT
