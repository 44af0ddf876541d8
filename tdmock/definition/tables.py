"""From the tables of a document to the tree of a definition: which rows belong together, and as what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from tdmock.definition.cells import (
    MOST_LINES,
    Line,
    bare_key,
    clean,
    entries,
    fields_in,
    is_field,
    lines,
    text,
    unquoted,
)
from tdmock.definition.listed import NESTED, VALUE_HEADERS, Listing, listing
from tdmock.definition.model import Action, Definition
from tdmock.definition.read import field_names
from tdmock.definition.tree import Entry, Mapping, Node, Note, Place, Scalar, Sequence, TreeError
from tdmock.definition.words import fold, quoted

# Fields whose cell may have several lines.
_LINES = frozenset({"description", "interaction_types", "scoping"})
_MOST_ROWS = 2000
CONFORMANCE = "Conformance"
"""What the column names of tables on conformance begin with."""
_KEY_HEADERS = frozenset(
    {"field", "fields", "fieldname", "parameter", "property", "attribute", "key", "item"}
)


class Cell(NamedTuple):
    """A cell of a table, or a line that stands outside the tables."""

    text: str
    place: Place


Row = tuple[Cell, ...]


class Table(NamedTuple):
    """A table as a grid: a merged cell has its text where it begins, and is empty where it goes on."""

    rows: tuple[Row, ...]
    place: Place


@dataclass
class _Field:
    """A field and its value, which goes on in the rows below that name no field."""

    name: str
    key: Cell
    place: Place  # of its value
    lines: list[Line] = field(default_factory=list)

    def add(self, cells: Iterable[Cell], *, apart: bool) -> None:
        """Another row of the value; a blank line keeps it apart where it is a block of its own."""
        found = [line for cell in cells for line in lines(cell.text, cell.place)]
        if len(self.lines) + len(found) > MOST_LINES:
            raise TreeError(f"has more than {MOST_LINES} lines in a value", self.place)
        if self.lines and (apart or len(found) > 1 or self.lines[-1].place.line > 1):
            self.lines.append(Line("", self.lines[-1].place))
        self.lines.extend(found)


@dataclass
class _Section:
    """Rows that belong together: the integration's, or those of one action."""

    place: Place
    fields: list[_Field] = field(default_factory=list)
    lists: list[Entry] = field(default_factory=list)  # from tables of their own

    @property
    def names(self) -> set[str]:
        return {field.name for field in self.fields}

    @property
    def kind(self) -> str:
        """``action`` or ``integration``, by the fields that only one of them has; empty without any."""
        return next(filter(None, (_kind(field.name) for field in self.fields)), "")


def definition_tree(content: Iterable[Table | Cell]) -> tuple[Mapping, tuple[Note, ...]]:
    """The tree of the definition in the tables, with notes on what was passed over, also outside them.

    Raises :class:`TreeError` when no table has fields of a definition.
    """
    notes: list[Note] = []
    sections: list[_Section] = []
    for part in content:
        if isinstance(part, Cell):
            _note_outside(part, notes)
        elif found := listing([[cell.text for cell in row] for row in part.rows]):
            _attach(part, found, sections, notes)
        else:
            sections.extend(_sections(part, notes))
    if not sections:
        raise TreeError("no table with the fields of a definition, such as name and endpoint, was found")
    integration: list[Entry] = []
    actions: list[Node] = []
    for section in sections:
        mapping = _mapping(section, notes)
        if section.kind == "action":
            actions.append(mapping)
        else:
            integration.extend(mapping)
    if actions:
        integration.append(Entry("actions", Sequence(tuple(actions), actions[0].place), actions[0].place))
    return Mapping(tuple(integration), sections[0].place), tuple(sorted(notes, key=lambda note: note.place))


