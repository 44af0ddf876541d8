"""Faults of the contact activity."""

from functools import partial

from tdmock.findings import Level
from tdmock.sample.changes import (
    CRASH,
    When,
    always,
    changed,
    instead,
    on_body,
    on_one_record,
    on_records,
    put,
    succeeded,
    without,
)
from tdmock.sample.data import Record
from tdmock.sample.endpoints.interaction_update import find_contact
from tdmock.sample.faults.fault import Chapter
from tdmock.sample.message import ABSENT, Answer, Call, Handler

chapter = Chapter("interaction_update")
every = partial(on_records, "")
last = partial(on_one_record, "")
WARNING, INFO = Level.WARNING, Level.INFO


def known(call: Call, answer: Answer) -> bool:
    return succeeded(call, answer) and find_contact(call) is not None


def unknown(call: Call, answer: Answer) -> bool:
    return succeeded(call, answer) and find_contact(call) is None


def without_id(call: Call, answer: Answer) -> bool:
    """A known contact is described by something other than its external id."""
    return known(call, answer) and not call.part("data").get("contact_external_id")


def without_types(call: Call, answer: Answer) -> bool:
    return succeeded(call, answer) and call.part("meta").get("interaction_types") == []


SUCCEEDS = "interactions.valid-request-succeeds"
NOT_FOUND = Answer(status=404, body={"message": "No such contact"})
fault = chapter.breaking(SUCCEEDS)
fault("crashes", "Every valid request is answered with 500", instead(CRASH, when=known))
fault("known-not-found", "A synchronized contact is answered with 404", instead(NOT_FOUND, when=known))
fault("id-wanted", "A request without the contact's id is answered with 500", instead(CRASH, when=without_id))
fault(
    "id-demanded",
    "A request without the contact's id is refused with 400",
    instead(Answer(status=400, body={"message": "contact_external_id is missing"}), when=without_id),
)


def busy_contacts_crash(call: Call, below: Handler) -> Answer:
    answer = below(call)
    return CRASH if answer.status < 300 and len(answer.body) > 3 else answer


fault("busy-contacts-crash", "A contact with more than three interactions gives 500", busy_contacts_crash)


def one_type_crashes(call: Call, below: Handler) -> Answer:
    alone = list(call.bridge.definition.interaction_types[-1:])
    answer = below(call)
    crashes = known(call, answer) and call.part("meta").get("interaction_types") == alone
    return CRASH if crashes else answer


fault("one-type-crashes", "Asking for the last type alone gives 500", one_type_crashes)


for status in (201, 206):
    chapter.breaking("interactions.success-is-200", WARNING)(
        f"answers-{status}", f"Interactions come with status {status}", changed(status=status)
    )
fault = chapter.breaking("interactions.success-is-200", WARNING)
fault(
    "nothing-is-204",
    "No interactions are answered with 204",
    instead(Answer(status=204), when=lambda call, answer: succeeded(call, answer) and not answer.body),
)

fault = chapter.breaking("interactions.unknown-contact-is-handled")
fault("unknown-crashes", "A contact nobody knows is answered with 500", instead(CRASH, when=unknown))
for status in (400, 404, 422):
    chapter.breaking("interactions.unknown-contact-is-200", WARNING)(
        f"unknown-is-{status}",
        f"A contact nobody knows is answered with {status}",
        instead(Answer(status=status, body={"message": "No such contact"}), when=unknown),
    )
fault = chapter.breaking("interactions.empty-types-are-handled", WARNING)
fault("empty-types-crash", "An empty list of types is answered with 500", instead(CRASH, when=without_types))

# Whose interactions.


def some_interactions(call: Call) -> list[Record]:
    """The interactions, of the types asked for, of the first contact that has any."""
    data, wanted = call.bridge.data, call.part("meta").get("interaction_types")
    everybody = (data.interactions(number) for number in range(min(100, data.contacts)))
    first = next(filter(None, everybody), [])
    return [item for item in first if not isinstance(wanted, list) or item["type"] in wanted]


def somebody_elses(call: Call, below: Handler, *, when: When) -> Answer:
    answer = below(call)
    return Answer(body=some_interactions(call)) if when(call, answer) else answer


fault = chapter.breaking("interactions.unknown-contact-has-none")
fault(
    "unknown-has-some",
    "A contact nobody knows gets the interactions of another",
    partial(somebody_elses, when=unknown),
)
fault = chapter.breaking("interactions.belong-to-the-contact", Level.WARNING)
fault("same-for-all", "All known contacts get the same interactions", partial(somebody_elses, when=known))


