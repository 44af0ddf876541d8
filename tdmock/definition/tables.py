"""From the tables of a document to the tree of a definition: which rows belong together, and as what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from pydantic import BaseModel

from tdmock.definition.cells import bare_key, entries, lines, text
from tdmock.definition.model import Action, ActionInput, AuthField, Definition
from tdmock.definition.read import field_names
from tdmock.definition.tree import Entry, Mapping, Node, Note, Place, Scalar, Sequence, TreeError
from tdmock.definition.words import fold, quoted

# Fields whose cell holds entries of their own, and the field that names each entry.
_NESTED: dict[str, tuple[type[BaseModel], str]] = {
    "authentication_configuration": (AuthField, "field_name"),
    "inputs": (ActionInput, "key"),
}
# Fields whose cell may have several lines.
_LINES = frozenset({"description", "interaction_types", "scoping"})
_MOST_ROWS = 2000
CONFORMANCE = "Conformance"
"""What the column names of tables on conformance begin with."""
_KEY_HEADERS = frozenset(
    {"field", "fields", "fieldname", "parameter", "property", "attribute", "key", "item"}
)
# The best header for the column to read comes first.
_VALUE_HEADERS = ("value", "values", "yourvalue", "yours", "example", "details")


class Cell(NamedTuple):
    text: str
    place: Place


Row = tuple[Cell, ...]


class Table(NamedTuple):
    """A table as a grid: a merged cell has its text where it begins, and is empty where it goes on."""

    rows: tuple[Row, ...]
    place: Place


@dataclass
class _Section:
    """Rows that belong together: the integration's, or those of one action."""

    place: Place
    rows: list[tuple[str, Cell, Cell]] = field(
        default_factory=list
    )  # the field's name, its key and its value

    @property
    def names(self) -> set[str]:
        return {name for name, _, _ in self.rows}

    @property
    def kind(self) -> str:
        """``action`` or ``integration``, by the fields that only one of them has; empty without any."""
        return next(filter(None, (_kind(name) for name, _, _ in self.rows)), "")


def definition_tree(tables: Iterable[Table]) -> tuple[Mapping, tuple[Note, ...]]:
    """The tree of the definition in the tables, with notes on what was passed over.

    Raises :class:`TreeError` when no table has fields of a definition.
    """
    notes: list[Note] = []
    sections = [section for table in tables for section in _sections(table, notes)]
    if not sections:
        raise TreeError("no table with the fields of a definition, such as name and endpoint, was found")
    integration: list[Entry] = []
    actions: list[Node] = []
    for section in sections:
        mapping = Mapping(tuple(_entry(row, notes) for row in section.rows), section.place)
        if section.kind == "action":
            actions.append(mapping)
        else:
            integration.extend(mapping)
    if actions:
        integration.append(Entry("actions", Sequence(tuple(actions), actions[0].place), actions[0].place))
    return Mapping(tuple(integration), sections[0].place), tuple(notes)


def _sections(table: Table, notes: list[Note]) -> list[_Section]:
    if any(row and row[0].text.startswith(CONFORMANCE) for row in table.rows[:5]):
        return []  # appended by `tdmock document`, with nothing to read
    if len(table.rows) > _MOST_ROWS:
        raise TreeError(
            f"has a table of more than {_MOST_ROWS} rows; a definition is a page or two", table.place
        )
    columns = _columns(table)
    if columns is None:
        if any(cell.text.strip() for row in table.rows for cell in row):
            notes.append(Note("this table has no field of a definition, so it was passed over", table.place))
        return []
    key_column, value_column = columns
    _note_other_columns(table, key_column, value_column, notes)
    sections: list[_Section] = []
    for block in _blocks(table, key_column, value_column):
        starts = not sections or _separate(sections[-1], {_name(key.text) for key, _ in block})
        for key, value in block:
            name = _name(key.text)
            if starts or _begins(sections[-1], name):
                if not starts and _kind(name) == sections[-1].kind:
                    notes.append(
                        Note(f"{name} comes again, so it was taken to begin another action", key.place)
                    )
                sections.append(_Section(key.place))
                starts = False
            sections[-1].rows.append((name or key.text, key, value))
    return sections


