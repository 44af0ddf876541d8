"""Faults that any endpoint can have with requests that Talkdesk never sends, and in what it lets out then."""

import base64
from collections.abc import Callable
from dataclasses import replace

from tdmock.findings import Level
from tdmock.sample import delivery
from tdmock.sample.changes import CRASH, When, changed, delivered, instead, succeeded
from tdmock.sample.faults.credentials import CURRENT, FAMILIES
from tdmock.sample.faults.fault import BOTH, Chapter
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


META = {
    "contact_sync": {"offset", "synchronization_checkpoint", "context"},
    "agent_sync": {"offset"},
    "interaction_update": {"interaction_types"},
    "actions": {"contact_external_id", "agent_external_id"},
}
"""The members of `meta` that Talkdesk sends."""


def has_more(known: set[str]) -> When:
    """When a request has other members in `meta`, and is answered all the same."""
    return lambda call, answer: succeeded(call, answer) and not call.part("meta").keys() <= known


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


def percent_encoded(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


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

for endpoint, known in META.items():
    rules, editions = FAMILIES[endpoint], CURRENT if endpoint == "agent_sync" else BOTH
    chapter, more = Chapter(endpoint), has_more(known)
    refused = Answer(status=400, body={"message": "meta has too much"})
    fault = chapter.breaking(f"{rules}.unknown-meta-is-handled", WARNING, editions=editions)
    fault("unknown-meta-crashes", "An unknown member of `meta` gives 500", instead(CRASH, when=more))
    fault = chapter.breaking(f"{rules}.unknown-meta-is-ignored", Level.INFO, editions=editions)
    fault(
        "unknown-meta-refused",
        "An unknown member of `meta` is refused with 400",
        instead(refused, when=more),
    )

fault = Chapter("contact_sync").breaking("common.errors-hold-no-secrets", WARNING)
for name, how, write in (
    ("base64", "in base64", lambda text: base64.b64encode(f"user:{text}".encode()).decode()),
    ("url", "as in a URL", percent_encoded),
    ("capitals", "in capitals", str.upper),
    ("hex", "in hexadecimal", lambda text: text.encode().hex()),
):
    fault(f"secret-in-{name}", f"Error answers hold a credential {how}", lets_out(write))
