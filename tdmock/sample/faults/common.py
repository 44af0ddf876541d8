"""Faults that every endpoint can have: connections, encodings, bodies that are no JSON, unsteadiness."""

import gzip
import zlib
from collections.abc import Callable
from dataclasses import replace

import orjson

from tdmock.findings import Level
from tdmock.sample import delivery
from tdmock.sample.changes import (
    CRASH,
    JSON,
    after,
    changed,
    delivered,
    instead,
    with_content,
    with_headers,
)
from tdmock.sample.faults.credentials import FAMILIES
from tdmock.sample.faults.fault import Chapter, Enter
from tdmock.sample.message import ABSENT, Answer, Behaviour, Call, Handler

SLOW = 5.5
"""Seconds that a slow answer takes: a little more than tdmock finds bearable."""

HUGE = 300 * 2**20
DEEP = 200_000
HTML = b"<!doctype html><html><body><h1>It works!</h1></body></html>"


def embodied(behave: Behaviour) -> Behaviour:
    """The behaviour on a bridge whose every success has a body, if only an empty object."""

    def with_body(answer: Answer) -> Answer:
        return answer if answer.content else replace(answer, status=200, body={})

    accepted = after(with_body)
    return lambda call, below: behave(call, lambda inner: accepted(inner, below))


def misshapen(call: Call, _answer: Answer) -> bool:
    """A part of the body is no object, or the body itself; the validator has own faults for that."""
    if not isinstance(call.body, dict):
        return call.body is not ABSENT and call.endpoint != "auth_validation"
    return any(not isinstance(call.body.get(part, {}), dict) for part in ("auth", "meta", "data"))


def steady(answer: Answer, *, every: int) -> Behaviour:
    """Each so-and-so-many-th request gets that answer instead, whatever it was."""

    def behave(call: Call, below: Handler) -> Answer:
        return answer if call.ordinal % every == every - 1 else below(call)

    return behave


def is_first(call: Call, _answer: Answer) -> bool:
    """Whether it is the request that the endpoint was asked first, be it now or again."""
    return bool(call.memory.setdefault(f"first at {call.endpoint}", call.raw) == call.raw)


def inserted(member: bytes) -> Callable[[bytes], bytes]:
    """JSON with one more member in its object, or one more object with it in its array."""

    def change(content: bytes) -> bytes:
        if content.startswith(b"["):
            return b"[{" + member + b"}" + (b"," if content != b"[]" else b"") + content[1:]
        return b"{" + member + (b"," if content != b"{}" else b"") + content[1:]

    return change


def damaged(content: bytes) -> bytes:
    """Every bit turned round behind a header of ten bytes."""
    return content[:10] + bytes(byte ^ 0xFF for byte in content[10:])


def as_python(content: bytes) -> bytes:
    return repr(orjson.loads(content)).encode()


def repeated_key(call: Call, below: Handler) -> Answer:
    """The first member of the body's first object stands there twice, or a credential where there is none."""
    answer = below(call)
    if answer.status >= 300 or answer.body == []:
        return answer
    body = answer.body or dict(call.bridge.credentials)
    name, value = next(iter((body[0] if isinstance(body, list) else body).items()))
    member = orjson.dumps({name: value})[1:-1]
    return replace(answer, raw=orjson.dumps(body).replace(member, member + b"," + member, 1), headers=JSON)


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


def breaking(endpoint: str, clause: str, level: Level = Level.ERROR) -> Enter:
    """The way into the catalogue for faults that show in the body of a success."""
    enter = Chapter(endpoint).breaking(clause, level)
    return lambda name, title, behave: enter(name, title, embodied(behave))


