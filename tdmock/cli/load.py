"""``tdmock load``: play many accounts of Talkdesk against a bridge at once."""

from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from tdmock.cli.accounts import read_accounts
from tdmock.cli.configured import Told, only_one, told
from tdmock.cli.load_options import amount_options, limits_options, permission_option, processes_options
from tdmock.cli.load_output import announced, progress
from tdmock.cli.options import (
    TargetCommand,
    definition_file,
    definition_option,
    edition_option,
    max_body_option,
    max_pages_option,
    reach_options,
    seed_option,
    slow_option,
    timeout_option,
)
from tdmock.cli.output import tell
from tdmock.cli.preparing import entered_credentials, entered_inputs
from tdmock.cli.run import INTERRUPTED, Output, stoppable
from tdmock.cli.writing import report_files, write_files
from tdmock.editions import Edition
from tdmock.errors import UsageError
from tdmock.load.launch import check_installed, conduct
from tdmock.load.settings import Load, Order, Role
from tdmock.redaction.record import without_credentials
from tdmock.transport.headers import name_objection

if TYPE_CHECKING:
    from tdmock.load.outcome import LoadReport

FORMATS = {"json": "json_file", "html": "page"}
"""The writers of reports in ``tdmock.load.report``, by format."""

_SAME = (
    *("url", "calls_per_minute", "action_share", "sync_every", "speed", "judged_share", "seed", "timeout"),
    *("slow", "max_pages", "max_body", "ca_bundle", "insecure", "allow_load", "allow_writes"),
)
"""The options that are called as in a load."""

_CODES = {"held": 0, "exceeded": 1, "incomplete": 3}


@click.command("load", cls=TargetCommand)
@click.argument("url", required=False)
@definition_option
@edition_option
@amount_options
@limits_options
@processes_options
@permission_option
@reach_options
@timeout_option
@slow_option
@max_pages_option
@max_body_option
@seed_option
@click.pass_context
def command(context: click.Context, /, **_: Any) -> int:
    """Play many accounts against the bridge at URL, in Talkdesk's rhythm.

    Each account validates its credentials once, synchronizes at once and then over and over, asks for a
    contact's interactions at every call and executes an action at some. Answers are judged by the contract.
    """
    check_installed()
    from tdmock.load.outcome import Limits, Session, report_load
    from tdmock.load.site import plan_load

    run = only_one(told(context), "one bridge can be loaded at a time")
    options = run.options
    load = _load(run)
    order = _order(load, options)
    plan = plan_load(load)[0]
    files = report_files(run.given("reports"), formats=FORMATS)
    started_at = datetime.now(UTC)
    notes: list[str] = []
    target = plan.mask.text(without_credentials(load.url or next(iter(plan.urls.values()))))
    for line in announced(plan, order, target):
        tell(line)
    with stoppable():
        with progress(order, notes) as show:
            ended = conduct(order, processes=options["processes"] or 0, tell=show)
        if ended is None:
            return 0
        limits = Limits(p95=options["max_p95"], failures=options["max_failures"])
        session = Session(target=target, started_at=started_at, notes=notes)
        report = report_load(plan, order, ended, limits, session)
        written = write_files(files, lambda form: _rendered(form, report))
        _print(report, to_stderr=any(file.path is None for file in files))
    if not written:
        return UsageError.exit_code
    return INTERRUPTED if report.why == "interrupted" else _CODES[report.verdict]


def _load(run: Told) -> Load:
    """What to send, with the credentials of all accounts. Raises :class:`UsageError`."""
    from tdmock.load.site import definition_of

    options = run.options
    path = definition_file(options)
    definition = definition_of(path)
    if options["credentials"]:
        if run.given("auth"):
            raise UsageError("--auth and --credentials both give credentials; use one of them")
        credentials = read_accounts(options["credentials"], definition)
    else:
        credentials = (entered_credentials(run, definition),)
    headers = run.named("headers", name_objection, str.lower)
    return Load(
        **{name: options[name] for name in _SAME},
        definition=path,
        edition=Edition(options["edition"]),
        credentials=credentials,
        headers={name: pair.resolved() for name, pair in headers.items()},
        inputs=entered_inputs(run, definition),
        accounts=options["accounts"] or (len(credentials) if options["credentials"] else Load().accounts),
    )


def _order(load: Load, options: Mapping[str, Any]) -> Order:
    """The order of the process that this command starts. Raises :class:`UsageError`."""
    chosen = [name for name in ("processes", "master", "worker") if options[name]]
    if len(chosen) > 1:
        raise UsageError(f"--{chosen[0]} and --{chosen[1]} don't go together")
    if options["worker"] and not options["master_host"]:
        raise UsageError("--worker wants to know where its master is: --master-host HOST")
    role: Role = "worker" if options["worker"] else "master" if chosen else "alone"
    return Order(
        load=load,
        duration=options["duration"],
        spawn_rate=options["spawn_rate"],
        role=role,
        host="127.0.0.1" if options["processes"] else options["master_host"] or "*",
        port=0 if options["processes"] else options["master_port"],
        workers=options["processes"] or options["expect_workers"],
        web_port=options["web_port"] if options["web"] and role != "worker" else None,
    )


def _rendered(form: str, report: "LoadReport") -> str:
    text: str = import_module(f"tdmock.load.report.{FORMATS[form]}").render(report)
    return text


def _print(report: "LoadReport", *, to_stderr: bool) -> None:
    from tdmock.load.report.console import print_load

    print_load(report, Output(stderr=to_stderr))
