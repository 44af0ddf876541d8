"""The compiled contract as other tools want it: with examples, and no stricter than an error."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from tdmock import endpoints
from tdmock.contract.compile import Contract
from tdmock.definition.model import Definition
from tdmock.endpoints import is_action
from tdmock.errors import UsageError
from tdmock.exchange.addresses import Address, parse
from tdmock.generate.fakes import Agents, Contacts, Interactions
from tdmock.generate.fakes.interactions import site_of
from tdmock.generate.recipe import Recipe
from tdmock.generate.requests import sample_requests

EXAMPLES = 3  # requests of each endpoint
RECORDS = 2  # in an answer

REFUSAL = {"description": "The request was refused; no text says with what body"}


def illustrate(contract: Contract, definition: Definition, *, seed: int = 0) -> dict[str, Any]:
    """The contract's document with the endpoints' own paths, and seeded examples of requests and answers.

    What earns no more than a warning is allowed in it, for other tools know no levels. Credentials are
    ``sample-FIELD``, which the sample bridge takes. What all actions share stands among the components, their
    clauses as ``x-actions``. Raises :class:`UsageError` where OpenAPI has no words for
    the endpoints' addresses.
    """
    document = dict(contract.document)
    requests = _requests(definition, seed)
    components = dict(document["components"])
    components["schemas"] = {name: _tolerant(schema) for name, schema in components["schemas"].items()}
    items: dict[str, Any] = {}
    for endpoint, operation in contract.operations.items():
        post = document["paths"][operation.path]["post"]
        post = {**post, "requestBody": _with_examples(post["requestBody"], requests[endpoint])}
        if not is_action(endpoint):
            example = _answer(endpoint, definition, seed)
            if not operation.paged and isinstance(example, dict):
                example.pop("next_offset", None)
            post["responses"] = _answers(post, example)
        else:
            if "responses" not in components:
                components["responses"] = _answers(post, _answer(endpoint, definition, seed))
                components["x-actions"] = {name: part for name, part in post.items() if name.startswith("x-")}
            post = {name: part for name, part in post.items() if not name.startswith("x-")}
            post["responses"] = {
                status: {"$ref": f"#/components/responses/{status}"} for status in components["responses"]
            }
        items[endpoint] = {"post": post}
    document["components"] = components
    addresses = {endpoint: _address(endpoint, url) for endpoint, url in definition.endpoints.items()}
    servers = [{"url": url} for url in dict.fromkeys(map(_server, addresses.values()))]
    if len(servers) == 1:
        document["servers"] = servers
    else:
        del document["servers"]  # a tool may call any of those for all paths
    document["paths"] = _located(items, addresses, apart=len(servers) > 1)
    return document


def _with_examples(request: Mapping[str, Any], bodies: list[dict[str, Any]]) -> dict[str, Any]:
    """The request's body with the examples that differ in the members that the edition knows."""
    content = request["content"]["application/json"]
    known = content["schema"]["properties"]
    told: list[dict[str, Any]] = []
    for body in bodies:
        if (part := {name: value for name, value in body.items() if name in known}) not in told:
            told.append(part)
    examples = {f"request-{number}": {"value": body} for number, body in enumerate(told, start=1)}
    return {**request, "content": {"application/json": {**content, "examples": examples}}}


def _answers(post: Mapping[str, Any], example: Any) -> dict[str, Any]:
    """The responses of an operation by their status, with an example where they have a body."""
    answers = {}
    for status, answer in post["responses"].items():
        if "content" not in answer:
            answers[status] = answer
            continue
        content = answer["content"]["application/json"]
        shown = {"schema": _tolerant(content["schema"]), "examples": {"answer": {"value": example}}}
        answers[status] = {**answer, "content": {"application/json": {**content, **shown}}}
    return {**answers, "4XX": REFUSAL}


