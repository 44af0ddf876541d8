"""``tdmock demo``: the sample bridge and a check of it, in one go."""

import shlex
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from click.core import ParameterSource

from tdmock.api import check
from tdmock.cli.configured import TABLES
from tdmock.cli.options import definition_file, definition_option, run_options
from tdmock.cli.output import tell
from tdmock.cli.run import run_and_report, settings_from, show, show_verdict
from tdmock.cli.serve import command as serving, sample_bridge, sample_options
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
        code = run_and_report(
            lambda tell: run(tell=tell),
            files=files,
            fail_on=options["fail_on"],
            present=show_verdict if options["quiet"] else show,
        )
    if not options["quiet"]:
        again = _again(bridge.url)
        tell(f"Note: that bridge is gone. This starts it again, for the commands above:\n  {again}")
    return code


def _again(url: str) -> str:
    """The command that serves the same bridge at the same address."""
    own = {*(str(option.name) for option in serving.params), "definition"}
    context = click.get_current_context()
    words = ["tdmock", "serve", "--port", str(urlsplit(url).port)]
    for option in context.command.params:
        name = str(option.name)
        if name in own and context.get_parameter_source(name) is not ParameterSource.DEFAULT:
            given = context.params[name]
            for value in given if isinstance(given, tuple) else (given,):
                words += [option.opts[0], str(value)]
    return shlex.join(words)
