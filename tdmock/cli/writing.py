"""Writes the reports that a command was asked for: each, whatever becomes of the others."""

import errno
import os
import sys
from collections.abc import Callable, Collection, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tdmock.cli.output import drop_output, tell
from tdmock.configuration.pairs import Pair
from tdmock.errors import UsageError
from tdmock.findings import Level
from tdmock.report.build import Report
from tdmock.report.formats import FORMATS, render

_STDOUT = {"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}

# Where no file can be made beside another or put in its place: a folder of somebody else's, a mounted file.
_ONLY_IN_PLACE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFile:
    """A report to write, in a format, to a path; without one to standard output."""

    format: str
    path: Path | None

    @property
    def is_regular(self) -> bool:
        """Whether it is written at once: who reads a pipe may take their time."""
        return self.path is not None and (self.path.is_file() or not self.path.exists())


def report_files(
    pairs: Iterable[Pair], taken: Iterable[ReportFile] = (), formats: Collection[str] = tuple(FORMATS)
) -> list[ReportFile]:
    """The files of reports, by format (those of a check, or others) and path, none of which is taken.

    Raises :class:`UsageError` now rather than after the run.
    """
    files: list[ReportFile] = []
    for pair in pairs:
        path = pair.value
        if pair.name not in formats or not path:
            known = ", ".join(formats)
            raise UsageError(f"{pair.where}: write it as FORMAT=PATH with one of the formats {known}")
        if reason := "" if path in _STDOUT else obstacle(path):
            raise UsageError(f"{pair.where}: {reason}")
        file = ReportFile(format=pair.name, path=None if path in _STDOUT else Path(path).resolve())
        if any(_is_same(file, other) for other in (*taken, *files)):
            raise UsageError(f"{pair.where}: another report goes there; give each a file of its own")
        files.append(file)
    return files


def obstacle(path: str) -> str:
    """Why no report can be written there, as far as that is known beforehand, or nothing."""
    try:
        place = Path(path).resolve()
        if not place.parent.is_dir():
            return f"the folder {place.parent} does not exist"
        if place.is_dir():
            return f"{path} is a folder; name a file"
        is_writable = os.access(place if place.exists() else place.parent, os.W_OK)
    except (OSError, ValueError, RuntimeError) as error:  # too long, a NUL in it, links in a circle
        return f"that is no path ({getattr(error, 'strerror', None) or error})"
    return "" if is_writable else f"{path} can't be written"


def _is_same(file: ReportFile, other: ReportFile) -> bool:
    if file.path is None or other.path is None:
        return file.path is other.path
    if file.path.is_char_device():  # such as /dev/null
        return False
    return file.path == other.path or (
        file.path.exists() and other.path.exists() and file.path.samefile(other.path)
    )


def write_reports(report: Report, files: Iterable[ReportFile], fail_on: str) -> bool:
    """Write every report, and tell of those that can't be written. Returns whether all were."""
    least = Level.ERROR if fail_on == "never" else Level(fail_on)
    return write_files(files, lambda form: render(form, report, least))


def write_files(files: Iterable[ReportFile], rendered: Callable[[str], str]) -> bool:
    """Write every file as it is ``rendered`` in its format, as :func:`write_reports` does."""
    told: list[str] = []
    with (
        ExitStack() as all_of_them
    ):  # what goes wrong with one, a defect even, keeps no other from being written
        for file in files:
            all_of_them.callback(_write_or_tell, file, rendered, told)
    return not told


def _write_or_tell(file: ReportFile, rendered: Callable[[str], str], told: list[str]) -> None:
    text = rendered(file.format)
    try:
        if file.path is None:
            sys.stdout.buffer.write(text.encode())
            sys.stdout.flush()
        else:
            write(text, file.path)
    except BrokenPipeError:  # whoever read has seen enough
        if file.path is None:
            drop_output()
    except OSError as error:
        told.append(file.format)
        tell(f"Error: --report {file.format}={file.path or '-'}: can't write it: {error.strerror or error}")


def write(text: str, path: Path) -> None:
    """Write a file as a whole or not at all where the place allows it; into a device or a pipe directly."""
    data = text.encode()
    if path.is_file() or not path.exists():
        try:
            _replace(data, path)
        except OSError as error:
            if error.errno not in _ONLY_IN_PLACE:
                raise
        else:
            return
    path.write_bytes(data)


def _replace(data: bytes, path: Path) -> None:
    """Put a new file in a path's place; it has the old one's permissions, or those that umask leaves."""
    beside = path.with_name(f".tdmock-{os.getpid()}.tmp")
    try:
        beside.write_bytes(data)
        if path.exists():
            beside.chmod(path.stat().st_mode & 0o777)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
