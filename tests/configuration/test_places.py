"""Where the keys of a TOML file stand."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from tdmock.configuration.places import places
from tdmock.definition.tree import Place

TEXT = '''# first
url = "x"  # a key = "in a comment"
text = """
url = "not a key"
"""
only = [
  "a",  # one
  "b",
]
[targets."é.x".auth]
token = { a = 1, "b.c".d = [ { e = 2 } ] }
[[waivers]]
rule = "r"
[[waivers]]
  rule = "s"
[waivers.more]
k = 1
'''


def test_every_key_has_its_line_and_its_column_in_characters() -> None:
    found = {keys: (place.line, place.column) for keys, place in places(TEXT).items()}
    assert found == {
        ("url",): (2, 1),
        ("text",): (3, 1),
        ("only",): (6, 1),
        ("only", 0): (7, 3),
        ("only", 1): (8, 3),
        ("targets",): (10, 2),
        ("targets", "é.x"): (10, 2),
        ("targets", "é.x", "auth"): (10, 2),
        ("targets", "é.x", "auth", "token"): (11, 1),
        ("targets", "é.x", "auth", "token", "a"): (11, 11),
        ("targets", "é.x", "auth", "token", "b.c"): (11, 18),
        ("targets", "é.x", "auth", "token", "b.c", "d"): (11, 18),
        ("targets", "é.x", "auth", "token", "b.c", "d", 0): (11, 30),
        ("targets", "é.x", "auth", "token", "b.c", "d", 0, "e"): (11, 32),
        ("waivers",): (12, 3),
        ("waivers", 0): (12, 3),
        ("waivers", 0, "rule"): (13, 1),
        ("waivers", 1): (14, 3),
        ("waivers", 1, "rule"): (15, 3),
        ("waivers", 1, "more"): (16, 2),
        ("waivers", 1, "more", "k"): (17, 1),
    }


def test_columns_count_characters() -> None:
    assert places('a = {"é" = 1, b = 2}')["a", "b"] == Place(line=1, column=15)


ODD = [
    "a = 1979-05-27 07:32:00\nb = inf\nc = 0xDEAD_BEEF\nd = +1.0\n",
    '"" = 1\n"a\\"b" = 2\n\'c"d\' = 3\n3.14159 = \'pi\'\n',
    "a.b.c = 1\na.'d'.e = 2\na . f = 3\n",
    "x = [[1, 2], ['a', {b = 1}], # c\n]\n",
    "s = \"\"\"a\\\n  b\"\"\"\nt = '''\n[x]\ny = 1'''\n",
    "\r\na = 1\r\n[b]\r\nc = 2\r\n",
    "[a]\n[a.b]\n[[a.c]]\n[[a.c.d]]\nx = 1\n[[a.c.d]]\nx = 2\n[[a.c]]\n[a.c.e]\ny = 1\n",
    "\t[ a . 'b' ]  # hi\n  k = { }\n l = {x.y = 1, z = [ ] }\n",
]


def ways(value: Any, before: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every key and every value of an array."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in inner:
        yield (*before, key)
        yield from ways(entry, (*before, key))


@pytest.mark.parametrize("text", ODD)
def test_every_key_that_is_read_has_a_place(text: str) -> None:
    assert set(places(text)) == set(ways(tomllib.loads(text)))
