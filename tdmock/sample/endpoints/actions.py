"""Actions: inputs checked by their type, and an object made in answer."""

import re
from functools import cache
from hashlib import blake2s

from tdmock.definition.model import Action, ActionInput
from tdmock.sample.message import Answer, Call, refuse

_MOMENT = {
    "YYYY": r"\d{4}", "YY": r"\d\d", "MMMM": r"[^\W\d]+", "MMM": r"[^\W\d]+", "MM": r"\d\d", "M": r"\d{1,2}",
    "DD": r"\d\d", "D": r"\d{1,2}", "dddd": r"[^\W\d]+", "ddd": r"[^\W\d]+",
    "HH": r"\d\d", "H": r"\d{1,2}", "hh": r"\d\d", "h": r"\d{1,2}", "mm": r"\d\d", "m": r"\d{1,2}",
    "ss": r"\d\d", "s": r"\d{1,2}", "SSS": r"\d{3}", "A": r"[AP]M", "a": r"[ap]m",
    "ZZ": r"(?:[+-]\d{4}|Z)", "Z": r"(?:[+-]\d\d:\d\d|Z)", "X": r"\d+", "x": r"\d+",
}  # fmt: skip
_TOKENS = re.compile("|".join([r"\[[^\]]*\]", *sorted(_MOMENT, key=len, reverse=True)]))


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
    """What the bridge says about the object it made, with the contact where it knows that."""
    body = {
        "message": f"Executed {action.name}.",
        "external_id": blake2s(call.raw, digest_size=6).hexdigest(),
    }
    contact_id = call.part("meta").get("contact_external_id")
    if isinstance(contact_id, str) and call.bridge.data.find_id(contact_id) is not None:
        body["contact_external_id"] = contact_id
        body["contact_external_url"] = (
            f"https://{call.bridge.definition.name}.example.org/contacts/{contact_id}"
        )
    return body


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
    if item.type == "datetime" and item.format and not _moment_pattern(item.format).fullmatch(value):
        return f"is not written as {item.format}"
    return ""


def _is_number(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[+-]?\d+(?:\.\d+)?", value.strip()) is not None


@cache
def _moment_pattern(pattern: str) -> re.Pattern[str]:
    """A moment.js pattern as a regular expression; what isn't one of its tokens stands for itself."""
    parts, end = [], 0
    for token in _TOKENS.finditer(pattern):
        text = token.group()
        parts += [re.escape(pattern[end : token.start()]), _MOMENT.get(text) or re.escape(text[1:-1])]
        end = token.end()
    return re.compile("".join([*parts, re.escape(pattern[end:])]))
