"""From a tree to a definition: every field by its declared type, every problem told at once."""

import re
from collections.abc import Iterator, Mapping as Lookup
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from tdmock.definition.model import (
    AUTHENTICATION_TYPES,
    FIELD_SOURCES,
    FIELD_TYPES,
    INPUT_TYPES,
    Action,
    ActionInput,
    AuthField,
    Definition,
)
from tdmock.definition.tree import Entry, Mapping, Node, Note, Place, Scalar, Sequence
from tdmock.definition.words import FALSE, TRUE, closest, fold, quoted
from tdmock.errors import DefinitionError

Positions = Lookup[str, Place]

# Other names that a field goes by, in older texts and in documents.
_ALIASES: dict[type[BaseModel], dict[str, str]] = {
    Definition: {
        "authentication_fields": "authentication_configuration",
        "auth_validation_url": "auth_validation_endpoint",
        "contact_synchronization_url": "contact_synchronization_endpoint",
        "agent_synchronization_url": "agent_synchronization_endpoint",
        "interaction_retrieval_url": "interaction_retrieval_endpoint",
        "action_details": "actions",
    },
    Action: {"url": "endpoint"},
    AuthField: {},
    ActionInput: {},
}
# The field that a list's entries may stand under instead: ``- account: {...}`` or ``account: {...}``.
_IDENTITIES = {AuthField: "field_name", Action: "name", ActionInput: "key"}
# Fields whose value should be one of some words.
_WORDS: dict[tuple[type[BaseModel], str], tuple[str, ...]] = {
    (Definition, "authentication_type"): AUTHENTICATION_TYPES,
    (AuthField, "type"): FIELD_TYPES,
    (AuthField, "source"): FIELD_SOURCES,
    (ActionInput, "type"): INPUT_TYPES,
}
# A text that may also be written as a list, and what then stands between the lines.
_JOINED = {"description": "\n", "format": ","}
# More is no definition, and nobody would read it.
_MOST = 100
_WRAPPERS = frozenset({"integration", "integrationdetails"})
# Characters beyond U+FFFF are written as two halves in JSON; one alone is no text in any encoding.
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """A definition with the places of its fields and notes on what was not read.

    ``positions`` has the place of each field that was given, by its path (``actions[0].inputs[2].type``).
    """

    definition: Definition
    file: str = ""
    positions: Positions = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    def place(self, path: str) -> Place | None:
        """The place of a field, or of the nearest thing around it when the field itself isn't there."""
        while path and path not in self.positions:
            path = re.sub(r"(\.|^)[^.\[\]]+$|\[\d+\]$", "", path)
        return self.positions.get(path)


def read(tree: Node, *, file: str, notes: tuple[Note, ...] = ()) -> Loaded:
    """The definition that ``tree`` holds. Raises :class:`DefinitionError` that tells every problem in it."""
    reading = _Reading(file=file, notes=list(notes))
    if not isinstance(tree, Mapping):
        raise DefinitionError("a definition is a mapping of fields such as name and actions", place=file)
    values = reading.model(Definition, _unwrapped(tree), "")
    if reading.problems:
        raise problems_error(file, reading.problems)
    if values.get("authentication_configuration") and "authentication_type" not in values:
        # No other type has fields that a user configures.
        values["authentication_type"] = "custom"
        note = "is missing; taken as custom, as authentication fields are configured"
        reading.notes.append(Note(note, tree.place, "authentication_type"))
    definition = Definition.model_validate(values)
    return Loaded(
        definition=definition,
        file=file,
        positions=MappingProxyType(reading.positions),
        notes=tuple(reading.notes),
    )


def problems_error(file: str, problems: list[Note]) -> DefinitionError:
    """One error for all of a file's problems, in the order of the file."""
    lines = [
        f"{problem.place.within(file)}: {problem.path + ': ' if problem.path else ''}{problem.message}"
        for problem in sorted(problems, key=lambda problem: problem.place)
    ]
    if len(lines) == 1:
        return DefinitionError(lines[0])
    return DefinitionError("\n  ".join([f"{len(lines)} problems:", *lines]), place=file)


