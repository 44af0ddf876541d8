"""Walks a synchronization: takes pages in, finds what is wrong, and knows how the next is asked for."""

from collections.abc import Container, Mapping, Sequence
from itertools import chain
from typing import Any

import orjson

from tdmock.exchange.payload import members
from tdmock.findings import Breach
from tdmock.judge.rules import Answer, Moment, Rule, rules_at
from tdmock.judge.rules.paging import has_next, position
from tdmock.redaction.mask import cut
from tdmock.scenario.strangers import still_unused
from tdmock.talkdesk.state import Continuation, Walk, is_id, known_by

_MISSING = {"none", "null", "nil", "undefined", "nan"}  # as programming languages write that there is nothing

IDLE_PAGES = 25  # pages with records but without a new id after which a walk is given up


def page_rules(group: str, clauses: Container[str]) -> list[Rule]:
    """The rules about the pages of ``contacts`` or ``agents``, as far as they are clauses."""
    return [
        rule
        for rule in rules_at(Moment.PAGE)
        if rule.clause.startswith(f"{group}.") and rule.clause in clauses
    ]


def goes_round(breach: Breach) -> bool:
    """Whether a breach says that the pages never end."""
    return breach.rule.endswith((".pages-differ", ".offsets-differ", ".pages-end"))


def absorb(walk: Walk, answer: Answer, member: str) -> Continuation | None:
    """Take a page into the walk; how to ask for the next one, or None after the last."""
    records = [value for _, value in answer.records]
    walk.with_phones += sum(bool(record.get("phones")) for record in records)
    fresh = _meet(walk, records, member)
    if not walk.earlier.ids:  # a further reading is compared, not looked through once more
        walk.neighbours.see([value for _, value in answer.judged])
        walk.texts.see(member, answer.judged)
    if walk.unused_phones and answer.exchange.response:
        walk.unused_phones = still_unused(walk.unused_phones, answer.exchange.response.body)
    _note_progress(walk, records, is_idle=not (fresh or walk.earlier.ids))
    return advance(walk, answer)


def advance(walk: Walk, answer: Answer) -> Continuation | None:
    """Take of a page what it takes to go on; how to ask for the next one, or None after the last."""
    records = [value for _, value in answer.records]
    walk.remember(records)
    walk.pages += 1
    walk.records += len(records)
    walk.empty_pages = 0 if records else walk.empty_pages + 1
    walk.has_checkpoint |= "synchronization_checkpoint" in answer.value
    checkpoint = answer.value.get("synchronization_checkpoint")
    walk.checkpoint = checkpoint if isinstance(checkpoint, str) else walk.checkpoint
    if not has_next(answer.value) or isinstance(answer.value["next_offset"], dict | list | bool):
        return None
    walk.positions.add(position(answer.value))
    following = continuation(answer)
    walk.second = walk.second or following
    return following


def _meet(walk: Walk, records: Sequence[dict[str, Any]], member: str) -> int:
    """Take the records of a page into the walk; how many of them were new to it.

    What has no id is told by the schema; two such are no repetition.
    """
    known = [(hash(str(record["id"])), record) for record in records if is_id(record.get("id"))]
    fresh = dict(reversed(known))  # of those with one id the first
    nameless = len(records) - len(known)
    if len(fresh) < len(known) or not walk.seen.isdisjoint(fresh):
        _note_repeated(walk, known, member)
        fresh = {identity: record for identity, record in fresh.items() if identity not in walk.seen}
    if walk.earlier.moved:
        for identity, _ in known:
            if identity in walk.earlier.moved:
                walk.counts[identity] = walk.counts.get(identity, 0) + 1
    walk.emails.update(hash(e.lower()) for r in fresh.values() if isinstance(e := r.get("email"), str))
    if walk.earlier.ids:
        _compare(walk, fresh)
    else:
        walk.seen.update(fresh)
    return nameless + len(fresh)


def _note_repeated(walk: Walk, known: Sequence[tuple[int, dict[str, Any]]], member: str) -> None:
    """Note which of the records of a page have an id that had come before."""
    on_page: set[int] = set()
    for identity, record in known:
        if identity in walk.seen or identity in on_page:
            walk.repeated += 1
            walk.repeated_on_page += identity in on_page
            walk.moved.add(identity)
            walk.first_repeated = walk.first_repeated or f"{member}[].id = {cut(str(record['id']), 60)}"
        else:
            on_page.add(identity)


def _compare(walk: Walk, fresh: Mapping[int, dict[str, Any]]) -> None:
    """Hold records that are new to the walk against the synchronization before."""
    walk.missing.difference_update(fresh)
    newcomers = [identity for identity in fresh if identity not in walk.earlier.ids]
    walk.newcomers.update(newcomers)
    for identity in newcomers if walk.earlier.people else ():
        if (old := walk.earlier.people.get(known_by(fresh[identity]))) is not None:
            walk.renamed.add(old)


def _note_progress(walk: Walk, records: Sequence[dict[str, Any]], *, is_idle: bool) -> None:
    """Note whether a page brought anything that was not there before."""
    told = ([record.get(name) for record in records] for name in ("id", "name"))
    content = hash(tuple(map(_told_by, chain.from_iterable(told))))
    walk.stale_pages = walk.stale_pages + 1 if records and content in walk.contents else 0
    if records:
        walk.idle_pages = walk.idle_pages + 1 if is_idle else 0
    walk.contents.add(content)


def _told_by(value: Any) -> Any:
    """What a value is known again by; of containers, which no id or name is, only that they are one."""
    return type(value) if isinstance(value, list | dict) else value


def continuation(answer: Answer) -> Continuation:
    """How the page after one that has a next one is asked for."""
    value = answer.value
    if isinstance(value["next_offset"], str) and "context" not in value:
        return Continuation(offset=orjson.Fragment(orjson.dumps(value["next_offset"])))
    response = answer.exchange.response
    raw = members(response.body) if response else {}
    context = orjson.Fragment(raw["context"]) if "context" in raw else None
    return Continuation(offset=orjson.Fragment(raw["next_offset"]), context=context)


def continued(body: Mapping[str, Any], following: Continuation) -> dict[str, Any]:
    meta = {**body.get("meta", {}), "offset": following.offset}
    if following.context is not None:
        meta["context"] = following.context
    return {**body, "meta": meta}


def asked_for(walk: Walk, following: Continuation) -> str:
    """Which page is asked for, and with what, to be told where it doesn't come."""
    offset = cut(orjson.dumps(following.offset).decode(), 80)
    is_word = offset.strip('"').lower() in _MISSING
    return f", on page {walk.pages + 1}, asked for with the offset {offset}" + (
        ", a missing value that became text" if is_word else ""
    )


def too_many_pages(group: str, walk: Walk) -> Breach:
    return Breach(
        rule=f"{group}.pages-are-within-limit",
        at="next_offset",
        expected=f"the last page within {walk.pages} pages (no text sets a limit; --max-pages does here)",
        actual=f"another next_offset after {walk.pages} pages with {walk.records} records; read no further",
    )


def only_known_ids(group: str, walk: Walk) -> Breach:
    """The breach that is told where a walk is given up, for its pages differ and their ids don't."""
    return Breach(
        rule=f"{group}.ids-are-unique",
        at=f"{group}[].id",
        expected="every id once",
        actual=f"{walk.idle_pages} pages in a row with nothing but ids that had come before",
        occurrences=walk.repeated,
    )
