"""The compiled contract: an edition's base document joined with a definition."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from tdmock.definition.model import Action, ActionInput, Definition
from tdmock.editions import Edition, advice, contract_document
from tdmock.endpoints import ACTIONS, INTERACTIONS, kind, of_action
from tdmock.findings import Clause, Level, Source, Status


@dataclass(frozen=True, slots=True)
class Kind:
    """What was special about a request, and how its answer is judged.

    Whole; by its status; or for robustness only, where Talkdesk never sends such a request. ``fuzzed`` says
    that only generated requests are of this kind.
    """

    title: str
    judged: Literal["whole", "status", "robustness"]
    fuzzed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusClause:
    """A clause that certain statuses break when they answer requests of certain kinds.

    ``broken_by`` holds ``2xx``, ``404``, ``dropped``, or ``-200`` for "but not 200".
    """

    clause: Clause
    kinds: frozenset[str]
    broken_by: frozenset[str]

    def is_broken_by(self, status: int | str) -> bool:
        exact = str(status)
        if f"-{exact}" in self.broken_by:
            return False
        return exact in self.broken_by or status_class(status) in self.broken_by


@dataclass(frozen=True, slots=True, kw_only=True)
class WireClause:
    """A clause about how answers arrive.

    ``broken_by`` says for each sign that it is broken what should have come. Only what ``shown_by`` names
    could have broken it.
    """

    clause: Clause
    shown_by: str
    broken_by: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What the contract says about one endpoint.

    ``path`` is its key among the paths of the contract's document. ``schema`` is the JSON Schema of a
    success's body; ``paged`` says that it may be one page of several. ``empty_body`` is True where a success
    may come without a body, or the id of the rule that is broken then; ``no_content`` says that a 204 is no
    breach but of its status clause.
    """

    endpoint: str
    path: str
    schema: Mapping[str, Any]
    paged: bool
    empty_body: bool | str
    no_content: bool
    status_clauses: tuple[StatusClause, ...]
    schema_clauses: tuple[Clause, ...]
    rules: tuple[Clause, ...]


@dataclass(frozen=True, kw_only=True)
class Contract:
    """An edition compiled for one definition.

    ``document`` is an OpenAPI 3.1 document but for its paths, which are the endpoints' names: their addresses
    may differ in nothing that a path can tell. :mod:`tdmock.contract.openapi` puts them in.
    ``yields_to`` names, for some clauses, others that tell the same cause better.
    """

    edition: Edition
    document: Mapping[str, Any]
    operations: Mapping[str, Operation]
    kinds: Mapping[str, "Kind"]
    wire_clauses: tuple[WireClause, ...]
    rules: tuple[Clause, ...]
    yields_to: Mapping[str, frozenset[str]]

    def better_told(self, rule: str, broken: Iterable[str]) -> frozenset[str]:
        """Those of the broken rules that tell the cause of this one better: it is not told beside them."""
        return self.yields_to.get(rule, frozenset()).intersection(broken)

    @property
    def common(self) -> tuple[Clause, ...]:
        """The clauses about all endpoints."""
        return (*(entry.clause for entry in self.wire_clauses), *self.rules)

    @cached_property
    def clauses(self) -> dict[str, Clause]:
        """Every clause by its id, in the contract's order."""
        found: dict[str, Clause] = {clause.id: clause for clause in self.common}
        for operation in self.operations.values():
            for clause in clauses_of(operation):
                found.setdefault(clause.id, clause)
        return found


def status_class(status: int | str) -> str:
    """``2xx`` for 204; what is no HTTP status counts as ``5xx``."""
    if isinstance(status, str):
        return status
    return f"{status // 100}xx" if 100 <= status < 600 else "5xx"


def clauses_of(operation: Operation) -> Iterator[Clause]:
    """An operation's own clauses: by status, by schema, by rule."""
    yield from (entry.clause for entry in operation.status_clauses)
    yield from operation.schema_clauses
    yield from operation.rules


def compile_contract(definition: Definition, edition: Edition) -> Contract:
    """Join an edition's base document with a definition.

    The endpoints that the definition declares become paths (by their names), each action one of its own
    with typed inputs, ``auth`` has the configured fields, and the interaction types are
    the declared ones.
    """
    base = contract_document(edition)
    read = _Reader(
        edition=edition,
        sources=base["x-sources"],
        schemas=base["components"]["schemas"],
        everywhere=base["x-status-clauses"],
    )
    paths: dict[str, Any] = {}
    operations: dict[str, Operation] = {}
    actions = {of_action(action.name): action for action in definition.actions}
    executor = base["paths"][ACTIONS.path]["post"]
    execution = read.operation(
        ACTIONS.name, ACTIONS.path, executor
    )  # the same for every action, however many
    for endpoint in definition.endpoints:
        path = f"/{endpoint}"
        common = base["paths"][kind(endpoint).path]["post"]
        post = {**common, "operationId": endpoint, "requestBody": deepcopy(common["requestBody"])}
        if endpoint in actions:
            operations[endpoint] = replace(execution, endpoint=endpoint, path=path)
            _type_inputs(post, actions[endpoint])
        else:
            operations[endpoint] = read.operation(endpoint, path, common)
        if endpoint == INTERACTIONS.name and definition.interaction_types:
            meta = _request_schema(post)["properties"]["meta"]
            meta["properties"]["interaction_types"]["items"] = {
                "type": "string",
                "enum": list(definition.interaction_types),
            }
        paths[path] = {"post": post}
    schemas = {**base["components"]["schemas"], "Auth": _auth_schema(definition)}
    document = {
        **base,
        "info": {
            **base["info"],
            "title": f"{definition.display_name or definition.name}: bridge for Talkdesk",
        },
        "paths": paths,
        "components": {**base["components"], "schemas": schemas},
    }
    return Contract(
        edition=edition,
        document=document,
        operations=operations,
        kinds={name: Kind(**{"judged": "whole", **kind}) for name, kind in base["x-kinds"].items()},
        yields_to=dict(_yielding(base)),
        wire_clauses=tuple(
            WireClause(
                clause=read.clause(name, entry), shown_by=entry["shown_by"], broken_by=entry["broken_by"]
            )
            for name, entry in base["x-wire-clauses"].items()
        ),
        rules=tuple(read.clauses(base["x-rules"])),
    )


