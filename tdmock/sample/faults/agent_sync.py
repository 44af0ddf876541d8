"""Faults of the agent synchronization."""

from dataclasses import replace
from functools import partial

from tdmock.editions import Edition
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
    other_offsets,
    put,
    sparse,
    succeeded,
    without,
)
from tdmock.sample.faults.fault import Chapter
from tdmock.sample.message import Answer, Call, Handler

chapter = Chapter("agent_sync")
every = partial(on_records, "agents")
last = partial(on_one_record, "agents")
WARNING, INFO = Level.WARNING, Level.INFO
CURRENT = (Edition.CURRENT,)  # in 2017 agents have no pages


def null_offset(call: Call, answer: Answer) -> bool:
    return succeeded(call, answer) and call.part("meta").get("offset", 0) is None


def omitted_offset(call: Call, answer: Answer) -> bool:
    return succeeded(call, answer) and "offset" not in call.part("meta")


SUCCEEDS = "agents.valid-request-succeeds"
NO_AGENTS = Answer(body={"agents": []})
REFUSED = Answer(status=400, body={"message": "meta.offset is not a number"})
fault = chapter.breaking(SUCCEEDS)
fault("crashes", "Every valid request is answered with 500", instead(CRASH, when=succeeded))
fault = chapter.breaking(SUCCEEDS, editions=CURRENT)
fault(
    "next-page-crashes", "Every page after the first is answered with 500", instead(CRASH, when=on_next_page)
)
fault(
    "last-page-crashes",
    "The last of several pages is answered with 500",
    instead(CRASH, when=lambda call, answer: on_last_page(call, answer) and on_next_page(call, answer)),
)

# Which of the two forms the first request has the notes don't agree on.
for what, title, when, clause, level in (
    ("null-offset", "A null offset", null_offset, SUCCEEDS, Level.ERROR),
    (
        "omitted-offset",
        "A request without an offset",
        omitted_offset,
        "agents.omitted-offset-is-accepted",
        WARNING,
    ),
):
    for how, says, answer in (
        ("crashes", "is answered with 500", CRASH),
        ("refused", "is refused with 400", REFUSED),
    ):
        chapter.breaking(clause, level, editions=CURRENT)(
            f"{what}-{how}", f"{title} {says}", instead(answer, when=when)
        )

fault = chapter.breaking("agents.first-page-has-agents", WARNING, editions=CURRENT)
for what, title, when in (
    ("null-offset", "A null offset", null_offset),
    ("omitted-offset", "A request without an offset", omitted_offset),
):
    fault(f"{what}-empty", f"{title} is answered with no agents", instead(NO_AGENTS, when=when))

fault = chapter.breaking("agents.forms-agree", WARNING, editions=CURRENT)
fault(
    "omitted-offset-ends",
    "A request without an offset is answered with the first page only",
    on_body(without("next_offset"), when=omitted_offset),
)

for status in (201, 202, 206):
    chapter.breaking("agents.success-is-200", WARNING)(
        f"answers-{status}", f"Agents come with status {status}", changed(status=status)
    )

# Ids and paging.

UNIQUE = "agents.ids-are-unique"
fault = chapter.breaking(UNIQUE, WARNING)
fault(
    "agent-twice",
    "A page holds its first agent twice",
    on_body(lambda body: {**body, "agents": body["agents"][:1] + body["agents"]}),
)
fault("same-id", "All agents have the same id", every(put(id="1")))


def pages_overlap(call: Call, below: Handler) -> Answer:
    answer, start = below(call), call.part("meta").get("offset")
    if not on_next_page(call, answer) or not start:
        return answer
    return replace(
        answer, body={**answer.body, "agents": [call.bridge.data.agent(start - 1), *answer.body["agents"]]}
    )


fault = chapter.breaking(UNIQUE, WARNING, editions=CURRENT)
fault("pages-overlap", "Each page begins with the last agent of the page before", pages_overlap)


def offset_ignored(call: Call, below: Handler) -> Answer:
    return below(call.with_part("meta", offset=None))


fault = chapter.breaking("agents.offsets-differ", editions=CURRENT)
fault("offset-ignored", "The offset is ignored: every page is the first", offset_ignored)


def last_page_repeats(call: Call, below: Handler) -> Answer:
    answer = below(call)
    if on_last_page(call, answer) and on_next_page(call, answer):
        return replace(answer, body={**answer.body, "next_offset": call.body["meta"]["offset"]})
    return answer


fault("last-page-repeats", "The last page leads to itself again", last_page_repeats)


def offset_is_page_length(call: Call, below: Handler) -> Answer:
    answer = below(call)
    if answer.status < 300 and "next_offset" in answer.body:
        return replace(answer, body={**answer.body, "next_offset": len(answer.body["agents"])})
    return answer


fault("offset-is-page-length", "`next_offset` is the page's length, not its end", offset_is_page_length)


def endless(call: Call, below: Handler, *, filler: Change) -> Answer:
    """After the last page come others for ever, each with what ``filler`` makes for its offset."""
    offset, total = call.part("meta").get("offset") or 0, call.bridge.data.agents
    answer = below(call)
    if answer.status >= 300 or "next_offset" in answer.body:
        return answer
    body = answer.body if offset < total else {"agents": filler(offset)}
    return replace(answer, body={**body, "next_offset": max(offset, total) + call.bridge.page_size})


fault = chapter.breaking("agents.pages-end", editions=CURRENT)
fault("empty-pages-for-ever", "Empty pages follow the last for ever", partial(endless, filler=always([])))


