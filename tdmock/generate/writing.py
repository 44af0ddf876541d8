"""Writes fixture data to files and streams, in the format that was asked for."""

import gzip
import math
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import takewhile
from operator import itemgetter
from os import PathLike
from pathlib import Path
from typing import IO, Any

from tdmock.definition.model import Definition
from tdmock.errors import UsageError
from tdmock.generate import formats, replays, streams, tables, workbook
from tdmock.generate.definitions import Source, load
from tdmock.generate.faults import Item, without_labels
from tdmock.generate.recipe import KINDS, Recipe
from tdmock.generate.requests import SampleRequest, sample_requests

FORMATS = ("json", "ndjson", "csv", "yaml", "sql", "sqlite", "xlsx", "har", "postman", "curl", "http")
DATABASES = ("sql", "sqlite")
FILES = ("sqlite", "xlsx")
"""The formats that are written to a file only, for they are not written from front to end."""

ENDINGS = {
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".csv": "csv",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".sql": "sql",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".db": "sqlite",
    ".xlsx": "xlsx",
    ".har": "har",
    ".postman_collection.json": "postman",
    ".sh": "curl",
    ".http": "http",
}

_TABLES = ("csv", "sql", "sqlite", "xlsx")
_STEP = 1000  # records between two reports of progress
_GZIP = 6  # the level: higher ones take much longer for little


def _nothing(_: Any) -> None:
    """Where nobody wants to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to write: records of one kind, in one format. Raises UsageError for what can't go together."""

    kind: str
    form: str = "ndjson"
    recipe: Recipe = field(default_factory=Recipe)
    definition: Definition = field(default_factory=lambda: load(None))
    contacts: Iterable[Any] | None = None
    """The contacts whose interactions to make; those of the same seed without."""
    at: Callable[[str], str] = str
    """Where an endpoint of the definition is called, for requests."""
    size: int | None = None
    """How many bytes to write, before compression: records are added until there are so many."""
    advance: Callable[[int], Any] = _nothing
    """Hears of every thousandth record."""

    def __post_init__(self) -> None:
        for problem, is_there in _problems(self):
            if is_there:
                raise UsageError(problem)

    @property
    def columns(self) -> list[str]:
        """The columns of a table of such records."""
        return formats.columns(self.kind, extras=self.recipe.extras)

    def items(self) -> Iterator[Item]:
        """The records, each with a label if it is broken; a database has the extras always."""
        recipe = replace(self.recipe, extras=True) if self.form in DATABASES else self.recipe
        match self.kind:
            case "contacts":
                return streams.contact_items(recipe)
            case "agents":
                return streams.agent_items(recipe)
            case "interactions":
                return streams.interaction_items(recipe, self.definition, self.contacts)
            case "requests":
                return ((request.record, None) for request in self.requests())
            case _:
                return streams.answer_items(self.recipe, self.definition)

    def requests(self) -> Iterator[SampleRequest]:
        """The requests as they are before they are written."""
        return sample_requests(self.recipe, self.definition, at=self.at)


def _problems(order: Order) -> Iterator[tuple[str, bool]]:
    kind, form, recipe = order.kind, order.form, order.recipe
    is_table = form in _TABLES
    yield f"{kind!r} are not made here; there are {', '.join(KINDS)}.", kind not in KINDS
    yield f"{form!r} is no format here; there are {', '.join(FORMATS)}.", form not in FORMATS
    yield (
        f"The format {form} holds requests only, not {kind}.",
        form in replays.REPLAY_FORMATS and kind != "requests",
    )
    yield (
        f"{kind.capitalize()} don't fit into {form}; choose json, ndjson or yaml.",
        is_table and kind not in formats.FIELDS,
    )
    yield (
        f"{form} can't hold values of wrong types; to break records choose json, ndjson or yaml.",
        is_table and bool(recipe.invalid),
    )
    yield (
        "Requests are Talkdesk's: no clause of the contract is about them, so none can be broken.",
        kind == "requests" and bool(recipe.invalid),
    )
    yield (
        "The definition declares no endpoint.",
        kind in {"requests", "responses"} and not order.definition.endpoints,
    )
    yield (
        "The definition has no interaction_types.",
        kind == "interactions" and not order.definition.interaction_types,
    )
    yield f"A size can't be kept in {form}; say how many records.", order.size is not None and form in FILES


def records(
    kind: str,
    recipe: Recipe | None = None,
    *,
    definition: Source = None,
    contacts: Iterable[Any] | None = None,
) -> Iterator[Any]:
    """Records of a kind, one after the other as they are asked for; the labels of broken ones are left out.

    ``contacts`` are those whose interactions to make, instead of those of the same seed.
    """
    order = Order(kind=kind, recipe=recipe or Recipe(), definition=load(definition), contacts=contacts)
    return _plain(order)


