"""Makes credentials wrong so that they can't be valid by chance: altogether, in a part, or by odd text."""

import random
import re
import string
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tdmock.redaction.mask import Mask, variable
from tdmock.talkdesk.state import is_id

Auth = Mapping[str, Any]
Labelled = tuple[str, Auth]

ENDING = 3
"""Characters that are changed at the end of a value: of one alone base64 may drop what was changed."""

ODD = {
    "single quotes that break out of a query": "' or '1'='1",
    "double quotes that break out of a query": '" or "1"="1',
    "a wildcard": "%",
    "letters of several scripts": "Zoë-日本-😀",
    "very long text": "x" * 10_000,
}
"""What no credential is, though anybody can enter it, by what it is."""

UNTYPED: Mapping[str, Any] = {"true": True, "an operator": {"$ne": ""}}
"""What is no text, and yet equal to any where a bridge compares loosely or asks a database with it."""

_ADDRESS = re.compile(r"@.+\.|://")
_ALPHABETS = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
_TO_CAPITALS = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)
_TO_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_SIMPLE = frozenset("".join(_ALPHABETS))


def replaced(auth: Auth, names: Iterable[str], seed: int) -> Auth | None:
    """The named credentials replaced by others of their shape and type; None where there is none of them."""
    wrong = {
        name: _typed(same_shape(str(auth[name]), f"{seed}/{name}"), auth[name])
        for name in names
        if is_id(auth.get(name))
    }
    return {**auth, **wrong} if wrong else None


def one_wrong(auth: Auth, names: Iterable[str], seed: int, mask: Mask) -> Iterator[Labelled]:
    """Each of the named credentials wrong alone, and nearly right: whoever compares a part of it takes it."""
    for name in names:
        if not is_id(auth.get(name)):
            continue
        changed = first_changed(str(auth[name]))
        mask.learn(f"{changed[:1]}${{{variable(name)}#?}}", changed)
        yield f"{name} changed by its first character", {**auth, name: _typed(changed, auth[name])}
        if isinstance(value := auth[name], str):
            yield f"{name} followed by another character", {**auth, name: f"{value}x"}
            if value[1:] and value[-1].isalnum():  # a slash at the end of an address means nothing
                mask.learn(f"${{{variable(name)}%?}}", value[:-1])
                yield f"{name} without its last character", {**auth, name: value[:-1]}
        yield from one_ending(auth, [name], seed, mask)


def one_ending(auth: Auth, names: Iterable[str], seed: int, mask: Mask) -> Iterator[Labelled]:
    """Each of the named credentials wrong alone, by its last characters.

    A value that begins as a secret does nearly gives it away: the mask learns it. Some shells count bytes, so
    the command to repeat such a request is exact only where what is cut off is ASCII.
    """
    for name in names:
        if not is_id(auth.get(name)) or not (value := str(auth[name])):
            continue
        beginning, ending = _other_ending(value, f"{seed}/{name}/ending")
        if beginning:
            cut = "?" * (len(value) - len(beginning))
            mask.learn(f"${{{variable(name)}%{cut}}}{ending}", beginning + ending)
        yield f"{name} changed by its last characters", {**auth, name: _typed(beginning + ending, auth[name])}


def other_case(auth: Auth, names: Iterable[str], mask: Mask) -> Iterator[Labelled]:
    """Each of the named credentials in capitals, or in small letters where it has only capitals.

    Left out are those in which case means nothing: without letters, hexadecimal as UUIDs are, addresses.
    """
    for name in names:
        value = auth.get(name)
        if not isinstance(value, str) or set(value) <= {*string.hexdigits, "-"} or _ADDRESS.search(value):
            continue
        capitals, small = value.translate(_TO_CAPITALS), value.translate(_TO_SMALL)
        if capitals == small:
            continue
        changed, how, letters = (
            (capitals, "capitals", "a-z A-Z") if capitals != value else (small, "small letters", "A-Z a-z")
        )
        mask.learn(f'$(printf %s "${variable(name)}" | tr {letters})', changed)
        yield f"{name} in {how}", {**auth, name: changed}


def odd(auth: Auth, values: Mapping[str, Any]) -> Iterator[Labelled]:
    """Every credential replaced by each of the values."""
    names = [name for name, value in auth.items() if is_id(value)]
    for label, value in values.items() if names else ():
        yield label, {**auth, **dict.fromkeys(names, value)}


def none_given(auth: Auth, wanted: Iterable[str], secrets: Iterable[str]) -> Iterator[Labelled]:
    """No credentials at all, and the secrets empty, as far as they are ``wanted``."""
    wanted = set(wanted)
    if wanted:
        yield "no credentials at all", {}
    if empty := {name: "" for name in secrets if name in wanted}:
        yield "every secret empty", {**auth, **empty}


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


def _other_ending(value: str, seed: str) -> tuple[str, str]:
    """The value's beginning, and other letters and digits than its last ones; base64's padding stays."""
    chance = random.Random(seed)
    core = value.rstrip("=") or value
    padding = value[len(core) :]
    kept = max(0, len(core) - ENDING)
    changed = (_another(character, chance) if character in _SIMPLE else "x" for character in core[kept:])
    return core[:kept], "".join(changed) + padding


def _another(character: str, chance: random.Random) -> str:
    alphabet = next((letters for letters in _ALPHABETS if character in letters), "")
    return chance.choice(alphabet.replace(character, "")) if alphabet else character


def _typed(wrong: str, valid: Any) -> str | int:
    """The wrong value in the type of the valid one."""
    if isinstance(valid, str):
        return wrong
    return int(wrong) if wrong.isdigit() and int(wrong) != valid else int(valid) + 1
