"""Makes credentials wrong so that they keep their shape and can't be valid by chance."""

import random
import string
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tdmock.mask import Mask, variable

Auth = Mapping[str, Any]
Labelled = tuple[str, Auth]

_ALPHABETS = (string.ascii_lowercase, string.ascii_uppercase, string.digits)


def all_wrong(auth: Auth, seed: int) -> Auth | None:
    """Every credential replaced by another of its shape and type; None where there is none to replace."""
    changeable = {name: value for name, value in auth.items() if _is_changeable(value)}
    wrong = {name: _replaced(value, f"{seed}/{name}") for name, value in changeable.items()}
    return {**auth, **wrong} if wrong else None


def one_wrong(auth: Auth, names: Iterable[str], seed: int, mask: Mask) -> Iterator[Labelled]:
    """Each of the named credentials wrong alone: by its first character, and altogether.

    A value that differs from a secret in one character nearly gives it away: the mask learns it.
    """
    for name in names:
        if not _is_changeable(auth.get(name)):
            continue
        changed = first_changed(str(auth[name]))
        mask.learn(f"{changed[:1]}${{{variable(name)}#?}}", changed)
        yield f"{name} changed by one character", {**auth, name: _typed(changed, auth[name])}
        yield f"{name} replaced by another value", {**auth, name: _replaced(auth[name], f"{seed}/{name}")}


def one_missing(auth: Auth, names: Iterable[str]) -> Iterator[Labelled]:
    """Each of the named credentials left out in turn."""
    for name in names:
        yield f"{name} left out", {key: value for key, value in auth.items() if key != name}


def one_empty(auth: Auth, names: Iterable[str]) -> Iterator[Labelled]:
    """Each of the named credentials empty in turn."""
    for name in names:
        yield f"{name} empty", {**auth, name: ""}


def same_shape(value: str, seed: str) -> str:
    """Another value with the same kinds of characters in the same places; never the value itself."""
    chance = random.Random(seed)
    made = "".join(_another(character, chance) for character in value)
    return made if made != value else value + "x"


def first_changed(value: str) -> str:
    """The value with its first character replaced: the last one may not count in base64."""
    first = value[:1]
    other = {"a": "b", "0": "1"}.get(first, "0" if first.isdigit() else "a")
    return other + value[1:]


def _another(character: str, chance: random.Random) -> str:
    alphabet = next((letters for letters in _ALPHABETS if character in letters), "")
    return chance.choice(alphabet.replace(character, "")) if alphabet else character


def _is_changeable(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _replaced(value: Any, seed: str) -> str | int:
    return _typed(same_shape(str(value), seed), value)


def _typed(wrong: str, valid: Any) -> str | int:
    """The wrong value in the type of the valid one."""
    if isinstance(valid, str):
        return wrong
    return int(wrong) if wrong.isdigit() and int(wrong) != valid else int(valid) + 1