@cache
def field_names(model: type[BaseModel]) -> dict[str, str]:
    """The fields of a model and their other names, by folded key."""
    names = {fold(name): name for name in model.model_fields}
    return {fold(alias): name for alias, name in _ALIASES[model].items()} | names


def older_name(model: type[BaseModel], key: str, place: Place, path: str = "") -> list[Note]:
    """A note, if a field goes by another name than that of today."""
    name = field_names(model).get(fold(key))
    if name is None or fold(name) == fold(key):
        return []
    here = f"{path}.{name}" if path else name
    return [Note(f"{key}, another name of it", place, here, rule="definition.names-are-of-today")]


@dataclass
class _Reading:
    """What comes together while a tree is read."""

    file: str
    problems: list[Note] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    positions: dict[str, Place] = field(default_factory=dict)

    def problem(self, message: str, place: Place, path: str) -> None:
        self.problems.append(Note(message, place, path))
        if len(self.problems) > _MOST:
            raise problems_error(self.file, self.problems)

    def note(self, message: str, place: Place, path: str) -> None:
        self.notes.append(Note(message, place, path))
        if len(self.notes) > _MOST:
            self.problem(f"more than {_MOST} things in here are no field of a definition", place, path)
            raise problems_error(self.file, self.problems)

    def model(self, model: type[BaseModel], node: Mapping, path: str) -> dict[str, Any]:
        values: dict[str, Any] = {}
        seen: dict[str, Place] = {}
        for entry in node:
            name = self._field(model, entry, path)
            if name is None:
                continue
            here = f"{path}.{name}" if path else name
            if name in seen:
                self.problem(f"is given twice, first at {seen[name]}", entry.place, here)
                continue
            seen[name] = entry.place
            value = self._value(model, name, entry.value, here)
            if value is not None:
                values[name] = value
                self.positions[here] = entry.value.place
        for name, info in model.model_fields.items():
            if info.is_required() and name not in values and not _told(self.problems, path, name):
                here = f"{path}.{name}" if path else name
                self.problem("is missing; nothing works without it", seen.get(name, node.place), here)
        return values

    def _field(self, model: type[BaseModel], entry: Entry, path: str) -> str | None:
        """The field that a key means; an alien key is passed over with a note, a misspelt one a problem."""
        names = field_names(model)
        if name := names.get(fold(entry.key)):
            self.notes += older_name(model, entry.key, entry.place, path)
            return name
        if entry.key.lower().startswith(("x-", "$")):
            return None  # extensions, and the reference to the JSON Schema
        here = f"{path}.{entry.key}" if path else entry.key
        if not self._is_whole(entry.key, entry.place, here):
            return None
        if guess := closest(fold(entry.key), names):
            self.problem(f'no such field; did you mean "{names[guess]}"?', entry.place, here)
        else:
            self.note("no such field, so it was passed over", entry.place, here)
        return None

    def _value(self, model: type[BaseModel], name: str, node: Node, path: str) -> Any:
        """The value as the field's type wants it; ``None`` when there is none or it was a problem."""
        annotation = model.model_fields[name].annotation
        if isinstance(node, Scalar) and not (node.text or "").strip():
            return None
        inner = get_args(annotation)
        if get_origin(annotation) is tuple:
            return self._models(inner[0], node, path) if inner[0] is not str else self._texts(node, path)
        text = self._text(node, name, path)
        if text is None:
            return None
        if annotation is bool:
            return self._boolean(text, node.place, path)
        return _spelt(text, _WORDS.get((model, name), ()))

    def _text(self, node: Node, name: str, path: str) -> str | None:
        if isinstance(node, Scalar):
            text = (node.text or "").strip()
            return text if self._is_whole(text, node.place, path) else None
        if (
            isinstance(node, Sequence)
            and name in _JOINED
            and all(isinstance(item, Scalar) for item in node.items)
        ):
            scalars = [item for item in node.items if isinstance(item, Scalar) and item.text]
            texts = (self._text(item, name, path) for item in scalars)
            return _JOINED[name].join(text for text in texts if text is not None)
        kind = "a list" if isinstance(node, Sequence) else "a mapping"
        self.problem(f"must be text, not {kind}", node.place, path)
        return None

    def _is_whole(self, text: str, place: Place, path: str) -> bool:
        if _HALF.search(text):
            self.problem("holds half of a character; write it whole, or leave it out", place, path)
            return False
        return True

    def _boolean(self, text: str, place: Place, path: str) -> bool | None:
        if text.lower() in TRUE | FALSE:
            return text.lower() in TRUE
        self.problem(f"must be true or false (or yes, no, on, off, 1, 0), not {quoted(text)}", place, path)
        return None

    def _texts(self, node: Node, path: str) -> tuple[str, ...] | None:
        """A list of texts, or one text with commas or line breaks between them."""
        if isinstance(node, Mapping):
            self.problem("must be a list of texts, or one text with commas", node.place, path)
            return None
        items = [node] if isinstance(node, Scalar) else node.items
        texts: list[str] = []
        for number, item in enumerate(items):
            if not isinstance(item, Scalar):
                self.problem("must be text", item.place, f"{path}[{number}]")
                continue
            if not self._is_whole(item.text or "", item.place, f"{path}[{number}]"):
                continue
            for text in filter(None, (part.strip() for part in re.split(r"[,\n]", item.text or ""))):
                self.positions[f"{path}[{len(texts)}]"] = item.place
                texts.append(text)
        return tuple(texts)

    def _models(self, model: type[BaseModel], node: Node, path: str) -> tuple[dict[str, Any], ...] | None:
        if isinstance(node, Scalar):
            identity = _IDENTITIES[model]
            self.problem(f"must be a list of entries, each with {identity}, not text", node.place, path)
            return None
        values = []
        for number, item in enumerate(_entries(model, node)):
            here = f"{path}[{number}]"
            self.positions[here] = item.place
            if isinstance(item, Mapping):
                values.append(self.model(model, item, here))
            else:
                self.problem(
                    f"must be a mapping of fields: {', '.join(model.model_fields)}", item.place, here
                )
        return tuple(values)


