"""Runs a check for a command: progress, reports, exit code."""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from rich.console import Console

from tdmock.engine import run
from tdmock.errors import UsageError
from tdmock.events import Event, Fuzzed, Planned, ScenarioEnded, Waiting
from tdmock.findings import Level
from tdmock.report.text import one_line
from tdmock.settings import Fuzzing, Settings
from tdmock.summary import Report, Section, summarize, with_section
from tdmock.tasks import Plan, Stage
from tdmock.transport import Transport

CONFORMANT, NONCONFORMANT, INCOMPLETE, INTERRUPTED = 0, 1, 3, 130


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFile:
    """A report to write, in a format, to a path."""

    format: str
    path: Path


def report_files(values: Sequence[str]) -> list[ReportFile]:
    """``FORMAT=PATH`` values. Raises :class:`UsageError` now rather than after the run."""
    files = []
    for value in values:
        name, separator, path = value.partition("=")
        if not separator or name not in _WRITERS or not path:
            raise UsageError(
                f"--report {value}: write it as FORMAT=PATH with one of the formats {', '.join(_WRITERS)}"
            )
        if not Path(path).resolve().parent.is_dir():
            raise UsageError(f"--report {value}: the folder {Path(path).resolve().parent} does not exist")
        if Path(path).is_dir():
            raise UsageError(f"--report {value}: {path} is a folder; name a file")
        if not os.access(Path(path) if Path(path).exists() else Path(path).resolve().parent, os.W_OK):
            raise UsageError(f"--report {value}: {path} can't be written")
        files.append(ReportFile(format=name, path=Path(path)))
    return files


def settings_from(options: dict[str, Any]) -> Settings:
    """The settings among a command's options."""
    names = ("timeout", "deadline", "slow", "seed", "workers", "max_pages", "max_calls")
    chosen = {name: options[name] for name in names}
    return Settings(
        **chosen,
        allow_writes=options.get("allow_writes", False),
        now=(options["now"] or datetime.now(UTC)).replace(tzinfo=UTC),
        fuzzing=Fuzzing(max_examples=options["max_examples"], time=options["fuzz_time"])
        if options.get("fuzz")
        else None,
    )


def run_and_report(
    plan: Plan,
    transport: Transport,
    *,
    target: str,
    files: Sequence[ReportFile],
    fail_on: str,
    before: Section | None = None,
) -> int:
    """Run a plan, print and write its reports, with a section before them. Returns the exit code."""
    started_at, began = datetime.now(UTC), monotonic()
    with _terminable(), _progress() as tell:
        tasks, interrupted = run(plan, transport, tell, then=_further(plan))
    report = summarize(
        plan,
        tasks,
        target=target,
        started_at=started_at,
        duration=monotonic() - began,
        interrupted=interrupted,
    )
    report = with_section(report, before) if before else report
    from tdmock.report.console import print_report  # noqa: PLC0415 - rich's tables only when there is something to show

    print_report(report, Output())
    write_reports(report, files, fail_on)
    return exit_code(report, fail_on)


def _further(plan: Plan) -> Stage | None:
    """What follows the scenarios."""
    if plan.settings.fuzzing is None:
        return None
    from tdmock.fuzz import fuzz  # noqa: PLC0415 - Schemathesis takes a second to import

    return fuzz


class Output(Console):
    """Standard output, whose reader may leave before the end: the exit code stays that of the run."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def exit_code(report: Report, fail_on: str) -> int:
    """What the run's outcome means to a shell or a CI job."""
    if report.interrupted:
        return INTERRUPTED
    if fail_on != "never" and report.worst_at_least(Level(fail_on)):
        return NONCONFORMANT
    unfinished = report.verdict == "incomplete" or any(
        e.outcome in {"untestable", "errored"} for e in report.endpoints
    )
    return INCOMPLETE if unfinished else CONFORMANT


def _write(text: str, path: Path) -> None:
    """Write a file as a whole or not at all: beside its place first; but into a device or a pipe directly."""
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8")
        return
    import tempfile  # noqa: PLC0415 - only where a report is written

    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as temporary:
        written = Path(temporary.name)
        try:
            temporary.write(text)
            temporary.flush()
            written.chmod(0o644)
            written.replace(path)
        except OSError:
            written.unlink(missing_ok=True)
            raise


def write_reports(report: Report, files: Sequence[ReportFile], fail_on: str) -> None:
    """Write each report. Raises :class:`UsageError`."""
    for file in files:
        try:
            _write(_WRITERS[file.format](report, fail_on), file.path.resolve())
        except OSError as error:
            raise UsageError(
                f"--report {file.format}={file.path}: can't write it: {error.strerror}"
            ) from None


def _json(report: Report, fail_on: str) -> str:
    del fail_on
    from tdmock.report import json_file  # noqa: PLC0415 - only where it is asked for

    return json_file.render(report)


def _junit(report: Report, fail_on: str) -> str:
    from tdmock.report import junit  # noqa: PLC0415 - only where it is asked for

    return junit.render(report, fail_on=Level.ERROR if fail_on == "never" else Level(fail_on))


_WRITERS: dict[str, Callable[[Report, str], str]] = {"json": _json, "junit": _junit}


@contextmanager
def _terminable() -> Iterator[None]:
    """SIGTERM, with which CI systems stop a job, is taken like Ctrl-C: what is known still gets reported."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _progress() -> Iterator[Callable[[Event], None]]:
    """A line that says what goes on, on standard error where that is a terminal; otherwise nothing."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    total = ended = requests = 0
    with Console(stderr=True).status("starting") as status:

        def tell(event: Event) -> None:
            nonlocal total, ended, requests
            match event:
                case Planned():
                    total = event.scenarios
                case ScenarioEnded():
                    ended += 1
                    status.update(
                        f"{ended} of {total} scenarios, {requests} requests: {one_line(event.endpoint, 30)}"
                    )
                case Fuzzed():
                    requests += 1
                    status.update(
                        f"fuzzing, {requests} requests: {event.requests} of about {event.planned} "
                        f"at {one_line(event.endpoint, 30)}"
                    )
                case Waiting():
                    status.update(
                        f"waiting {event.seconds:g} s, as the answer of {one_line(event.endpoint, 30)} asks"
                    )
                case _:
                    requests += 1

        yield tell
