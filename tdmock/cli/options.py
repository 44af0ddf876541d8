"""Options that commands share."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from tdmock.cli.output import tell
from tdmock.cli.values import moment, seconds, size
from tdmock.editions import Edition
from tdmock.report.formats import FORMATS
from tdmock.run.settings import MOST_WORKERS, SEEDS, Fuzzing, Settings


class TargetCommand(click.Command):
    """A command whose usage errors repeat no stray word: it may be a part of a credential."""

    allow_extra_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        if ctx.args:
            ctx.fail("there is more than one URL; put a value that holds blanks in quotes")
        return rest


Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def together(*options: Decorator) -> Decorator:
    """Several options as one decorator, in the order in which --help shows them."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


_NUMBER = click.IntRange(min=1)
_DEFAULTS = Settings()

OWN_DEFINITIONS = ("integration.yaml", "integration.json")
"""What is taken for the definition where none is given, if it is in the current folder."""


def definition_file(options: Mapping[str, Any]) -> str | None:
    """The file of the definition: the given one, else one of the current folder, which is told; or none."""
    given: str | None = options["definition"]
    found = next((name for name in OWN_DEFINITIONS if Path(name).is_file()), None)
    if found and not given:
        tell(f"Note: {found} of the current folder is the definition; -d FILE takes another.")
    return given or found


definition_option = click.option(
    "--definition",
    "-d",
    type=click.Path(),
    metavar="FILE",
    help=f"The integration's definition; without, {' or '.join(OWN_DEFINITIONS)} in the current folder, "
    "else the built-in mycrm.",
)
edition_option = click.option(
    "--edition",
    type=click.Choice([edition.value for edition in Edition]),
    default=_DEFAULTS.edition.value,
    show_default=True,
    help="Which contract.",
)
rules_option = click.option(
    "--rules",
    metavar="VERSION",
    default=_DEFAULTS.rules,
    show_default=True,
    help="Judge by the rules of this version of tdmock; newer ones are infos.",
)
seed_option = click.option(
    "--seed",
    type=click.IntRange(*SEEDS),
    default=_DEFAULTS.seed,
    show_default=True,
    help="One seed, the same made-up values.",
)

moment_option = click.option(
    "--now",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d"]),
    metavar="MOMENT",
    callback=moment,
    help="The moment to make dates from, as 2026-01-31T12:00:00Z; the clock's without.",
)

fail_on_option = click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="error",
    show_default=True,
    help="Which findings make the exit code 1.",
)

report_options = together(
    click.option(
        "--report",
        "reports",
        multiple=True,
        metavar="FORMAT=PATH",
        help=f"Write a report (repeatable); formats: {', '.join(FORMATS)}.",
    ),
    fail_on_option,
)

timeout_option = click.option(
    "--timeout",
    type=seconds,
    default=_DEFAULTS.timeout,
    show_default=True,
    metavar="SECONDS",
    help="For one whole exchange.",
)
slow_option = click.option(
    "--slow",
    type=seconds,
    default=_DEFAULTS.slow,
    show_default=True,
    metavar="SECONDS",
    help="An answer that takes longer is a warning.",
)
max_body_option = click.option(
    "--max-body",
    type=size,
    default=f"{_DEFAULTS.max_body >> 20}MiB",
    show_default=True,
    metavar="SIZE",
    help="Largest body to read.",
)
max_pages_option = click.option(
    "--max-pages",
    type=_NUMBER,
    default=_DEFAULTS.max_pages,
    show_default=True,
    help="Most pages of one synchronization.",
)

time_options = together(
    timeout_option,
    click.option(
        "--deadline",
        type=seconds,
        default=_DEFAULTS.deadline,
        show_default=True,
        metavar="SECONDS",
        help="For the whole run.",
    ),
    slow_option,
)

