"""``tdmock init``: a commented definition to start from."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from tdmock.cli.loading import load_aloud
from tdmock.configuration.find import FILE
from tdmock.configuration.schema import rendered as rendered_configuration
from tdmock.configuration.template import SCHEMA as CONFIGURATION_SCHEMA, configuration_toml
from tdmock.definition.lint import clauses, lint
from tdmock.definition.model import Definition
from tdmock.definition.read import Loaded
from tdmock.definition.rules.integration import is_internal
from tdmock.definition.rules.registry import absolute
from tdmock.definition.schema import rendered
from tdmock.documents.completion import completed
from tdmock.documents.load import builtin
from tdmock.documents.template import definition_yaml, starter
from tdmock.errors import UsageError
from tdmock.findings import Level
from tdmock.redaction.text import visible

SCHEMA = "tdmock-definition.schema.json"

Answer = TypeVar("Answer")


@click.command("init")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), default=Path("integration.yaml"), show_default=True
)
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Take what is in this file (YAML, JSON, Word, Excel, Markdown, HTML, CSV, text).",
)
@click.option("--example", is_flag=True, help="Take the built-in example, mycrm.")
@click.option(
    "--configuration/--no-configuration",
    default=None,
    help="Write tdmock.toml, too, for `tdmock check`; asked for at a terminal.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def command(
    output: Path, source: Path | None, *, example: bool, configuration: bool | None, force: bool
) -> int:
    """Make a commented integration.yaml that lints clean, by asking or from another file.

    What a file leaves out is proposed, and told. Where it is wrong, nothing is written.

    The JSON Schema of definitions is written beside it, as tdmock-definition.schema.json: with it editors
    complete and check the file, for everybody who gets both.
    """
    settings = output.with_name(FILE)
    if source and example:
        raise UsageError("--from and --example exclude each other; give one of them")
    if output.suffix.lower() not in {".yaml", ".yml"}:
        raise UsageError(f"{output}: init writes YAML; name a file that ends in .yaml or .yml")
    if output.exists() and not force:
        raise UsageError(f"{output} is there already; name another with -o, or write over it with --force")
    if configuration and settings.exists() and not force:
        raise UsageError(f"{settings} is there already; write over it with --force")
    given = load_aloud(source) if source else builtin() if example else _asked()
    definition = completed(given)
    if left := _faults(definition):
        raise UsageError(
            f"{source} has what only you can fix, so nothing was written: {', '.join(left)}. "
            f"How to fix it is told by: tdmock lint {source}"
        )
    proposed = _faults(given)
    schema = output.with_name(SCHEMA)
    _write(output, definition_yaml(definition, schema=SCHEMA, proposed=proposed))
    _write(schema, rendered())
    click.echo(f"Wrote {output} and, for editors, {schema}. Look through it, then run: tdmock lint {output}")
    if configuration or (configuration is None and _wanted(settings)):
        _write(settings, configuration_toml(definition, output.name))
        _write(settings.with_name(CONFIGURATION_SCHEMA), rendered_configuration())
        click.echo(f"Wrote {settings}: with what it asks for, `tdmock check` needs no options.")
    if proposed:
        click.echo(f"Not as it should be in {source}, and proposed; adapt it: {', '.join(proposed)}.")
    return 0


def _wanted(settings: Path) -> bool:
    """Whether somebody is there, and wants a configuration where there is none."""
    if settings.exists() or not sys.stdin.isatty():
        return False
    return click.confirm(f"Write {settings} too, so that `tdmock check` needs no options?", default=True)


def _faults(definition: Definition) -> list[str]:
    """What a lint would tell as more than information: the fields' paths, or what is missing as a whole."""
    levels = clauses()
    found = lint(Loaded(definition=definition))
    faults = (breach for breach in found if levels[breach.rule].level.at_least(Level.WARNING))
    return [breach.at or f"{breach.expected} is missing" for breach in faults]


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{path}: can't be written: {error.strerror}") from None


def _asked() -> Definition:
    """Ask for what can't be guessed; the rest stands in the file to be adapted."""
    try:
        return _ask()
    except click.Abort:
        if sys.stdin.isatty():
            raise
        raise UsageError("init asks questions; where nobody answers, use --from FILE or --example") from None


def _ask() -> Definition:
    name = _prompt("System name, in lower case without blanks", "mycrm", _name)
    display_name = _prompt("Name that people see", name.title(), _text)
    base_url = _prompt("Address that your bridge will have", f"https://{name}.example.org", _address)
    types = _prompt("Interaction types, comma-separated", "ticket,case", _types)
    made = starter(name=name, display_name=display_name, base_url=base_url)
    return made.model_copy(update={"interaction_types": types})


def _prompt(question: str, default: str, check: Callable[[str], Answer]) -> Answer:
    answer: Answer = click.prompt(question, default=default, value_proc=check)
    return answer


def _text(value: str) -> str:
    if not value.strip() or value != visible(value):
        raise click.BadParameter("write it in letters, digits and signs")
    return value.strip()


def _name(value: str) -> str:
    name = _text(value)
    if name != name.lower() or len(name.split()) > 1:
        raise click.BadParameter("write it in lower case without blanks, such as mycrm")
    return name


def _address(value: str) -> str:
    parts = absolute(value.strip())
    if parts is None or parts.query or parts.fragment:
        raise click.BadParameter("write it as https://host, with a path or without")
    if parts.scheme == "http" and not is_internal(parts.hostname or ""):
        raise click.BadParameter("a bridge on a public host has to be served over https://")
    return value.strip()


def _types(value: str) -> tuple[str, ...]:
    types = tuple(dict.fromkeys(filter(None, map(str.strip, _text(value).split(",")))))
    if not types:
        raise click.BadParameter("name one at least, such as ticket")
    return types
