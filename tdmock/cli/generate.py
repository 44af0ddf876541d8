"""``tdmock generate``: fixture data on standard output, in a file or in a folder."""

import os
import sys
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tdmock.cli.options import definition_file, definition_option, moment_option
from tdmock.cli.values import Number, size
from tdmock.errors import UsageError

if TYPE_CHECKING:
    from tdmock.definition.model import Definition
    from tdmock.generate.files import RecordFile
    from tdmock.generate.recipe import Recipe
    from tdmock.generate.writing import Order

# The same as in tdmock.fixtures, which --help does without; a test compares them.
KINDS = ("contacts", "agents", "interactions", "requests", "responses")
FORMATS = ("json", "ndjson", "csv", "yaml", "sql", "sqlite", "xlsx", "har", "postman", "curl", "http")

_FILE = click.Path(path_type=Path)
_MOST = 4 * 10**9
_NUMBER = click.IntRange(0, _MOST)
_SHARE = Number(0, 1)
_COUNT = 100
_LONG = 10_000  # records from which on there is a progress bar


@click.command("generate")
@click.argument("kind", type=click.Choice([*KINDS, "all"]))
@click.option("-n", "--count", type=_NUMBER, metavar="N", help=f"How many.  [default: {_COUNT}]")
@click.option(
    "--size", type=size, metavar="SIZE", help="Instead of a count: as many as fill this, such as 1GiB."
)
@click.option("--start", type=_NUMBER, default=0, show_default=True, help="Number of the first record.")
@click.option("--seed", type=int, default=0, show_default=True, help="Same seed, same bytes.")
@moment_option
@click.option(
    "--locale",
    "locales",
    multiple=True,
    default=["en_US"],
    show_default=True,
    help="A locale of Faker; several are mixed.",
)
@definition_option
@click.option("--url", metavar="URL", help="Requests go to this address instead of the definition's.")
@click.option(
    "--contacts", type=_FILE, metavar="FILE", help="The contacts whose interactions to make, as generated."
)
@click.option(
    "--extras",
    is_flag=True,
    help="Also what the contract has no field for: when a contact changed, whose an interaction is.",
)
@click.option(
    "--shared-phones",
    type=_SHARE,
    default=0.0,
    metavar="SHARE",
    help="This share of contacts has a company's number, not one of their own.",
)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="By the ending of -o without; else ndjson."
)
@click.option(
    "--output", "-o", type=_FILE, metavar="PATH", help="A file, or the folder for all; .gz compresses."
)
@click.option(
    "--invalid", type=_SHARE, default=0.0, metavar="SHARE", help="Break one clause in this share of records."
)
@click.option(
    "--labels",
    type=_FILE,
    metavar="FILE",
    help="Which record breaks which clause where; OUTPUT.labels.ndjson without.",
)
def command(**options: Any) -> int:
    """Write fake contacts, agents, interactions, requests or responses for a definition, or all of them.

    Records are valid against the contract and depend on seed, locales, number and, in dates, on --now: with
    the same Faker, the same seed gives the same bytes everywhere, and --start continues where -n ended. For
    interactions, -n and --start count contacts. "all" fills the folder -o with what fits together.
    """
    from tdmock.documents.load import builtin, load

    path = definition_file(options)
    definition = load(Path(path)) if path else builtin()
    recipe = _recipe(options)
    _warn_of_phones(options["kind"], recipe)
    if options["kind"] == "all":
        _write_all(options, recipe, definition)
        return 0
    order = _order(options, recipe, definition)
    labels = _labels(options)
    try:
        _write(order, options["output"], labels)
    except BrokenPipeError:
        # The reader has seen enough. click would make this exit code 1, and Python complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _recipe(options: dict[str, Any]) -> "Recipe":
    from tdmock.generate.fakes.locales import known_locale
    from tdmock.generate.recipe import Recipe

    if options["size"] and options["count"] is not None:
        raise UsageError("--count and --size both say how many; give one of them.")
    recipe = Recipe(
        count=_COUNT if options["count"] is None else options["count"],
        start=options["start"],
        seed=options["seed"],
        locales=tuple(known_locale(locale) for locale in options["locales"]),
        now=options["now"].replace(tzinfo=UTC) if options["now"] else _today(),
        shared_phones=options["shared_phones"],
        extras=options["extras"],
        invalid=options["invalid"],
    )
    if not options["size"]:
        return recipe
    most = recipe.contacts().limit if options["kind"] in {"contacts", "interactions"} else _MOST
    return replace(recipe, count=max(0, most - recipe.start))


