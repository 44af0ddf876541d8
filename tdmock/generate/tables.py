"""Fixture data as tables of a database, in SQL that every one of them takes."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tdmock.generate.formats import LISTS, batches

BATCH = 100  # records of which the rows are inserted together
_SHORT, _LONG = "VARCHAR(255)", "VARCHAR(2000)"

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table, its columns by name and type, and the columns that have an index; the first one is the key."""

    name: str
    columns: Mapping[str, str]
    indexed: Sequence[str] = ()

    def create(self) -> Iterator[str]:
        """The statements that make the table and its indexes."""
        columns = ", ".join(f"{name} {kind}" for name, kind in self.columns.items())
        yield f"CREATE TABLE {self.name} ({columns})"
        for column in self.indexed:
            yield f"CREATE INDEX {self.name}_by_{column} ON {self.name} ({column})"

    def insert(self, values: str) -> str:
        """The statement that inserts rows."""
        return f"INSERT INTO {self.name} ({', '.join(self.columns)}) VALUES {values}"  # noqa: S608 - our own names


def _list(field: str) -> Table:
    single = field.removesuffix("s")
    return Table(
        name=f"contact_{field}",
        columns={
            "contact_id": f"{_SHORT} NOT NULL",
            "place": "INTEGER NOT NULL",
            single: f"{_SHORT} NOT NULL",
        },
        indexed=("contact_id", single),
    )


TABLES: Mapping[str, Sequence[Table]] = {
    "contacts": (
        Table(
            name="contacts",
            columns={
                "id": f"{_SHORT} NOT NULL PRIMARY KEY",
                "name": f"{_SHORT} NOT NULL",
                **dict.fromkeys(("company", "title"), _SHORT),
                **dict.fromkeys(("photo_url", "address", "twitter", "url"), _LONG),
                "updated_at": "CHAR(20) NOT NULL",
            },
            indexed=("updated_at",),
        ),
        *map(_list, LISTS),
    ),
    "agents": (
        Table(
            name="agents",
            columns={
                "id": f"{_SHORT} NOT NULL PRIMARY KEY",
                "name": f"{_SHORT} NOT NULL",
                "email": f"{_SHORT} NOT NULL",
            },
            indexed=("email",),
        ),
    ),
    "interactions": (
        Table(
            name="interactions",
            columns={
                "id": f"{_SHORT} NOT NULL PRIMARY KEY",
                "contact_external_id": f"{_SHORT} NOT NULL",
                **dict.fromkeys(("subject", "date", "type"), f"{_SHORT} NOT NULL"),
                **dict.fromkeys(("description", "url"), _LONG),
                **dict.fromkeys(("priority", "status"), "VARCHAR(10)"),
            },
            indexed=("contact_external_id", "date"),
        ),
    ),
}
"""The tables of each kind of record: the record's own, and one for each list in it."""


def sql(data: Mapping[str, Iterable[Mapping[str, Any]]]) -> Iterator[bytes]:
    """Statements that make the tables of each kind of record and fill them."""
    for kind, records in data.items():
        for table in TABLES[kind]:
            yield "".join(f"{statement};\n" for statement in table.create()).encode()
        for table, rows in _filled(kind, records):
            values = ",\n".join(f"({', '.join(map(_literal, row))})" for row in rows)
            yield f"{table.insert('')}\n{values};\n".encode()


def sqlite(path: Path, data: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
    """Make a new SQLite file with the tables of each kind of record."""
    connection = sqlite3.connect(path)
    try:
        # Nobody reads the file before it is whole, so nothing in it need be saved from a crash.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        for kind, records in data.items():
            for table in TABLES[kind]:
                connection.execute(next(table.create()))
            for table, rows in _filled(kind, records):
                marks = ", ".join("?" * len(table.columns))
                connection.executemany(table.insert(f"({marks})"), rows)
            for table in TABLES[kind]:
                for statement in list(table.create())[1:]:
                    connection.execute(statement)
        connection.commit()
    finally:
        connection.close()


def _filled(kind: str, records: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Table, list[Row]]]:
    own, *lists = TABLES[kind]
    for batch in batches(records, BATCH):
        yield own, [tuple(map(record.get, own.columns)) for record in batch]
        for table, field in zip(lists, LISTS, strict=False):
            rows: list[Row] = [
                (record["id"], place, value)
                for record in batch
                for place, value in enumerate(record.get(field, ()))
            ]
            if rows:
                yield table, rows


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"