def advised(clause: Clause) -> Clause:
    """The clause with its advice, which is read only where it is to be shown."""
    found = advice(Edition(clause.source.edition)).get(clause.id, {})
    return replace(clause, why=found.get("why", clause.why), fix=found.get("fix", clause.fix))


@dataclass(frozen=True, kw_only=True)
class _Reader:
    """Reads clauses and operations out of an edition's document."""

    edition: Edition
    sources: Mapping[str, Mapping[str, str]]
    schemas: Mapping[str, Any]
    everywhere: Mapping[str, Mapping[str, Any]]

    def clause(self, name: str, entry: Mapping[str, Any]) -> Clause:
        source = self.sources[entry["source"]]
        return Clause(
            id=name,
            title=entry["title"],
            level=Level(entry["level"]),
            source=Source(
                title=source["title"], url=source["url"], edition=self.edition, status=Status(entry["status"])
            ),
        )

    def clauses(self, entries: Mapping[str, Mapping[str, Any]]) -> Iterator[Clause]:
        """The clauses of a table whose keys are their ids."""
        return (self.clause(name, entry) for name, entry in entries.items())

    def operation(self, endpoint: str, path: str, post: Mapping[str, Any]) -> Operation:
        success = next(answer for answer in post["responses"].values() if "content" in answer)
        schema = success["content"]["application/json"]["schema"]
        return Operation(
            endpoint=endpoint,
            path=path,
            schema=schema,
            paged="next_offset" in self._resolved(schema).get("properties", {}),
            empty_body=post.get("x-empty-body", False),
            no_content=post.get("x-no-content", False),
            status_clauses=tuple(
                StatusClause(
                    clause=self.clause(name, entry),
                    kinds=frozenset(entry["kinds"]),
                    broken_by=frozenset(map(str, entry["broken_by"])),
                )
                for name, entry in (post["x-status-clauses"] | self.everywhere).items()
            ),
            schema_clauses=tuple(self.clauses({entry["id"]: entry for entry in self._entries(schema)})),
            rules=tuple(self.clauses(post.get("x-rules", {}))),
        )

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        reference = schema.get("$ref")
        found: Mapping[str, Any] = self.schemas[reference.rpartition("/")[2]] if reference else schema
        return found

    def _entries(self, schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """The clause entries in a schema and in what it refers to, outermost first."""
        if "$ref" in schema:
            yield from self._entries(self._resolved(schema))
        if entry := schema.get("x-clause"):
            yield entry
        yield from schema.get("x-clause-when", {}).values()
        inner = [
            *schema.get("properties", {}).values(),
            schema.get("items"),
            schema.get("additionalProperties"),
        ]
        for part in inner:
            if isinstance(part, dict):
                yield from self._entries(part)


def _yielding(node: Any, name: str = "") -> Iterator[tuple[str, frozenset[str]]]:
    """The clauses below a node that yield to others, with these; ``name`` is what the node is called."""
    if isinstance(node, dict):
        if names := node.get("yields_to"):
            yield node.get("id", name), frozenset(names)
        for inner, part in node.items():
            yield from _yielding(part, inner)


def _request_schema(post: Mapping[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = post["requestBody"]["content"]["application/json"]["schema"]
    return schema


def _auth_schema(definition: Definition) -> dict[str, Any]:
    asked = definition.authentication_type != "none"
    fields = definition.authentication_configuration if asked else ()
    return {
        "type": "object",
        "description": "The authentication fields by name",
        "properties": {f.field_name: {"type": "string", "title": f.display or f.field_name} for f in fields},
        "required": [
            f.field_name for f in fields if f.mandatory and f.store
        ],  # others reach one endpoint only
    }


def _type_inputs(post: dict[str, Any], action: Action) -> None:
    """Give ``data`` the action's inputs with their types."""
    post["summary"] = action.description or action.display or action.name
    _request_schema(post)["properties"]["data"] = {
        "type": "object",
        "properties": {entry.key: _input_schema(entry) for entry in action.inputs},
        "required": [entry.key for entry in action.inputs if entry.mandatory],
    }


def _input_schema(entry: ActionInput) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "title": entry.name or entry.key, "x-input-type": entry.type}
    if entry.type == "key/value":
        schema |= {"type": "object", "additionalProperties": {"type": "string"}}
    if entry.options:
        schema["enum"] = list(entry.options)
    if entry.type in {"datetime", "time"} and entry.format:
        schema["x-pattern"] = entry.format
    return schema
