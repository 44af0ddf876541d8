"""From the rows of a table to fields: which column names them, which has their values, and what goes on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tdmock.definition.model import Action, Definition
from tdmock.definition.read import field_names
from tdmock.definition.tree import Note, Place, TreeError
from tdmock.definition.words import fold, quoted
from tdmock.documents.cells import MOST_LINES, Line, bare_key, clean, fields_in, is_field, lines
from tdmock.documents.listed import NESTED, VALUE_HEADERS

# Fields whose cell may have several lines.
LINES = frozenset({"description", "interaction_types", "scoping"})
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
class Field:
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


def columns(table: Table) -> tuple[int, int] | None:
    """The columns of the fields' names and of their values; ``None`` for a table about something else."""
    width = max((len(row) for row in table.rows), default=0)
    counts = [sum(bool(field_named(at(row, column).text)) for row in table.rows) for column in range(width)]
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


def blocks(table: Table, key_column: int, value_column: int, notes: list[Note]) -> Iterator[list[Field]]:
    """Runs of fields with no heading between them, nor a blank row before the name of one.

    A row that names no field goes on with the one before, also after a blank row.
    """
    block: list[Field] = []
    blank = False
    noted: set[int] = set()
    for row in table.rows:
        key, value = at(row, key_column), at(row, value_column)
        heading = _is_heading(row, key_column)
        if not any(cell.text.strip() for cell in row):
            blank = True
            continue
        if block and (heading or (blank and key.text.strip())):
            yield block
            block = []
        if heading:
            note_outside(key, notes)
        elif key.text.strip():
            block.append(Field(field_named(key.text) or key.text, key, value.place))
        if block:
            cells, last = _value_cells(block[-1].name, row, value_column)
            _note_going_on(block[-1], cells, key, notes, blank=blank)
            block[-1].add(cells, apart=blank)
            if not key.text.strip() or field_named(key.text):
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
    value, beside = at(row, column), at(row, column + 1)
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


def _note_going_on(field: Field, cells: list[Cell], key: Cell, notes: list[Note], *, blank: bool) -> None:
    """Entries tell where they belong; of lines after a blank row that is a guess."""
    if blank and not key.text.strip() and field.name in LINES and field.lines:
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
    key = at(row, key_column)
    word = fold(bare_key(key.text))
    if word in _KEY_HEADERS:
        return True
    alone = sum(bool(cell.text.strip()) for cell in row) == 1
    beside = any(cell.text.strip() for cell in row[key_column + 1 :])
    return alone and not field_named(key.text) and not beside


def note_outside(cell: Cell, notes: list[Note]) -> None:
    """Text around the tables is passed over, though not in silence where it looks like a field."""
    key, colon, _ = clean(cell.text.strip().partition("\n")[0].replace("：", ":")).partition(":")
    if colon and field_named(key):
        message = f"{quoted(cell.text.strip())} stands outside the tables, so it was not read"
        notes.append(Note(message, cell.place))


def field_named(key: str) -> str:
    """The field that a cell names, or an empty text."""
    word = fold(bare_key(key))
    name = field_names(Definition).get(word) or field_names(Action).get(word) or ""
    return "" if name == "actions" else name


def at(row: Row, column: int) -> Cell:
    return row[column] if column < len(row) else Cell("", row[-1].place if row else Place())
