"""Variants of paging: offsets, contexts, checkpoints, data that change."""

import json
from dataclasses import replace
from typing import Any

from tdmock.sample.changes import (
    on_body,
    on_last_page,
    other_offsets,
    put,
    sparse,
    succeeded,
    without,
)
from tdmock.sample.faults.contact_paging import empty_page, number_of_empty_page
from tdmock.sample.message import Answer, Call, Deviation, Handler, refuse
from tdmock.sample.variants.variant import at, variant

MANY_PAGES = 60


def as_json(offset: str) -> str:
    return json.dumps({"after": offset, "size": 6})


def from_json(offset: object) -> object:
    try:
        return json.loads(str(offset))["after"]
    except (ValueError, KeyError, TypeError):
        return ""


def unnumbered(offset: object) -> str:
    number = int(str(offset)) if str(offset).isdecimal() else 0
    return number.to_bytes((number.bit_length() + 7) // 8).decode("latin-1")


def dressed(*, before: str, behind: str) -> tuple[Deviation, ...]:
    """Contact offsets between two strings."""

    def undress(offset: object) -> str:
        text = str(offset)
        return text[len(before) : len(text) - len(behind)] if text.startswith(before) else ""

    return at("contact_sync", other_offsets(write=lambda offset: f"{before}{offset}{behind}", read=undress))


def context(value: Any) -> tuple[Deviation, ...]:
    """Each page hands over this context, and the next page is refused without it."""

    def behave(call: Call, below: Handler) -> Answer:
        answer = below(call)
        if answer.status >= 300:
            return answer
        meta = call.part("meta")
        got = meta.get("context")
        if meta.get("offset") is not None and (type(got), got) != (type(value), value):
            return refuse(400, "meta.context is not what the last page handed over.")
        following = "next_offset" in answer.body
        body = {**answer.body, "context": value} if following else without("context")(answer.body)
        return replace(answer, body=body)

    return at("contact_sync", behave)


def other_checkpoints(call: Call, below: Handler) -> Answer:
    """Checkpoints that look like the time of the last change."""
    stamps = {
        "2024-05-01T10:00:00.000Z": "MDow",
        "2024-05-01T10:30:00.000Z": "MTow",
        "2024-05-01T11:00:00.000Z": "Mjow",
    }
    got = call.part("meta").get("synchronization_checkpoint")
    answer = below(
        call if got is None else call.with_part("meta", synchronization_checkpoint=stamps.get(got, ""))
    )
    if answer.status >= 300:
        return answer
    written = {sealed: stamp for stamp, sealed in stamps.items()}
    checkpoint = answer.body["synchronization_checkpoint"]
    return replace(answer, body={**answer.body, "synchronization_checkpoint": written[checkpoint]})


def nothing_changes(call: Call, below: Handler) -> Answer:
    """An incremental synchronization never finds anything."""
    answer = below(call)
    if answer.status >= 300 or call.part("meta").get("synchronization_checkpoint") is None:
        return answer
    return Answer(body={**without("next_offset", "context")(answer.body), "contacts": []})


def nothing_new(call: Call, below: Handler) -> Answer:
    """An incremental synchronization finds nothing, and says no more than the checkpoint."""
    answer = nothing_changes(call, below)
    if answer.status >= 300 or call.part("meta").get("synchronization_checkpoint") is None:
        return answer
    return Answer(body=without("contacts")(answer.body))


def lively(call: Call, below: Handler) -> Answer:
    """With each request a contact of the page goes for good, until half are gone; others come at the end."""
    gone, come = call.memory.setdefault("gone", set()), call.memory.setdefault("come", [])
    answer = below(call)
    if answer.status >= 300 or not answer.body["contacts"]:
        return answer
    contacts = [item for item in answer.body["contacts"] if item["id"] not in gone]
    if contacts and len(gone) < call.bridge.data.contacts // 2:
        gone.add(contacts.pop(call.ordinal % len(contacts))["id"])
    if on_last_page(call, answer):
        come.append({"id": f"new-{call.ordinal}", "name": "Just Arrived", "phones": ["+12015550100"]})
        contacts += come
    return replace(answer, body={**answer.body, "contacts": contacts})


def moving(call: Call, below: Handler) -> Answer:
    """A page is so many contacts from a place on; each request deletes one, and the others move up."""
    meta = call.part("meta")
    if "synchronization_checkpoint" in meta:
        return below(call)
    answer = below(call.with_part("meta", offset=None))
    if answer.status >= 300:
        return answer
    left = call.memory.setdefault("left", list(range(call.bridge.data.contacts)))
    start = int(meta.get("offset") or 0)
    end = start + call.bridge.page_size
    contacts = call.bridge.data.contact_page(left[start:end])
    following = {"next_offset": str(end)} if end < len(left) else {}
    if len(left) > call.bridge.data.contacts // 2:
        del left[call.ordinal % len(left)]
    checkpoint = answer.body["synchronization_checkpoint"]
    return Answer(body={"contacts": contacts, "synchronization_checkpoint": checkpoint, **following})


def frozen(call: Call, below: Handler) -> Answer:
    """Each synchronization is of the account as it was at its first page, and ends the one before."""
    offset = call.part("meta").get("offset")
    if offset is None:
        answer = below(call)
        call.memory["frozen"] = call.memory.get("frozen", 0) + (answer.status < 300)
    else:
        number, _, inner = str(offset).partition("/")
        if number != str(call.memory.get("frozen")):
            answer = below(call.with_part("meta", offset=None))
            return refuse(410, "This synchronization is over.") if answer.status < 300 else answer
        answer = below(call.with_part("meta", offset=inner))
    if answer.status >= 300 or "next_offset" not in answer.body:
        return answer
    following = f"{call.memory['frozen']}/{answer.body['next_offset']}"
    return replace(answer, body={**answer.body, "next_offset": following})


def more(call: Call, below: Handler) -> Answer:
    """Every offset is the same word, and the context alone says which page is next."""
    meta = call.part("meta")
    if meta.get("offset") is not None:
        cursor = (meta.get("context") or {}).get("cursor", "")
        answer = below(call.with_part("meta", offset=cursor if meta["offset"] == "more" else ""))
    else:
        answer = below(call)
    if answer.status >= 300 or "next_offset" not in answer.body:
        return answer
    context = {"cursor": answer.body["next_offset"]}
    return replace(answer, body={**answer.body, "next_offset": "more", "context": context})


NUMBERED = other_offsets(
    write=lambda offset: str(int.from_bytes(offset.encode())),
    read=unnumbered,
)


variant(
    "json-offsets",
    "Offsets are JSON in a string",
    habits=at("contact_sync", other_offsets(write=as_json, read=from_json)),
)
variant("numeric-offsets", "Offsets are strings of digits", habits=at("contact_sync", NUMBERED))
variant(
    "odd-offsets",
    "Offsets have blanks, quotes, umlauts and emoji",
    habits=dressed(before=" ü?&=+%20/\\\"'", behind="🦉 "),
)
variant("long-offsets", "Offsets have two thousand characters", habits=dressed(before="z" * 2000, behind=""))
variant(
    "offsets-like-urls",
    "Offsets are addresses of pages",
    habits=dressed(before="https://crm.example.org/contacts?page=", behind="&size=6#top"),
)
variant(
    "context-object",
    "The context is a deep object",
    habits=context({"a": [{"b": {"c": [1, "2", None, True, {}, []]}}]}),
)
variant("context-cursor", "Only the context says which page is next", habits=at("contact_sync", more))
variant(
    "snapshots",
    "A synchronization that begins ends the one before it",
    habits=at("contact_sync", frozen),
)
variant("context-number", "The context is 1.10", habits=context(1.10))
variant("context-large-number", "The context is an integer beyond 2**53", habits=context(9007199254740993))
variant("context-list", "The context is an array", habits=context([3, "x", None]))
variant("context-text", "The context is a text with odd characters", habits=context('é\u2028 "\\ \u0000 🦉'))
variant("context-null", "The context is null", habits=context(None))
variant("context-false", "The context is false", habits=context(False))
variant("checkpoint-timestamp", "The checkpoint is a time", habits=at("contact_sync", other_checkpoints))
variant(
    "checkpoint-last",
    "Only the last page has a checkpoint",
    habits=at(
        "contact_sync",
        on_body(
            without("synchronization_checkpoint"),
            when=lambda call, answer: succeeded(call, answer) and not on_last_page(call, answer),
        ),
    ),
)
variant(
    "no-checkpoint",
    "No page has a checkpoint",
    habits=at("contact_sync", on_body(without("synchronization_checkpoint"))),
    earns=("contacts.checkpoint-is-present",),
)
variant(
    "filtered-pages",
    "A bridge that filters after paging hands over many empty pages",
    habits=at(
        "contact_sync", sparse("contacts", write=empty_page, read=number_of_empty_page, count=MANY_PAGES)
    ),
    earns=("contacts.pages-bring-contacts",),
)
variant(
    "nothing-new",
    "When nothing has changed, the page has no contacts at all",
    habits=at("contact_sync", nothing_new),
    earns=("contacts.contacts-is-present",),
)
variant("nothing-changes", "No contact ever changes", habits=at("contact_sync", nothing_changes))
variant(
    "moving-pages",
    "Deleted contacts let the others move up a page",
    habits=at("contact_sync", nothing_changes, moving),
)
variant("live-data", "Contacts come and go between requests", habits=at("contact_sync", lively))
variant(
    "next-offset-null",
    "The last page has a null `next_offset`",
    habits=(
        *at("contact_sync", on_body(put(next_offset=None), when=on_last_page)),
        *at("agent_sync", on_body(put(next_offset=None), when=on_last_page)),
    ),
    earns=("contacts.next-offset-is-not-null", "agents.next-offset-is-not-null"),
)
