"""An exchange as text while a run goes on: what was asked, and what came."""

from tdmock.redaction.record import Record
from tdmock.redaction.text import one_line
from tdmock.report.words import status_line

LONGEST_LINE = 2_000  # characters
LINES, HEADERS = 40, 40  # of a body; of an answer


def transcript(record: Record) -> str:
    """The exchange in lines, marked as by curl -v: ``>`` for what was sent, ``<`` for what came."""
    asked = [f"{record.method} {record.url}", *record.request_body.splitlines()]
    lines = [f"* {record.endpoint}: {record.label}", *(f"> {line}" for line in asked)]
    if record.status is not None:
        headers = [f"{name}: {value}" for name, value in record.headers]
        body = record.response_body.splitlines()
        first = f"{status_line(record.status)}, after {record.elapsed * 1000:.0f} ms"
        answer = [first, *_first(headers, HEADERS), "", *_first(body, LINES)]
        lines += [f"< {line}" for line in answer]
    if record.failure:
        lines.append(f"! {record.failure}")
    return "\n".join(one_line(line, LONGEST_LINE).rstrip() for line in [*lines, ""])


def _first(lines: list[str], most: int) -> list[str]:
    return lines if len(lines) <= most else [*lines[:most], f"… ({len(lines) - most} more lines)"]
