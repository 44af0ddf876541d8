"""Where the rules of definitions are registered, and what several of them ask."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel

from tdmock.definition.model import Definition
from tdmock.definition.words import closest
from tdmock.endpoints import SINGLE
from tdmock.exchange.addresses import parse
from tdmock.findings import Breach

Rule = Callable[[Definition], Iterable[Breach]]

RULES: dict[str, Rule] = {}

# What no address has as it stands: blanks, control characters, backslashes, and braces or the like round
# something that is still to be filled in.
_NO_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\\{}<>\"]")


def rule(clause: str) -> Callable[[Rule], Rule]:
    """Register a function as the one that judges a clause of contracts/definition.yaml."""

    def register(function: Rule) -> Rule:
        RULES[clause] = function
        return function

    return register


def missing(model: BaseModel, names: Iterable[str], path: str = "") -> Iterator[Breach]:
    """A breach for each of the fields that nobody gave."""
    for name in names:
        if name not in model.model_fields_set:
            yield Breach(at=f"{path}.{name}" if path else name, expected="a value", actual="missing")


def unknown(model: BaseModel, name: str, known: Collection[str], path: str = "") -> Iterator[Breach]:
    """A breach for a field with a value that is none of those known."""
    value = getattr(model, name)
    if value is not None and value not in known:
        at = f"{path}.{name}" if path else name
        guess = closest(value, known)
        hint = f"; did you mean {guess}?" if guess else ""
        yield Breach(at=at, expected=f"one of {', '.join(known)}{hint}", actual=value)


def repeated(values: Iterable[tuple[str, str]]) -> Iterator[Breach]:
    """A breach for each value that was there before; ``values`` are pairs of path and value."""
    first: dict[str, str] = {}
    for path, value in values:
        if value in first:
            yield Breach(at=path, expected="a value of its own", actual=f"{value}, as in {first[value]}")
        first.setdefault(value, path)


def url_fields(definition: Definition) -> list[tuple[str, str]]:
    """The path and address of every endpoint."""
    details = [(endpoint.field, getattr(definition, endpoint.field)) for endpoint in SINGLE]
    actions = [(f"actions[{i}].endpoint", action.endpoint) for i, action in enumerate(definition.actions)]
    return [(path, url) for path, url in [*details, *actions] if url]


def absolute(url: str) -> SplitResult | None:
    """The parts of an absolute http or https address that can be called; ``None`` for anything else."""
    try:
        parse(url)
        parts = urlsplit(url)
        usable = parts.port != 0 and not _NO_ADDRESS.search(url)
    except ValueError:
        return None
    return parts if usable else None