def _entries(model: type[BaseModel], node: Sequence | Mapping) -> Iterator[Node]:
    """The entries of a list in any of its shapes, each as a mapping of fields."""
    if isinstance(node, Mapping):
        if any(fold(entry.key) in field_names(model) and isinstance(entry.value, Scalar) for entry in node):
            yield node  # a single entry that stands without a list
        else:
            yield from (_named(model, entry) for entry in node)
        return
    for item in node.items:
        if (
            isinstance(item, Mapping)
            and len(item.entries) == 1
            and isinstance(item.entries[0].value, Mapping)
        ):
            yield _named(model, item.entries[0])
        else:
            yield item


def _named(model: type[BaseModel], entry: Entry) -> Node:
    """``account: {...}`` as ``{field_name: account, ...}``, unless the name is in it as well."""
    identity = _IDENTITIES[model]
    if not isinstance(entry.value, Mapping):
        return entry.value
    if any(field_names(model).get(fold(inner.key)) == identity for inner in entry.value):
        return entry.value
    name = Entry(identity, Scalar(entry.key, entry.place), entry.place)
    return Mapping((name, *entry.value.entries), entry.place)


def _unwrapped(tree: Mapping) -> Mapping:
    """The fields of ``integration: {...}`` beside those that stand at the top, such as ``actions``."""
    entries: list[Entry] = []
    for entry in tree:
        if fold(entry.key) in _WRAPPERS and isinstance(entry.value, Mapping):
            entries.extend(entry.value)
        else:
            entries.append(entry)
    return Mapping(tuple(entries), tree.place)


def _spelt(text: str, known: tuple[str, ...]) -> str:
    """The known word that a text is in another spelling, or the text."""
    return next((word for word in known if fold(word) == fold(text)), text)


def _told(problems: list[Note], path: str, name: str) -> bool:
    """Whether something was already said of the field itself."""
    return any(problem.path == (f"{path}.{name}" if path else name) for problem in problems)
