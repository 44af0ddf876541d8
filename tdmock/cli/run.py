"""Runs a check for a command: progress, reports, exit code."""

import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from rich.console import Console

from tdmock.api import Tell
from tdmock.cli.github import annotate
from tdmock.cli.output import drop_output, tell
from tdmock.cli.progress import Progress
from tdmock.cli.writing import ReportFile, write_reports
from tdmock.editions import Edition
from tdmock.errors import UsageError
from tdmock.findings import Level
from tdmock.report.build import Report
from tdmock.run.events import Event, Exchanged
from tdmock.run.settings import Settings

if TYPE_CHECKING:
    from tdmock.cli.accepting import BaselineFile

CONFORMANT, NONCONFORMANT, INCOMPLETE, INTERRUPTED = 0, 1, 3, 130

WORSE = (CONFORMANT, INCOMPLETE, NONCONFORMANT, UsageError.exit_code, INTERRUPTED)
"""The exit codes of runs, each worse than those before it."""


Present = Callable[[Report, Sequence[ReportFile]], None]
"""Shows a report to people, beside what goes to files."""


def settings_from(options: Mapping[str, Any], **given: Any) -> Settings:
    """The settings among a command's options, and what the command made of the others."""
    names = ("only", "only_rules", "only_scenarios", "rules", "seed", "timeout", "deadline", "slow")
    limits = ("workers", "max_body", "max_pages", "max_calls", "sample", "max_findings", "verbose")
    return Settings(
        edition=Edition(options["edition"]),
        now=(options["now"] or datetime.now(UTC)).replace(tzinfo=UTC),
        **{name: options[name] for name in (*names, *limits)},
        **given,
    )


def run_and_report(
    check: Callable[[Tell], Report],
    *,
    files: Sequence[ReportFile],
    fail_on: str,
    baseline: "BaselineFile | None" = None,
    present: Present | None = None,
) -> int:
    """Run a check, write its reports and present it, printed unless told otherwise. Returns the exit code."""
    strict = baseline is not None and baseline.strict
    with stoppable():
        with _progress() as tell:
            report = check(tell)
        known = baseline.known if baseline else ()
        if baseline:
            baseline = baseline.after(report)
            report = baseline.compare(report)
        written = write_reports(report, (file for file in files if file.is_regular), fail_on)
        written &= baseline.save(known) if baseline else True
    written &= write_reports(report, (file for file in files if not file.is_regular), fail_on)
    (present or show)(report, files)
    return exit_code(report, fail_on, strict=strict) if written else UsageError.exit_code


def watched(check: Callable[[Tell], Report]) -> Report:
    """The report of a check, with its progress shown; Ctrl-C ends it once."""
    with stoppable(), _progress() as tell:
        return check(tell)


def show(report: Report, files: Sequence[ReportFile], *, only_verdict: bool = False) -> None:
    """Print the report for people: on standard error, where a file of its own goes to standard output."""
    from tdmock.report.console import print_report

    console = Output(stderr=any(file.path is None for file in files))
    print_report(report, console, only_verdict=only_verdict)
    if not any(file.format == "github" for file in files):
        annotate(report, console)


show_verdict: Present = partial(show, only_verdict=True)


class Output(Console):
    """A console whose reader may leave before the end: the exit code stays that of the run."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        if not self.stderr:
            drop_output()


def exit_code(report: Report, fail_on: str, *, strict: bool = False) -> int:
    """What the run's outcome means to a shell or a CI job; a stale baseline fails one that is strict."""
    if report.interrupted:
        return INTERRUPTED
    if (strict and report.stale) or (fail_on != "never" and report.fails(Level(fail_on))):
        return NONCONFORMANT
    unfinished = report.verdict == "incomplete" or any(
        e.outcome in {"untestable", "errored"} for e in report.endpoints
    )
    return INCOMPLETE if unfinished else CONFORMANT


@contextmanager
def stoppable() -> Iterator[None]:
    """Ctrl-C, and SIGTERM with which CI systems stop a job, end a run once.

    What is known then still gets reported: a second one waits until the reports are written.
    """
    numbers = (signal.SIGINT, signal.SIGTERM)

    def stop(*_: object) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = [signal.signal(number, stop) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


@contextmanager
def _progress() -> Iterator[Callable[[Event], None]]:
    """A line that says what goes on, on standard error where that is a terminal; and what exchanges were."""
    if not sys.stderr.isatty():
        yield lambda event: _tell_exchange(event, tell)
        return
    progress = Progress()
    with Console(stderr=True).status("starting") as status:
        above = partial(status.console.print, soft_wrap=True, highlight=False, markup=False, emoji=False)

        def update(event: Event) -> None:
            if line := progress.line(event):
                status.update(line)
            _tell_exchange(event, above)

        yield update


def _tell_exchange(event: Event, show: Callable[[str], None]) -> None:
    """Show what an exchange was in one piece, whatever others end meanwhile."""
    if isinstance(event, Exchanged) and event.record:
        from tdmock.report.transcript import transcript

        show(transcript(event.record))
