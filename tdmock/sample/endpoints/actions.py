"""Actions: inputs checked by their type, and an object made in answer."""

import re
from hashlib import blake2s

from tdmock.definition.model import Action, ActionInput
from tdmock.definition.moment import parse_moment
from tdmock.sample.message import Answer, Call, refuse


def answer(call: Call) -> Answer:
    action = call.bridge.definition.action(call.endpoint.removeprefix("actions/"))
    values = call.body.get("data")
    if not isinstance(values, dict):
        return refuse(400, "data is not an object.")
    for item in action.inputs:
        problem = problem_of(item, values.get(item.key))
        if problem:
            return refuse(400, f"{item.key} {problem}.")
    return Answer(status=201, body=created(call, action))


def created(call: Call, action: Action) -> dict[str, str]:
    """What the bridge says about the object it made; a contact is told only by actions that create one."""
    return {
        "message": f"Executed {action.name}.",
        "external_id": blake2s(call.raw, digest_size=6).hexdigest(),
    }


def problem_of(item: ActionInput, value: object) -> str:
    """What is wrong with a value for an input, to be read after the input's key; empty if nothing."""
    if value is None or value == "":
        return "is mandatory" if item.mandatory else ""
    if item.type == "number":
        return "" if isinstance(value, int | float) or _is_number(value) else "is not a number"
    if item.type == "key/value":
        return ""
    if not isinstance(value, str):
        return "is not a string"
    if item.type == "select" and item.options and value not in item.options:
        return f"is none of {', '.join(item.options)}"
    if item.type == "datetime" and item.format and not _is_written_as(item.format, value):
        return f"is not written as {item.format}"
    return ""


def _is_number(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[+-]?\d+(?:\.\d+)?", value.strip()) is not None


def _is_written_as(pattern: str, text: str) -> bool:
    try:
        parse_moment(pattern, text)
    except (ValueError, OverflowError):
        return False
    return True
