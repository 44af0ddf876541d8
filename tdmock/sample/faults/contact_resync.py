"""Faults that show only from one synchronization of contacts to the next."""

from dataclasses import replace

from tdmock.findings import Level
from tdmock.sample.changes import CRASH, instead, on_body, on_records, put, succeeded
from tdmock.sample.endpoints.contact_sync import CHANGES, seal
from tdmock.sample.faults.fault import Chapter
from tdmock.sample.message import Answer, Call, Handler

chapter = Chapter("contact_sync")
WARNING, INFO = Level.WARNING, Level.INFO


def incremental(call: Call, answer: Answer) -> bool:
    return succeeded(call, answer) and call.part("meta").get("synchronization_checkpoint") is not None


def null_context(call: Call, answer: Answer) -> bool:
    """A null context that no page has handed over."""
    return succeeded(call, answer) and call.part("meta").get("context", "absent") is None


BAD_REQUEST = Answer(status=400, body={"message": "context is not an object"})
fault = chapter.breaking("contacts.null-context-is-accepted", WARNING)
fault("null-context-crashes", "A null context gives 500", instead(CRASH, when=null_context))
fault("null-context-refused", "A null context is refused with 400", instead(BAD_REQUEST, when=null_context))


def one_left_out(call: Call, below: Handler) -> Answer:
    """As where pages have no fixed order."""
    answer = below(call)
    if answer.status >= 300 or not answer.body["contacts"]:
        return answer
    contacts = list(answer.body["contacts"])
    del contacts[call.ordinal % len(contacts)]
    return replace(answer, body={**answer.body, "contacts": contacts})


fault = chapter.breaking("contacts.none-is-lost", WARNING)
fault("contacts-lost", "Each page leaves a contact out, another one each time", one_left_out)


def half_of_ids_change(call: Call, below: Handler) -> Answer:
    answer = below(call)
    if answer.status < 300 and call.part("meta").get("offset") is None:
        call.memory["sync"] = call.memory.get("sync", 0) + 1
    sync = call.memory.get("sync")
    renamed = on_records(
        "contacts",
        lambda item: {**item, "id": f"{item['id']}-{sync}"} if int(item["id"]) % 2 else item,
    )
    return renamed(call, lambda _: answer)


fault = chapter.breaking("contacts.ids-survive")
fault("half-of-ids-change", "Every sync gives new ids to half of the contacts", half_of_ids_change)

fault = chapter.breaking("contacts.incremental-ids-are-known", WARNING)
fault(
    "incremental-ids-differ",
    "A sync with a checkpoint hands over the ids of changes instead of contacts",
    lambda call, below: (
        on_records("contacts", lambda item: {**item, "id": f"change-{item['id']}"})(call, below)
        if incremental(call, Answer())
        else below(call)
    ),
)

# Checkpoints.

fault = chapter.breaking("contacts.checkpoint-is-present", WARNING)
fault(
    "checkpoint-missing-when-unchanged",
    "A sync that finds nothing new hands over no checkpoint",
    lambda call, below: Answer(body={"contacts": []}) if incremental(call, answer := below(call)) else answer,
)


def checkpoint_ahead(call: Call, below: Handler) -> Answer:
    known = call.part("meta").get("synchronization_checkpoint") is not None
    call = call.with_part("meta", synchronization_checkpoint=seal(CHANGES, 0)) if known else call
    answer = on_body(put(synchronization_checkpoint="2026-11-23T10:00:00Z"))(call, below)
    return replace(answer, headers={"date": "Sun, 22 Nov 2026 10:00:00 GMT"})


fault = chapter.breaking("contacts.checkpoint-is-not-ahead", INFO)
fault("checkpoint-ahead", "The checkpoint is the time of the day after", checkpoint_ahead)
