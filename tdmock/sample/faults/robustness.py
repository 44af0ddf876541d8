"""Faults that any endpoint can have with requests that Talkdesk never sends, and in what it lets out then."""

import base64
from collections.abc import Callable
from dataclasses import replace

from tdmock.findings import Level
from tdmock.sample import delivery
from tdmock.sample.changes import CRASH, When, changed, delivered, instead
from tdmock.sample.faults.credentials import FAMILIES
from tdmock.sample.faults.fault import Chapter
from tdmock.sample.message import ABSENT, Answer, Behaviour, Call, Handler

WARNING = Level.WARNING


def empty_body(call: Call, _answer: Answer) -> bool:
    return call.method == "POST" and not call.raw


def array_body(call: Call, _answer: Answer) -> bool:
    return isinstance(call.body, list)


def malformed_body(call: Call, _answer: Answer) -> bool:
    return bool(call.raw) and call.body is ABSENT


MISSHAPEN: tuple[tuple[str, When, str], ...] = (
    ("malformed-body", malformed_body, "A body that is no JSON"),
    ("empty-body", empty_body, "An empty body"),
    ("array-body", array_body, "An array as the body"),
)
"""Bodies that are no object: a name, when a request has such a one, and what it is in words."""


def lets_out(write: Callable[[str], str], *, header: str = "") -> Behaviour:
    """Error answers hold the last credential of the request, written so; in a header, if one is named."""

    def behave(call: Call, below: Handler) -> Answer:
        answer = below(call)
        values = [value for value in call.part("auth").values() if isinstance(value, str) and value.isascii()]
        if answer.status < 400 or not values:
            return answer
        written = write(values[-1])
        if header:
            return replace(answer, headers={**answer.headers, header: written})
        return replace(answer, body={"message": f"Refused: {written}"})

    return behave


for endpoint in FAMILIES:
    chapter = Chapter(endpoint)
    fault = chapter.breaking("common.malformed-bodies-are-handled", WARNING)
    for name, when, what in MISSHAPEN:
        fault(f"{name}-crashes", f"{what} is answered with 500", instead(CRASH, when=when))
    fault = chapter.breaking("common.get-is-handled", WARNING)
    fault(
        "get-crashes", "GET is answered with 500", instead(CRASH, when=lambda call, _: call.method == "GET")
    )
    fault = chapter.breaking("common.requests-are-read", WARNING)
    fault("leaves-unread", "The body of a request is left unread", delivered(delivery.leave_unread))
    fault = chapter.breaking("common.no-not-modified")
    fault("not-modified", "Success is answered with 304", changed(status=304, body=ABSENT, raw=None))
    fault = chapter.breaking("common.errors-hold-no-secrets", WARNING)
    fault(
        "secret-in-header",
        "A header of error answers holds a credential",
        lets_out(str, header="x-debug-token"),
    )

fault = Chapter("contact_sync").breaking("common.errors-hold-no-secrets", WARNING)
fault(
    "secret-in-base64",
    "Error answers hold a credential in base64",
    lets_out(lambda text: base64.b64encode(f"user:{text}".encode()).decode()),
)
