"""``tdmock document``: the document to attach when the integration is submitted."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import orjson

from tdmock.cli.loading import load_aloud
from tdmock.documents.document import write_document
from tdmock.errors import UsageError

LARGEST_REPORT = 100 * 2**20  # bytes


@click.command("document")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    required=True,
    metavar="PATH",
    help="Where to write it: .docx, .xlsx, .md, .html or .pdf.",
)
@click.option(
    "--with-report",
    type=click.Path(path_type=Path),
    metavar="REPORT",
    help="Append a page on conformance from the JSON report of a tdmock check with this definition.",
)
@click.option(
    "--date", "written_on", type=click.DateTime(["%Y-%m-%d"]), help="The date on it; today without."
)
def command(file: Path, output: Path, with_report: Path | None, written_on: datetime | None) -> int:
    """Write the definition in FILE as the document that Talkdesk asks for."""
    if output.exists() and file.exists() and output.samefile(file):
        raise UsageError(f"-o {output}: that is the definition itself; name another file")
    day = (written_on or datetime.now(UTC)).date()
    report = _report(with_report) if with_report else None
    write_document(load_aloud(file), output, written_on=day, report=report)
    click.echo(f"Wrote {output}.")
    return 0


def _report(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_REPORT)
        report = orjson.loads(content)
    except OSError as error:
        raise UsageError(f"--with-report {path}: can't be read: {error.strerror}") from None
    except orjson.JSONDecodeError:
        raise UsageError(
            f"--with-report {path}: is no JSON; write one with tdmock check --report json={path}"
        ) from None
    if not isinstance(report, dict):
        raise UsageError(f"--with-report {path}: is no report of tdmock check")
    return report
