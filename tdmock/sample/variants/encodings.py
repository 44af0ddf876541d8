"""Variants of HTTP and JSON."""

import gzip
import json
import zlib
from collections.abc import Callable

from tdmock.sample import delivery
from tdmock.sample.changes import (
    anything,
    changed,
    delivered,
    with_content,
    with_headers,
)
from tdmock.sample.message import Answer, Behaviour, Call, Handler
from tdmock.sample.variants.variant import everywhere, variant


def indented(content: bytes) -> bytes:
    return json.dumps(json.loads(content), indent=4, ensure_ascii=False).encode() + b"\n"


def escaped(content: bytes) -> bytes:
    return json.dumps(json.loads(content), ensure_ascii=True).encode()


def compressed(compress: Callable[[bytes], bytes], coding: str) -> Behaviour:
    """The body compressed for those who said that they accept it."""

    def behave(call: Call, below: Handler) -> Answer:
        accepted = coding in call.headers.get("accept-encoding", "")
        return with_content(compress, content_encoding=coding)(call, below) if accepted else below(call)

    return behave


variant(
    "gzip",
    "Bodies are gzip where the client accepts it",
    habits=everywhere(compressed(gzip.compress, "gzip")),
)
variant(
    "deflate",
    "Bodies are deflated where the client accepts it",
    habits=everywhere(compressed(zlib.compress, "deflate")),
)
variant(
    "identity", "Content-Encoding says identity", habits=everywhere(with_headers(content_encoding="identity"))
)
variant(
    "connection-close",
    "Every connection is closed",
    habits=everywhere(with_headers(connection="close", when=anything)),
)
variant("http-1.0", "Answers are HTTP/1.0", habits=everywhere(delivered(delivery.old_http)))
variant("chunked", "Bodies come in small chunks", habits=everywhere(delivered(delivery.chunk)))
variant(
    "charset",
    "The content type names a charset",
    habits=everywhere(with_content(bytes, content_type="application/json; charset=utf-8")),
)
variant(
    "capitals",
    "The content type is in capitals",
    habits=everywhere(with_content(bytes, content_type='Application/JSON;Charset="UTF-8"')),
)
variant(
    "cookies",
    "Every answer sets a cookie",
    habits=everywhere(with_headers(set_cookie="session=17; Secure; HttpOnly", when=anything)),
)
variant("indented", "JSON is indented", habits=everywhere(with_content(indented)))
variant(
    "escaped",
    "JSON is plain ASCII with escapes",
    locales=("ja_JP",),
    habits=everywhere(with_content(escaped)),
)
variant(
    "blanks",
    "JSON has blank lines before and behind",
    habits=everywhere(with_content(lambda content: b"\r\n\t " + content + b"\r\n\r\n")),
)
variant(
    "byte-order-mark",
    "JSON begins with a byte order mark, which a parser may ignore",
    habits=everywhere(with_content(lambda content: b"\xef\xbb\xbf" + content)),
)
variant(
    "slow-start",
    "The first answer of each endpoint takes a while",
    habits=everywhere(changed(delay=0.1, when=lambda call, _answer: call.ordinal == 0)),
)
