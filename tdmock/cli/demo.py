"""``tdmock demo``: the sample bridge and a check of it, in one go."""

from pathlib import Path
from typing import Any

import click

from tdmock.cli.options import definition_option, run_options
from tdmock.cli.running import run_and_report, settings_from
from tdmock.cli.serve import sample_bridge, sample_options
from tdmock.cli.writing import report_files
from tdmock.documents.load import builtin, load
from tdmock.editions import Edition
from tdmock.run.plan import make_plan
from tdmock.sample.app import default_credentials
from tdmock.sample.server import RunningBridge
from tdmock.transport import HttpTransport


@click.command("demo")
@definition_option
@sample_options
@run_options
def command(**options: Any) -> int:
    """Start the sample bridge on a free loopback port, check it, and print the report."""
    definition = load(Path(options["definition"])) if options["definition"] else builtin()
    files = report_files(options["reports"])
    with (
        RunningBridge(sample_bridge(definition, options)) as bridge,
        HttpTransport(max_body=options["max_body"], keep_connections=False) as transport,
    ):
        plan = make_plan(
            definition,
            base=bridge.url,
            edition=Edition(options["edition"]),
            only=options["only"],
            auth=default_credentials(definition),
            headers={},
            settings=settings_from(options),
        )
        return run_and_report(plan, transport, target=bridge.url, files=files, fail_on=options["fail_on"])
