"""The JSON Schema of configuration files, made from the model, for completion and checks in editors."""

import json
import sys
from typing import Any

from tdmock.configuration.model import Configuration
from tdmock.definition.schema import URL


def configuration_schema() -> dict[str, Any]:
    """The schema of ``tdmock.toml``."""
    schema = Configuration.model_json_schema()
    for model in (schema, schema["$defs"]["Options"]):
        model["properties"] = {
            name: {key: value for key, value in field.items() if key not in {"title", "default"}}
            for name, field in model["properties"].items()
        }
        del model["title"], model["description"]
    return {"$schema": URL, "title": "Configuration of tdmock", **schema}


def rendered() -> str:
    """The schema as it stands in contracts/configuration.schema.json."""
    return json.dumps(configuration_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(rendered())
