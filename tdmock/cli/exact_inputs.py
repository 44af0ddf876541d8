"""Values of inputs that a person wants to be sent exactly: ``--input ACTION.KEY=VALUE``."""

import json
from collections.abc import Iterable
from typing import Any

from tdmock.configuration.pairs import Pair
from tdmock.definition.model import Action, ActionInput, Definition
from tdmock.definition.words import closest
from tdmock.errors import UsageError

Given = dict[str, dict[str, Any]]
"""Values by action and key."""


def exact_inputs(pairs: Iterable[Pair], definition: Definition) -> Given:
    """The values of ``ACTION.KEY=VALUE`` pairs, as Talkdesk would send them.

    Raises :class:`UsageError` for an action or input that the definition does not have, and for an option
    that a select does not have (Talkdesk lets nobody choose it).
    """
    given: Given = {}
    for pair in pairs:
        action, entry = _found(pair, definition)
        given.setdefault(action.name, {})[entry.key] = _value(pair, entry)
    return given


def input_objection(name: str) -> str:
    """What speaks against the name of an input, before the definition is looked at."""
    return "" if "." in name else "write it as ACTION.KEY=VALUE, such as create_ticket.subject=Hello"


def _found(pair: Pair, definition: Definition) -> tuple[Action, ActionInput]:
    """The action and input of ``ACTION.KEY``; both names may have dots of their own."""
    named = [action for action in definition.actions if pair.name.startswith(f"{action.name}.")]
    for action in named:
        for entry in action.inputs:
            if pair.name == f"{action.name}.{entry.key}":
                return action, entry
    if named:
        keys = [f"{action.name}.{entry.key}" for action in named for entry in action.inputs]
        raise UsageError(f"{pair.where}: the action has no such input; {_hint(pair.name, keys)}")
    actions = [action.name for action in definition.actions]
    raise UsageError(f"{pair.where}: no such action; {_hint(pair.name.partition('.')[0], actions)}")


def _value(pair: Pair, entry: ActionInput) -> Any:
    value = pair.value
    if entry.options and value not in entry.options:
        raise UsageError(f"{pair.where}: the select has no such option; {_hint(value, entry.options)}")
    if entry.type != "key/value":
        return value
    try:
        pairs = json.loads(value)
    except ValueError:
        pairs = None
    if not isinstance(pairs, dict):
        raise UsageError(f'{pair.where}: its type is key/value; write a JSON object, such as {{"a": "b"}}')
    return pairs


def _hint(word: str, known: Iterable[str]) -> str:
    names = list(known)
    if guess := closest(word, names):
        return f"did you mean {guess}?"
    return f"there is {', '.join(names[:20])}{', …' if len(names) > 20 else ''}" if names else "there is none"
