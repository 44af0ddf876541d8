"""Choices: what stands in a generated request where Talkdesk would put one of several values.

Schemathesis lets us say how the strings of a format are made, and strings only. So a choice travels as a
marked string, and is put in its place before the request is sent: any JSON value, or nothing at all.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

MARK = "\ue000"  # for private use: no text that a person enters holds it


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Any = _Absent()
"""The value of a member that is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A value, and the kinds of request that having it makes; no kind where it is an ordinary one.

    ``own`` stands for the value that belongs to the contact of the request, ``page`` for so many further
    pages to be read before the one that is judged.
    """

    value: Any = ABSENT
    kinds: tuple[str, ...] = ()
    own: bool = False
    page: int = 0

    def written(self) -> str:
        """The choice as a string that :func:`read` understands."""
        value = {} if self.value is ABSENT else {"value": self.value}
        return MARK + json.dumps({**value, "kinds": self.kinds, "own": self.own, "page": self.page})


def read(text: str) -> Choice:
    """The choice that was written."""
    written = json.loads(text.removeprefix(MARK))
    return Choice(
        value=written.get("value", ABSENT),
        kinds=tuple(written["kinds"]),
        own=written["own"],
        page=written["page"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A request's body with the choices in their places."""

    body: Any
    kinds: tuple[str, ...]
    page: int


def fill(generated: Any, contacts: Sequence[dict[str, Any]]) -> Filled:
    """Put every choice in its place; ``contacts`` are the known ones, as requests describe them.

    What is the contact's own comes from the one whose id was chosen, or from the first.
    """
    chosen = dict(_choices(generated))
    given = chosen.get("contact_external_id")
    wanted = given.value if given else None
    contact = next((c for c in contacts if c.get("contact_external_id") == wanted), next(iter(contacts), {}))
    kinds = tuple(dict.fromkeys(kind for choice in chosen.values() for kind in choice.kinds))
    page = max((choice.page for choice in chosen.values()), default=0)
    return Filled(body=_filled(generated, contact), kinds=kinds, page=page)


def _choices(node: Any) -> Iterator[tuple[str, Choice]]:
    for name, value in node.items() if isinstance(node, dict) else ():
        if isinstance(value, str) and value.startswith(MARK):
            yield name, read(value)
        else:
            yield from _choices(value)


def _filled(node: Any, contact: dict[str, Any]) -> Any:
    if not isinstance(node, dict):
        return node
    filled = {}
    for name, value in node.items():
        if not (isinstance(value, str) and value.startswith(MARK)):
            filled[name] = _filled(value, contact)
            continue
        choice = read(value)
        put = contact.get(name, ABSENT) if choice.own else choice.value
        if put is not ABSENT:
            filled[name] = put
    return filled
