"""``tdmock generate``: fixture data on standard output or in a file."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from tdmock.cli.options import definition_option
from tdmock.errors import UsageError

if TYPE_CHECKING:
    from tdmock.definition.model import Definition
    from tdmock.fixtures.files import RecordFile
    from tdmock.fixtures.streams import Recipe

KINDS = ("contacts", "agents", "interactions", "requests", "responses")
FORMATS = ("json", "ndjson", "csv", "yaml", "har", "postman", "curl", "http")

_ENDINGS = {
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".csv": "csv",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".har": "har",
    ".postman_collection.json": "postman",
    ".sh": "curl",
    ".http": "http",
}
_FILE = click.Path(path_type=Path, dir_okay=False)
_NUMBER = click.IntRange(0, 4 * 10**9)
_STEP = 1000  # records between two updates of the progress bar
_LONG = 10_000  # records from which on there is a progress bar


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the command line asks for."""

    kind: str
    form: str
    recipe: "Recipe"
    definition: "Definition"
    contacts: "RecordFile | None"
    output: Path | None
    labels: Path | None


@click.command("generate")
@click.argument("kind", type=click.Choice(KINDS))
@click.option("-n", "--count", type=_NUMBER, default=100, show_default=True, help="How many.")
@click.option("--start", type=_NUMBER, default=0, show_default=True, help="Number of the first record.")
@click.option("--seed", type=int, default=0, show_default=True, help="Same seed, same bytes.")
@click.option(
    "--locale",
    "locales",
    multiple=True,
    default=["en_US"],
    show_default=True,
    help="A locale of Faker; several are mixed.",
)
@definition_option
@click.option(
    "--contacts", type=_FILE, metavar="FILE", help="NDJSON file of the contacts whose interactions to make."
)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="By the ending of -o without; else ndjson."
)
@click.option("--output", "-o", type=_FILE, metavar="FILE", help="Standard output without.")
@click.option(
    "--invalid",
    type=click.FloatRange(0, 1),
    default=0.0,
    metavar="SHARE",
    help="Break one clause in this share of records.",
)
@click.option(
    "--labels",
    type=_FILE,
    metavar="FILE",
    help="Which record breaks which clause where; OUTPUT.labels.ndjson without.",
)
def command(**options: Any) -> int:
    """Write fake contacts, agents, interactions, requests or responses for a definition.

    Records are valid against the contract and depend on seed, locales and number only: with the same
    Faker, the same seed gives the same bytes everywhere, and --start continues where -n ended.
    For interactions, -n and --start count contacts.
    """
    from tdmock.definition.load import builtin, load  # noqa: PLC0415 - --help does without
    from tdmock.fakes.words import known_locale  # noqa: PLC0415 - Faker is heavy
    from tdmock.fixtures.streams import Recipe  # noqa: PLC0415 - --help does without

    output = options["output"]
    order = Order(
        kind=options["kind"],
        form=options["form"] or _form_of(output),
        recipe=Recipe(
            count=options["count"],
            start=options["start"],
            seed=options["seed"],
            locales=tuple(known_locale(locale) for locale in options["locales"]),
            invalid=options["invalid"],
        ),
        definition=load(Path(options["definition"])) if options["definition"] else builtin(),
        contacts=_contacts(options),
        output=output,
        labels=_labels(options),
    )
    _check(order)
    try:
        _write(order)
    except BrokenPipeError:
        # The reader has seen enough. click would make this exit code 1, and Python complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _contacts(options: dict[str, Any]) -> "RecordFile | None":
    from tdmock.fixtures.files import RecordFile  # noqa: PLC0415 - --help does without

    if not options["contacts"]:
        return None
    if options["kind"] != "interactions":
        raise UsageError(f"--contacts is for interactions, not for {options['kind']}.")
    return RecordFile(options["contacts"])


def _labels(options: dict[str, Any]) -> Path | None:
    output: Path | None = options["output"]
    labels: Path | None = options["labels"]
    if not options["invalid"]:
        return None
    if labels is None and output is None:
        raise UsageError("--invalid on standard output needs --labels FILE, to say what is wrong where.")
    return labels or (output and output.with_name(output.name + ".labels.ndjson"))


