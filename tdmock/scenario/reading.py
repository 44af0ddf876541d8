"""YAML that people write, as plain values with the place of each, for errors with line and column."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tdmock.definition.tree import Place
from tdmock.errors import UsageError

LARGEST = 256 * 1024  # bytes of a file
MAX_DEPTH = 32

Keys = tuple[str | int, ...]
"""The way to a value: keys of mappings, and indexes of lists."""

_TAG = "tag:yaml.org,2002:"
_TEXTS = {f"{_TAG}{name}" for name in ("str", "timestamp", "value")}  # JSON has no dates
_SCALARS = {f"{_TAG}{name}" for name in ("int", "float", "bool", "null")}
_SAFE_INTEGERS = range(-(2**63), 2**64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The value in a file, and where its parts stand."""

    path: Path
    value: Any
    places: Mapping[Keys, Place]

    def nearest(self, keys: Keys) -> Keys:
        """The way to a part, or to the nearest thing round it that stands in the file."""
        while keys and keys not in self.places:
            keys = keys[:-1]
        return keys

    def where(self, *keys: str | int) -> str:
        """``file:line:column: keys`` of a part of the file."""
        place = self.places.get(self.nearest(keys), Place()).within(str(self.path))
        return f"{place}: {'.'.join(map(str, keys))}" if keys else place

    def error(self, message: str, *keys: str | int) -> UsageError:
        """An error at a part of the file."""
        return UsageError(f"{self.where(*keys)}: {message}")


def read_yaml(path: Path) -> Document:
    """The one document in a file. Raises :class:`UsageError` with file, line and column."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: can't be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: isn't text in UTF-8 (byte {error.start + 1})") from None
    if len(content) > LARGEST:
        raise UsageError(f"{path}: is larger than {LARGEST // 1024} KiB")
    reading = _Reading(path=path)
    try:
        reading.check_events(text)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = _place(mark) if mark else Place()
        raise UsageError(
            f"{place.within(str(path))}: isn't valid YAML: {error.problem or error.context}"
        ) from None
    except yaml.YAMLError as error:
        raise UsageError(f"{path}: isn't valid YAML: {' '.join(str(error).split())}") from None
    if node is None:
        raise UsageError(f"{path}: the file is empty")
    value = reading.value(node, ())
    return Document(path=path, value=value, places=reading.places)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    path: Path
    places: dict[Keys, Place] = field(default_factory=dict)

    def check_events(self, text: str) -> None:
        """Refuse what would be built up to something large or deep. Raises YAMLError, too."""
        depth = 0
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise self._error("YAML aliases (*name) are not read; write the value out", event.start_mark)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise self._error(f"is nested more than {MAX_DEPTH} levels deep", event.start_mark)

    def value(self, node: Any, keys: Keys) -> Any:
        self.places.setdefault(keys, _place(node.start_mark))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*keys, index)) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return dict(self._entries(node, keys))
        if node.tag in _TEXTS:
            return node.value
        if node.tag not in _SCALARS:
            raise self._error(f"YAML tags such as {node.tag} are not read; leave it out", node.start_mark)
        number = yaml.constructor.SafeConstructor().construct_object(node)
        if isinstance(number, float) and not math.isfinite(number):
            raise self._error("JSON has no such number", node.start_mark)
        if isinstance(number, int) and number not in _SAFE_INTEGERS:
            raise self._error("the number has more than 64 bits", node.start_mark)
        return number

    def _entries(self, node: Any, keys: Keys) -> Iterator[tuple[str, Any]]:
        seen = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self._error("a key must be a plain word", key.start_mark)
            if key.value in seen:
                raise self._error(f"the key {key.value} stands here twice", key.start_mark)
            seen.add(key.value)
            self.places[(*keys, key.value)] = _place(key.start_mark)
            yield key.value, self.value(value, (*keys, key.value))

    def _error(self, message: str, mark: Any) -> UsageError:
        return UsageError(f"{_place(mark).within(str(self.path))}: {message}")


def _place(mark: Any) -> Place:
    return Place(line=mark.line + 1, column=mark.column + 1)
