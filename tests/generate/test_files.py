"""Files of records: any page at once, and what is wrong is told with its line."""

from pathlib import Path

import orjson
import pytest

from tdmock.errors import UsageError
from tdmock.generate.files import Lookup, RecordFile
from tdmock.generate.readers import MAX_RECORD


def ndjson(folder: Path, *lines: str | bytes) -> Path:
    file = folder / "records.ndjson"
    file.write_bytes(b"".join((line.encode() if isinstance(line, str) else line) + b"\n" for line in lines))
    return file


def test_any_page_is_read_wherever_it_is(tmp_path: Path) -> None:
    records = [{"id": str(k), "name": "ß" * (k % 7)} for k in range(1000)]
    file = RecordFile(ndjson(tmp_path, *(orjson.dumps(record) for record in records)))
    assert len(file) == 1000
    for start in (0, 1, 63, 64, 65, 500, 998):
        assert file.page(start, 130) == records[start : start + 130]
    assert file.record(999) == records[999]
    assert list(file) == records


@pytest.mark.parametrize("start", [-1, 3, 10**20])
def test_a_page_outside_the_file_is_empty(start: int, tmp_path: Path) -> None:
    assert RecordFile(ndjson(tmp_path, "1", "2", "3")).page(start, 5) == []


def test_blank_lines_and_a_missing_last_newline_do_no_harm(tmp_path: Path) -> None:
    path = ndjson(tmp_path, '{"id":"1"}', "", '{"id":"2"}', "  ")
    path.write_bytes(path.read_bytes() + b'{"id":"3"}')
    file = RecordFile(path)
    assert [file.record(k)["id"] for k in range(len(file))] == ["1", "2", "3"]
    assert file.line(1) == f"{path}:3"


def test_what_generated_records_have_besides_the_contract_is_left_out(tmp_path: Path) -> None:
    file = RecordFile(ndjson(tmp_path, '{"id":"1","updated_at":"2015-01-01T00:00:00Z"}', '"no object"'))
    assert list(file) == [{"id": "1"}, "no object"]
    whole = RecordFile(file.path, extras=True)
    assert whole.record(0) == {"id": "1", "updated_at": "2015-01-01T00:00:00Z"}


def test_a_file_is_read_once_whatever_becomes_of_it(tmp_path: Path) -> None:
    path = ndjson(tmp_path, '{"id":"1"}', '{"id":"2"}')
    file = RecordFile(path)
    path.write_text("something else")
    path.unlink()
    assert list(file) == [{"id": "1"}, {"id": "2"}]
    assert file.line(1) == f"{path}:2"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", r"records.ndjson:2: isn't JSON: "),
        ('{"id": NaN}', r"records.ndjson:2: isn't JSON: "),
        (b'"\xff"', r"records.ndjson:2: isn't text in UTF-8: "),
        ("[", r"records.ndjson:2: isn't JSON: .*Then end its name in .json"),
        (" " * MAX_RECORD + "1", r"records.ndjson:2: this line is longer than"),
    ],
)
def test_a_line_that_is_no_record_is_told(line: str | bytes, message: str, tmp_path: Path) -> None:
    path = ndjson(tmp_path, "1", line)
    with pytest.raises(UsageError, match=message):
        RecordFile(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.ndjson: can't be read: No such file"):
        RecordFile(tmp_path / "none.ndjson")


def test_a_lookup_finds_the_numbers_of_a_key() -> None:
    lookup = Lookup([("a", 5), ("b", 1), ("a", 9), ("ñ", 0)])
    assert lookup.numbers("a") == [5, 9]
    assert lookup.numbers("ñ") == [0]
    assert lookup.numbers("c") == []
    assert lookup.repeated() == (5, 9)
    assert Lookup([("a", 1), ("b", 2)]).repeated() is None
    assert Lookup([]).numbers("a") == []
