"""Records are read from whatever they are written in, and what is wrong is told with its line."""

import gzip
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tdmock.errors import UsageError
from tdmock.fixtures import Contacts, Recipe, write
from tdmock.generate.files import RecordFile
from tdmock.generate.readers import MAX_RECORD

RECIPE = Recipe(count=150, seed=2, locales=("en_US", "ja_JP", "ar_SA"), extras=True)
CONTACTS = Contacts(2, RECIPE.locales).page(0, 150)
FORMATS = ("json", "ndjson", "csv", "yaml")


@pytest.mark.parametrize("form", [*FORMATS, *(f"{form}.gz" for form in FORMATS)])
def test_what_is_written_comes_back(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"contacts.{form}"
    write(path, "contacts", RECIPE)
    assert list(RecordFile(path)) == CONTACTS


@pytest.mark.parametrize("form", FORMATS)
def test_a_record_is_found_again_by_its_line(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"contacts.{form}"
    write(path, "contacts", RECIPE)
    number = int(RecordFile(path).line(70).rpartition(":")[2])
    assert CONTACTS[70]["name"] in "\n".join(path.read_text().split("\n")[number - 1 : number + 2])


def read(folder: Path, name: str, content: str | bytes) -> RecordFile:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return RecordFile(path)


@pytest.mark.parametrize(
    ("name", "content", "records"),
    [
        ("a.json", "[]", []),
        ("a.json", ' [ {"id":\n"1"} , [2, "x"]\n,3 ] \n', [{"id": "1"}, [2, "x"], 3]),
        ("a.json", '\ufeff[{"id":"1"}]', [{"id": "1"}]),
        (
            "a.csv",
            'id,emails,name\n1,a@x.org;b@x.org,\n\n2,,"A, B"\n',
            [{"id": "1", "emails": ["a@x.org", "b@x.org"]}, {"id": "2", "name": "A, B"}],
        ),
        ("a.csv", "", []),
        (
            "a.yaml",
            "# ours\n---\n- id: '1'\n  name: |\n    - no record\n- {id: 2}\n",
            [{"id": "1", "name": "- no record\n"}, {"id": 2}],
        ),
        ("a.yml", "[]\n", []),
        ("a.txt", '{"id":"1"}\n', [{"id": "1"}]),
    ],
)
def test_files_of_other_hands_are_read(
    name: str, content: str, records: Iterable[Any], tmp_path: Path
) -> None:
    assert list(read(tmp_path, name, content)) == records


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.json", '{"id":"1"}', r"a\.json:1: isn't a JSON array"),
        ("a.json", '[{"id":"1"},\n{"id":}]', r"a\.json:2: isn't JSON: Expecting value"),
        ("a.json", '[{"id":"1"}\n{"id":"2"}]', r"a\.json:2: isn't JSON: a comma or \]"),
        ("a.json", '[{"id":"1"}]\n\n{}', r"a\.json:3: isn't JSON: something comes after"),
        ("a.json", '[{"id":"1"},', r"a\.json:1: isn't JSON"),
        ("a.json", "[\nNaN]", r"a\.json:2: isn't JSON that is read here: NaN"),
        ("a.json", "[" * 100_000, r"a\.json:1: isn't JSON that is read here"),
        ("a.json", '["' + "x" * (2 * MAX_RECORD), r"a\.json:1: this record is longer than"),
        ("a.json", '["\\ud800"]', r"a\.json:1: can't be a record: .*UTF-8"),
        ("a.json", b'["\xff"]', r"a\.json:1: isn't text in UTF-8"),
        ("a.csv", "name\nAnn\n", r"a\.csv:1: has no column id"),
        ("a.csv", "id,name\n1,Ann\n2,Bob,x\n", r"a\.csv:3: has 3 cells, but there are 2 columns"),
        ("a.csv", 'id\n1\n"2', r"a\.csv:3: isn't CSV"),
        ("a.csv", b"id\n\xff\n", r"a\.csv:2: isn't text in UTF-8"),
        ("a.yaml", "id: 1\n", r"a\.yaml:1: isn't a list of records"),
        ("a.yaml", "- id: 1\n- id: [\n", r"a\.yaml:2: isn't YAML"),
        ("a.yaml", "- &a [x]\n- *a\n", r"a\.yaml:2: YAML aliases"),
        ("a.yaml", "- !!python/object:os.system {}\n", r"a\.yaml:1: isn't YAML: could not determine"),
        ("a.yaml", "- id: 1\n- " + "[" * 60 + "]" * 60, r"a\.yaml:2: .*nest"),
        ("a.sqlite", b"SQLite format 3\0", "are read from json, ndjson, csv and yaml, not from this format"),
        ("a.ndjson.gz", b"no gzip", r"a\.ndjson\.gz: can't be read: Not a gzipped file"),
        ("a.json.gz", gzip.compress(b'[{"id":"1"}]', mtime=0)[:-12], r"a\.json\.gz: can't be read: "),
    ],
)
def test_what_can_not_be_read_is_told_with_its_line(
    name: str, content: str | bytes, problem: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=problem):
        read(tmp_path, name, content)
