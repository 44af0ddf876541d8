"""Faults that every endpoint can have: connections, encodings, bodies that are no JSON, unsteadiness."""

import gzip
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson

from tdmock.findings import Level
from tdmock.sample import delivery
from tdmock.sample.faults.changes import CRASH, When, succeeded
from tdmock.sample.faults.credentials import FAMILIES
from tdmock.sample.faults.fault import Chapter
from tdmock.sample.message import ABSENT, Answer, Behaviour, Call, Delivery, Handler

SLOW = 2.5
"""Seconds that a slow answer takes."""

HUGE = 300 * 2**20
DEEP = 200_000
HTML = b"<!doctype html><html><body><h1>It works!</h1></body></html>"


def anything(_call: Call, _answer: Answer) -> bool:
    return True


def changed(*, when: When = succeeded, **fields: Any) -> Behaviour:
    """The answer with other fields; by default a successful one."""

    def behave(call: Call, below: Handler) -> Answer:
        answer = below(call)
        return replace(answer, **fields) if when(call, answer) else answer

    return behave


def delivered(way: Delivery) -> Behaviour:
    """Every answer sent in another way."""
    return changed(when=anything, delivery=way)


def with_headers(**headers: str) -> Behaviour:
    """A successful answer with these headers, underscores standing for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def behave(call: Call, below: Handler) -> Answer:
        answer = below(call)
        return replace(answer, headers={**answer.headers, **named}) if answer.status < 300 else answer

    return behave


def with_content(change: Callable[[bytes], bytes], **headers: str) -> Behaviour:
    """The bytes of a successful answer's body changed, with these headers."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def behave(call: Call, below: Handler) -> Answer:
        answer = below(call)
        if answer.status >= 300:
            return answer
        content = change(answer.content or b"{}")
        return replace(answer, raw=content, headers={**answer.content_headers, **JSON, **named})

    return behave


JSON = {"content-type": "application/json"}


def steady(answer: Answer, *, every: int) -> Behaviour:
    """Each so-and-so-many-th request gets that answer instead, whatever it was."""

    def behave(call: Call, below: Handler) -> Answer:
        return answer if call.ordinal % every == every - 1 else below(call)

    return behave


def inserted(member: bytes) -> Callable[[bytes], bytes]:
    """JSON with one more member in its object, or one more object with it in its array."""

    def change(content: bytes) -> bytes:
        if content.startswith(b"["):
            return b"[{" + member + b"}" + (b"," if content != b"[]" else b"") + content[1:]
        return b"{" + member + (b"," if content != b"{}" else b"") + content[1:]

    return change


def as_python(content: bytes) -> bytes:
    return repr(orjson.loads(content)).encode()


def repeated_key(call: Call, below: Handler) -> Answer:
    """The first member of the body, or of the first record in it, stands there twice."""
    answer = below(call)
    if answer.status >= 300:
        return answer
    body = answer.body if answer.body not in ({}, ABSENT) else dict(call.bridge.credentials)
    owner = body[0] if isinstance(body, list) and body else body
    if not isinstance(owner, dict):
        return answer
    name, value = next(iter(owner.items()))
    member = orjson.dumps(name) + b":" + orjson.dumps(value)
    content = orjson.dumps(owner)
    doubled = b"{" + member + b"," + content[1:]
    whole = b",".join([doubled, *map(orjson.dumps, body[1:])]) if isinstance(body, list) else doubled
    return replace(
        answer,
        status=max(answer.status, 200),
        raw=b"[" + whole + b"]" if isinstance(body, list) else whole,
        headers=JSON,
    )


def echoes_request(call: Call, below: Handler) -> Answer:
    answer = below(call)
    if answer.status < 400 or not isinstance(call.body, dict):
        return answer
    return replace(answer, body={"message": "The request was refused.", "request": call.body})


def redirect(status: int, location: str) -> Behaviour:
    return changed(status=status, body=ABSENT, raw=None, headers={"location": location})


ARRIVES, WHOLE = "common.answer-arrives", "common.answer-is-whole"
ENCODED, TYPED, UTF8 = "common.body-matches-encoding", "common.content-type-is-json", "common.body-is-utf8"
PARSED, UNIQUE, CONSISTENT = "common.body-is-json", "common.keys-are-unique", "common.answers-consistently"
IN_TIME, PROMPT, BOUNDED = "common.answers-in-time", "common.answers-promptly", "common.body-has-bounded-size"
ERROR, WARNING = Level.ERROR, Level.WARNING

