"""YAML to a tree, from the parser's events: nothing is constructed, so no tag or alias can do harm."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import yaml

from tdmock.definition.tree import (
    MAX_DEPTH,
    MAX_NODES,
    Entry,
    Mapping,
    Node,
    Place,
    Scalar,
    Sequence,
    TreeError,
)

_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TAGS = {
    "!",
    *(f"tag:yaml.org,2002:{name}" for name in ("str", "bool", "int", "float", "null", "map", "seq")),
}
_TEMPLATE_HINT = 'a value with {{…}} must be in quotes, such as "{{contact.first_name}}"'


def parse(text: str) -> Node:
    """The tree of the one document in ``text``. Raises :class:`TreeError` when it isn't plain YAML."""
    with suppress(yaml.YAMLError):
        return _document(text, _FAST)
    # Where libyaml gives up, and in which words, differs from release to release: the slow parser says why.
    try:
        return _document(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        raise _broken(error, text) from None
    except yaml.YAMLError as error:
        raise TreeError(f"isn't valid YAML: {' '.join(str(error).split())}") from None


def _document(text: str, loader: Any) -> Node:
    """Raises :class:`TreeError`, or YAMLError where the text is no YAML."""
    # A node is one event, or two when it has entries.
    events = _bounded(yaml.parse(text, Loader=loader), 2 * MAX_NODES)
    next(events)  # the start of the stream
    if isinstance(next(events), yaml.StreamEndEvent):
        raise TreeError("the file is empty")
    tree = _node(next(events), events, depth=1)
    next(events)  # the end of the document
    if not isinstance(following := next(events), yaml.StreamEndEvent):
        raise TreeError("a second YAML document begins; a definition is one document", _place(following))
    return tree


def _node(event: Any, events: Iterator[Any], depth: int) -> Node:
    place = _place(event)
    if isinstance(event, yaml.AliasEvent):
        raise TreeError("YAML aliases (*name) are not read in a definition; write the value out", place)
    if event.tag and event.tag not in _TAGS:
        raise TreeError(f"YAML tags such as {event.tag} are not read in a definition; leave it out", place)
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(None if not event.style and event.value in _NULLS else event.value, place)
    if depth > MAX_DEPTH:
        raise TreeError(f"is nested more than {MAX_DEPTH} levels deep", place)
    if isinstance(event, yaml.SequenceStartEvent):
        return Sequence(tuple(_items(events, depth)), place)
    return Mapping(tuple(_entries(events, depth)), place)


def _bounded(events: Iterable[Any], most: int) -> Iterator[Any]:
    for number, event in enumerate(events):
        if number > most:
            raise TreeError(
                f"has more than {MAX_NODES:,} values; a definition is a page or two", _place(event)
            )
        yield event


def _items(events: Iterator[Any], depth: int) -> Iterator[Node]:
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        yield _node(event, events, depth + 1)


def _entries(events: Iterator[Any], depth: int) -> Iterator[Entry]:
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        if not isinstance(event, yaml.ScalarEvent):
            raise TreeError(f"a key must be a plain word; {_TEMPLATE_HINT}", _place(event))
        yield Entry(event.value, _node(next(events), events, depth + 1), _place(event))


def _place(event: Any) -> Place:
    return Place(line=event.start_mark.line + 1, column=event.start_mark.column + 1)


def _broken(error: yaml.MarkedYAMLError, text: str) -> TreeError:
    mark = error.problem_mark or error.context_mark
    message = f"isn't valid YAML: {error.problem or error.context}"
    if mark is None:
        return TreeError(message)
    lines = text.splitlines()
    # The parser notices an unquoted template only where the next thing doesn't fit: on its line or the next.
    if any("{{" in line for line in lines[max(mark.line - 1, 0) : mark.line + 1]):
        message = f"{message}; {_TEMPLATE_HINT}"
    return TreeError(message, Place(line=mark.line + 1, column=mark.column + 1))