for endpoint in FAMILIES:
    fault = breaking(endpoint, ARRIVES)
    fault("resets", "The connection is reset", delivered(delivery.reset))
    fault("closes", "The connection is closed without an answer", delivered(delivery.close))
    fault("not-http", "What comes is not HTTP", delivered(delivery.not_http))
    fault = breaking(endpoint, WHOLE)
    fault("truncates", "The connection is closed within the body", delivered(delivery.truncate))
    fault("breaks-chunks", "The last chunk never comes", delivered(delivery.break_chunks))
    fault("half-closes", "The bridge stops sending within the body", delivered(delivery.half_close))
    fault("length-too-large", "Content-Length is larger than the body", delivered(delivery.overstate))
    fault(
        "gzip-cut",
        "The compressed body is cut",
        with_content(lambda content: gzip.compress(content)[:-10], content_encoding="gzip"),
    )
    fault(
        "deflate-cut",
        "The deflated body is cut",
        with_content(lambda content: zlib.compress(content)[:-6], content_encoding="deflate"),
    )
    fault = breaking(endpoint, IN_TIME, WARNING)
    fault("hangs", "No answer ever comes", delivered(delivery.hang))
    fault(
        "hangs-after-headers", "The headers come and the body never", delivered(delivery.hang_after_headers)
    )
    fault("drips", "The body comes a byte a second", delivered(delivery.drip))
    fault = breaking(endpoint, PROMPT, WARNING)
    fault(
        "slow",
        f"The request that came first takes {SLOW} seconds each time",
        changed(when=is_first, delay=SLOW),
    )
    fault = breaking(endpoint, BOUNDED, WARNING)
    fault("huge", "The body has 300 MB", changed(delivery=delivery.huge(HUGE)))
    fault(
        "gzip-bomb",
        "The body is small and decompresses to 300 MB",
        with_content(lambda _: delivery.bomb(HUGE), content_encoding="gzip"),
    )
    fault = breaking(endpoint, ENCODED)
    fault(
        "gzip-in-name-only",
        "Content-Encoding says gzip and the body is plain",
        with_headers(content_encoding="gzip"),
    )
    fault(
        "gzip-garbled",
        "The compressed body is damaged",
        with_content(lambda content: damaged(gzip.compress(content)), content_encoding="gzip"),
    )
    fault(
        "encoding-unknown",
        "Content-Encoding names a coding that nobody knows",
        with_headers(content_encoding="x-secret"),
    )
    fault = breaking(endpoint, TYPED)
    fault("content-type-html", "JSON is sent as text/html", with_content(bytes, content_type="text/html"))
    fault(
        "content-type-text",
        "JSON is sent as text/plain",
        with_content(bytes, content_type="text/plain; charset=utf-8"),
    )
    fault("content-type-missing", "JSON is sent without a content type", with_content(bytes, content_type=""))
    fault = breaking(endpoint, UTF8)
    fault("gzip-unannounced", "The body is compressed and no header says so", with_content(gzip.compress))
    fault("latin-1", "The body is not UTF-8 but Latin-1", with_content(inserted(b'"note":"caf\xe9"')))
    fault("utf-16", "The body is UTF-16", with_content(lambda content: content.decode().encode("utf-16")))
    fault = breaking(endpoint, PARSED)
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
        with_content(lambda content: as_python(inserted(b'"next":null')(content))),
    )
    fault("length-too-small", "Content-Length is smaller than the body", delivered(delivery.understate))
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
    fault("deep", f"The body is {DEEP:,} nested arrays", with_content(lambda _: b"[" * DEEP + b"]" * DEEP))
    fault = breaking(endpoint, UNIQUE, WARNING)
    fault("key-twice", "A key stands twice in one object", repeated_key)
    fault = breaking(endpoint, "common.no-redirect")
    fault(
        "redirects-away",
        "Success is a redirect to another origin",
        redirect(302, "https://elsewhere.example.net/"),
    )
    fault("redirects-permanently", "Success is a redirect to another path", redirect(308, "/v2/"))
    fault = Chapter(endpoint).breaking(CONSISTENT)
    fault("third-crashes", "Every third request is answered with 500", steady(CRASH, every=3))
    fault(
        "second-unavailable",
        "Every second request is answered with 503",
        steady(replace(CRASH, status=503), every=2),
    )
    fault(
        "third-resets",
        "Every third request's connection is reset",
        steady(Answer(delivery=delivery.reset), every=3),
    )
    fault = Chapter(endpoint).breaking("common.errors-hold-no-secrets", WARNING)
    fault("echoes-secrets", "Error answers repeat the request", echoes_request)
    fault = Chapter(endpoint).breaking("common.wrong-requests-are-handled", WARNING)
    fault(
        "wrong-shapes-crash",
        "A request with something else where an object belongs gives 500",
        instead(CRASH, when=misshapen),
    )
