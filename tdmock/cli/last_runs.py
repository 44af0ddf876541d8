"""What failed in the last run of each bridge, for `tdmock check --failed`: no answers, and no credentials."""

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from tdmock.cli.preparing import Prepared
from tdmock.cli.writing import write
from tdmock.findings import Level
from tdmock.redaction.record import without_credentials
from tdmock.report.build import Report
from tdmock.report.results import FAILED, PASSED
from tdmock.run.again import Shown

SCHEMA = "tdmock.last-runs/1"
KEPT = 50  # bridges, those that were checked last
LARGEST = 4 * 2**20  # bytes


class _Run(msgspec.Struct, frozen=True, kw_only=True):
    """What failed at one bridge, which is known by a digest."""

    bridge: str
    failed: tuple[Shown, ...]


class _Cache(msgspec.Struct, frozen=True, kw_only=True):
    schema: str
    runs: tuple[_Run, ...]


def remember(run: Prepared, report: Report) -> None:
    """Keep what failed in a run, and of earlier ones what this one did not look at.

    Where nothing can be kept, nothing is lost but that.
    """
    least = Level.ERROR if run.fail_on == "never" else Level(run.fail_on)
    seen = {(r.endpoint, r.clause.id) for r in report.results if r.outcome in {PASSED, FAILED}}
    failed = [
        Shown(endpoint=finding.endpoint, rule=finding.clause.id, scenarios=finding.scenarios)
        for finding in report.findings
        if finding.fails(least) and finding.scenarios
    ]
    bridge, earlier = _digest(run), _runs()
    failed += [one for one in _failed_at(bridge, earlier) if (one.endpoint, one.rule) not in seen]
    runs = [_Run(bridge=bridge, failed=tuple(failed)), *(one for one in earlier if one.bridge != bridge)]
    try:
        path = _file()
        path.parent.mkdir(parents=True, exist_ok=True)
        write(msgspec.json.encode(_Cache(schema=SCHEMA, runs=tuple(runs[:KEPT]))).decode(), path)
    except (OSError, RuntimeError):
        return


def failed_before(run: Prepared) -> tuple[Shown, ...]:
    """What failed in the last run of a bridge; nothing where nothing did, or nothing is known of it."""
    return _failed_at(_digest(run), _runs())


def _failed_at(bridge: str, runs: Iterable[_Run]) -> tuple[Shown, ...]:
    return next((one.failed for one in runs if one.bridge == bridge), ())


def _file() -> Path:
    """Where the cache is, as the XDG Base Directory Specification says."""
    folder = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(folder) if folder.startswith("/") else Path.home() / ".cache") / "tdmock" / "last-runs.json"


def _digest(run: Prepared) -> str:
    """What a bridge is known by: its address without credentials, and its definition."""
    url = urlsplit(without_credentials(run.url or ""))._replace(query="", fragment="").geturl()
    path = str(Path(run.path).absolute()) if run.path else ""
    return hashlib.sha256(json.dumps([url, path]).encode()).hexdigest()


def _runs() -> tuple[_Run, ...]:
    """The runs in the cache; none where it is not there, or not one of ours."""
    try:
        with _file().open("rb") as file:
            cache = msgspec.json.decode(file.read(LARGEST), type=_Cache)
    except (OSError, RuntimeError, msgspec.DecodeError):
        return ()
    return cache.runs if cache.schema == SCHEMA else ()
