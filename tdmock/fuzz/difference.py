"""What matters in a failing request: how it differs from the nearest one that passes."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from tdmock.fuzz.choices import ABSENT
from tdmock.judge.schema import json_type, place
from tdmock.redaction.mask import cut

SHOWN = 60  # characters of a value
MANY = 4  # differences that are told one by one


def difference(failing: Any, passing: Iterable[Any]) -> str:
    """In words, how the failing body differs from the nearest passing one; empty where none passed."""
    found = sorted((list(_differences(failing, other)) for other in passing), key=_weight)
    if not found or not found[0]:
        return ""
    told = [_told(*parts) for parts in found[0][:MANY]]
    more = f", and {len(found[0]) - MANY} more differences" if len(found[0]) > MANY else ""
    return ", ".join(told) + more


Difference = tuple[list[str | int], Any, Any]


def _weight(differences: list[Difference]) -> tuple[bool, int, int]:
    whole = any(not path for path, _, _ in differences)  # then they have nothing in common
    size = sum(abs(len(_text(one)) - len(_text(other))) for _, one, other in differences)
    return whole, len(differences), size


def _differences(one: Any, other: Any, path: tuple[str | int, ...] = ()) -> Iterator[Difference]:
    if isinstance(one, dict) and isinstance(other, dict):
        for name in {**one, **other}:
            yield from _differences(one.get(name, ABSENT), other.get(name, ABSENT), (*path, name))
    elif type(one) is not type(other) or one != other:
        yield list(path), one, other


Places = frozenset[tuple[str | int, ...]]
"""Where a body differs from another."""


def places(body: Any, usual: Any) -> Places:
    """Where a body differs from the usual one."""
    return frozenset(tuple(path) for path, _, _ in _differences(body, usual))


def _told(path: list[str | int], one: Any, other: Any) -> str:
    where = place(path) or "the body"
    if one is ABSENT:
        return f"{where} is left out; with {_shown(other)} it passes"
    passes = "without it" if other is ABSENT else f"with {_shown(other)}"
    return f"{where} is {_shown(one)}{_of_type(one)}; {passes} it passes"


def _shown(value: Any) -> str:
    text = _text(value)
    length = f" ({len(value)} characters)" if isinstance(value, str) and len(text) > SHOWN else ""
    return cut(text, SHOWN) + length


def _of_type(value: Any) -> str:
    """The type, where the value as it is written does not say it plainly."""
    return "" if value is None or isinstance(value, str) else f" ({_type(value)})"


def _type(value: Any) -> str:
    """The type of a value as JSON has them; of a body that is no JSON, bytes."""
    return "bytes" if isinstance(value, bytes) else json_type(value)


def _text(value: Any) -> str:
    """A value as JSON, with characters that nobody would see written as escapes."""
    if isinstance(value, bytes):
        return repr(value)[1:]
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
