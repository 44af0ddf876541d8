"""Explains rules: requirement, source, reason, how to fix a breach, a good and a bad exchange, a fault."""

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from tdmock.contract.compile import Contract, advised, compile_contract
from tdmock.contract.releases import since
from tdmock.documents.load import builtin
from tdmock.editions import Edition, advice
from tdmock.endpoints import ENDPOINTS
from tdmock.errors import UsageError
from tdmock.exchange import Exchange, Headers
from tdmock.findings import Clause
from tdmock.judge.rules import RULES
from tdmock.redaction.record import shortened
from tdmock.scenario.model import Scenario, builtin_scenarios

WIDTH = 76  # columns of an exchange
LONGEST_REQUEST = 300  # characters of a request's body
LONGEST_WALK = 4  # exchanges that are shown one by one

GROUPS = {"common": "every endpoint", **{endpoint.rules: name for name, endpoint in ENDPOINTS.items()}}
"""The endpoint, or endpoints, that the rules of each group are about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """The rules about one endpoint, with the scenarios that are played there."""

    endpoint: str
    clauses: tuple[Clause, ...]
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An exchange as text: ``>`` marks the request's lines, ``<`` the answer's, ``!`` what went wrong.

    An ``answer`` without a ``request`` stands for exchanges that are left out.
    """

    request: str
    answer: str

    def __str__(self) -> str:
        return "\n".join(part for part in (self.request, self.answer) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything there is to say about a rule.

    ``judged`` is what the code that judges it requires, empty where that is all in the contract's data.
    ``clause`` is as it stands in the edition asked for, else in the one that has it; ``elsewhere`` as in the
    other editions. ``fault`` is a command that demonstrates a breach, or empty; ``since`` the version of
    tdmock that has the rule first.
    """

    clause: Clause
    judged: str
    elsewhere: tuple[Clause, ...]
    good: tuple[Shown, ...]
    bad: tuple[Shown, ...]
    fault: str
    since: str


def chapters(edition: Edition) -> Iterator[Chapter]:
    """The rules of an edition by endpoint, in the contract's order."""
    clauses = _contract(edition).clauses
    for group, endpoint in GROUPS.items():
        yield Chapter(
            endpoint=endpoint,
            clauses=tuple(clause for name, clause in clauses.items() if name.startswith(f"{group}.")),
            scenarios=tuple(each for each in builtin_scenarios(edition) if each.endpoint == endpoint),
        )


def explain(rule: str, edition: Edition = Edition.CURRENT) -> Explanation:
    """Explain one rule. Raises :class:`UsageError`, with near matches, where no edition has it."""
    editions = [edition, *(other for other in Edition if other is not edition)]
    standing = [e for e in editions if rule in _contract(e).clauses]
    if not standing:
        raise UsageError(_unknown(rule))
    first, *others = (_contract(e).clauses[rule] for e in standing)
    shown = advice(standing[0])[rule]
    return Explanation(
        clause=advised(first),
        judged=RULES[rule].requirement if rule in RULES else "",
        elsewhere=tuple(others),
        good=_played(standing[0], rule, shown["good"]),
        bad=_played(standing[0], rule, shown["bad"]),
        fault=_fault(rule, standing[0]),
        since=since(rule, standing[0]),
    )


@cache
def _contract(edition: Edition) -> Contract:
    return compile_contract(builtin(), edition)


def _unknown(rule: str) -> str:
    known = list(dict.fromkeys(name for edition in Edition for name in _contract(edition).clauses))
    inside = [name for name in known if rule.lower() in name]
    near = list(dict.fromkeys([*get_close_matches(rule, known, n=3), *inside]))[:6] if rule else []
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"there is no rule {rule!r}.{meant} `tdmock rules` lists them all."


def _fault(rule: str, edition: Edition) -> str:
    from tdmock.sample.faults import CATALOGUE

    shown = [f for f in CATALOGUE.values() if f.breaks == rule and edition in f.editions]
    chosen = "" if edition is Edition.CURRENT else f" --edition {edition}"
    for fault in shown:
        if fault.definition == "mycrm":
            return f"tdmock serve --fault {shlex.quote(fault.name)}{chosen}"
    # The others need another integration than the built-in one, which the selftest brings along.
    for fault in shown:
        return f"tdmock selftest {shlex.quote(fault.name)} --edition {edition}"
    return ""


# --- exchanges as text -------------------------------------------------------------------------------------


def _played(edition: Edition, rule: str, example: dict[str, Any]) -> tuple[Shown, ...]:
    from tdmock.rulebook.examples import Example, play

    exchanges = play(_contract(edition), rule, Example.model_validate(example)).exchanges
    shown = [each for each, _ in groupby(map(_exchange, exchanges))]  # a failure is repeated: shown once
    if len(shown) > LONGEST_WALK:
        left_out = len(shown) - LONGEST_WALK + 1
        shown[LONGEST_WALK - 2 : -1] = [
            Shown(request="", answer=f"… {left_out} more exchanges of the same kind …")
        ]
    return tuple(shown)


def _exchange(exchange: Exchange) -> Shown:
    request, response = exchange.request, exchange.response
    asked = [f"> {request.method} {urlsplit(request.url).path}"]
    asked += [f"> {line}" for line in _body(request.body, LONGEST_REQUEST)]
    answered = [f"! after {exchange.elapsed:g} s"] if exchange.elapsed >= 1 else []
    if response:
        answered.append(f"< {response.status}")
        answered += [f"< {line}" for line in _head(response.headers)]
        answered += [f"< {line}" for line in _body(response.body, None)]
    if exchange.failure:
        answered.append(f"! {exchange.detail or exchange.failure}")
    return Shown(request="\n".join(asked), answer="\n".join(answered))


def _head(headers: Headers) -> list[str]:
    return [f"{name}: {value}" for name, value in headers]


def _body(body: bytes, limit: int | None) -> list[str]:
    """The body on lines: JSON folded to fit, anything else as it is, long ones cut."""
    text = body.decode(errors="backslashreplace")
    if not text:
        return []
    if limit is not None and len(text) > limit:
        return [shortened(text, limit)]
    try:
        value = json.loads(text)
    except ValueError:
        return text.splitlines()
    written = json.dumps(value, ensure_ascii=False)
    # What a parser would lose, such as a key that stands twice, must be seen: then the text stays.
    same = written.replace(" ", "") == text.replace(" ", "")
    return _folded(value, WIDTH).splitlines() if same else [text]


def _folded(value: Any, width: int, indent: str = "") -> str:
    """JSON on one line where it fits, else a line for each member."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + len(indent) <= width or not isinstance(value, dict | list) or not value:
        return flat
    inner = indent + "  "
    if isinstance(value, list):
        parts = [_folded(item, width, inner) for item in value]
    else:
        parts = [f"{json.dumps(k, ensure_ascii=False)}: {_folded(v, width, inner)}" for k, v in value.items()]
    opening, closing = "[]" if isinstance(value, list) else "{}"
    return opening + "".join(f"\n{inner}{part}," for part in parts)[:-1] + f"\n{indent}{closing}"
