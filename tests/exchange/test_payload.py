"""Decoding payloads: compared with the standard library, and with what a hostile bridge sends."""

import json
import math
import sys
from typing import Any

import orjson
import pytest
from hypothesis import given, strategies as st

from tdmock.exchange.payload import COMPARED, MAX_DEPTH, Payload, Problem, Weight, decode, fits, members

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
BLANKS = st.text(" \t\r\n", max_size=2)
KEYS = st.sampled_from(
    ['"a"', '"b"', '"\\u0061"', '"\\":"', '"\\u0022\\u003a"', '"x y"', '"xy"', '"\\\\"', '""']
)
NUMBERS = st.sampled_from(
    ["0", "-0", "1.10", "1e5", "18446744073709551616", "-9223372036854775809", "9" * 30]
)


@st.composite
def json_texts(draw: st.DrawFn) -> str:
    """JSON in unusual spelling: blanks anywhere, escapes, repeated keys, large numbers."""

    def write(levels: int) -> str:
        kind = draw(st.sampled_from(["key", "number", "array", "object"] if levels else ["key", "number"]))
        count = draw(st.integers(0, 3))
        if kind == "array":
            text = "[" + (",".join(write(levels - 1) for _ in range(count)) or draw(BLANKS)) + "]"
        elif kind == "object":
            pairs = [f"{draw(BLANKS)}{draw(KEYS)}{draw(BLANKS)}:{write(levels - 1)}" for _ in range(count)]
            text = "{" + (",".join(pairs) or draw(BLANKS)) + "}"
        else:
            text = draw(KEYS if kind == "key" else NUMBERS)
        return draw(BLANKS) + text + draw(BLANKS)

    return write(3)


def read_strictly(text: str) -> tuple[Any, bool]:
    """The value by the standard library, and whether all keys are unique; ValueError for what isn't JSON."""
    unique = True

    def build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal unique
        unique = unique and len({key for key, _ in pairs}) == len(pairs)
        return dict(pairs)

    def refuse(constant: str) -> None:
        raise ValueError(constant)

    return json.loads(text, object_pairs_hook=build, parse_constant=refuse), unique


def problem_of(body: bytes) -> Problem | None:
    return decode(body).problem


@given(
    value=VALUES,
    indent=st.sampled_from([None, 2]),
    ascii_only=st.booleans(),
    separators=st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : ")]),
)
def test_every_value_comes_back_however_it_is_written(
    *, value: Any, indent: int | None, ascii_only: bool, separators: tuple[str, str]
) -> None:
    body = json.dumps(value, indent=indent, ensure_ascii=ascii_only, separators=separators).encode()
    assert decode(body) == Payload(value=value)


@given(json_texts())
def test_repeated_keys_are_found_in_every_spelling_and_integers_stay_exact(text: str) -> None:
    value, unique = read_strictly(text)
    payload = decode(text.encode())
    assert payload.value == value
    assert json.dumps(payload.value) == json.dumps(value)
    assert payload.problem == (None if unique else Problem.DUPLICATE_KEYS)


@given(st.text('{}[]",:\\u019eE.+-ntrfalsN \n\0é'))
def test_what_the_standard_library_refuses_is_refused(text: str) -> None:
    try:
        value, unique = read_strictly(text)
    except ValueError:
        assert problem_of(text.encode()) in {Problem.EMPTY, Problem.NOT_JSON, Problem.NAN}
    else:
        assert decode(text.encode()).value == value
        assert problem_of(text.encode()) == (None if unique else Problem.DUPLICATE_KEYS)


@given(st.binary())
def test_no_bytes_make_it_raise(body: bytes) -> None:
    payload = decode(body)
    assert payload.problem is None or (payload.value is None and payload.detail)


