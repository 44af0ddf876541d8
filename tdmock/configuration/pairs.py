"""Named values that a person gives: ``NAME=VALUE`` on the command line, or a key in a file."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tdmock.errors import UsageError
from tdmock.redaction.references import as_text, resolve

Objection = Callable[[str], str]
"""Says, without repeating it, what is wrong with a name, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A name and its value as given; messages say ``where``, and ``source`` while the name is in doubt."""

    name: str
    value: str
    source: str
    where: str

    def resolved(self) -> str:
        """The value, from the environment or a file where it says so. Raises :class:`UsageError`."""
        return as_text(resolve(self.value, self.where), self.where)

    def filled(self) -> str:
        """The resolved value, unless it is empty."""
        return filled(self.resolved(), self.where)


def read_pairs(values: Sequence[str], option: str, form: str) -> list[Pair]:
    """The pairs that an option was given, as its form says.

    Raises :class:`UsageError`, which repeats nothing that may be a value in the wrong place.
    """
    pairs = []
    for value in values:
        name, separator, content = value.partition("=")
        if not separator or not name.strip():
            raise UsageError(f"{option}: write it as {form}")
        name = name.strip()
        pairs.append(Pair(name=name, value=content, source=option, where=f"{option} {name}"))
    return pairs


def by_name(pairs: Iterable[Pair], objection: Objection) -> dict[str, Pair]:
    """The pairs by their names. Raises :class:`UsageError` for a name that is given twice or objected to."""
    named: dict[str, Pair] = {}
    for pair in pairs:
        if reason := objection(pair.name):
            raise UsageError(f"{pair.source}: {reason}")
        if pair.name in named:
            raise UsageError(f"{pair.where}: it is given twice")
        named[pair.name] = pair
    return named


def filled(value: str, where: str) -> str:
    """The value, unless it is empty, as secrets are in CI for a pull request from a fork."""
    if not value.strip():
        raise UsageError(f"{where} is empty; a CI job without access to secrets gets them like this")
    return value
