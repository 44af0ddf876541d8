"""Faults of the contact synchronization."""

from dataclasses import replace
from functools import partial

from tdmock.findings import Level
from tdmock.sample.changes import (
    CRASH,
    Change,
    always,
    changed,
    instead,
    on_body,
    on_last_page,
    on_next_page,
    on_one_record,
    on_records,
    put,
    succeeded,
    without,
)
from tdmock.sample.endpoints.contact_sync import unseal
from tdmock.sample.faults.fault import Chapter
from tdmock.sample.message import Answer, Call, Handler

chapter = Chapter("contact_sync")
every = partial(on_records, "contacts")
last = partial(on_one_record, "contacts")
WARNING, INFO = Level.WARNING, Level.INFO


def initial(call: Call, answer: Answer) -> bool:
    """The very first page of an initial synchronization."""
    meta = call.part("meta")
    return (
        succeeded(call, answer)
        and meta.get("offset") is None
        and meta.get("synchronization_checkpoint") is None
    )


def incremental(call: Call, answer: Answer) -> bool:
    return succeeded(call, answer) and call.part("meta").get("synchronization_checkpoint") is not None


def incremental_next(call: Call, answer: Answer) -> bool:
    return incremental(call, answer) and on_next_page(call, answer)


def start_of(call: Call) -> int:
    """The number of the first contact on the page."""
    place = unseal(call.part("meta").get("offset"))
    return place[1] if place else 0


SUCCEEDS = "contacts.valid-request-succeeds"
BAD_REQUEST = Answer(status=400, body={"message": "meta is not complete"})
fault = chapter.breaking(SUCCEEDS)
fault(
    "initial-refused", "A sync without a checkpoint is refused with 400", instead(BAD_REQUEST, when=initial)
)
fault("crashes", "Every valid request is answered with 500", instead(CRASH, when=succeeded))
fault(
    "next-page-crashes", "Every page after the first is answered with 500", instead(CRASH, when=on_next_page)
)
fault(
    "next-page-not-found",
    "Every page after the first is answered with 404",
    instead(Answer(status=404, body={"message": "No such page"}), when=on_next_page),
)
fault(
    "last-page-crashes",
    "The last of several pages is answered with 500",
    instead(CRASH, when=lambda call, answer: on_last_page(call, answer) and on_next_page(call, answer)),
)
fault(
    "incremental-crashes", "A sync with a checkpoint is answered with 500", instead(CRASH, when=incremental)
)
fault(
    "incremental-refused",
    "A sync with a checkpoint is refused with 400",
    instead(BAD_REQUEST, when=incremental),
)
fault(
    "offset-with-checkpoint-crashes",
    "Offset and checkpoint together give 500",
    instead(CRASH, when=incremental_next),
)


def needs_context(call: Call, below: Handler) -> Answer:
    answer = below(call)
    return CRASH if answer.status < 300 and "context" not in call.part("meta") else answer


fault("needs-context", "The first request is answered with 500, for it has no `context`", needs_context)


for status in (201, 202, 206):
    chapter.breaking("contacts.success-is-200", WARNING)(
        f"answers-{status}", f"Contacts come with status {status}", changed(status=status)
    )


# Checkpoints.

fault = chapter.breaking("contacts.checkpoint-is-present", WARNING)
fault("checkpoint-missing", "No answer has a checkpoint", on_body(without("synchronization_checkpoint")))
fault = chapter.breaking("contacts.checkpoint-is-not-null", WARNING)
fault("checkpoint-null", "The checkpoint is null", on_body(put(synchronization_checkpoint=None)))
for name, what, value in (
    ("clock", "the server's clock as a number", 1714557600),
    ("object", "an object", {"updated_at": "2024-05-01T10:00:00Z"}),
    ("true", "a boolean", True),
):
    chapter.breaking("contacts.checkpoint-is-string")(
        f"checkpoint-{name}", f"The checkpoint is {what}", on_body(put(synchronization_checkpoint=value))
    )


def checkpoint_ignored(call: Call, below: Handler) -> Answer:
    return below(call.with_part("meta", synchronization_checkpoint=None))


def nearly_everything(call: Call, below: Handler) -> Answer:
    answer = checkpoint_ignored(call, below)
    first = incremental(call, answer) and not on_next_page(call, answer)
    return replace(answer, body={**answer.body, "contacts": answer.body["contacts"][2:]}) if first else answer


fault = chapter.breaking("contacts.incremental-is-partial", WARNING)
fault(
    "checkpoint-ignored",
    "The checkpoint is ignored: everything is handed over on every sync",
    checkpoint_ignored,
)
fault(
    "checkpoint-hardly-counts",
    "A sync with a checkpoint hands over nearly everything",
    nearly_everything,
)


# The body.


def nothing_new(call: Call, below: Handler, *, empty: Change) -> Answer:
    """An incremental sync finds nothing, and its one page is what ``empty`` makes of it."""
    answer = below(call)
    if not incremental(call, answer):
        return answer
    return Answer(body=empty(without("next_offset", "context")(answer.body)))


OBJECT, ARRAY = "contacts.body-is-object", "contacts.contacts-is-array"
fault = chapter.breaking(OBJECT)
fault("bare-array", "The body is a bare array of contacts", on_body(lambda body: body["contacts"]))
fault("body-null", "The body is null", on_body(always(None)))
fault(
    "encoded-twice",
    "The body is a JSON string with JSON inside",
    on_body(lambda body: Answer(body=body).content.decode()),
)
fault = chapter.breaking("contacts.contacts-is-present", WARNING)
fault("envelope", "Everything is wrapped in an object named data", on_body(lambda body: {"data": body}))
fault(
    "contacts-missing",
    "A sync that finds nothing new has no `contacts`",
    partial(nothing_new, empty=without("contacts")),
)
fault = chapter.breaking(ARRAY)
fault(
    "contacts-null",
    "A sync that finds nothing new has null `contacts`",
    partial(nothing_new, empty=put(contacts=None)),
)
fault(
    "contacts-by-id",
    "`contacts` is an object with the ids as keys",
    on_body(lambda body: {**body, "contacts": {item["id"]: item for item in body["contacts"]}}),
)
fault = chapter.breaking("contacts.members-are-known", INFO)
fault(
    "camel-case",
    "The page says nextOffset and synchronizationCheckpoint",
    on_body(
        lambda body: {
            {"next_offset": "nextOffset", "synchronization_checkpoint": "synchronizationCheckpoint"}.get(
                name, name
            ): value
            for name, value in body.items()
        }
    ),
)
fault("page-counts", "The page also says its total", on_body(put(total=60, page=1)))
