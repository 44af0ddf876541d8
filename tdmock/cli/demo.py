"""``tdmock demo``: the sample bridge and a check of it, in one go."""

from functools import partial
from pathlib import Path
from typing import Any

import click

from tdmock.api import check
from tdmock.cli.configured import TABLES
from tdmock.cli.options import definition_file, definition_option, run_options
from tdmock.cli.running import run_and_report, settings_from
from tdmock.cli.serve import sample_bridge, sample_options
from tdmock.cli.writing import report_files
from tdmock.configuration.pairs import read_pairs
from tdmock.documents.load import builtin, load
from tdmock.sample.app import default_credentials
from tdmock.sample.server import RunningBridge


@click.command("demo")
@definition_option
@sample_options
@run_options
def command(**options: Any) -> int:
    """Start the sample bridge on a free loopback port, check it, and print the report."""
    path = definition_file(options)
    definition = load(Path(path)) if path else builtin()
    files = report_files(read_pairs(options["reports"], *TABLES["reports"]))
    settings = settings_from(options, auth=default_credentials(definition))
    with RunningBridge(sample_bridge(definition, options)) as bridge:
        run = partial(check, bridge.url, definition, settings)
        return run_and_report(lambda tell: run(tell=tell), files=files, fail_on=options["fail_on"])