def _located(
    items: Mapping[str, Mapping[str, Any]], addresses: Mapping[str, Address], *, apart: bool
) -> dict[str, Any]:
    """Each endpoint's path item at its own path, with its constant query, and its own server if ``apart``."""
    owners: dict[str, str] = {}
    paths: dict[str, Any] = {}
    for endpoint, address in addresses.items():
        path, _, query = address.target.partition("?")
        if path in owners:
            both = (
                f"{name} ({_server(addresses[name])}{addresses[name].target})"
                for name in (owners[path], endpoint)
            )
            raise UsageError(
                f"{' and '.join(both)} have the same path, which an OpenAPI document can have only once. "
                "Give each a path of its own; tdmock check needs none"
            )
        owners[path] = endpoint
        servers = {"servers": [{"url": _server(address)}]} if apart else {}
        parameters = {"parameters": _parameters(query)} if query else {}
        paths[path] = {**servers, **parameters, **items[endpoint]}
    return paths


def _parameters(query: str) -> list[dict[str, Any]]:
    """The query of an endpoint's URL, which every request has as it stands there."""
    values = parse_qs(query, keep_blank_values=True)
    return [_parameter(name, found) for name, found in values.items()]


def _parameter(name: str, values: list[str]) -> dict[str, Any]:
    text = {"type": "string", "enum": values}
    one = len(values) == 1
    schema = text if one else {"type": "array", "items": text, "enum": [values]}
    example = values[0] if one else values
    return {"name": name, "in": "query", "required": True, "schema": schema, "example": example}


def _address(endpoint: str, url: str) -> Address:
    try:
        return parse(url)
    except ValueError as error:
        raise UsageError(f"{endpoint}: nothing can be called there, for {error}") from None


def _server(address: Address) -> str:
    return f"{address.scheme}://{address.authority}"


def _requests(definition: Definition, seed: int) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {endpoint: [] for endpoint in definition.endpoints}
    for request in sample_requests(Recipe(count=EXAMPLES * len(found), seed=seed), definition):
        auth = {field: f"sample-{field}" for field in request.fields}
        body = {"auth": auth, **request.rest}
        if body not in found[request.endpoint]:
            found[request.endpoint].append(body)
    return found


def _answer(endpoint: str, definition: Definition, seed: int) -> Any:
    contacts = Contacts(seed)
    match endpoint:
        case endpoints.VALIDATION.name:
            return {}
        case endpoints.CONTACTS.name:
            page = [contacts.record(number) for number in range(RECORDS)]
            return {
                "contacts": page,
                "next_offset": "page-2",
                "synchronization_checkpoint": "2026-01-01T00:00:00Z",
            }
        case endpoints.AGENTS.name:
            return {
                "agents": [Agents(seed).record(number) for number in range(RECORDS)],
                "next_offset": RECORDS,
            }
        case endpoints.INTERACTIONS.name:
            return _interactions(definition, seed)
        case _:
            return {"message": "Done", "external_id": "4711"}


def _interactions(definition: Definition, seed: int) -> list[dict[str, Any]]:
    """Those of the first contact that has any."""
    interactions = Interactions(seed, site=site_of(definition))
    found = (
        interactions.for_contact(one, definition.interaction_types) for one in Contacts(seed).page(0, 20)
    )
    return next(filter(None, found), [])


def _tolerant(schema: Any) -> Any:
    """A schema without the clauses that are no errors, and with the types that only earn a warning."""
    if not isinstance(schema, Mapping):
        return schema
    if schema.get("x-clause", {}).get("level", "error") != "error":
        return {"description": schema["x-clause"]["title"]}
    tolerant = {name: _tolerated(name, part) for name, part in schema.items()}
    if "required" in schema:
        tolerant["required"] = [
            name for name in schema["required"] if "missing" not in _milder(schema["properties"][name])
        ]
    milder = [kind for kind in _milder(schema) if kind != "missing"]
    if milder and "type" in schema:
        types = [schema["type"]] if isinstance(schema["type"], str) else list(schema["type"])
        tolerant["type"] = list(dict.fromkeys((*types, *milder)))
        if "enum" in schema and "null" in milder:
            tolerant["enum"] = [*schema["enum"], None]
    return tolerant


def _milder(schema: Mapping[str, Any]) -> list[str]:
    """The types, or ``missing``, that only earn a warning."""
    by_type: Mapping[str, Any] = schema.get("x-clause-when", {})
    return [kind for kind, clause in by_type.items() if clause["level"] != "error"]


def _tolerated(name: str, part: Any) -> Any:
    if name == "properties":
        return {key: _tolerant(value) for key, value in part.items()}
    return _tolerant(part) if name in {"items", "additionalProperties"} else part
