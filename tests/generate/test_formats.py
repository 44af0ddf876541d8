"""The formats of fixture data, read back by readers of their own."""

import csv
import io
import json
from itertools import count, islice
from typing import Any

import orjson
import pytest
import yaml

from tdmock.fixtures import Contacts
from tdmock.generate import formats

RECORDS = Contacts(1, ["en_US", "ar_SA", "ja_JP"]).page(0, 2500)


def written(form: str, records: list[Any]) -> str:
    return b"".join(formats.RECORD_FORMATS[form](records)).decode()


def read(form: str, text: str) -> Any:
    match form:
        case "json":
            return json.loads(text)
        case "yaml":
            return yaml.load(text, Loader=yaml.CSafeLoader)
        case _:
            return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("form", formats.RECORD_FORMATS)
@pytest.mark.parametrize("number", [0, 1, 31, 32, 33, 2500])
def test_records_come_back_as_they_were(form: str, number: int) -> None:
    records = RECORDS[:number]
    assert read(form, written(form, records)) == records


@pytest.mark.parametrize("form", formats.RECORD_FORMATS)
def test_broken_records_come_back_as_they_were(form: str) -> None:
    records = ["1", None, {"id": None}, [{"id": True}]]
    assert read(form, written(form, records)) == records


@pytest.mark.parametrize("form", formats.RECORD_FORMATS)
def test_the_first_piece_does_not_wait_for_the_last_record(form: str) -> None:
    endless = ({"id": str(k)} for k in count())
    assert len(list(islice(formats.RECORD_FORMATS[form](endless), 3))) == 3


def test_a_table_has_a_column_for_each_field() -> None:
    text = b"".join(formats.csv_table(RECORDS, formats.columns("contacts", extras=False))).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["name"] for row in rows] == [record["name"] for record in RECORDS]
    assert [row["emails"] for row in rows] == ["; ".join(record.get("emails", [])) for record in RECORDS]
    assert {field for record in RECORDS for field in record} <= set(rows[0])


def test_a_table_without_records_is_its_header() -> None:
    assert b"".join(formats.csv_table([], ["id", "name"])) == b"id,name\r\n"


def test_a_line_is_what_any_json_reader_takes() -> None:
    [piece] = formats.ndjson([{"name": "Zoë \u2028 \n"}])
    assert piece.count(b"\n") == 1
    assert orjson.loads(piece) == {"name": "Zoë \u2028 \n"}
