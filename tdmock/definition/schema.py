"""The JSON Schema of definition files, made from the models, for completion and checks in editors."""

import json
import sys
from typing import Any

from tdmock.definition.model import DOCUMENTED_TYPES, PROPOSED_TYPES, Definition

URL = "https://json-schema.org/draft/2020-12/schema"

# What an editor shows of a field.
_DESCRIPTIONS = {
    "Definition": {
        "name": "The system name, unique at Talkdesk.",
        "display_name": "The name that users see.",
        "description": "What the integration does; a list is one line per entry.",
        "logo_url": "The address of the logo, at most 192×96 pixels.",
        "icon_url": "The address of the icon, at most 96×96 pixels.",
        "authentication_type": "How users authenticate; custom asks them for the fields below.",
        "authentication_configuration": "The fields that make up `auth` in every request.",
        "auth_validation_endpoint": "Where credentials are validated. Without it, they aren't.",
        "contact_synchronization_endpoint": "Where contacts are fetched. Without it, none are.",
        "agent_synchronization_endpoint": "Where agents are fetched. Without it, none are.",
        "interaction_retrieval_endpoint": "Where a contact's interactions are fetched. Without it, none are.",
        "interaction_types": "The types of interactions that the bridge has; also as one text with commas.",
        "actions": "What Talkdesk can do through the bridge.",
    },
    "AuthField": {
        "field_name": "The key inside `auth`.",
        "display": "The label that users see.",
        "mandatory": "Whether users must fill it in.",
        "type": "input: users type it in. oauth: the oauth2 flow fills it.",
        "store": "Whether Talkdesk keeps the value.",
        "help": "Where users find the value.",
        "format": "A template round what users type in, such as https://{{account}}.example.org.",
        "source": "Where the value comes from; users, unless said otherwise.",
    },
    "Action": {
        "name": "The system name, unique in this definition.",
        "endpoint": "The address that executes the action.",
        "provider": "The integration's name.",
        "display": "The name that users see: short and in lower case.",
        "description": "What the action does.",
        "inputs": "What users fill in.",
        "scoping": "Where the action is offered: automation, contact, or interaction types.",
    },
    "ActionInput": {
        "key": "The key inside `data`.",
        "name": "The label that users see.",
        "type": f"One of {', '.join(DOCUMENTED_TYPES)}; or, from a proposal, {', '.join(PROPOSED_TYPES)}.",
        "mandatory": "Whether users must fill it in.",
        "format": "The options of a select, the pattern of a datetime, or a default or template of a text.",
        "default": "The value to begin with.",
    },
}
_TEXTS = {"type": "array", "items": {"type": "string"}}


def definition_schema() -> dict[str, Any]:
    """The schema of YAML and JSON definitions, in the spelling that `tdmock init` writes.

    Reading is more lenient: keys in any case, booleans as words, the shape of 2017.
    """
    schema = Definition.model_json_schema()
    for model in (schema, *schema["$defs"].values()):
        title = model.pop("title")
        model["additionalProperties"] = False
        for name, field in model["properties"].items():
            model["properties"][name] = _field(name, field) | {"description": _DESCRIPTIONS[title][name]}
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