@pytest.mark.parametrize(
    ("body", "problem", "detail"),
    [
        (b"", Problem.EMPTY, "there is no body"),
        (b" \r\n\t", Problem.EMPTY, "there are only blanks"),
        (b'{"a":\n  NaN}', Problem.NAN, "line 2, column 3: NaN is not JSON"),
        (b'["NaN", -Infinity]', Problem.NAN, "line 1, column 9: -Infinity is not JSON"),
        (
            b'{"a": 1,}',
            Problem.NOT_JSON,
            "line 1, column 9: Expecting property name enclosed in double quotes",
        ),
        (b'{"a": 1', Problem.NOT_JSON, "line 1, column 8: Expecting ',' delimiter"),
        (b"<html></html>", Problem.NOT_JSON, "line 1, column 1: Expecting value; it looks like HTML"),
        (
            b'{"a":1,\n"a":2}',
            Problem.DUPLICATE_KEYS,
            'line 2, column 1: the key "a" stands twice in one object',
        ),
        (b'"\xe9"', Problem.NOT_UTF8, "byte 1 (0xe9) is not UTF-8: invalid continuation byte"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(body: bytes, problem: Problem, detail: str) -> None:
    payload = decode(body)
    assert (payload.problem, payload.detail) == (problem, detail)


def test_utf_16_is_recognised() -> None:
    assert decode("{}".encode("utf-16")).detail.endswith("it looks like UTF-16")
    assert decode("{}".encode("utf-16-le")).detail.endswith("it looks like UTF-16")


def test_a_byte_order_mark_is_tolerated_and_told() -> None:
    payload = decode(b'\xef\xbb\xbf{"a": 1}')
    assert payload.value == {"a": 1}
    assert payload.problem is None
    assert "byte order mark" in payload.detail


def test_half_a_surrogate_pair_is_refused_and_a_whole_one_is_read() -> None:
    assert decode(b'["\\ud83d\\ude00", "\\\\ud800"]').value == ["😀", "\\ud800"]
    payload = decode(b'["\\ud83d\\ude00",\n "x\\ud83d"]')
    assert payload.problem is Problem.NOT_JSON
    assert payload.detail.startswith("line 2, column 2: the string escapes half of a surrogate pair")


@pytest.mark.parametrize("number", [b"1e400", b"-1E+999", b"9" * 5000])
def test_a_number_that_parsers_cannot_hold_is_told(number: bytes) -> None:
    payload = decode(b'["1e400", ' + number + b"]")
    assert payload.problem is Problem.NOT_JSON
    assert payload.detail.startswith("line 1, column 11: the number is too large")


def test_an_integer_of_four_hundred_digits_stays_exact() -> None:
    assert decode(b"[" + b"9" * 400 + b"]").value == [10**400 - 1]


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}"), (b'[{"a" :', b"}]")])
def test_depth_is_bounded_exactly(opening: bytes, closing: bytes) -> None:
    levels = MAX_DEPTH // (1 + opening.count(b"[{"))
    assert problem_of(opening * levels + b"1" + closing * levels) is None
    assert problem_of(opening * levels + b"[]" + closing * levels) is Problem.TOO_DEEP
    assert problem_of(b"[" + opening * levels + b'"]"' + closing * levels + b"]") is Problem.TOO_DEEP


@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"a":' * 200_000, b"[" * 200_000 + b"]" * 200_000])
def test_endless_nesting_is_told_without_recursion(body: bytes) -> None:
    assert problem_of(body) is Problem.TOO_DEEP


def test_a_value_too_deep_for_the_first_parser_and_with_repeated_keys_is_too_deep() -> None:
    assert problem_of(b"[" * 300 + b'{"a":1,"a":2}' + b"]" * 300) is Problem.TOO_DEEP