def _form_of(output: Path | None) -> str:
    if output is None:
        return "ndjson"
    endings = [ending for ending in _ENDINGS if output.name.lower().endswith(ending)]
    if not endings:
        raise UsageError(f"{output}: this ending says nothing about the format; give --format.")
    return _ENDINGS[max(endings, key=len)]


def _check(order: Order) -> None:
    """Raises UsageError for what can't go together."""
    if order.form in {"har", "postman", "curl", "http"} and order.kind != "requests":
        raise UsageError(f"--format {order.form} holds requests only, not {order.kind}.")
    if order.form == "csv" and order.kind in {"requests", "responses"}:
        raise UsageError(f"{order.kind.capitalize()} don't fit into CSV; choose json, ndjson or yaml.")
    if order.form == "csv" and order.recipe.invalid:
        raise UsageError("CSV can't hold values of wrong types; with --invalid choose json, ndjson or yaml.")
    if order.kind == "requests" and order.recipe.invalid:
        raise UsageError(
            "Requests are Talkdesk's: no clause of the contract is about them, so --invalid has no use."
        )
    if order.kind in {"requests", "responses"} and not order.definition.endpoints:
        raise UsageError("The definition declares no endpoint.")
    if order.kind == "interactions" and not order.definition.interaction_types:
        raise UsageError("The definition has no interaction_types.")


def _write(order: Order) -> None:
    with ExitStack() as stack:
        out = stack.enter_context(_opened(order.output)) if order.output else sys.stdout.buffer
        advance: Callable[..., Any] = _nothing
        if order.output and _is_long(order) and sys.stderr.isatty():
            shown = click.progressbar(length=order.recipe.count, label=order.output.name, file=sys.stderr)
            advance = stack.enter_context(shown).update
        tell: Callable[[bytes], Any] = _nothing
        if order.labels:
            tell = stack.enter_context(_opened(order.labels)).write
        for piece in _pieces(order, advance, tell):
            out.write(piece)
        out.flush()


def _is_long(order: Order) -> bool:
    """Whether there is something to wait for, and a count of it: nobody knows how many interactions come."""
    return order.recipe.count >= _LONG and order.kind != "interactions"


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("wb")
    except OSError as error:
        raise UsageError(f"{path}: can't be written: {error.strerror}") from None


def _pieces(order: Order, advance: Callable[[int], Any], tell: Callable[[bytes], Any]) -> Iterator[bytes]:
    """The bytes of the output; ``advance`` hears of every thousandth record, ``tell`` of every label."""
    from tdmock.fixtures import formats, replays  # noqa: PLC0415 - --help does without
    from tdmock.fixtures.requests import sample_requests  # noqa: PLC0415 - --help does without

    if order.kind == "requests":
        requests = _counted(sample_requests(order.recipe, order.definition), advance)
        if order.form in replays.REPLAY_FORMATS:
            return replays.REPLAY_FORMATS[order.form](requests)
        return formats.RECORD_FORMATS[order.form](request.record for request in requests)
    records = _counted(_records(order, tell), advance)
    if order.form == "csv":
        return formats.table(records, formats.COLUMNS[order.kind])
    return formats.RECORD_FORMATS[order.form](records)


def _records(order: Order, tell: Callable[[bytes], Any]) -> Iterator[Any]:
    from tdmock.fixtures import streams  # noqa: PLC0415 - --help does without
    from tdmock.fixtures.faults import without_labels  # noqa: PLC0415 - --help does without

    make = {
        "contacts": partial(streams.contact_items, order.recipe),
        "agents": partial(streams.agent_items, order.recipe),
        "interactions": partial(
            streams.interaction_items,
            order.recipe,
            order.definition,
            order.contacts,
        ),
        "responses": partial(streams.answer_items, order.recipe, order.definition),
    }[order.kind]
    return without_labels(make(), tell)


def _counted(records: Iterable[Any], advance: Callable[[int], Any]) -> Iterator[Any]:
    for place, record in enumerate(records, start=1):
        if not place % _STEP:
            advance(_STEP)
        yield record


def _nothing(_: object) -> None:
    """Where nobody wants to know."""
