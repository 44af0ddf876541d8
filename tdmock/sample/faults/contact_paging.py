"""Faults of how contacts come over the pages: ids and offsets."""

from dataclasses import replace
from functools import partial

from tdmock.findings import Level
from tdmock.sample.changes import (
    Change,
    always,
    on_body,
    on_last_page,
    on_next_page,
    on_records,
    other_offsets,
    put,
    sparse,
)
from tdmock.sample.endpoints.contact_sync import INITIAL, page, seal, unseal
from tdmock.sample.faults.fault import Chapter
from tdmock.sample.message import Answer, Call, Handler

chapter = Chapter("contact_sync")
every = partial(on_records, "contacts")
WARNING = Level.WARNING


def start_of(call: Call) -> int:
    """The number of the first contact on the page."""
    place = unseal(call.part("meta").get("offset"))
    return place[1] if place else 0


def empty_page(number: int) -> str:
    """The offset of an empty page."""
    return f"empty-{number}"


def number_of_empty_page(offset: object) -> int | None:
    text = str(offset)
    return int(text.removeprefix("empty-")) if text.startswith("empty-") else None


UNIQUE, SURVIVE = "contacts.ids-are-unique", "contacts.ids-survive"


def pages_overlap(call: Call, below: Handler) -> Answer:
    answer = below(call)
    if not on_next_page(call, answer) or not start_of(call):
        return answer
    before = call.bridge.data.contact_page([start_of(call) - 1])
    return replace(answer, body={**answer.body, "contacts": before + answer.body["contacts"]})


fault = chapter.breaking(UNIQUE)
fault("pages-overlap", "Each page begins with the last contact of the page before", pages_overlap)


fault(
    "contact-twice",
    "A page holds its first contact twice",
    on_body(lambda body: {**body, "contacts": body["contacts"][:1] + body["contacts"]}),
)
fault(
    "ids-restart",
    "Ids count from 1 on every page",
    on_body(
        lambda body: {
            **body,
            "contacts": [{**item, "id": str(place)} for place, item in enumerate(body["contacts"], 1)],
        }
    ),
)
fault("same-id", "All contacts have the same id", every(put(id="1")))


def ids_change(call: Call, below: Handler) -> Answer:
    answer = below(call)
    if answer.status >= 300:
        return answer
    if call.part("meta").get("offset") is None:
        call.memory["sync"] = call.memory.get("sync", 0) + 1
    return on_records("contacts", lambda item: {**item, "id": f"{call.memory['sync']}-{item['id']}"})(
        call, lambda _: answer
    )


fault = chapter.breaking(SURVIVE)
fault("ids-change", "Every sync gives new ids to the same contacts", ids_change)


def ids_are_random(call: Call, below: Handler) -> Answer:
    return on_records("contacts", lambda item: {**item, "id": f"{call.ordinal:08x}{item['id']}"})(call, below)


fault("ids-are-random", "Every answer gives new ids to its contacts", ids_are_random)


# Paging.


def offset_ignored(call: Call, below: Handler) -> Answer:
    return below(call.with_part("meta", offset=None))


fault = chapter.breaking("contacts.pages-differ")
fault("offset-ignored", "The offset is ignored: every page is the first", offset_ignored)


def offset_cycles(call: Call, below: Handler) -> Answer:
    third = start_of(call) >= 2 * call.bridge.page_size
    return below(call.with_part("meta", offset=None) if third else call)


fault("offset-cycles", "The page after the second is the first again", offset_cycles)


def last_page_repeats(call: Call, below: Handler) -> Answer:
    answer = below(call)
    if on_last_page(call, answer) and on_next_page(call, answer):
        return replace(answer, body={**answer.body, "next_offset": call.body["meta"]["offset"]})
    return answer


fault("last-page-repeats", "The last page leads to itself again", last_page_repeats)


def endless(call: Call, below: Handler, *, filler: Change) -> Answer:
    """After the last page come others for ever, each with an offset of its own and what ``filler`` makes."""
    offset = call.part("meta").get("offset")
    beyond = int(offset.removeprefix("more-")) if isinstance(offset, str) and offset[:5] == "more-" else 0
    answer = below(call.with_part("meta", offset=None) if beyond else call)
    if answer.status >= 300 or not (beyond or "next_offset" not in answer.body):
        return answer
    contacts = filler(beyond) if beyond else answer.body["contacts"]
    body = {**answer.body, "contacts": contacts, "next_offset": f"more-{beyond + 1}"}
    return replace(answer, body=body)


fault = chapter.breaking("contacts.pages-end")
fault("empty-pages-for-ever", "Empty pages follow the last for ever", partial(endless, filler=always([])))


def same_page_for_ever(call: Call, below: Handler) -> Answer:
    total, size = call.bridge.data.contacts, call.bridge.page_size
    return endless(call, below, filler=always(page(call.bridge, INITIAL, max(0, total - size))["contacts"]))


fault("same-page-for-ever", "The last page comes for ever, behind ever new offsets", same_page_for_ever)


fault = chapter.breaking("contacts.pages-bring-contacts", WARNING)
fault(
    "many-empty-pages",
    "A dozen empty pages come first",
    sparse("contacts", write=empty_page, read=number_of_empty_page),
)

fault = chapter.breaking("contacts.pages-are-within-limit", WARNING)
fault(
    "new-contacts-for-ever",
    "The account never ends: every page brings new contacts",
    partial(endless, filler=lambda beyond: [{"id": f"more-{beyond}", "name": "One More"}]),
)

fault = chapter.breaking("contacts.checkpoint-is-not-empty", WARNING)
fault("checkpoint-empty", "The checkpoint is empty", on_body(put(synchronization_checkpoint="")))
fault = chapter.breaking("contacts.next-offset-is-not-empty", WARNING)
fault(
    "next-offset-empty",
    "The last page has an empty `next_offset`",
    on_body(put(next_offset=""), when=on_last_page),
)
fault = chapter.breaking("contacts.next-offset-is-not-null", WARNING)
fault(
    "next-offset-null",
    "The last page has a null `next_offset`",
    on_body(put(next_offset=None), when=on_last_page),
)


_FAR = 10**9


def number_of(offset: str) -> int:
    """A number for a place in a sync."""
    revision, start = unseal(offset) or (INITIAL, 0)
    return revision * _FAR + start


def offset_of(number: object) -> str:
    """The sealed offset behind a number; of anything else none that the bridge knows."""
    return seal(*divmod(number, _FAR)) if isinstance(number, int) else ""


fault = chapter.breaking("contacts.next-offset-is-not-a-number", WARNING)
fault("next-offset-number", "`next_offset` is a number", other_offsets(write=number_of, read=offset_of))
fault = chapter.breaking("contacts.next-offset-is-string")
fault(
    "next-offset-object",
    "`next_offset` is an object",
    other_offsets(
        write=lambda offset: {"after": offset},
        read=lambda offset: offset.get("after") if isinstance(offset, dict) else "",
    ),
)
fault(
    "next-offset-false",
    "The last page has `next_offset` false",
    on_body(put(next_offset=False), when=on_last_page),
)


fault = chapter.breaking("common.body-has-bounded-size", WARNING)
fault("next-offset-huge", "`next_offset` has 2 MB", on_body(put(next_offset="x" * 2 * 2**20)))
fault("context-huge", "`context` has 2 MB", on_body(put(context=["x" * 2 * 2**20])))