def _columns(table: Table) -> tuple[int, int] | None:
    """The columns of the fields' names and of their values; ``None`` for a table about something else."""
    width = max((len(row) for row in table.rows), default=0)
    counts = [sum(bool(_name(_at(row, column).text)) for row in table.rows) for column in range(width)]
    if not any(counts):
        return None
    key_column = counts.index(max(counts))
    for row in table.rows:
        headers = [fold(bare_key(cell.text)) for cell in row]
        if len(headers) > key_column and headers[key_column] in _KEY_HEADERS:
            for header in _VALUE_HEADERS:
                if header in headers[key_column + 1 :]:
                    return key_column, headers.index(header, key_column + 1)
    return key_column, key_column + 1


def _note_other_columns(table: Table, key_column: int, value_column: int, notes: list[Note]) -> None:
    noted = {key_column, value_column}
    for row in table.rows:
        if not _name(_at(row, key_column).text):
            continue
        for column, cell in enumerate(row):
            if column not in noted and cell.text.strip() and column > key_column:
                noted.add(column)
                message = (
                    f"this column was not read, as it has no field or value: {quoted(cell.text.strip())}"
                )
                notes.append(Note(message, cell.place))


def _blocks(table: Table, key_column: int, value_column: int) -> Iterator[list[tuple[Cell, Cell]]]:
    """Runs of rows with no blank row or heading between; a row without a key goes on with the one before."""
    block: list[tuple[Cell, Cell]] = []
    for row in table.rows:
        key, value = _at(row, key_column), _at(row, value_column)
        if not any(cell.text.strip() for cell in row) or _is_heading(key, value, row):
            if block:
                yield block
            block = []
        elif key.text.strip():
            block.append((key, value))
        elif value.text.strip() and block:
            key, before = block[-1]
            block[-1] = (key, Cell(f"{before.text}\n\n{value.text}", before.place))
    if block:
        yield block


def _is_heading(key: Cell, value: Cell, row: Row) -> bool:
    """A row of column names, or a title that spans the table."""
    word = fold(bare_key(key.text))
    if word in _KEY_HEADERS:
        return True
    alone = sum(bool(cell.text.strip()) for cell in row) == 1
    return alone and not _name(key.text) and not value.text.strip()


def _separate(section: _Section, names: set[str]) -> bool:
    """Whether a block with these fields belongs to another section than the rows before it."""
    kinds = {_kind(name) for name in names} - {""}
    return bool(names & section.names) or bool(section.kind and kinds and section.kind not in kinds)


def _begins(section: _Section, name: str) -> bool:
    """Whether a field can't belong to the section, so that it begins the next one."""
    kind = _kind(name)
    if kind and section.kind and kind != section.kind:
        return True
    return name in section.names and (name in {"name", "provider"} or section.kind == "action")


def _kind(name: str) -> str:
    if name in Action.model_fields and name not in Definition.model_fields:
        return "action"
    if name in Definition.model_fields and name not in Action.model_fields:
        return "integration"
    return ""


def _name(key: str) -> str:
    """The field that a cell names, or an empty text."""
    word = fold(bare_key(key))
    name = field_names(Definition).get(word) or field_names(Action).get(word) or ""
    return "" if name == "actions" else name


def _entry(row: tuple[str, Cell, Cell], notes: list[Note]) -> Entry:
    name, key, cell = row
    value: Node
    if name in _NESTED:
        model, identity = _NESTED[name]
        value = entries(lines(cell.text, cell.place), model, identity, notes)
    else:
        value = Scalar(_value(name, cell, notes), cell.place)
    return Entry(name, value, key.place)


def _value(name: str, cell: Cell, notes: list[Note]) -> str:
    """The text of a cell; a field that is a single line takes its first."""
    value = text(cell.text)
    first, _, others = value.partition("\n")
    if name in _LINES or not others or cell.text.strip().startswith('"'):
        return value
    notes.append(Note(f"{name} is a single line; the rest was not read: {quoted(others)}", cell.place))
    return first


def _at(row: Row, column: int) -> Cell:
    return row[column] if column < len(row) else Cell("", row[-1].place if row else Place())
