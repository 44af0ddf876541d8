"""From the tables of a document to the tree of a definition: which rows belong together, and as what."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from tdmock.definition.model import Action, Definition
from tdmock.definition.read import older_name
from tdmock.definition.tree import Entry, Mapping, Node, Note, Place, Scalar, Sequence, TreeError
from tdmock.definition.words import quoted
from tdmock.documents.cells import (
    bare_key,
    entries,
    text,
    unquoted,
)
from tdmock.documents.listed import NESTED, Listing, listing
from tdmock.documents.rows import LINES, Cell, Field, Row, Table, at, blocks, columns, note_outside

_MOST_ROWS = 2000
CONFORMANCE = "Conformance"
"""What the column names of tables on conformance begin with."""


@dataclass
class _Section:
    """Rows that belong together: the integration's, or those of one action."""

    place: Place
    fields: list[Field] = field(default_factory=list)
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
            note_outside(part, notes)
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
    items = tuple(_listed(header, row) for row in rows if any(cell.text.strip() for cell in row))
    owners[-1].lists.append(Entry(found.field, Sequence(items, table.place), table.place))


def _listed(header: Row, row: Row) -> Mapping:
    """The entry in a row, each cell under the name of its column."""
    fields = (
        Entry(
            at(header, column).text.strip() or f"column {column + 1}",
            Scalar(text(cell.text), cell.place),
            cell.place,
        )
        for column, cell in enumerate(row)
        if cell.text.strip()
    )
    return Mapping(tuple(fields), row[0].place)


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
    found = columns(table)
    if found is None:
        if any(cell.text.strip() for row in table.rows for cell in row):
            notes.append(Note("this table has no field of a definition, so it was passed over", table.place))
        return []
    sections: list[_Section] = []
    for block in blocks(table, *found, notes):
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


def _entry(field: Field, notes: list[Note]) -> Entry:
    value: Node
    for described in (Definition, Action):
        notes.extend(older_name(described, bare_key(field.key.text), field.key.place))
    if field.name in NESTED:
        model, identity = NESTED[field.name]
        value = entries(field.lines, model, identity, notes)
    else:
        value = Scalar(_value(field, notes), field.place)
    return Entry(field.name, value, field.key.place)


def _value(field: Field, notes: list[Note]) -> str:
    """The text of a field; one that is a single line takes its first."""
    found = [line for line in field.lines if line.text]
    joined = "\n".join(line.text for line in found)
    value = unquoted(joined)
    in_quotes = joined.startswith('"') and value != joined
    if field.name in LINES or len(found) < 2 or in_quotes:
        return value
    first, *others = found
    for _, group in groupby(others, key=lambda line: line.place[:3]):  # those of one cell
        rest = [*group]
        words = quoted("\n".join(line.text for line in rest))
        notes.append(Note(f"{field.name} is a single line; the rest was not read: {words}", rest[0].place))
    return unquoted(first.text)
