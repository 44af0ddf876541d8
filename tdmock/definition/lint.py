"""Finds what is wrong with a definition: all rules over it, each breach with its place in the file."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from tdmock.definition.images import Image, read_image
from tdmock.definition.read import Loaded
from tdmock.definition.rules import RULES
from tdmock.editions import Edition, definition_rules, sources
from tdmock.errors import TdmockError
from tdmock.findings import Breach, Clause, Level, Source, Status

# Width and height in pixels that an image may have at most.
_LARGEST = {"logo_url": (192, 96), "icon_url": (96, 96)}

Fetch = Callable[[str], tuple[str, bytes]]
"""Content type and body of what an address leads to. Raises :class:`TdmockError` when there is nothing."""


@cache
def clauses(edition: Edition = Edition.CURRENT) -> dict[str, Clause]:
    """The edition's rules of definitions by their ids, in the order of contracts/definition.yaml."""
    return {name: _clause(name, entry, edition) for name, entry in definition_rules(edition).items()}


def lint(loaded: Loaded, edition: Edition = Edition.CURRENT) -> list[Breach]:
    """Every breach that can be seen without calling anybody, in the order of the rules.

    ``at`` is the field's path with its place in the file: ``actions[0].name (line 12, column 5)``.
    """
    noted = [
        Breach(
            rule=note.rule,
            at=_located(note.path, str(note.place)),
            expected="a field of a definition, by its name of today",
            actual=note.message,
        )
        for note in loaded.notes
    ]
    judged = [
        _placed(loaded, replace(breach, rule=clause))
        for clause in clauses(edition)
        if clause in RULES
        for breach in RULES[clause](loaded.definition)
    ]
    return noted + judged


def lint_images(loaded: Loaded, fetch: Fetch) -> list[Breach]:
    """The breaches of logo and icon that show only when they are fetched."""
    breaches: list[Breach] = []
    for name, largest in _LARGEST.items():
        url = getattr(loaded.definition, name)
        if url:
            breaches.extend(_image_breaches(name, url, largest, fetch))
    return [_placed(loaded, breach) for breach in breaches]


def _image_breaches(name: str, url: str, largest: tuple[int, int], fetch: Fetch) -> Iterator[Breach]:
    reachable, fits = "definition.images-can-be-fetched", "definition.images-fit"
    try:
        content_type, body = fetch(url)
    except TdmockError as error:
        yield Breach(rule=reachable, at=name, expected="an image", actual=str(error))
        return
    image = read_image(body)
    if image is None:
        expected = "an image: PNG, JPEG, GIF, SVG, WebP or ICO"
        yield Breach(rule=reachable, at=name, expected=expected, actual=content_type or "other")
        return
    if not image.may_be_served_as(content_type):
        yield Breach(
            rule=reachable,
            at=name,
            expected=f"Content-Type: {image.content_type}",
            actual=content_type or "none",
        )
    if _exceeds(image, largest):
        expected = f"at most {largest[0]}×{largest[1]} pixels"
        yield Breach(rule=fits, at=name, expected=expected, actual=f"{image.width}×{image.height}")


def _exceeds(image: Image, largest: tuple[int, int]) -> bool:
    return image.width > largest[0] or image.height > largest[1]


def _placed(loaded: Loaded, breach: Breach) -> Breach:
    place = loaded.place(breach.at)
    return replace(breach, at=_located(breach.at, str(place or "")))


def _located(path: str, place: str) -> str:
    return f"{path} ({place})" if path and place else path or place


def _clause(name: str, entry: dict[str, Any], edition: Edition) -> Clause:
    source = sources(edition)[entry["source"]]
    return Clause(
        id=name,
        title=entry["title"],
        level=Level(entry["level"]),
        source=Source(
            title=source["title"], url=source["url"], edition=edition, status=Status(entry["status"])
        ),
        why=entry["why"],
        fix=entry["fix"],
    )
