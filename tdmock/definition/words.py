"""How words of a definition are compared and shown: keys in any spelling, words for booleans, guesses."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from tdmock.redaction.mask import cut

TRUE = frozenset({"yes", "true", "on", "1", "y"})
FALSE = frozenset({"no", "false", "off", "0", "n"})


def fold(key: str) -> str:
    """A key without regard to case, blanks, hyphens and underscores."""
    return re.sub(r"[\s_\-]+", "", key).lower()


def closest(word: str, known: Iterable[str], *, cutoff: float = 0.75) -> str | None:
    """The known word that ``word`` is probably a misspelling of; at a lower ``cutoff`` less alike."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word[:60], known, n=1, cutoff=cutoff)), None)


def complaint(problem: Mapping[str, Any], name: str, known: Iterable[str], what: str) -> str:
    """What pydantic finds wrong, in our words; ``known`` are the names of ``what`` there may be."""
    match problem["type"]:
        case "extra_forbidden":
            guess = closest(name, known)
            return f"there is no such {what}" + (f"; did you mean {guess}?" if guess else "")
        case "value_error":
            return str(problem["ctx"]["error"])
        case _:
            message: str = problem["msg"]
            return message[0].lower() + message[1:]


def quoted(text: str) -> str:
    """``text`` in quotes, shortened."""
    return f'"{cut(text, 60)}"'
