"""Keeps credentials out of everything that is printed or written."""

import base64
import html
import json
import re
import urllib.parse
from collections.abc import Iterable

SHORT = 4  # a value shorter than this is masked only where it is a whole JSON string

_NAME = r"\$TDMOCK_[A-Z]+_[A-Z0-9_]+"
PLACEHOLDER = re.compile(rf"{_NAME}|\w\$\{{TDMOCK_[A-Z]+_[A-Z0-9_]+#\?\}}")


def variable(field: str, *, prefix: str = "AUTH") -> str:
    """The environment variable that holds a credential: ``api-token`` is ``TDMOCK_AUTH_API_TOKEN``."""
    return f"TDMOCK_{prefix}_" + re.sub(r"[^A-Z0-9]", "_", field.upper())


class Mask:
    """Replaces known secrets in text by placeholders such as ``$TDMOCK_AUTH_TOKEN``.

    A secret is found as it is and in the forms that it takes on its way through JSON, URLs, HTML and base64.
    What was learned stays learned; learning is safe while other threads mask.
    """

    def __init__(self) -> None:
        self._placeholders: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None

    def learn(self, placeholder: str, value: str) -> None:
        """Mask ``value`` from now on; the first placeholder learned for a value stays."""
        if not value or value in self._placeholders:
            return
        forms = dict.fromkeys(_forms(value), placeholder)
        self._placeholders = {**forms, **self._placeholders}
        longest_first = sorted(self._placeholders, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)))

    def text(self, text: str) -> str:
        """The text without secrets."""
        if self._pattern is None:
            return text
        return self._pattern.sub(self._replace, text)

    def hides(self, text: str) -> bool:
        """Whether the text holds a secret."""
        return self._pattern is not None and self._pattern.search(text) is not None

    def _replace(self, match: re.Match[str]) -> str:
        found = match[0]
        placeholder = self._placeholders[found]
        return f'"{placeholder}"' if found.startswith('"') and len(found) < SHORT + 2 else placeholder


def _forms(value: str) -> Iterable[str]:
    escaped = {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
    if len(value) < SHORT:
        return {f'"{form}"' for form in escaped}
    quoted = {urllib.parse.quote(value), urllib.parse.quote(value, safe=""), urllib.parse.quote_plus(value)}
    encoded = base64.b64encode(value.encode()).decode().rstrip("=")
    return {value, html.escape(value), encoded, *escaped, *quoted}
