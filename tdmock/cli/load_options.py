"""The options of ``tdmock load``."""

from pathlib import Path

import click

from tdmock.cli.options import together
from tdmock.cli.values import Number, duration
from tdmock.load.settings import Load, Order

MASTER_PORT = 5557  # Locust's own
WEB_PORT = 8089  # as well

_SHARE = Number(0, 1)
_NUMBER = click.IntRange(min=1)
_POSITIVE = Number(min=0, min_open=True)
_PORT = click.IntRange(1, 65535)
_LOAD, _ORDER = Load(), Order(load=Load())


amount_options = together(
    click.option(
        "--accounts", type=_NUMBER, metavar="N", help="How many.  [default: 10, or those of the file]"
    ),
    click.option(
        "--credentials",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Those of each account, as CSV.",
    ),
    click.option(
        "--calls-per-minute",
        type=Number(min=0),
        default=_LOAD.calls_per_minute,
        show_default=True,
        metavar="N",
        help="Calls of all accounts together.",
    ),
    click.option(
        "--action-share",
        type=_SHARE,
        default=_LOAD.action_share,
        show_default=True,
        help="Share of calls that execute an action.",
    ),
    click.option(
        "--sync-every",
        type=duration,
        default=f"{_LOAD.sync_every / 60:g}m",
        show_default=True,
        metavar="TIME",
        help="From the end of an account's synchronization to its next one.",
    ),
    click.option(
        "--speed",
        type=_POSITIVE,
        default=_LOAD.speed,
        show_default=True,
        help="All comes so many times as often.",
    ),
    click.option(
        "--duration",
        type=duration,
        default=f"{_ORDER.duration / 60:g}m",
        show_default=True,
        metavar="TIME",
        help="How long, once all accounts have started.",
    ),
    click.option(
        "--spawn-rate",
        type=_POSITIVE,
        default=_ORDER.spawn_rate,
        show_default=True,
        metavar="N",
        help="Accounts that start each second.",
    ),
    click.option(
        "--judged-share",
        type=_SHARE,
        default=_LOAD.judged_share,
        show_default=True,
        help="Share of answers whose every record is judged; status and frame always are.",
    ),
)
limits_options = together(
    click.option(
        "--max-p95", type=_POSITIVE, metavar="MS", help="95 % of an endpoint's answers take no longer."
    ),
    click.option(
        "--max-failures",
        type=_SHARE,
        default=0.0,
        show_default=True,
        metavar="SHARE",
        help="Largest share of an endpoint's requests that may fail.",
    ),
    click.option(
        "--report",
        "reports",
        multiple=True,
        metavar="FORMAT=PATH",
        help="Write a report: json=FILE, html=FILE.",
    ),
)
permission_option = click.option(
    "--allow-load", is_flag=True, help="Load an address that is not local; see --allow-writes."
)
processes_options = together(
    click.option(
        "--processes", type=click.IntRange(1, 64), metavar="N", help="Send from so many processes here."
    ),
    click.option("--master", is_flag=True, help="Let workers on other machines send."),
    click.option(
        "--expect-workers",
        type=_NUMBER,
        default=_ORDER.workers,
        show_default=True,
        help="Start when so many are there.",
    ),
    click.option("--worker", is_flag=True, help="Send what a master elsewhere asks for."),
    click.option("--master-host", metavar="HOST", help="Where the master is, or the address it listens at."),
    click.option("--master-port", type=_PORT, default=MASTER_PORT, show_default=True),
    click.option("--web", is_flag=True, help="Show Locust's page while it lasts."),
    click.option("--web-port", type=_PORT, default=WEB_PORT, show_default=True),
)
