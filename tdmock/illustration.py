"""The compiled contract as other tools want it: with examples, and no stricter than an error."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from tdmock.contract import Contract
from tdmock.definition.model import Definition
from tdmock.fakes import Agents, Contacts, Interactions
from tdmock.fixtures.requests import sample_requests
from tdmock.fixtures.streams import Recipe

EXAMPLES = 3  # requests of each endpoint
RECORDS = 2  # in an answer

REFUSAL = {"description": "The request was refused; no text says with what body"}


def illustrate(contract: Contract, definition: Definition, *, seed: int = 0) -> dict[str, Any]:
    """The contract's document with seeded examples of requests and answers.

    What earns no more than a warning is allowed in it, for other tools know no levels. Credentials are
    ``sample-FIELD``, which the sample bridge takes.
    """
    document = deepcopy(dict(contract.document))
    requests = _requests(definition, seed)
    for endpoint, operation in contract.operations.items():
        post = document["paths"][operation.path]["post"]
        bodies = {f"request-{number + 1}": {"value": body} for number, body in enumerate(requests[endpoint])}
        post["requestBody"]["content"]["application/json"]["examples"] = bodies
        for answer in post["responses"].values():
            if "content" in answer:
                content = answer["content"]["application/json"]
                content["schema"] = _tolerant(content["schema"])
                content["examples"] = {"answer": {"value": _answer(endpoint, definition, seed)}}
        post["responses"]["4XX"] = REFUSAL
    schemas = document["components"]["schemas"]
    document["components"]["schemas"] = {name: _tolerant(schema) for name, schema in schemas.items()}
    return document


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
        case "auth_validation":
            return {}
        case "contact_sync":
            page = [contacts.record(number) for number in range(RECORDS)]
            return {
                "contacts": page,
                "next_offset": "page-2",
                "synchronization_checkpoint": contacts.updated_at(RECORDS),
            }
        case "agent_sync":
            return {
                "agents": [Agents(seed).record(number) for number in range(RECORDS)],
                "next_offset": RECORDS,
            }
        case "interaction_update":
            return Interactions(seed).for_contact(contacts.record(0), definition.interaction_types)
        case _:
            return {"message": "Done", "external_id": "4711"}


def _tolerant(schema: Any) -> Any:
    """A schema without the clauses that are no errors, and with the types that only earn a warning."""
    if not isinstance(schema, Mapping):
        return schema
    if schema.get("x-clause", {}).get("level", "error") != "error":
        return {"description": schema["x-clause"]["title"]}
    tolerant = {name: _tolerated(name, part) for name, part in schema.items()}
    milder = [kind for kind, clause in schema.get("x-clause-when", {}).items() if clause["level"] != "error"]
    if milder and "type" in schema:
        types = [schema["type"]] if isinstance(schema["type"], str) else list(schema["type"])
        tolerant["type"] = list(dict.fromkeys((*types, *milder)))
        if "enum" in schema and "null" in milder:
            tolerant["enum"] = [*schema["enum"], None]
    return tolerant


def _tolerated(name: str, part: Any) -> Any:
    if name == "properties":
        return {key: _tolerant(value) for key, value in part.items()}
    return _tolerant(part) if name in {"items", "additionalProperties"} else part
