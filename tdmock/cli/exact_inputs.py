"""Values of inputs that a person wants to be sent exactly: ``--input ACTION.KEY=VALUE``."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from tdmock.definition.model import Action, ActionInput, Definition
from tdmock.definition.words import closest
from tdmock.errors import UsageError

Given = dict[str, dict[str, Any]]
"""Values by action and key."""


def exact_inputs(pairs: Sequence[str], definition: Definition) -> Given:
    """The values of ``ACTION.KEY=VALUE`` pairs, as Talkdesk would send them.

    Raises :class:`UsageError` for an action or input that the definition does not have, for an option that a
    select does not have (Talkdesk lets nobody choose it), and for an input that is given twice.
    """
    given: Given = {}
    for pair in pairs:
        name, separator, value = pair.partition("=")
        if not separator or "." not in name:
            raise UsageError("--input: write it as ACTION.KEY=VALUE, such as create_ticket.subject=Hello")
        action, entry = _found(name, definition)
        values = given.setdefault(action.name, {})
        if entry.key in values:
            raise UsageError(f"--input {name}: it is given twice")
        values[entry.key] = _value(value, entry, name)
    return given


def _found(name: str, definition: Definition) -> tuple[Action, ActionInput]:
    """The action and input of ``ACTION.KEY``; both names may have dots of their own."""
    named = [action for action in definition.actions if name.startswith(f"{action.name}.")]
    for action in named:
        for entry in action.inputs:
            if name == f"{action.name}.{entry.key}":
                return action, entry
    if named:
        keys = [f"{action.name}.{entry.key}" for action in named for entry in action.inputs]
        raise UsageError(f"--input {name}: the action has no such input; {_hint(name, keys)}")
    actions = [action.name for action in definition.actions]
    raise UsageError(f"--input {name}: no such action; {_hint(name.partition('.')[0], actions)}")


def _value(value: str, entry: ActionInput, name: str) -> Any:
    if entry.options and value not in entry.options:
        raise UsageError(f"--input {name}: the select has no such option; {_hint(value, entry.options)}")
    if entry.type != "key/value":
        return value
    try:
        pairs = json.loads(value)
    except ValueError:
        pairs = None
    if not isinstance(pairs, dict):
        raise UsageError(f'--input {name}: its type is key/value; write a JSON object, such as {{"a": "b"}}')
    return pairs


def _hint(word: str, known: Iterable[str]) -> str:
    names = list(known)
    if guess := closest(word, names):
        return f"did you mean {guess}?"
    return f"there is {', '.join(names[:20])}{', …' if len(names) > 20 else ''}" if names else "there is none"
