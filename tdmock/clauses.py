"""Findings from the contract's schemas: which clause a value breaks, where, and what was expected."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

import jsonschema_rs

from tdmock.contract import Contract
from tdmock.findings import Breach

SHOWN = 80  # characters of a value
MAX_BREACHES = 1000  # of one body: enough to know, and a bridge can't make us hold millions

_ARTICLES = {"string": "a string", "integer": "an integer", "boolean": "true or false", "array": "an array",
             "object": "an object", "number": "a number", "null": "null"}  # fmt: skip


class Schema:
    """The schema of one endpoint's answers, ready to judge values."""

    def __init__(self, contract: Contract, schema: Mapping[str, Any]) -> None:
        self._document = {**schema, "components": contract.document["components"]}

    @cached_property
    def _validator(self) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator(self._document)

    def breaches(self, value: Any) -> Iterator[Breach]:
        """One breach for each place where the value breaks the schema, at most MAX_BREACHES."""
        if not self._validator.is_valid(value):
            for error in islice(self._validator.iter_errors(value), MAX_BREACHES):
                yield self._breach(error)

    def _breach(self, error: jsonschema_rs.ValidationError) -> Breach:
        path, instance = list(error.instance_path), error.instance
        nodes = self._nodes(error.schema_path[:-1])
        if error.kind.name == "required":
            path = [*path, error.kind.property]
            missing = self._resolve(nodes[-1]["properties"][error.kind.property])
            clause, expected, actual = missing["x-clause"], _expected(missing), "missing"
        else:
            owner = next(node for node in reversed(nodes) if "x-clause" in node)
            clause, expected, actual = _clause(owner, instance), _expected(nodes[-1]), describe(instance)
        return Breach(rule=clause["id"], at=place(path), expected=expected, actual=actual)

    def _nodes(self, schema_path: Sequence[str | int]) -> list[Any]:
        """The schema nodes along a path, from the root down."""
        nodes: list[Any] = [self._document]
        for step in schema_path:
            nodes.append(nodes[-1][step])
        return nodes

    def _resolve(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        reference = node.get("$ref")
        if not reference:
            return node
        resolved: Mapping[str, Any] = self._document["components"]["schemas"][reference.rpartition("/")[2]]
        return resolved


def _clause(owner: Mapping[str, Any], instance: Any) -> Mapping[str, Any]:
    by_type = owner.get("x-clause-when", {})
    name = json_type(instance)
    found: Mapping[str, Any] | None = by_type.get(name)
    if found is None and name == "integer":
        found = by_type.get("number")
    return found or owner["x-clause"]


def _expected(node: Mapping[str, Any]) -> str:
    if "enum" in node:
        return "one of " + ", ".join(map(str, node["enum"]))
    types = node.get("type")
    if types is None:
        return "nothing"
    return " or ".join(_ARTICLES[name] for name in ([types] if isinstance(types, str) else types))


def json_type(value: Any) -> str:
    """The JSON name of a decoded value's type."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def describe(value: Any) -> str:
    """A value in a few words, bounded however large it is: scalars as JSON, numbers with their type."""
    match value:
        case str():
            return json.dumps(value if len(value) <= SHOWN else value[:SHOWN] + "…", ensure_ascii=False)
        case list():
            return f"an array of {len(value)} items" if value else "an empty array"
        case dict():
            return f"an object with {_names(value)}" if value else "an empty object"
        case int() | float() if not isinstance(value, bool):
            return f"{str(value)[:SHOWN]} ({json_type(value)})"
        case _:
            return json.dumps(value)


def _names(value: Mapping[str, Any]) -> str:
    names = [json.dumps(name[:SHOWN], ensure_ascii=False) for name in islice(value, 5)]
    return ", ".join(names) + (f" and {len(value) - 5} more" if len(value) > 5 else "")


def place(path: Sequence[str | int]) -> str:
    """A path into a JSON value as developers write it: ``contacts[3].id``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text