for endpoint in FAMILIES:
    chapter = Chapter(endpoint)
    fault = chapter.breaking(ARRIVES)
    fault("resets", "The connection is reset", delivered(delivery.reset))
    fault("closes", "The connection is closed without an answer", delivered(delivery.close))
    fault("not-http", "What comes is not HTTP", delivered(delivery.not_http))
    fault = chapter.breaking(WHOLE)
    fault("truncates", "The connection is closed within the body", delivered(delivery.truncate))
    fault("breaks-chunks", "The last chunk never comes", delivered(delivery.break_chunks))
    fault("half-closes", "The bridge stops sending within the body", delivered(delivery.half_close))
    fault("length-too-large", "Content-Length is larger than the body", delivered(delivery.overstate))
    fault("length-too-small", "Content-Length is smaller than the body", delivered(delivery.understate))
    fault = chapter.breaking(IN_TIME, WARNING)
    fault("hangs", "No answer ever comes", delivered(delivery.hang))
    fault(
        "hangs-after-headers", "The headers come and the body never", delivered(delivery.hang_after_headers)
    )
    fault("drips", "The body comes a byte a second", delivered(delivery.drip))
    fault = chapter.breaking(PROMPT, WARNING)
    fault("slow", f"Every answer takes {SLOW} seconds", changed(when=anything, delay=SLOW))
    fault = chapter.breaking(BOUNDED, WARNING)
    fault("huge", "The body has 300 MB", changed(delivery=delivery.huge(HUGE)))
    fault(
        "gzip-bomb",
        "The body is small and decompresses to 300 MB",
        with_content(lambda _: delivery.bomb(HUGE), content_encoding="gzip"),
    )
    fault = chapter.breaking(ENCODED)
    fault(
        "gzip-in-name-only",
        "Content-Encoding says gzip and the body is plain",
        with_headers(content_encoding="gzip"),
    )
    fault(
        "gzip-cut",
        "The compressed body is cut",
        with_content(lambda content: gzip.compress(content)[:-10], content_encoding="gzip"),
    )
    fault(
        "encoding-unknown",
        "Content-Encoding names a coding that nobody knows",
        with_headers(content_encoding="x-secret"),
    )
    fault = chapter.breaking(UTF8)
    fault("gzip-unannounced", "The body is compressed and no header says so", with_content(gzip.compress))
    fault = chapter.breaking(ENCODED)
    fault(
        "deflate-cut",
        "The deflated body is cut",
        with_content(lambda content: zlib.compress(content)[:-6], content_encoding="deflate"),
    )
    fault = chapter.breaking(TYPED)
    fault("content-type-html", "JSON is sent as text/html", with_content(bytes, content_type="text/html"))
    fault(
        "content-type-text",
        "JSON is sent as text/plain",
        with_content(bytes, content_type="text/plain; charset=utf-8"),
    )
    fault("content-type-missing", "JSON is sent without a content type", with_content(bytes, content_type=""))
    fault = chapter.breaking(UTF8)
    fault("latin-1", "The body is not UTF-8 but Latin-1", with_content(inserted(b'"note":"caf\xe9"')))
    fault("utf-16", "The body is UTF-16", with_content(lambda content: content.decode().encode("utf-16")))
    fault = chapter.breaking(PARSED)
    fault("html-page", "Success is an HTML page that calls itself JSON", with_content(lambda _: HTML))
    fault("xml", "The body is XML that calls itself JSON", with_content(lambda _: b"<result>ok</result>"))
    fault("not-a-number", "The body has NaN in it", with_content(inserted(b'"score":NaN')))
    fault(
        "trailing-comma",
        "The body has a comma before its last bracket",
        with_content(lambda content: content[:-1] + b"," + content[-1:]),
    )
    fault(
        "single-quotes",
        "The body is written as Python writes it",
        with_content(lambda content: as_python(content) + b"\n#"),
    )
    fault("json-cut", "The JSON ends early", with_content(lambda content: content[:-1]))
    fault(
        "json-twice",
        "Two JSON documents follow each other",
        with_content(lambda content: content + b"\n" + content),
    )
    fault(
        "debug-output",
        "A warning stands before the JSON",
        with_content(lambda content: b"Notice: Undefined index in /app/sync.php\n" + content),
    )
    fault(
        "byte-order-mark",
        "The JSON begins with a byte order mark",
        with_content(lambda content: b"\xef\xbb\xbf" + content),
    )
    fault("deep", f"The body is {DEEP:,} nested arrays", with_content(lambda _: b"[" * DEEP + b"]" * DEEP))
    fault = chapter.breaking(UNIQUE, WARNING)
    fault("key-twice", "A key stands twice in one object", repeated_key)
    fault = chapter.breaking("common.no-redirect")
    fault(
        "redirects-away",
        "Success is a redirect to another origin",
        redirect(302, "https://elsewhere.example.net/"),
    )
    fault("redirects-permanently", "Success is a redirect to another path", redirect(308, "/v2/"))
    fault = chapter.breaking(CONSISTENT)
    fault("third-crashes", "Every third request is answered with 500", steady(CRASH, every=3))
    fault(
        "fifth-unavailable",
        "Every fifth request is answered with 503",
        steady(replace(CRASH, status=503), every=5),
    )
    fault(
        "third-resets",
        "Every third request's connection is reset",
        steady(Answer(delivery=delivery.reset), every=3),
    )
    fault = chapter.breaking("common.errors-hold-no-secrets", WARNING)
    fault("echoes-secrets", "Error answers repeat the request", echoes_request)
