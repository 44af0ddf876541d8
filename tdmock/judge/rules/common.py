"""Rules about the answer as such, at every endpoint."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from tdmock.definition.model import Definition
from tdmock.endpoints import VALIDATION, kind
from tdmock.exchange import Exchange
from tdmock.exchange.payload import decode
from tdmock.findings import Breach
from tdmock.judge.rules.registry import Moment, rule
from tdmock.redaction.mask import Mask

ECHOES = frozenset({"common.errors-hold-no-secrets"})
"""Clauses about secrets of the request in its answer; a word that is there anyway is no echo."""

SHORTEST_SECRET = 4  # shorter values turn up in any text by chance
SHORTEST_IN_LINK = 8  # links have numbers and words of their own
LONGEST_SECRET = 4_000  # what is longer is none, but a value that was made so
READ = 200_000  # bytes of an error's body


def _serves_strangers(exchange: Exchange, sent: Mapping[str, Any], definition: Definition) -> bool:
    """Whether there was an answer to a request that lacks the credentials it should have."""
    wanted = any(field.mandatory for field in definition.authentication_configuration)
    return exchange.response is not None and wanted and not sent.get("auth")


@rule(Moment.EXCHANGE, "common.records-need-credentials", sees=_serves_strangers)
def records_need_credentials(
    exchange: Exchange, sent: Mapping[str, Any], definition: Definition
) -> Iterator[Breach]:
    """No records come to a request without credentials."""
    response = exchange.response
    if response is None or response.status >= 300 or not _serves_strangers(exchange, sent, definition):
        return
    value, member = decode(response.body).value, kind(exchange.request.endpoint).records
    records = value.get(member) if isinstance(value, dict) and member else value
    if isinstance(records, list) and any(isinstance(record, dict) for record in records):
        yield Breach(
            at=member,
            expected="a refusal, for the request has no credentials",
            actual=f"{len(records)} records to {exchange.request.method} without credentials",
        )


def _secrets(sent: Mapping[str, Any], definition: Definition) -> Iterator[tuple[str, str]]:
    """The secrets of a request by name, as far as they can be told from other words."""
    auth = sent.get("auth", {})
    for name in definition.secret_fields:
        value = auth.get(name)
        if isinstance(value, str) and SHORTEST_SECRET <= len(value) <= LONGEST_SECRET:
            yield name, value


def _refuses_secrets(exchange: Exchange, sent: Mapping[str, Any], definition: Definition) -> bool:
    response = exchange.response
    return response is not None and response.status >= 400 and any(_secrets(sent, definition))


@rule(Moment.EXCHANGE, "common.errors-hold-no-secrets", sees=_refuses_secrets)
def errors_hold_no_secrets(
    exchange: Exchange, sent: Mapping[str, Any], definition: Definition
) -> Iterator[Breach]:
    """No body and no header of an error answer has a secret of the request, as it is or encoded."""
    response = exchange.response
    if response is None or response.status < 400:
        return
    for name, value in _secrets(sent, definition):
        secret = _known_by(value)
        places = [("body", response.body[:READ].decode(errors="replace")), *response.headers]
        for at in (place for place, text in places if secret.hides(text)):
            yield Breach(
                at=at,
                expected=f"an error answer without the value of {name}",
                actual=f"a {'body' if at == 'body' else 'header'} with status {response.status} that repeats "
                f"the {name} of the request",
            )


def _hands_over_records(exchange: Exchange, sent: Mapping[str, Any], definition: Definition) -> bool:
    response = exchange.response
    is_success = response is not None and response.status < 300
    return is_success and exchange.request.endpoint != VALIDATION.name and any(_long(sent, definition))


def _long(sent: Mapping[str, Any], definition: Definition) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in _secrets(sent, definition) if len(value) >= SHORTEST_IN_LINK)


@rule(Moment.EXCHANGE, "common.links-hold-no-secrets", sees=_hands_over_records)
def links_hold_no_secrets(
    exchange: Exchange, sent: Mapping[str, Any], definition: Definition
) -> Iterator[Breach]:
    """No link that is handed over has a secret of the request in its query or before its host."""
    if exchange.response is None or not _hands_over_records(exchange, sent, definition):
        return
    body = exchange.response.body[:READ]
    for name, value in _long(sent, definition):
        written = {value.encode(), quote(value, safe="").encode()}
        if any(sign + secret in body for secret in written for sign in (b"=", b":")):
            yield Breach(
                at="body",
                expected="links without credentials",
                actual=f"a link that holds the {name} of the request",
            )


@lru_cache(maxsize=64)
def _known_by(secret: str) -> Mask:
    """Knows a secret again, in all the forms that it takes on its way."""
    mask = Mask()
    mask.learn("$SECRET", secret)
    return mask
