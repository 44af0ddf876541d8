"""``tdmock serve``: the sample bridge, on its own, for trying things out."""

import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from tdmock.cli.options import definition_file, definition_option, edition_option, seed_option, together
from tdmock.definition.model import Definition
from tdmock.documents.load import builtin, load
from tdmock.editions import Edition
from tdmock.errors import UsageError
from tdmock.redaction.text import one_line, visible


def count_or_file(value: str) -> int | Path:
    """A number, or the path of a file."""
    return int(value) if value.isdigit() else Path(value)


sample_options = together(
    click.option(
        "--contacts",
        type=click.IntRange(min=0),
        default=60,
        show_default=True,
        help="How many contacts it has.",
    ),
    click.option(
        "--data",
        type=click.Path(),
        metavar="FILE",
        help="Its contacts, as tdmock generate writes them: read once, when it starts.",
    ),
    click.option(
        "--agents",
        type=count_or_file,
        default="12",
        show_default=True,
        metavar="N|FILE",
        help="How many agents it has, or a file with them.",
    ),
    click.option(
        "--interactions",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Its interactions, generated with --extras; made up without.",
    ),
    click.option(
        "--page-size", type=click.IntRange(min=1), default=25, show_default=True, help="Records on a page."
    ),
    click.option("--fault", "faults", multiple=True, metavar="NAME", help="Give it a fault (repeatable)."),
)


@click.command("serve")
@definition_option
@edition_option
@sample_options
@seed_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one."
)
@click.option("--list-faults", is_flag=True, help="List the faults, and leave.")
def command(**options: Any) -> int:
    """Serve the sample bridge until Ctrl-C: conformant, unless it is given faults."""
    if options["list_faults"]:
        click.echo(list_faults(), nl=False)
        return 0
    from tdmock.sample.app import default_credentials
    from tdmock.sample.server import listen, serve

    path = definition_file(options)
    definition = load(Path(path)) if path else builtin()
    app = sample_bridge(definition, options)
    listener = listen(options["host"], options["port"])
    host, port = listener.getsockname()[:2]
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    auth = [f"--auth {name}={shlex.quote(value)}" for name, value in default_credentials(definition).items()]
    chosen = ["--definition", shlex.quote(path)] if path else []
    click.echo(f"The sample bridge for {one_line(definition.name)} listens at {url}. Check it with")
    click.echo("  " + visible(" ".join(["tdmock check", url, *chosen, *auth])))
    serve(app, listener)
    return 0


def sample_bridge(definition: Definition, options: dict[str, Any]) -> Any:
    """The sample bridge as an ASGI application, with the faults that were asked for."""
    from tdmock.sample.app import build

    return build(
        definition,
        data=_data(definition, options),
        page_size=options["page_size"],
        edition=Edition(options["edition"]),
        faults=_named_faults(options["faults"]),
    )


def _data(definition: Definition, options: dict[str, Any]) -> Any:
    """The data to serve: from files where they are given, otherwise made up."""
    agents: int | Path = options["agents"]
    now = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if options["data"] is None:
        if isinstance(agents, Path) or options["interactions"]:
            name = "agents" if isinstance(agents, Path) else "interactions"
            raise UsageError(f"--{name} FILE goes with --data FILE, the contacts of the same account")
        from tdmock.generate.fakes.interactions import site_of
        from tdmock.sample.data import FakeData

        return FakeData(
            contacts=options["contacts"],
            agents=agents,
            types=definition.interaction_types,
            seed=options["seed"],
            now=now,
            site=site_of(definition),
        )
    from tdmock.generate.account import FileAccount, MadeUp
    from tdmock.generate.files import RecordFile

    path = options["interactions"]
    return FileAccount(
        RecordFile(Path(options["data"])),
        RecordFile(agents) if isinstance(agents, Path) else agents,
        RecordFile(path, extras=True) if path else None,
        made_up=MadeUp(definition=definition, seed=options["seed"], now=now),
    )


def _named_faults(names: tuple[str, ...]) -> list[Any]:
    if not names:
        return []
    from tdmock.sample.faults import CATALOGUE

    for name in names:
        if name not in CATALOGUE:
            near = sorted(fault for fault in CATALOGUE if name in fault or fault in name)
            hint = f"; near it are {', '.join(near[:5])}" if near else ""
            raise UsageError(f"--fault {name}: there is no such fault{hint}. See tdmock serve --list-faults.")
    return [CATALOGUE[name] for name in names]


def list_faults() -> str:
    """The catalogue as text: a line for each fault, by endpoint."""
    from tdmock.sample.faults import CATALOGUE

    lines: list[str] = []
    width = max(map(len, CATALOGUE))
    endpoint = None
    for name, fault in sorted(CATALOGUE.items(), key=lambda item: (str(item[1].endpoint), item[0])):
        if fault.endpoint != endpoint:
            endpoint = fault.endpoint
            lines.append(f"\n{endpoint}" if lines else str(endpoint))
        lines.append(f"  {name:<{width}}  {visible(fault.title)}")
    return "\n".join(lines) + "\n"
