"""Where the keys of a TOML file stand."""

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
        ("targets", "é.x", "auth"): (10, 2),
        ("targets", "é.x", "auth", "token"): (11, 1),
        ("targets", "é.x", "auth", "token", "a"): (11, 11),
        ("targets", "é.x", "auth", "token", "b.c", "d"): (11, 18),
        ("targets", "é.x", "auth", "token", "b.c", "d", 0): (11, 30),
        ("targets", "é.x", "auth", "token", "b.c", "d", 0, "e"): (11, 32),
        ("waivers", 0): (12, 3),
        ("waivers", 0, "rule"): (13, 1),
        ("waivers", 1): (14, 3),
        ("waivers", 1, "rule"): (15, 3),
        ("waivers", 1, "more"): (16, 2),
        ("waivers", 1, "more", "k"): (17, 1),
    }


def test_columns_count_characters() -> None:
    assert places('a = {"é" = 1, b = 2}')["a", "b"] == Place(line=1, column=15)
