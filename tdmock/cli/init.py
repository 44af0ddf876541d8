"""``tdmock init``: a commented definition to start from."""

from collections.abc import Callable
from pathlib import Path

import click

from tdmock.definition.load import builtin, load
from tdmock.definition.model import Definition
from tdmock.definition.template import definition_yaml, starter
from tdmock.editions import data
from tdmock.errors import UsageError
from tdmock.planning import address


@click.command("init")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), default=Path("integration.yaml"), show_default=True
)
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Take what is in this file (YAML, JSON, Word, Excel, Markdown, CSV, text).",
)
@click.option("--example", is_flag=True, help="Take the built-in example, mycrm.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def command(output: Path, source: Path | None, *, example: bool, force: bool) -> int:
    """Make a commented integration.yaml, by asking or from another file."""
    if output.exists() and not force:
        raise UsageError(f"{output} is there already; name another with -o, or write over it with --force")
    definition = load(source) if source else builtin() if example else _ask()
    schema = (data("contracts") / "definition.schema.json").as_uri()
    try:
        output.write_text(definition_yaml(definition, schema=schema), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{output}: can't be written: {error.strerror}") from None
    click.echo(f"Wrote {output}. Look through it, then run: tdmock lint {output}")
    return 0


def _ask() -> Definition:
    """Ask for what can't be guessed; the rest stands in the file to be adapted."""
    name = _prompt("System name, in lower case without blanks", "mycrm", _name)
    display_name = _prompt("Name that people see", name.title(), _text)
    base_url = _prompt("Address that your bridge will have", f"https://{name}.example.org", _address)
    types = _prompt("Interaction types, comma-separated", "ticket,case", _text)
    made = starter(name=name, display_name=display_name, base_url=base_url)
    return made.model_copy(
        update={"interaction_types": tuple(t.strip() for t in types.split(",") if t.strip())}
    )


def _prompt(question: str, default: str, check: Callable[[str], str]) -> str:
    answer: str = click.prompt(question, default=default, value_proc=check)
    return answer


def _name(value: str) -> str:
    if not value.strip() or value != value.lower() or " " in value.strip():
        raise click.BadParameter("write it in lower case without blanks, such as mycrm")
    return value.strip()


def _text(value: str) -> str:
    if not value.strip():
        raise click.BadParameter("it can't be empty")
    return value.strip()


def _address(value: str) -> str:
    try:
        address(value, None)
    except UsageError as error:
        raise click.BadParameter(str(error)) from None
    return value.strip()