def _note_outside(cell: Cell, notes: list[Note]) -> None:
    """Text around the tables is passed over, though not in silence where it looks like a field."""
    key, colon, _ = clean(cell.text.strip().partition("\n")[0].replace("：", ":")).partition(":")
    if colon and _name(key):
        message = f"{quoted(cell.text.strip())} stands outside the tables, so it was not read"
        notes.append(Note(message, cell.place))


def _attach(table: Table, found: Listing, sections: list[_Section], notes: list[Note]) -> None:
    """Give the entries that a table lists to the rows before it: inputs to an action, fields to the rest."""
    actions = found.field == "inputs"
    owners = [section for section in sections if (section.kind == "action") == actions]
    if not owners or (actions and owners[-1] is not sections[-1]):
        whose = "an action" if actions else "the integration"
        message = f"this table lists {found.field}, though it doesn't follow {whose}, so it was passed over"
        notes.append(Note(message, table.place))
        return
    _check_size(table)
    header, *rows = table.rows[found.header :]
    items = tuple(
        Mapping(
            tuple(
                Entry(
                    _at(header, column).text.strip() or f"column {column + 1}",
                    Scalar(text(cell.text), cell.place),
                    cell.place,
                )
                for column, cell in enumerate(row)
                if cell.text.strip()
            ),
            row[0].place,
        )
        for row in rows
        if any(cell.text.strip() for cell in row)
    )
    owners[-1].lists.append(Entry(found.field, Sequence(items, table.place), table.place))


def _mapping(section: _Section, notes: list[Note]) -> Mapping:
    fields = [_entry(field, notes) for field in section.fields]
    listed = {entry.key for entry in section.lists}
    # A field whose entries are in a table of their own may say so: what it says is noted.
    fields = [entry for entry in fields if entry.key not in listed or _has_entries(entry.value)]
    return Mapping((*fields, *section.lists), section.place)


def _has_entries(node: Node) -> bool:
    return isinstance(node, Sequence) and bool(node.items)


def _sections(table: Table, notes: list[Note]) -> list[_Section]:
    if any(row and row[0].text.startswith(CONFORMANCE) for row in table.rows[:5]):
        return []  # appended by `tdmock document`, with nothing to read
    _check_size(table)
    columns = _columns(table)
    if columns is None:
        if any(cell.text.strip() for row in table.rows for cell in row):
            notes.append(Note("this table has no field of a definition, so it was passed over", table.place))
        return []
    sections: list[_Section] = []
    for block in _blocks(table, *columns, notes):
        starts = not sections or _separate(sections[-1], {given.name for given in block})
        for given in block:
            if starts or _begins(sections[-1], given.name):
                if not starts and _kind(given.name) == sections[-1].kind:
                    message = f"{given.name} comes again, so it was taken to begin another action"
                    notes.append(Note(message, given.key.place))
                sections.append(_Section(given.key.place))
                starts = False
            sections[-1].fields.append(given)
    return sections


def _check_size(table: Table) -> None:
    if len(table.rows) > _MOST_ROWS:
        raise TreeError(
            f"has a table of more than {_MOST_ROWS} rows; a definition is a page or two", table.place
        )


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
            for header in VALUE_HEADERS:
                if header in headers[key_column + 1 :]:
                    return key_column, headers.index(header, key_column + 1)
    return key_column, key_column + 1


def _blocks(table: Table, key_column: int, value_column: int, notes: list[Note]) -> Iterator[list[_Field]]:
    """Runs of fields with no heading between them, nor a blank row before the name of one.

    A row that names no field goes on with the one before, also after a blank row.
    """
    block: list[_Field] = []
    blank = False
    noted: set[int] = set()
    for row in table.rows:
        key, value = _at(row, key_column), _at(row, value_column)
        heading = _is_heading(row, key_column)
        if not any(cell.text.strip() for cell in row):
            blank = True
            continue
        if block and (heading or (blank and key.text.strip())):
            yield block
            block = []
        if heading:
            _note_outside(key, notes)
        elif key.text.strip():
            block.append(_Field(_name(key.text) or key.text, key, value.place))
        if block:
            cells, last = _value_cells(block[-1].name, row, value_column)
            _note_going_on(block[-1], cells, key, notes, blank=blank)
            block[-1].add(cells, apart=blank)
            if not key.text.strip() or _name(key.text):
                _note_others(row, {value_column, last}, key_column, noted, notes)
        elif not heading:
            message = f"{quoted(_row_text(row))} stands beside no field, so it was not read"
            notes.append(Note(message, value.place))
        blank = False
    if block:
        yield block


