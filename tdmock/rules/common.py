"""Rules about the answer as such, at every endpoint."""

from collections.abc import Iterator, Mapping
from typing import Any

from tdmock.definition.model import Definition
from tdmock.exchange import Exchange
from tdmock.findings import Breach
from tdmock.rules.registry import EXCHANGE_RULES, rule

ECHOES = frozenset({"common.errors-hold-no-secrets"})
"""Clauses about secrets of the request in its answer; a word that is there anyway is no echo."""

SHORTEST_SECRET = 4  # shorter values turn up in any text by chance


@rule(EXCHANGE_RULES, "common.errors-hold-no-secrets")
def errors_hold_no_secrets(
    exchange: Exchange, sent: Mapping[str, Any], definition: Definition
) -> Iterator[Breach]:
    """An error answer whose body repeats a secret of the request."""
    response = exchange.response
    if response is None or response.status < 400:
        return
    auth = sent.get("auth", {})
    for name in definition.secret_fields:
        value = auth.get(name)
        if isinstance(value, str) and len(value) >= SHORTEST_SECRET and value.encode() in response.body:
            yield Breach(
                at="body",
                expected=f"an error message without the value of {name}",
                actual=f"a body with status {response.status} that repeats the {name} of the request",
            )