def write(
    output: str | PathLike[str],
    kind: str,
    recipe: Recipe | None = None,
    *,
    definition: Source = None,
    contacts: Iterable[Any] | None = None,
) -> None:
    """Write records to a file in the format of its ending, the same bytes as ``tdmock generate``.

    Where records are broken, their labels go to the file beside it. Raises UsageError for what can't be made.
    """
    path = Path(output)
    order = Order(
        kind=kind,
        form=form_of(path),
        recipe=recipe or Recipe(),
        definition=load(definition),
        contacts=contacts,
    )
    write_file(order, path, labels_beside(path) if order.recipe.invalid else None)


def form_of(path: Path) -> str:
    """The format that a file's ending tells. Raises UsageError where it tells none."""
    name = path.name.lower().removesuffix(".gz")
    endings = [ending for ending in ENDINGS if name.endswith(ending)]
    if not endings:
        raise UsageError(f"{path}: this ending says nothing about the format; it can be {', '.join(ENDINGS)}")
    return ENDINGS[max(endings, key=len)]


def labels_beside(path: Path) -> Path:
    """The file of the labels of broken records."""
    return path.with_name(path.name + ".labels.ndjson")


def write_file(order: Order, path: Path, labels: Path | None = None) -> None:
    """Write one file; compressed if its name ends in ``.gz``."""
    if order.form in FILES:
        save({order.kind: order}, path)
        return
    with ExitStack() as stack:
        out = stack.enter_context(opened(path))
        tell = stack.enter_context(opened(labels)).write if labels else _nothing
        write_stream(order, out, tell)


def write_stream(order: Order, out: IO[bytes], tell: Callable[[bytes], Any] = _nothing) -> None:
    """Write to an open stream; each label goes to ``tell``, as a line of JSON."""
    meter = _Meter(math.inf if order.size is None else order.size)
    for piece in _pieces(order, meter, tell):
        meter.written += len(piece)
        out.write(piece)
    out.flush()


def save(orders: dict[str, Order], path: Path) -> None:
    """Write one file of tables for several kinds of records, whole or not at all."""
    part = path.with_name(path.name + ".part")
    form = next(iter(orders.values())).form
    try:
        part.unlink(missing_ok=True)
        data = {kind: _counted(_plain(order), order.advance) for kind, order in orders.items()}
        if form == "sqlite":
            tables.sqlite(part, data)
        elif form == "xlsx":
            columns = {kind: order.columns for kind, order in orders.items()}
            workbook.workbook(part, data, columns, next(iter(orders.values())).recipe.now)
        else:
            with part.open("wb") as out:
                out.writelines(tables.sql(data))
        part.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise _unwritten(path, error) from None
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to; compressed if its name ends in ``.gz``. Raises UsageError where it can't be."""
    try:
        with path.open("wb") as plain:
            if not path.name.lower().endswith(".gz"):
                yield plain
                return
            # Without the file's name and the time in it: the same data shall be the same bytes.
            with gzip.GzipFile(filename="", mode="wb", compresslevel=_GZIP, fileobj=plain, mtime=0) as packed:
                yield packed  # type: ignore[misc]  # it is written to like any other file
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unwritten(path, error) from None


def _unwritten(path: Path, error: Exception) -> UsageError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return UsageError(f"{path}: can't be written: {reason}")


@dataclass(slots=True)
class _Meter:
    """How much was written, and how much is wanted."""

    size: float
    written: int = 0

    def until(self, values: Iterable[Any]) -> Iterator[Any]:
        """The values as long as less was written than is wanted."""
        if self.size == math.inf:
            return iter(values)
        return takewhile(lambda _: self.written < self.size, values)


def _pieces(order: Order, meter: _Meter, tell: Callable[[bytes], Any]) -> Iterator[bytes]:
    if order.form in replays.REPLAY_FORMATS:
        return replays.REPLAY_FORMATS[order.form](meter.until(order.requests()))
    values = meter.until(_counted(_plain(order, tell), order.advance))
    if order.form == "csv":
        return formats.csv_table(values, order.columns)
    if order.form == "sql":
        return tables.sql({order.kind: values})
    return formats.RECORD_FORMATS[order.form](values)


def _plain(order: Order, tell: Callable[[bytes], Any] = _nothing) -> Iterator[Any]:
    """The records without their labels."""
    items = order.items()
    return without_labels(items, tell) if order.recipe.invalid else map(itemgetter(0), items)


def _counted(values: Iterator[Any], advance: Callable[[int], Any]) -> Iterator[Any]:
    """The same values, each thousand of them reported."""
    return values if advance is _nothing else _reporting(values, advance)


def _reporting(values: Iterator[Any], advance: Callable[[int], Any]) -> Iterator[Any]:
    for place, value in enumerate(values, start=1):
        if not place % _STEP:
            advance(_STEP)
        yield value