def _value_cells(name: str, row: Row, column: int) -> tuple[list[Cell], int]:
    """The cells with the value of a field, and the last column of them.

    Entries may take two columns: their names beside their fields, or each field beside its value.
    """
    value, beside = _at(row, column), _at(row, column + 1)
    if name in NESTED and beside.text.strip():
        model, identity = NESTED[name]
        fields = fields_in(beside.text, model)
        if is_field(value.text, model):
            return [Cell(f"{bare_key(value.text)}: {beside.text.strip()}", beside.place)], column + 1
        if fields and not fields_in(value.text, model) and "\n" not in value.text.strip():
            named = bool(value.text.strip()) and identity not in fields
            title = value._replace(text=f"{identity}: {value.text.strip()}") if named else value
            return [title, beside], column + 1
    return [value], column


def _note_going_on(field: _Field, cells: list[Cell], key: Cell, notes: list[Note], *, blank: bool) -> None:
    """Entries tell where they belong; of lines after a blank row that is a guess."""
    if blank and not key.text.strip() and field.name in _LINES and field.lines:
        message = f"{quoted(cells[0].text.strip())} follows a blank row; taken as more of {field.name}"
        notes.append(Note(message, cells[0].place))


def _note_others(row: Row, read: set[int], key_column: int, noted: set[int], notes: list[Note]) -> None:
    """Note each other column once, where it first has something."""
    for column, cell in enumerate(row):
        if column > key_column and column not in read | noted and cell.text.strip():
            noted.add(column)
            message = f"this column was not read, as it has no field or value: {quoted(cell.text.strip())}"
            notes.append(Note(message, cell.place))


def _row_text(row: Row) -> str:
    return " ".join(cell.text.strip() for cell in row if cell.text.strip())


def _is_heading(row: Row, key_column: int) -> bool:
    """A row of column names, or a title that spans the table."""
    key = _at(row, key_column)
    word = fold(bare_key(key.text))
    if word in _KEY_HEADERS:
        return True
    alone = sum(bool(cell.text.strip()) for cell in row) == 1
    beside = any(cell.text.strip() for cell in row[key_column + 1 :])
    return alone and not _name(key.text) and not beside


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


def _entry(field: _Field, notes: list[Note]) -> Entry:
    value: Node
    if field.name in NESTED:
        model, identity = NESTED[field.name]
        value = entries(field.lines, model, identity, notes)
    else:
        value = Scalar(_value(field, notes), field.place)
    return Entry(field.name, value, field.key.place)


def _value(field: _Field, notes: list[Note]) -> str:
    """The text of a field; one that is a single line takes its first."""
    found = [line for line in field.lines if line.text]
    joined = "\n".join(line.text for line in found)
    value = unquoted(joined)
    in_quotes = joined.startswith('"') and value != joined
    if field.name in _LINES or len(found) < 2 or in_quotes:
        return value
    first, *others = found
    for _, group in groupby(others, key=lambda line: line.place[:3]):  # those of one cell
        rest = [*group]
        words = quoted("\n".join(line.text for line in rest))
        notes.append(Note(f"{field.name} is a single line; the rest was not read: {words}", rest[0].place))
    return unquoted(first.text)


def _at(row: Row, column: int) -> Cell:
    return row[column] if column < len(row) else Cell("", row[-1].place if row else Place())
