"""The JSON Schema of scenarios that people write, made from the model, for checks in editors."""

import json
import sys
from typing import Any

from tdmock.definition.schema import URL
from tdmock.scenario.own import OwnScenario


def scenario_schema() -> dict[str, Any]:
    """The schema of a scenario's file."""
    schema = OwnScenario.model_json_schema()
    for model in (schema, *schema["$defs"].values()):
        for field in model.get("properties", {}).values():
            field.pop("title", None)
            field.pop("default", None)
    return {"$schema": URL, **schema, "title": "A scenario of one's own for tdmock check"}


def rendered() -> str:
    """The schema as it stands in contracts/scenario.schema.json."""
    return json.dumps(scenario_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(rendered())
