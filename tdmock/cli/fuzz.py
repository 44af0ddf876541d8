"""``tdmock fuzz``: generated requests alone, and what they build on."""

from typing import Any

import click

from tdmock.cli.check import check_bridges
from tdmock.cli.configured import told
from tdmock.cli.options import (
    TargetCommand,
    baseline_options,
    definition_option,
    fuzz_options,
    run_options,
    target_options,
)


@click.command("fuzz", cls=TargetCommand)
@click.argument("url", required=False)
@definition_option
@target_options
@run_options
@baseline_options
@fuzz_options
@click.pass_context
def command(context: click.Context, /, **_: Any) -> int:
    """Send generated requests to the bridge at URL.

    Half of them are as Talkdesk could send them, with any text and all that may be absent, and are judged
    like those of `tdmock check`. The others Talkdesk never sends: wrong types, missing members, no JSON.
    Those must not break the bridge. What fails is told by the smallest request that does.

    First the few requests are sent whose answers the others need: a synchronization, and one usual request at
    each endpoint.
    """
    return check_bridges(told(context), fuzz_alone=True)
