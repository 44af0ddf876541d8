"""Findings from the contract's schemas: which clause a value breaks, where, and what was expected."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import Any

import jsonschema_rs

from tdmock.contract.compile import Contract
from tdmock.findings import Breach
from tdmock.redaction.mask import cut

SHOWN = 80  # characters of a value
MANY = 200  # members or entries of one value whose errors are told
LOOKED_AT = 10_000  # entries of arrays at one place, to see what came
MAX_BREACHES = 1000  # of one body: enough to know, and a bridge can't make us hold millions

_ARTICLES = {"string": "a string", "integer": "an integer", "boolean": "true or false", "array": "an array",
             "object": "an object", "number": "a number", "null": "null"}  # fmt: skip


class Schema:
    """The schema of one endpoint's answers, ready to judge values.

    ``member`` is where its records are: a member of the object, or "" where the answer is the array itself;
    None where there are none.
    """

    def __init__(self, contract: Contract, schema: Mapping[str, Any]) -> None:
        self._components = contract.document["components"]
        self._schema = self._resolve(schema)
        arrays = [name for name, part in self._schema.get("properties", {}).items() if "items" in part]
        self.member = "" if "items" in self._schema else arrays[0] if arrays else None
        self._whole = _Validator(self._schema, self._components)
        holder = (
            self._schema if self.member == "" else self._schema.get("properties", {}).get(self.member, {})
        )
        self._each = _Validator(self._resolve(holder.get("items", {})), self._components)

    def breaches(self, value: Any) -> Iterator[Breach]:
        """One breach for each place where the value breaks the schema, at most MAX_BREACHES."""
        return islice(chain(self._frame(value), self._in_records(value)), MAX_BREACHES)

    def shortened(self, value: Any, most: int) -> Any:
        """The value with no more than so many of its records."""
        if (found := self.records(value)) is None:
            return value
        return {**value, self.member: found[:most]} if self.member else found[:most]

    def _frame(self, value: Any) -> Iterator[Breach]:
        if self.records(value) is None:
            yield from self._whole.breaches(value, [])
        elif self.member:
            yield from self._whole.breaches(value, [], emptied=self.member)

    def _in_records(self, value: Any) -> Iterator[Breach]:
        yield from self._each.breaches_in_each(
            self.records(value) or (), [self.member] if self.member else []
        )

    def records(self, value: Any) -> list[Any] | None:
        """The records in a value, whatever they are; None where there is no array of them."""
        found = value if self.member == "" else value.get(self.member) if isinstance(value, dict) else None
        return found if isinstance(found, list) and self.member is not None else None

    def seen(self, value: Any) -> Iterator[str]:
        """The clauses that something in the value could have broken."""
        return self._seen(self._schema, [value])

    def _seen(self, schema: Mapping[str, Any], values: Sequence[Any]) -> Iterator[str]:
        """The clauses of a schema that the values at its place could have broken."""
        if not values:
            return
        node = self._resolve(schema)
        yield from _clauses_of(node)
        if "properties" in node or "additionalProperties" in node:
            yield from self._seen_in_objects(node, [value for value in values if isinstance(value, dict)])
        if "items" in node:
            entries = (entry for value in values if isinstance(value, list) for entry in value)
            yield from self._seen(node["items"], list(islice(entries, LOOKED_AT)))

    def _seen_in_objects(self, node: Mapping[str, Any], objects: Sequence[dict[str, Any]]) -> Iterator[str]:
        known = node.get("properties", {})
        for name, part in known.items() if objects else ():
            yield from _kept_without(self._resolve(part), required=name in node.get("required", ()))
            yield from self._seen(part, list(islice((o[name] for o in objects if name in o), MANY)))
        others = node.get("additionalProperties", {})
        more = (part for o in objects for name, part in o.items() if name not in known)
        yield from self._seen(others, objects if others.get("not") == {} else list(islice(more, MANY)))

    def _resolve(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        return _resolved(node, self._components)


def _resolved(node: Mapping[str, Any], components: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = node.get("$ref")
    found: Mapping[str, Any] = components["schemas"][reference.rpartition("/")[2]] if reference else node
    return found


def _clauses_of(node: Mapping[str, Any]) -> Iterator[str]:
    """The clauses that a value at the node can break, whatever its type."""
    if clause := node.get("x-clause"):
        yield clause["id"]
    yield from (clause["id"] for name, clause in node.get("x-clause-when", {}).items() if name != "missing")


def _kept_without(node: Mapping[str, Any], *, required: bool) -> Iterator[str]:
    """The clauses that an object also keeps by leaving the member out, or breaks where it is required."""
    special = node.get("x-clause-when", {})
    if required:
        yield special.get("missing", node["x-clause"])["id"]
    if "null" in special:
        yield special["null"]["id"]


class _Validator:
    """A compiled schema that names the clauses that values break.

    The compiled schema copies what it looks at and tells all errors at once, and a bridge may send millions:
    it sees a few values at a time, and of one with errors only a part. Members beyond the known ones, where
    none are allowed, are told without it, for each of its errors takes ten times as long; and those of many
    values together, for where one value has such a member most have.
    """

    def __init__(self, schema: Mapping[str, Any], components: Mapping[str, Any]) -> None:
        self._schema, self._components = schema, components
        self._known = schema.get("properties", {})
        others = schema.get("additionalProperties", {})
        self._forbidden = others if others.get("not") == {} else {}  # the schema of unknown members
        self._asked = {name: part for name, part in schema.items() if part is not self._forbidden}
        self._document = {**self._asked, "components": components}

    @cached_property
    def _compiled(self) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator(self._document)

    @cached_property
    def _compiled_for_many(self) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator({"items": self._asked, "components": self._components})

    def breaches(self, value: Any, above: Sequence[str | int], *, emptied: str = "") -> Iterator[Breach]:
        """The breaches in a value that stands at a path; those in the array ``emptied`` are left out."""
        yield from self._unknown_members([value], above)
        part = self._part(value)
        if emptied:
            part[emptied] = []
        yield from self._errors(part, above)

    def breaches_in_each(self, values: Sequence[Any], above: Sequence[str | int]) -> Iterator[Breach]:
        """The breaches in each of the values of an array that stands at a path."""
        yield from self._unknown_members(values, above, are_entries=True)
        for start in range(0, len(values), MANY):
            some = values[start : start + MANY]
            if not self._compiled_for_many.is_valid(some):
                for index, value in enumerate(some, start):
                    yield from self._errors(self._part(value), [*above, index])

    def _errors(self, part: Any, above: Sequence[str | int]) -> Iterator[Breach]:
        if not self._compiled.is_valid(part):
            for error in self._compiled.iter_errors(part):
                yield self._breach(error, above)

    def _unknown_members(
        self, values: Sequence[Any], above: Sequence[str | int], *, are_entries: bool = False
    ) -> Iterator[Breach]:
        """One breach for each name that is not allowed, at the first of the values that has it."""
        if not self._forbidden:
            return
        known = self._known.keys()
        found: dict[str, list[int]] = {}
        for index, value in enumerate(values):
            if isinstance(value, dict) and not value.keys() <= known:
                for name in islice((name for name in value if name not in known), MANY):
                    if name in found or len(found) < MANY:
                        found.setdefault(name, []).append(index)
        for name, places in found.items():
            path = [*above, places[0], name] if are_entries else [*above, name]
            yield Breach(
                rule=self._forbidden["x-clause"]["id"],
                at=place(path),
                expected=_expected(self._forbidden),
                actual=describe(values[places[0]][name]),
                occurrences=len(places),
            )

    def _part(self, value: Any) -> Any:
        """The value with no more members and no longer lists than anybody wants to read errors about."""
        if isinstance(value, list):
            return value[:MANY]
        if not isinstance(value, dict):
            return value
        names = [name for name in self._known if name in value]
        if not self._forbidden:
            names += islice((name for name in value if name not in self._known), MANY)
        return {name: value[name][:MANY] if isinstance(value[name], list) else value[name] for name in names}

    def _breach(self, error: jsonschema_rs.ValidationError, above: Sequence[str | int]) -> Breach:
        path, instance = [*above, *error.instance_path], error.instance
        nodes = self._nodes(error.schema_path[:-1])
        kind: Any = error.kind  # its stubs don't know what each kind holds
        if kind.name == "required":
            path = [*path, kind.property]
            missing = _resolved(nodes[-1]["properties"][kind.property], self._document["components"])
            clause = missing.get("x-clause-when", {}).get("missing", missing["x-clause"])
            expected, actual = _expected(missing), "missing"
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
            return json.dumps(cut(value, SHOWN), ensure_ascii=False)
        case list():
            return f"an array of {len(value)} items" if value else "an empty array"
        case dict():
            return f"an object with {_names(value)}" if value else "an empty object"
        case int() | float() if not isinstance(value, bool):
            return f"{cut(str(value), SHOWN)} ({json_type(value)})"
        case _:
            return json.dumps(value)


def _names(value: Mapping[str, Any]) -> str:
    names = [json.dumps(cut(name, SHOWN), ensure_ascii=False) for name in islice(value, 5)]
    return ", ".join(names) + (f" and {len(value) - 5} more" if len(value) > 5 else "")


def place(path: Sequence[str | int]) -> str:
    """A path into a JSON value as developers write it: ``contacts[3].id``."""
    text = ""
    for step in path:
        name = cut(str(step), SHOWN)
        text += f"[{name}]" if isinstance(step, int) else f".{name}" if text else name
    return text
