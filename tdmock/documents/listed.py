"""Tables that list entries: the names of their fields in the first row, and an entry in each row below."""

import json
from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from pydantic import BaseModel

from tdmock.definition.model import ActionInput, AuthField
from tdmock.definition.read import field_names
from tdmock.definition.words import fold
from tdmock.documents.cells import bare_key, clean, is_field, is_key, text

# Fields whose value is entries of their own, and the field that names each entry.
NESTED: dict[str, tuple[type[BaseModel], str]] = {
    "authentication_configuration": (AuthField, "field_name"),
    "inputs": (ActionInput, "key"),
}
# What stands over a column of values. The best header for the column to read comes first.
VALUE_HEADERS = ("value", "values", "yourvalue", "yours", "example", "details")


class Listing(NamedTuple):
    """What a table lists: the field that the entries belong to, and where the row with the names is."""

    field: str
    header: int


def listing(rows: Sequence[Sequence[str]]) -> Listing | None:
    """What the rows list, below a title or not; ``None`` for rows that each have a field and its value."""
    filled = [number for number, row in enumerate(rows) if sum(map(bool, map(str.strip, row))) > 1]
    if not filled:
        return None
    first, *others = (rows[number] for number in filled)
    if any(fold(bare_key(word)) in VALUE_HEADERS for word in first):
        return None
    for field, (model, identity) in NESTED.items():
        names = [field_names(model).get(fold(bare_key(word)), "") for word in first]
        known = {*names} - {""}
        # With two columns it may be the first of several fields that has another's name as its value.
        pairs = len(first) == 2 and (not others or any(is_field(row[0], model) for row in others))
        if identity in known and len(known) > 1 and not pairs:
            return Listing(field, filled[0])
    return None


def as_text(rows: Sequence[Sequence[str]]) -> str:
    """A table inside a cell as lines ``field: value``; a row that has more than that is a line by itself."""
    found = listing(rows)
    if found is None:
        return "\n".join(map(_line, rows))
    header = rows[found.header]
    titles = map(_line, rows[: found.header])
    entries = (_entry(header, row) for row in rows[found.header + 1 :])
    return "\n\n".join(filter(None, (*titles, *entries)))


def _line(row: Sequence[str]) -> str:
    texts = [word.strip() for word in row if word.strip()]
    if len(texts) == 2:
        return f"{texts[0].rstrip(':： ')}: {texts[1]}"
    # The blank lines keep it from being taken as more of the value before it.
    return "\n" + " | ".join(texts) + "\n" if len(texts) > 2 else "".join(texts)


def _entry(header: Sequence[str], row: Sequence[str]) -> str:
    columns = enumerate(zip_longest(header, row, fillvalue=""), start=1)
    return "\n".join(
        f"{_key(name, number)}: {_value(value)}" for number, (name, value) in columns if value.strip()
    )


def _key(name: str, number: int) -> str:
    """The name of a column, or its number where the name can't stand before a colon."""
    word = bare_key(name)
    return word if is_key(word) else f"column {number}"


def _value(cell: str) -> str:
    value = text(cell)
    return json.dumps(value, ensure_ascii=False) if "\n" in value or clean(value) != value else value
