"""Where the keys of a TOML file stand: tomllib tells only what they hold."""

import tomllib
from collections.abc import Iterator

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from tdmock.definition.tree import Place

Keys = tuple[str | int, ...]
"""The way to a value: keys of tables, and indexes of arrays."""


def places(text: str) -> dict[Keys, Place]:
    """Where each key and each value of an array first stands, in a text that is known to be TOML."""
    data = text.encode()
    lines = data.splitlines()
    root = Parser(Language(tree_sitter_toml.language())).parse(data).root_node

    def place(node: Node) -> Place:
        line, before = node.start_point  # the column in bytes
        return Place(line=line + 1, column=len(lines[line][:before].decode()) + 1)

    found: dict[Keys, Place] = {}
    for keys, node in _nodes(root):
        for length in range(1, len(keys) + 1):  # tables round it may have no line of their own
            found.setdefault(keys[:length], place(node))
    return found


def _nodes(root: Node) -> Iterator[tuple[Keys, Node]]:
    counts: dict[Keys, int] = {}  # of the tables in each array so far
    for child in _parts(root):
        if child.type == "pair":
            yield from _pair(child, ())
            continue
        head, *pairs = _parts(child)
        keys = _last(_keys(head), counts)
        if child.type == "table_array_element":
            counts[keys] = counts.get(keys, -1) + 1
            keys = (*keys, counts[keys])
        yield keys, head
        for pair in pairs:
            yield from _pair(pair, keys)


def _last(keys: Keys, counts: dict[Keys, int]) -> Keys:
    """The keys of a table's head; on the way they mean the last table of each array."""
    way: Keys = ()
    for key in keys[:-1]:
        way = (*way, key)
        if way in counts:
            way = (*way, counts[way])
    return (*way, keys[-1])


def _pair(node: Node, before: Keys) -> Iterator[tuple[Keys, Node]]:
    key, value = _parts(node)
    keys = (*before, *_keys(key))
    yield keys, key
    yield from _inside(value, keys)


def _inside(node: Node, keys: Keys) -> Iterator[tuple[Keys, Node]]:
    if node.type == "inline_table":
        for pair in _parts(node):
            yield from _pair(pair, keys)
    elif node.type == "array":
        for index, child in enumerate(_parts(node)):
            yield (*keys, index), child
            yield from _inside(child, (*keys, index))


def _parts(node: Node) -> list[Node]:
    return [child for child in node.named_children if child.type != "comment"]


def _keys(node: Node) -> Keys:
    if node.type == "dotted_key":
        return tuple(key for child in _parts(node) for key in _keys(child))
    text = (node.text or b"").decode()
    return tuple(tomllib.loads(f"{text} = 0"))