@given(
    value=st.dictionaries(TEXTS, VALUES, max_size=4),
    indent=st.sampled_from([None, 2]),
    ascii_only=st.booleans(),
)
def test_members_are_cut_out_whole(*, value: Any, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    cut = members(text.encode())
    assert list(cut) == list(value)
    assert {key: json.loads(raw) for key, raw in cut.items()} == value


@given(st.dictionaries(st.sampled_from("abc"), json_texts().map(lambda text: text.strip(" \t\r\n"))), BLANKS)
def test_members_are_cut_out_to_the_character(raws: dict[str, str], blank: str) -> None:
    pairs = (f'{blank}"{key}"{blank}:{blank}{raw}{blank}' for key, raw in raws.items())
    body = f"{blank}{{{','.join(pairs) or blank}}}{blank}".encode()
    assert members(body) == {key: raw.encode() for key, raw in raws.items()}


def test_members_travel_back_unchanged() -> None:
    raw = '{"n": 1.10,  "big": 123456789012345678901234567890, "e": "\\u00e9\\/", "z": 1, "a": [ ]}'
    text = f'{{"context": {raw}, "next_offset": "\\u0031"}}'
    cut = members(text.encode())
    assert cut == {"context": raw.encode(), "next_offset": b'"\\u0031"'}
    sent = orjson.dumps({"meta": {"context": orjson.Fragment(cut["context"])}})
    assert sent == f'{{"meta":{{"context":{raw}}}}}'.encode()


def test_of_repeated_members_the_last_holds_as_in_decode() -> None:
    assert members(b'{"a": 1, "a": 2.0}') == {"a": b"2.0"}


def test_members_of_a_marked_text_and_of_an_endless_number() -> None:
    assert members('\ufeff{"a": 1}'.encode()) == {"a": b"1"}
    assert members(b'{"a": ' + b"9" * 5000 + b"}") == {"a": b"9" * 5000}


def test_only_an_object_has_members() -> None:
    with pytest.raises(ValueError, match="not a JSON object"):
        members(b"[1]")


def test_floats_are_read_as_the_standard_library_reads_them() -> None:
    assert decode(b"[0.1, 1e-400, 5e-324, 1.7976931348623157e308]").value == [
        0.1,
        0.0,
        math.ulp(0.0),
        1.7976931348623157e308,
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"[" + b"{}," * 9_999 + b"{}]",
        b"[" * 150 + b"]" * 150,
        b"[" + b',{"":0}'.join([b"0"] * 9_999) + b"]",
        ("[" + ",".join(f'{{"k{n}":"v{n}"}}' for n in range(999)) + "]").encode(),
    ],
    ids=["objects", "nested", "one member", "text"],
)
def test_the_weight_of_a_body_is_no_less_than_the_memory_of_its_values(body: bytes) -> None:
    weight = Weight()
    weight.add(body)
    assert weight.total >= memory(decode(body).value)


def memory(value: Any) -> int:
    """What a decoded value takes, in bytes, with all that is inside; shared strings count each time."""
    inside = [*value.keys(), *value.values()] if isinstance(value, dict) else value
    return sys.getsizeof(value) + sum(map(memory, inside if isinstance(value, dict | list) else ()))


@pytest.mark.parametrize("pieces", [[b'"\\', b'u00e9"'], ['"é"'.encode()], [b"x", b"\xff"]])
def test_text_beyond_ascii_weighs_more_wherever_the_body_is_cut(pieces: list[bytes]) -> None:
    wide, plain = Weight(), Weight()
    for piece in pieces:
        wide.add(piece)
        plain.add(b"x" * len(piece))
    assert wide.total > plain.total


@pytest.mark.parametrize(
    ("value", "size"),
    [("x" * 9, 10), (["x", "y"], 7), ({"key": "value"}, 12), (10**30, 35), (None, 1), (True, 2), (1.5, 1)],
)
def test_a_value_fits_up_to_its_size_and_no_further(value: Any, size: int) -> None:
    assert fits(value, size)
    assert not fits([value, "x" * size], size)


def test_a_large_body_is_read_though_not_compared() -> None:
    body = b'{"a":1,"a":2,"filling":"' + b"x" * COMPARED + b'"}'
    assert decode(body).value["a"] == 2
