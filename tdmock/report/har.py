"""The exchanges as an HTTP Archive (HAR 1.2), for the tools of browsers and proxies."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson

from tdmock.exchange import JSON_HEADERS
from tdmock.findings import Level
from tdmock.redaction.record import Record
from tdmock.redaction.text import visible
from tdmock.report.build import Report, exchange_id

_VERSION = "HTTP/1.1"


def render(report: Report, _: Level = Level.ERROR) -> str:
    """The report's exchanges as HAR."""
    log = {
        "version": "1.2",
        "creator": {"name": "tdmock", "version": report.version},
        "entries": [_entry(report, number, record) for number, record in enumerate(report.exchanges)],
    }
    return orjson.dumps({"log": log}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _entry(report: Report, number: int, record: Record) -> dict[str, Any]:
    started = report.started_at + timedelta(seconds=record.started)
    milliseconds = round(record.elapsed * 1000, 1)
    told = [exchange_id(number), record.endpoint, record.label, record.failure]
    return {
        "startedDateTime": started.isoformat(timespec="milliseconds"),
        "time": milliseconds,
        "request": _request(record),
        "response": _response(record),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "comment": visible(": ".join(filter(None, told))),
    }


def _request(record: Record) -> dict[str, Any]:
    body = visible(record.request_body)
    content = {"postData": {"mimeType": "application/json", "text": body}} if body else {}
    return {
        "method": record.method,
        "url": visible(record.url),
        "httpVersion": _VERSION,
        "cookies": [],
        "headers": _pairs(JSON_HEADERS),
        "queryString": _pairs(parse_qsl(urlsplit(record.url).query, keep_blank_values=True)),
        **content,
        "headersSize": -1,
        "bodySize": len(body.encode()),
    }


def _response(record: Record) -> dict[str, Any]:
    """What came; a status of 0 says that nothing did, as in the archives of browsers."""
    headers = {name.lower(): value for name, value in record.headers}
    body = visible(record.response_body)
    return {
        "status": record.status or 0,
        "statusText": "",
        "httpVersion": _VERSION,
        "cookies": [],
        "headers": _pairs(record.headers),
        "content": {
            "size": len(body.encode()),
            "mimeType": visible(headers.get("content-type", "x-unknown")),
            "text": body,
        },
        "redirectURL": visible(headers.get("location", "")),
        "headersSize": -1,
        "bodySize": -1,
    }


def _pairs(pairs: Any) -> list[dict[str, str]]:
    return [{"name": visible(name), "value": visible(value)} for name, value in pairs]