def whole_account(call: Call, below: Handler) -> Answer:
    answer = below(call)
    if not known(call, answer):
        return answer
    data, wanted = call.bridge.data, call.part("meta").get("interaction_types")
    everything = [item for number in range(min(20, data.contacts)) for item in data.interactions(number)]
    return Answer(
        body=[item for item in everything if not isinstance(wanted, list) or item["type"] in wanted]
    )


fault("whole-account", "Every contact gets the interactions of all", whole_account)


fault = chapter.breaking("interactions.ids-stand-for-one", WARNING)
fault(
    "ids-restart",
    "Ids are counted from one for each contact",
    on_body(lambda body: [{**item, "id": str(number)} for number, item in enumerate(body, 1)]),
)

TYPES = "interactions.types-are-asked-for"


def types_ignored(call: Call, below: Handler) -> Answer:
    return below(call.with_part("meta", interaction_types=ABSENT))


fault = chapter.breaking(TYPES, WARNING)
fault("types-ignored", "Interactions of all types come, whatever was asked for", types_ignored)


fault(
    "types-capitalised", "Types are capitalised", every(lambda item: {**item, "type": item["type"].title()})
)
fault("type-unknown", "The last interaction is of a type that is not declared", last(put(type="phone_call")))
fault = chapter.breaking("interactions.ids-are-unique")
fault(
    "ids-repeat",
    "All interactions have the same id",
    on_body(lambda body: [{**item, "id": "1"} for item in body]),
)
fault("interaction-twice", "The first interaction comes twice", on_body(lambda body: body[:1] + body))
fault = chapter.breaking("interactions.dates-are-readable", WARNING)
fault("date-words", "Dates are words", every(put(date="the day before yesterday")))
fault("date-empty", "The last date is empty", last(put(date="")))
fault("date-impossible", "There is a 31 February", every(put(date="2024-02-31 17:53:51 UTC")))
fault = chapter.breaking("interactions.body-is-array")
fault("envelope", "The array is wrapped in an object", on_body(lambda body: {"interactions": body}))
fault("body-null", "No interactions are answered with null", on_body(lambda body: body or None))
fault("body-object", "No interactions are answered with an empty object", on_body(lambda body: body or {}))
fault(
    "single-object",
    "A single interaction comes without an array",
    on_body(lambda body: body[0] if len(body) == 1 else body),
)
fault = chapter.breaking("interactions.interaction-is-object")
fault("interaction-null", "The last interaction is null", last(always(None)))
fault("interaction-text", "Interactions are strings", every(lambda item: item["subject"]))
fault = chapter.breaking("interactions.id-is-string")
fault("id-missing", "No interaction has an `id`", every(without("id")))
fault(
    "id-number",
    "Ids are numbers",
    every(lambda item: {**item, "id": int("".join(filter(str.isdecimal, item["id"])))}),
)
fault("id-null", "The last id is null", last(put(id=None)))
fault = chapter.breaking("interactions.subject-is-string")
fault("subject-missing", "No interaction has a `subject`", every(without("subject")))
fault("subject-null", "The last subject is null", last(put(subject=None)))
fault = chapter.breaking("interactions.date-is-string")
fault("date-missing", "No interaction has a `date`", every(without("date")))
fault("date-number", "Dates are seconds since 1970", every(put(date=1353520431)))
fault("date-null", "The last date is null", last(put(date=None)))
fault = chapter.breaking("interactions.type-is-string")
fault("type-missing", "No interaction has a `type`", every(without("type")))
fault("type-number", "Types are numbers", every(put(type=3)))
fault = chapter.breaking("interactions.priority-is-known")
fault("priority-unknown", "A priority is called medium", last(put(priority="medium")))
fault("priority-number", "Priorities are numbers", every(put(priority=1)))
fault("priority-empty", "Priorities are empty", every(put(priority="")))
fault = chapter.breaking("interactions.status-is-known")
fault("status-capitalised", "Statuses are capitalised", every(put(status="Open")))
fault("status-unknown", "The last status is called resolved", last(put(status="resolved")))
fault = chapter.breaking("interactions.optional-fields-are-not-null", WARNING)
fault("priority-null", "Priorities are null", every(put(priority=None)))
fault("description-null", "Descriptions are null", every(put(description=None)))
fault = chapter.breaking("interactions.text-fields-are-strings")
fault("description-object", "Descriptions are objects", every(put(description={"html": "<p>Hello</p>"})))
fault("url-number", "Addresses are numbers", every(put(url=17)))
fault = chapter.breaking("interactions.fields-are-known", INFO)
fault("field-unknown", "Interactions have a field more", every(put(assignee="Ada")))
