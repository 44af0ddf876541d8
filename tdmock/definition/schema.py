"""The JSON Schema of definition files, made from the models, for completion and checks in editors."""

import json
import sys
from typing import Any

from tdmock.definition.model import Definition

URL = "https://json-schema.org/draft/2020-12/schema"

_TEXTS = {"type": "array", "items": {"type": "string"}}


def definition_schema() -> dict[str, Any]:
    """The schema of YAML and JSON definitions, in the spelling that `tdmock init` writes.

    Reading is more lenient: keys in any case, booleans as words, the shape of 2017.
    """
    schema = Definition.model_json_schema()
    for model in (schema, *schema["$defs"].values()):
        del model["title"]
        model["additionalProperties"] = False
        for name, field in model["properties"].items():
            model["properties"][name] = _field(name, field) | {"description": field["description"]}
    schema["properties"] = {"$schema": {"type": "string"}, **schema["properties"]}
    schema["patternProperties"] = {"^x-": True}
    return {"$schema": URL, "title": "Definition of a Talkdesk integration", **schema}


def rendered() -> str:
    """The schema as it stands in contracts/definition.schema.json."""
    return json.dumps(definition_schema(), indent=2, ensure_ascii=False) + "\n"


def _field(name: str, field: dict[str, Any]) -> dict[str, Any]:
    """A field as people may write it: without the noise of the models, and with its other spellings."""
    kept = {key: value for key, value in field.items() if key not in {"title", "default"}}
    if "anyOf" in kept:
        (kept,) = [choice for choice in kept["anyOf"] if choice.get("type") != "null"]
    if name in {"interaction_types", "scoping"}:
        return {"anyOf": [_TEXTS, {"type": "string"}]}
    if name in {"description", "format"}:
        return {"anyOf": [{"type": "string"}, _TEXTS]}
    if name == "default":
        return {"type": ["string", "number", "boolean"]}
    return kept


if __name__ == "__main__":
    sys.stdout.write(rendered())