size_options = together(
    click.option(
        "--workers",
        type=click.IntRange(1, MOST_WORKERS),
        default=_DEFAULTS.workers,
        show_default=True,
        help="Requests under way at a time.",
    ),
    max_body_option,
    max_pages_option,
    click.option(
        "--sample",
        type=_NUMBER,
        help="Judge only the first contacts of a synchronization one by one; all are read.",
    ),
    click.option(
        "--max-calls",
        type=_NUMBER,
        default=_DEFAULTS.max_calls,
        show_default=True,
        help="Most calls to try an action's options.",
    ),
)

showing_options = together(
    click.option(
        "-v",
        "--verbose",
        is_flag=True,
        help="Show each request and what came, as it happens, on standard error.",
    ),
    click.option("-q", "--quiet", is_flag=True, help="Print the verdict alone."),
)

run_options = together(
    edition_option,
    rules_option,
    click.option("--only", multiple=True, metavar="ENDPOINT", help="Judge only this endpoint (repeatable)."),
    click.option(
        "--rule",
        "only_rules",
        multiple=True,
        metavar="ID",
        help="Only rules that begin so (repeatable).",
    ),
    click.option(
        "--scenario",
        "only_scenarios",
        multiple=True,
        metavar="ID",
        help="Play only scenarios that begin so, and what they need (repeatable).",
    ),
    report_options,
    time_options,
    seed_option,
    moment_option,
    size_options,
    click.option(
        "--max-findings",
        type=_NUMBER,
        metavar="N",
        help="End the run when it has shown so many.",
    ),
    showing_options,
)

baseline_options = together(
    click.option(
        "--baseline",
        type=click.Path(),
        metavar="FILE",
        help="Findings that are known and fail no run; new ones do.",
    ),
    click.option(
        "--update-baseline", is_flag=True, help="Write that file: add what is found, take out what is not."
    ),
    click.option(
        "--strict-baseline", is_flag=True, help="Fail, too, where a known finding no longer occurs."
    ),
)

fuzz_options = together(
    click.option(
        "--max-examples",
        type=_NUMBER,
        metavar="N",
        help="Most generated requests of each sort at an endpoint.  [default: 50, at actions 20]",
    ),
    click.option(
        "--fuzz-time",
        type=seconds,
        default=Fuzzing().time,
        show_default=True,
        metavar="SECONDS",
        help="For all generated requests.",
    ),
)

reach_options = together(
    click.option(
        "--target",
        multiple=True,
        metavar="NAME",
        help="A bridge that tdmock.toml names (repeatable: one report each).",
    ),
    click.option(
        "--auth",
        "-a",
        "auth",
        multiple=True,
        metavar="NAME=VALUE",
        help="A credential; the value also as env:VAR or file:PATH.",
    ),
    click.option(
        "--input",
        "inputs",
        multiple=True,
        metavar="ACTION.KEY=VALUE",
        help="Send exactly this for an input of an action (repeatable).",
    ),
    click.option(
        "--header", "headers", multiple=True, metavar="NAME=VALUE", help="Send this header too (repeatable)."
    ),
    click.option(
        "--allow-writes", is_flag=True, help="Execute actions also at addresses that are not local."
    ),
    click.option(
        "--ca-bundle",
        type=click.Path(exists=True, dir_okay=False),
        metavar="FILE",
        help="Trust these certificates.",
    ),
    click.option("--insecure", is_flag=True, help="Trust any certificate."),
)

target_options = together(
    reach_options,
    click.option(
        "--expired-auth",
        multiple=True,
        metavar="NAME=VALUE",
        help="An expired access token, which must get 401.",
    ),
    click.option(
        "--expect", "expect_contacts", type=click.Path(), metavar="FILE", help="The contacts that must come."
    ),
    click.option(
        "--scenarios", type=click.Path(), metavar="FOLDER", help="Scenarios of your own, to be played, too."
    ),
    click.option("--expect-agents", type=click.Path(), metavar="FILE", help="The agents that must come."),
    click.option(
        "--wait",
        type=seconds,
        metavar="SECONDS",
        help="First wait until the bridge answers at all, so long at most.",
    ),
)