def _warn_of_phones(kind: str, recipe: "Recipe") -> None:
    """Say from where on phones may belong to somebody, if records come so far."""
    if kind in {"requests", "responses"}:
        recipe = replace(recipe, start=0, count=recipe.account)
    if kind not in {"agents", "interactions"} and (open_ := recipe.open_phones):  # the others have none
        click.echo(f"Phones that may belong to somebody, so never call them: {', '.join(open_)}.", err=True)


def _today() -> datetime:
    """The start of the day, so that all data of a day are the same."""
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _order(options: dict[str, Any], recipe: "Recipe", definition: "Definition") -> "Order":
    from tdmock.generate.writing import FILES, Order, form_of
    from tdmock.run.plan import address

    kind, output, base = options["kind"], options["output"], options["url"]
    if base and kind != "requests":
        raise UsageError(f"--url is for requests, not for {kind}.")
    form = options["form"] or (form_of(output) if output else "ndjson")
    if form in FILES and not output:
        raise UsageError(f"{form} is written to a file; give it with -o.")
    return Order(
        kind=kind,
        form=form,
        recipe=recipe,
        definition=definition,
        contacts=_contacts(options),
        at=(lambda url: address(url, base)) if base else str,
        size=options["size"],
    )


def _write_all(options: dict[str, Any], recipe: "Recipe", definition: "Definition") -> None:
    from tdmock.generate.folder import write_folder

    if not options["output"]:
        raise UsageError("all kinds together need a folder; give it with -o.")
    for name in ("url", "contacts", "size", "labels"):
        if options[name]:
            raise UsageError(f"--{name} is for one kind of records, not for all.")
    words = ["tdmock", "generate", "all", "-n", recipe.count, "--seed", recipe.seed]
    words += ["--now", f"{recipe.now:%Y-%m-%dT%H:%M:%SZ}"]
    words += [word for locale in recipe.locales for word in ("--locale", locale)]
    words += ["--extras"] * recipe.extras
    words += [
        word
        for name in ("definition", "form", "invalid", "shared_phones")
        if options[name]
        for word in (_FLAGS[name], options[name])
    ]
    for path in write_folder(
        options["output"],
        options["form"] or "ndjson",
        recipe,
        definition,
        command=[*map(str, words), "-o", str(options["output"])],
    ):
        click.echo(path)


_FLAGS = {
    "definition": "--definition",
    "form": "--format",
    "invalid": "--invalid",
    "shared_phones": "--shared-phones",
}


def _contacts(options: dict[str, Any]) -> "RecordFile | None":
    from tdmock.generate.files import RecordFile

    if not options["contacts"]:
        return None
    if options["kind"] != "interactions":
        raise UsageError(f"--contacts is for interactions, not for {options['kind']}.")
    return RecordFile(options["contacts"])


def _labels(options: dict[str, Any]) -> Path | None:
    from tdmock.generate.writing import labels_beside

    output: Path | None = options["output"]
    labels: Path | None = options["labels"]
    if not options["invalid"]:
        return None
    if labels is None and output is None:
        raise UsageError("--invalid on standard output needs --labels FILE, to say what is wrong where.")
    return labels or (output and labels_beside(output))


def _write(order: "Order", output: Path | None, labels: Path | None) -> None:
    from tdmock.generate.writing import opened, write_file, write_stream

    with ExitStack() as stack:
        if output and _is_long(order) and sys.stderr.isatty():
            bar = click.progressbar(length=order.recipe.count, label=output.name, file=sys.stderr)
            order = replace(order, advance=stack.enter_context(bar).update)
        if output:
            write_file(order, output, labels)
        else:
            tell = (stack.enter_context(opened(labels)).write,) if labels else ()
            write_stream(order, sys.stdout.buffer, *tell)


def _is_long(order: "Order") -> bool:
    """Whether there is something to wait for, and a count of it: nobody knows how many interactions come."""
    return order.recipe.count >= _LONG and order.kind != "interactions" and order.size is None
