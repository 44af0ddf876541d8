"""Files of every format: what is in them, and the same bytes for the same data."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tdmock.cli import generate as cli
from tdmock.errors import DefinitionError, UsageError
from tdmock.fixtures import Agents, Contacts, Interactions, Recipe, load, records, write
from tdmock.generate import recipe as recipes, writing

RECIPE = Recipe(count=120, seed=5, locales=("en_GB", "de_DE"), now=datetime(2026, 2, 3, tzinfo=UTC))
ENDINGS = ("json", "ndjson", "csv", "yaml", "sql", "sqlite", "xlsx", "json.gz", "sql.gz")


def generate(*arguments: object) -> None:
    cli.command.main([str(argument) for argument in arguments], standalone_mode=False)


@pytest.mark.parametrize("kind", ["contacts", "agents", "interactions"])
@pytest.mark.parametrize("ending", ENDINGS)
def test_python_writes_the_bytes_of_the_command_always_the_same(
    kind: str, ending: str, tmp_path: Path
) -> None:
    ours, theirs = tmp_path / f"ours.{ending}", tmp_path / f"theirs.{ending}"
    write(ours, kind, RECIPE)
    locales = ["--locale", "en_GB", "--locale", "de_DE"]
    generate(kind, "-n", 120, "--seed", 5, "--now", "2026-02-03", *locales, "-o", theirs)
    assert ours.read_bytes() == theirs.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([ours.name, theirs.name])


def rows(path: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_a_database_has_a_table_for_each_list(tmp_path: Path) -> None:
    path = tmp_path / "contacts.sqlite"
    write(path, "contacts", RECIPE)
    contacts = Contacts(5, RECIPE.locales, now=RECIPE.now)
    every = contacts.page(0, 120)
    found = rows(path, "SELECT id, name, company, updated_at FROM contacts")
    assert found == [
        (c["id"], c["name"], c.get("company"), contacts.updated_at(k)) for k, c in enumerate(every)
    ]
    phones = rows(
        path, "SELECT contact_id, phone FROM contact_phones ORDER BY CAST(contact_id AS INTEGER), place"
    )
    assert phones == [(c["id"], phone) for c in every for phone in c["phones"]]
    plan = rows(path, "EXPLAIN QUERY PLAN SELECT contact_id FROM contact_phones WHERE phone = '+1'")
    assert "contact_phones_by_phone" in str(plan)


def test_the_statements_make_the_same_database(tmp_path: Path) -> None:
    write(tmp_path / "i.sql", "interactions", RECIPE)
    write(tmp_path / "i.sqlite", "interactions", RECIPE)
    with closing(sqlite3.connect(":memory:")) as made:
        made.executescript((tmp_path / "i.sql").read_text())
        read = made.execute("SELECT * FROM interactions").fetchall()
    assert read == rows(tmp_path / "i.sqlite", "SELECT * FROM interactions")
    assert {row[1] for row in read} <= {str(k) for k in range(1, 121)}


def test_quotes_stay_in_their_statement(tmp_path: Path) -> None:
    path = tmp_path / "i.sql"
    contacts = [{"id": "'); DROP TABLE interactions; --", "name": "O'Hara"}] * 1
    contacts = [{**contacts[0], "id": f"{contacts[0]['id']}{k}"} for k in range(20)]
    write(path, "interactions", Recipe(count=20), contacts=contacts)
    with closing(sqlite3.connect(":memory:")) as made:
        made.executescript(path.read_text())
        assert made.execute("SELECT count(*) FROM interactions").fetchone()[0] > 5


def test_a_workbook_has_texts_and_no_formulas(tmp_path: Path) -> None:
    path = tmp_path / "i.xlsx"
    write(
        path, "interactions", Recipe(count=30, extras=True), contacts=[{"id": f"=1+{k}"} for k in range(30)]
    )
    sheet = openpyxl.load_workbook(path)["interactions"]
    header, *found = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert header == [
        "id",
        "subject",
        "date",
        "type",
        "description",
        "url",
        "priority",
        "status",
        "contact_external_id",
    ]
    assert {row[-1] for row in found} <= {f"=1+{k}" for k in range(30)}
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}  # n: an empty one


def test_a_size_is_filled_and_hardly_more(tmp_path: Path) -> None:
    for name in ("c.ndjson", "c.json", "c.csv", "c.yaml", "c.sql"):
        generate("contacts", "--size", "200k", "-o", tmp_path / name)
        assert 200_000 <= (tmp_path / name).stat().st_size < 260_000
    assert (tmp_path / "c.json").read_text().endswith("}\n]\n")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["contacts", "--size", "1k", "-n", "5"], "--count and --size both say how many"),
        (["contacts", "--size", "1k", "-o", "c.sqlite"], "A size can't be kept in sqlite"),
        (["contacts", "--format", "xlsx"], "xlsx is written to a file"),
        (["responses", "-o", "r.sqlite"], "Responses don't fit into sqlite"),
        (["agents", "--invalid", "0.1", "-o", "a.xlsx"], "xlsx can't hold values of wrong types"),
        (["contacts", "--url", "http://x"], "--url is for requests"),
        (["all"], "need a folder"),
        (["all", "-o", "d", "--start", "5"], "from the first record on"),
        (["all", "-o", "d", "--format", "har"], "holds requests only"),
        (["all", "-o", "d", "--size", "1k"], "--size is for one kind"),
        (["contacts", "-o", "/no/such/place/c.sqlite"], "can't be written"),
        (
            ["contacts", "-n", "720000", "--locale", "is_IS", "-o", "c.csv"],
            "phone numbers suffice for 710,912",
        ),
    ],
)
def test_what_does_not_go_together_is_told(
    arguments: list[str], problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=problem):
        generate(*arguments)
    assert [path for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def test_a_present_without_a_past_is_told() -> None:
    with pytest.raises(UsageError, match="1066-10-14 is too long ago"):
        Recipe(now=datetime(1066, 10, 14, tzinfo=UTC))


def test_a_present_without_a_time_zone_is_told() -> None:
    with pytest.raises(UsageError, match="now has no time zone"):
        Recipe(now=datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused


def test_a_text_in_place_of_a_list_of_locales_is_told() -> None:
    with pytest.raises(UsageError, match=r'locales are a list, such as \["en_US"\]'):
        Contacts(locales="ja_JP")


def test_a_database_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "i.sqlite"
    path.write_bytes(b"old")
    twice = [{"id": "3"}, {"id": "3"}]
    with pytest.raises(UsageError, match="can't be written: UNIQUE"):
        write(path, "interactions", Recipe(count=2), contacts=twice)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_requests_go_to_another_address(tmp_path: Path) -> None:
    generate("requests", "-n", 5, "--url", "http://127.0.0.1:8000/base", "-o", tmp_path / "r.http")
    assert (tmp_path / "r.http").read_text().count("\nPOST http://127.0.0.1:8000/base/") == 5


def test_records_come_as_they_are_asked_for() -> None:
    endless = records("contacts", Recipe(count=10**9))
    assert next(endless) == Contacts().record(0)
    assert list(records("agents", Recipe(count=2))) == Agents().page(0, 2)


def test_a_definition_comes_from_anywhere(tmp_path: Path) -> None:
    fields = {"name": "phonebook", "interaction_types": "call", "actions": []}
    (tmp_path / "d.yaml").write_text("name: phonebook\ninteraction_types: call\nactions: []\n")
    loaded = [load(fields), load(tmp_path / "d.yaml"), load(str(tmp_path / "d.yaml"))]
    assert loaded == [load(loaded[0])] * 3
    assert load(None).name == "mycrm"
    made = list(records("interactions", Recipe(count=9), definition=fields))
    assert made == list(records("interactions", Recipe(count=9), definition=loaded[0]))
    assert {one["type"] for one in made} == {"call"}


@pytest.mark.parametrize(
    "fields", [{"display_name": "No name"}, {"name": [[]] * 3}, {"name": "x", "actions": 5}]
)
def test_a_definition_that_is_none_is_told(fields: dict[str, Any]) -> None:
    with pytest.raises(DefinitionError):
        load(fields)


def test_the_command_line_names_what_there_is() -> None:
    assert cli.KINDS == recipes.KINDS
    assert cli.FORMATS == writing.FORMATS
    assert set(writing.ENDINGS.values()) == set(writing.FORMATS)


def test_python_gets_the_interactions_of_the_command() -> None:
    made = list(records("interactions", Recipe(count=30, now=RECIPE.now)))
    interactions = Interactions(now=RECIPE.now, site="https://mycrm.example.org")
    types = load(None).interaction_types
    assert made == [
        one for contact in Contacts().page(0, 30) for one in interactions.for_contact(contact, types)
    ]
