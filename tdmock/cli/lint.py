"""``tdmock lint``: what is wrong with a definition, before any bridge is called."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import click

from tdmock.cli.configured import TABLES
from tdmock.cli.options import edition_option, report_options, together
from tdmock.cli.run import exit_code, show
from tdmock.cli.values import seconds
from tdmock.cli.writing import report_files, write_reports
from tdmock.configuration.pairs import read_pairs
from tdmock.documents.load import load_with_positions
from tdmock.editions import Edition
from tdmock.errors import TdmockError, UsageError
from tdmock.exchange import Request
from tdmock.report.definition import lint_report, lint_section
from tdmock.run.settings import Settings
from tdmock.transport import HttpTransport

LARGEST_IMAGE = 10 * 2**20  # bytes
MOST_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}

_options = together(
    edition_option,
    report_options,
    click.option("--online", is_flag=True, help="Fetch logo and icon too, and look at their type and size."),
    click.option(
        "--timeout",
        type=seconds,
        default=Settings().timeout,
        show_default=True,
        metavar="SECONDS",
        help="For each image.",
    ),
)


@click.command("lint")
@click.argument("file", type=click.Path(path_type=Path))
@_options
def command(file: Path, **options: Any) -> int:
    """Find what is wrong with the definition in FILE (YAML, JSON, Word, Excel, Markdown, HTML, CSV, text)."""
    files = report_files(read_pairs(options["reports"], *TABLES["reports"]))
    loaded = load_with_positions(file)
    edition = Edition(options["edition"])
    if options["online"]:
        with HttpTransport(max_body=LARGEST_IMAGE) as transport:
            section = lint_section(loaded, edition, lambda url: _fetch(transport, url, options["timeout"]))
    else:
        section = lint_section(loaded, edition)
    report = lint_report(section, loaded, edition, started_at=datetime.now(UTC))
    written = write_reports(report, files, options["fail_on"])
    show(report, files)
    return exit_code(report, options["fail_on"]) if written else UsageError.exit_code


def _fetch(transport: HttpTransport, url: str, timeout: float) -> tuple[str, bytes]:
    """Content type and body of an image. Raises :class:`TdmockError` that says why there is none."""
    left = timeout
    for _ in range(MOST_REDIRECTS + 1):
        exchange = transport.send(Request(endpoint="image", url=url, method="GET", headers=()), timeout=left)
        if exchange.failure or exchange.response is None:
            raise TdmockError(exchange.detail)
        response = exchange.response
        location = response.header("Location")
        if response.status == 200:
            return response.header("Content-Type") or "", response.body
        if response.status not in REDIRECTS or not location:
            raise TdmockError(f"status {response.status}")
        left = round(left - exchange.elapsed, 1)
        try:
            url = urljoin(url, location)
        except ValueError:
            raise TdmockError("a redirect to what is no address") from None
    raise TdmockError(f"more than {MOST_REDIRECTS} redirects")
