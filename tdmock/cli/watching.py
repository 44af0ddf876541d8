"""``tdmock check --watch``: checks again when a file changes or a bridge has come back."""

import os
import socket
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import sleep

import click
from watchfiles import Change, DefaultFilter, watch

from tdmock.cli.output import tell
from tdmock.cli.preparing import Prepared
from tdmock.cli.run import INTERRUPTED, Present, show
from tdmock.cli.writing import ReportFile
from tdmock.errors import TdmockError, UsageError
from tdmock.exchange.addresses import Address, parse
from tdmock.redaction.text import visible
from tdmock.report.build import Report
from tdmock.report.comparison import compare, render

TICK = 300  # milliseconds between two looks at files and bridges
RESTART = 10.0  # seconds that a bridge may take to come back after a change

Check = Callable[[Prepared, Present], int]
"""Checks one bridge and presents the report; the exit code."""


def existing(paths: Iterable[str]) -> list[Path]:
    """The paths that are given to watch. Raises :class:`UsageError` for one that is not there."""
    found = [Path(path) for path in paths if path]
    for path in found:
        if not path.exists():
            raise UsageError(f"--watch {path}: there is no such file or folder; a URL stands before --watch")
    return found


def check_again(
    prepared: Callable[[], Sequence[Prepared]],
    check: Check,
    reasons: Callable[[Sequence[Prepared]], Iterator[str]],
) -> int:
    """Check, and again for each reason that comes, until Ctrl-C.

    First the reports are shown whole, then what is new, what is fixed and what is still there. What can't be
    prepared any more is told and waited for: a file may have been saved half-way.
    """
    earlier: dict[int, Report] = {}
    runs = prepared()
    coming = reasons(runs)
    try:
        while True:
            for number, run in enumerate(runs):
                if check(run, _presenting(number, earlier)) == INTERRUPTED:
                    return INTERRUPTED
            runs = ()
            while not runs:
                reason = next(coming)
                click.echo(f"\n{datetime.now().astimezone():%H:%M:%S}  {visible(reason)}")
                try:
                    runs = [_patient(run) for run in prepared()]
                except TdmockError as error:
                    tell(f"Error: {error}")
    except KeyboardInterrupt:
        return INTERRUPTED


def _presenting(number: int, earlier: dict[int, Report]) -> Present:
    """How the report of a run is shown: against the one before, whose place it takes."""

    def present(report: Report, files: Sequence[ReportFile]) -> None:
        before = earlier.get(number)
        earlier[number] = report
        if before is None:
            show(report, files)
            return
        click.echo(render(compare(before, report)), nl=False)
        click.echo(f"{report.verdict.upper()} in {report.duration:.1f} s")

    return present


def _patient(run: Prepared) -> Prepared:
    """The run, which gives the bridge time to come back."""
    return replace(run, settings=replace(run.settings, wait=run.settings.wait or RESTART))


def _listens(bridge: Address) -> bool:
    """Whether somebody accepts connections at an address."""
    try:
        with closing(socket.create_connection((bridge.host, bridge.port), timeout=TICK / 1000)):
            return True
    except OSError:
        return False


def changes(
    paths: Iterable[Path],
    urls: Iterable[str],
    ignored: Collection[str],
    listens: Callable[[Address], bool] = _listens,
) -> Iterator[str]:
    """A line each time that a path has changed, or that nobody listened at a URL and somebody does again.

    Files are watched in their folders, for editors put new ones in their places. What tdmock writes itself is
    ``ignored``, by its whole path.
    """
    paths = [path.resolve() for path in paths]
    names = {str(path) for path in paths if not path.is_dir()}
    usual = DefaultFilter()

    def is_named(_: Change, path: str) -> bool:
        return path in names

    def is_wanted(change: Change, path: str) -> bool:
        return path not in ignored and not Path(path).name.startswith(".tdmock-") and usual(change, path)

    watched = [
        ({path.parent for path in paths if not path.is_dir()}, is_named, False),
        ({path for path in paths if path.is_dir()}, is_wanted, True),
    ]
    watchers = [
        watch(*folders, watch_filter=wanted, recursive=deep, rust_timeout=TICK, yield_on_timeout=True)
        for folders, wanted, deep in watched
        if folders
    ]
    for watcher in watchers:
        next(watcher)  # from here on nothing is missed
    bridges = {address.place: address for address in map(parse, urls)}
    return _reasons(watchers, lambda: {place for place, bridge in bridges.items() if listens(bridge)})


def _reasons(
    watchers: Sequence[Iterator[set[tuple[Change, str]]]], up: Callable[[], set[str]]
) -> Iterator[str]:
    before = up()
    while True:
        if not watchers:
            sleep(TICK / 1000)
        if changed := sorted({os.path.relpath(path) for watcher in watchers for _, path in next(watcher)}):
            yield f"{', '.join(changed[:3])}{' and more' if len(changed) > 3 else ''} changed"
        after = up()
        if back := sorted(after - before):
            yield f"{', '.join(back)} is back"
        before = after