def same_page_for_ever(call: Call, below: Handler) -> Answer:
    return endless(call, below, filler=always([call.bridge.data.agent(0)]))


fault("same-page-for-ever", "The first page comes for ever, behind ever new offsets", same_page_for_ever)


fault = chapter.breaking("agents.pages-bring-agents", WARNING, editions=CURRENT)
fault(
    "many-empty-pages",
    "A dozen empty pages come first",
    sparse(
        "agents",
        write=lambda number: -number,
        read=lambda offset: -offset if isinstance(offset, int) and offset < 0 else None,
    ),
)

fault = chapter.breaking("agents.pages-are-within-limit", WARNING, editions=CURRENT)
fault(
    "new-agents-for-ever",
    "The account never ends: every page brings a new agent",
    partial(
        endless,
        filler=lambda offset: [{"id": f"n{offset}", "name": "One More", "email": f"n{offset}@example.org"}],
    ),
)

fault = chapter.breaking("agents.next-offset-is-not-null", WARNING, editions=CURRENT)
fault(
    "next-offset-null",
    "The last page has a null `next_offset`",
    on_body(put(next_offset=None), when=on_last_page),
)
fault = chapter.breaking("agents.next-offset-is-integer", editions=CURRENT)
fault(
    "next-offset-false",
    "The last page has `next_offset` false",
    on_body(put(next_offset=False), when=on_last_page),
)


def first_of(offset: object) -> object:
    return offset[0] if isinstance(offset, list) and offset else offset


fault = chapter.breaking("agents.next-offset-is-not-a-string", WARNING, editions=CURRENT)
fault(
    "next-offset-string",
    "`next_offset` is a string",
    other_offsets(write=str, read=lambda offset: int(offset) if str(offset).isdecimal() else offset),
)
fault = chapter.breaking("agents.next-offset-is-integer", editions=CURRENT)
fault(
    "next-offset-float",
    "`next_offset` has a fraction",
    other_offsets(
        write=lambda offset: offset + 0.5,
        read=lambda offset: int(offset) if isinstance(offset, float) else offset,
    ),
)
fault(
    "next-offset-list",
    "`next_offset` is an array",
    other_offsets(write=lambda offset: [offset], read=first_of),
)

# The body.

OBJECT, ARRAY = "agents.body-is-object", "agents.agents-is-array"
fault = chapter.breaking(OBJECT)
fault("bare-array", "The body is a bare array of agents", on_body(lambda body: body["agents"]))
fault("body-null", "The body is null", on_body(always(None)))
fault = chapter.breaking(ARRAY)
fault("envelope", "Everything is wrapped in an object named data", on_body(lambda body: {"data": body}))
fault("agents-null", "`agents` is null", on_body(put(agents=None)))
fault(
    "agents-by-id",
    "`agents` is an object with the ids as keys",
    on_body(lambda body: {**body, "agents": {item["id"]: item for item in body["agents"]}}),
)
fault(
    "called-users",
    "The member is called users",
    on_body(lambda body: {**without("agents")(body), "users": body["agents"]}),
)
fault = chapter.breaking("agents.members-are-known", INFO)
fault("page-counts", "The page also says its total", on_body(put(total=30)))

# Agents.

fault = chapter.breaking("agents.agent-is-object")
fault("agent-null", "The last agent is null", last(always(None)))
fault("agent-is-id", "Agents are ids only", every(lambda item: item["id"]))
fault = chapter.breaking("agents.ids-are-not-blank", WARNING)
fault("id-empty", "One id is empty, on the last page", last(put(id="")))
fault = chapter.breaking("agents.id-is-string")
fault("id-missing", "No agent has an `id`", every(without("id")))
fault("id-null", "One id is null, on the last page", last(put(id=None)))
fault("id-true", "Ids are booleans", every(put(id=True)))
fault = chapter.breaking("agents.id-is-not-an-integer", WARNING)
fault("id-integer", "One id is an integer, as in the documentation's sample", last(put(id=341231)))
fault = chapter.breaking("agents.name-is-string")
fault("name-missing", "No agent has a `name`", every(without("name")))
fault("name-null", "One name is null, on the last page", last(put(name=None)))
fault = chapter.breaking("agents.email-is-string")
fault("email-missing", "No agent has an `email`", every(without("email")))
fault("email-null", "One e-mail is null, on the last page", last(put(email=None)))
fault(
    "emails-list",
    "Agents have emails, an array",
    every(lambda item: {**without("email")(item), "emails": [item["email"]]}),
)
fault = chapter.breaking("agents.emails-are-addresses", WARNING)
fault("email-malformed", "The last agent's e-mail is no address", last(put(email="agent at example.org")))
fault("email-empty", "The last agent's e-mail is empty", last(put(email="")))
fault = chapter.breaking("agents.emails-are-unique", WARNING)
fault("email-shared", "All agents share an e-mail address", every(put(email="support@example.org")))
fault = chapter.breaking("agents.fields-are-known", INFO)
fault("field-unknown", "Agents have a field more", every(put(role="admin")))


def email_shared_by_two(call: Call, below: Handler) -> Answer:
    shared = call.bridge.data.agent(0)["email"].upper()
    return on_one_record("agents", put(email=shared))(call, below)


fault = chapter.breaking("agents.emails-are-unique", WARNING)
fault("email-shared-by-two", "Two agents share an e-mail address but for its case", email_shared_by_two)
