"""Explains rules: requirement, source, reason, how to mend a breach, a good and a bad exchange, a fault."""

import json
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from tdmock.contract import Contract, advised, compile_contract
from tdmock.definition.load import builtin
from tdmock.editions import Edition, advice
from tdmock.errors import UsageError
from tdmock.exchange import Exchange, Headers
from tdmock.findings import Clause
from tdmock.scenario import Scenario, builtin_scenarios

WIDTH = 76  # columns of an exchange
LONGEST_REQUEST = 300  # characters of a request's body
LONGEST_WALK = 4  # exchanges that are shown one by one

GROUPS = {
    "common": "every endpoint",
    "auth": "auth_validation",
    "contacts": "contact_sync",
    "agents": "agent_sync",
    "interactions": "interaction_update",
    "actions": "actions",
}
"""The endpoint, or endpoints, that the rules of each group are about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """The rules about one endpoint, with the scenarios that are played there."""

    endpoint: str
    clauses: tuple[Clause, ...]
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything there is to say about a rule.

    ``clause`` is as it stands in the edition asked for, else in the one that has it; ``elsewhere`` as in the
    other editions. ``good`` and ``bad`` are exchanges as text; ``fault`` is a command that demonstrates a
    breach, or empty.
    """

    clause: Clause
    elsewhere: tuple[Clause, ...]
    good: str
    bad: str
    fault: str


def chapters(edition: Edition) -> Iterator[Chapter]:
    """The rules of an edition by endpoint, in the contract's order."""
    clauses = _contract(edition).clauses.values()
    for group, own in groupby(clauses, key=lambda clause: clause.id.partition(".")[0]):
        endpoint = GROUPS[group]
        played = [scenario for scenario in builtin_scenarios() if scenario.endpoint == endpoint]
        yield Chapter(endpoint=endpoint, clauses=tuple(own), scenarios=tuple(played))


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
        elsewhere=tuple(others),
        good=_played(standing[0], rule, shown["good"]),
        bad=_played(standing[0], rule, shown["bad"]),
        fault=_fault(rule, standing[0]),
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
    from tdmock.sample.faults import CATALOGUE  # noqa: PLC0415 - only where a rule is explained

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


def _played(edition: Edition, rule: str, example: dict[str, Any]) -> str:
    from tdmock.examples import Example, play  # noqa: PLC0415 - the engine is only needed to play them

    exchanges = play(_contract(edition), rule, Example.model_validate(example)).exchanges
    texts = [text for text, _ in groupby(map(_exchange, exchanges))]  # a failure is repeated: shown once
    if len(texts) > LONGEST_WALK:
        left_out = len(texts) - LONGEST_WALK + 1
        texts[LONGEST_WALK - 2 : -1] = [f"… {left_out} more exchanges of the same kind …"]
    return "\n\n".join(texts)


def _exchange(exchange: Exchange) -> str:
    """Request lines begin with ``>``, those of the answer with ``<``, what went wrong with ``!``."""
    request, response = exchange.request, exchange.response
    lines = [f"> {request.method} {urlsplit(request.url).path}"]
    lines += [f"> {line}" for line in _body(request.body, LONGEST_REQUEST)]
    if exchange.elapsed >= 1:
        lines.append(f"! after {exchange.elapsed:g} s")
    if response:
        lines.append(f"< {response.status}")
        lines += [f"< {line}" for line in _head(response.headers)]
        lines += [f"< {line}" for line in _body(response.body, None)]
    if exchange.failure:
        lines.append(f"! {exchange.detail or exchange.failure}")
    return "\n".join(lines)


def _head(headers: Headers) -> list[str]:
    return [f"{name}: {value}" for name, value in headers]


def _body(body: bytes, limit: int | None) -> list[str]:
    """The body on lines: JSON folded to fit, anything else as it is, long ones cut."""
    text = body.decode(errors="backslashreplace")
    if not text:
        return []
    if limit is not None and len(text) > limit:
        return [f"{text[:limit]}… ({len(text)} characters)"]
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


# --- the rule reference ------------------------------------------------------------------------------------

_HEAD = """\
<!-- Generated by `python -m tdmock.explanations > contracts/RULES.md`; change contract or advice instead. -->

# Rules

Every rule that tdmock checks, by endpoint. Each has a level (how much a finding weighs) and a status (how
firmly the documentation says so; [README.md](README.md) explains both). In the exchanges `>` is what Talkdesk
sends, `<` what the bridge answers, `!` what went wrong on the way. `tdmock rules ID` shows the same in a
terminal.
"""


def reference() -> str:
    """All rules of all editions as Markdown."""
    parts = [_HEAD]
    for chapter, only_elsewhere in _merged():
        parts.append(f"## {chapter.endpoint}\n")
        if chapter.scenarios:
            parts.append("What is played here:\n\n" + "".join(f"- {s.title}\n" for s in chapter.scenarios))
        parts += [_section(explain(clause.id)) for clause in (*chapter.clauses, *only_elsewhere)]
    return "\n".join(parts)


def _merged() -> Iterator[tuple[Chapter, Sequence[Clause]]]:
    """The chapters of the current edition, each with the rules that only others have."""
    for chapter, *others in zip(*(chapters(edition) for edition in Edition), strict=True):
        known = {clause.id for clause in chapter.clauses}
        yield chapter, [clause for other in others for clause in other.clauses if clause.id not in known]


def _section(told: Explanation) -> str:
    clause = told.clause
    standings = "\n".join(_standing(standing, clause.title) for standing in (clause, *told.elsewhere))
    fault = f"\nTo see it: `{told.fault}`\n" if told.fault else ""
    return f"""\
### `{clause.id}`

{clause.title}.

{standings}

Why: {clause.why}

Mend: {clause.fix}

Good:

```text
{told.good}
```

Bad:

```text
{told.bad}
```
{fault}"""


def _standing(clause: Clause, title: str) -> str:
    source = clause.source
    other = f" ({clause.title})" if clause.title != title else ""
    link = f"[{source.title}]({source.url})"
    return f"- {source.edition} edition{other}: **{clause.level}**, {source.status}: {link}"


if __name__ == "__main__":
    print(reference(), end="")  # noqa: T201 - the generator's output
