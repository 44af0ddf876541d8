"""Reads a configuration file, and knows where in it everything stands."""

import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from tdmock.configuration.model import Configuration
from tdmock.configuration.pairs import Pair
from tdmock.definition.tree import NOWHERE, Place
from tdmock.definition.words import complaint
from tdmock.errors import UsageError

if TYPE_CHECKING:
    from tdmock.configuration.places import Keys

_KINDS = {"dict_type": "should be a table", "tuple_type": "should be a list"}
_AT = re.compile(r" \(at line (\d+), column (\d+)\)$")


@dataclass(frozen=True, kw_only=True)
class ConfigurationFile:
    """A configuration and the text that it was read from; ``root`` are the keys of its own table there."""

    path: Path
    text: str
    root: tuple[str, ...]
    configuration: Configuration

    def pairs(self, table: str, target: str | None) -> list[Pair]:
        """The entries of a table for a target; those of ``inputs`` are named ``ACTION.KEY``."""
        values = self.configuration.chosen(target).get(table, {})
        return [self._pair(keys, value, target) for keys, value in _leaves(values, (_key(table),))]

    def place(self, keys: "Keys") -> str:
        """``file:line:column`` of a key, or of the nearest one round it that stands in the text."""
        return self.position(keys).within(os.path.relpath(self.path))

    def position(self, keys: "Keys") -> Place:
        """The place of a key, or of the nearest one round it."""
        keys = (*self.root, *keys)
        while keys and keys not in self._places:
            keys = keys[:-1]
        return self._places.get(keys, NOWHERE)

    def _pair(self, keys: tuple[str, ...], value: str, target: str | None) -> Pair:
        own = ("targets", target, *keys) if target else keys
        place = self.place(own if (*self.root, *own) in self._places else keys)
        return Pair(
            name=".".join(keys[1:]),
            value=value,
            source=f"{place}: {keys[0]}",
            where=f"{place}: {'.'.join(keys)}",
        )

    @cached_property
    def _places(self) -> "Mapping[Keys, Place]":
        from tdmock.configuration.places import places

        return places(self.text)


def parse(content: bytes, path: Path, root: tuple[str, ...]) -> ConfigurationFile:
    """The configuration in a file's content, in the table under the keys ``root``.

    Raises :class:`UsageError` that says file, line and column of everything that is wrong.
    """
    try:
        text = content.decode("utf-8-sig")
        table: Any = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise UsageError(f"{os.path.relpath(path)}: isn't text in UTF-8 (byte {error.start + 1})") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        reason, place = _AT.sub("", str(error)), _AT.search(str(error))
        where = Place(line=int(place[1]), column=int(place[2])) if place else NOWHERE
        raise UsageError(f"{where.within(os.path.relpath(path))}: isn't TOML: {reason}") from None
    file = ConfigurationFile(path=path, text=text, root=root, configuration=Configuration())
    for key in root:
        table = table[key]
    try:
        configuration = Configuration.model_validate(table, context=path.parent)
    except ValidationError as error:
        problems = sorted(error.errors(include_url=False), key=lambda problem: file.position(problem["loc"]))
        raise UsageError("\n".join(_told(problem, file.place) for problem in problems)) from None
    return replace(file, configuration=configuration)


def _told(problem: Any, place: "Callable[[Keys], str]") -> str:
    """One problem: where, which key, and what is wrong, without the value, which may be a secret."""
    keys = tuple(key for key in problem["loc"] if key != "[key]")
    name = ".".join(map(str, keys))
    if "[key]" in problem["loc"]:
        reason = "a name is made of letters, digits, - and _"
    elif problem["type"] in _KINDS:
        reason = _KINDS[problem["type"]]
    else:
        reason = complaint(
            problem, str(keys[-1]) if keys else "", map(_key, Configuration.model_fields), "key"
        )
    return f"{place(keys)}: {name}: {reason}" if name else f"{place(keys)}: {reason}"


def _leaves(table: Mapping[str, Any], before: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, (*before, key))
        else:
            yield (*before, key), value


def _key(field: str) -> str:
    return Configuration.model_fields[field].alias or field
