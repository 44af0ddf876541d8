"""An exchange as a verbose run shows it."""

from dataclasses import replace

from tdmock.redaction.record import Record
from tdmock.report.transcript import HEADERS, LINES, transcript

RECORD = Record(
    endpoint="agent_sync",
    label="First page",
    method="POST",
    url="http://h/agent_sync",
    request_body='{"meta":{}}',
    status=200,
    headers=(("Content-Type", "application/json"),),
    response_body='{"agents":\n[]}',
    failure="",
    elapsed=0.0123,
    started=0.0,
    reproduce="curl",
)


def test_what_was_sent_and_what_came_stand_one_after_the_other() -> None:
    assert transcript(RECORD).splitlines() == [
        "* agent_sync: First page",
        "> POST http://h/agent_sync",
        '> {"meta":{}}',
        "< 200 OK, after 12 ms",
        "< Content-Type: application/json",
        "<",
        '< {"agents":',
        "< []}",
    ]


def test_without_an_answer_stands_what_kept_it_from_coming() -> None:
    failed = replace(RECORD, status=None, headers=(), response_body="", failure="timeout: no answer")
    assert transcript(failed).splitlines()[-2:] == ['> {"meta":{}}', "! timeout: no answer"]


def test_it_is_bounded_and_steers_no_terminal() -> None:
    long = replace(RECORD, response_body="\x1b[2J\n" * 1000, headers=(("X", "\u202e"),) * 1000)
    lines = transcript(long).splitlines()
    assert len(lines) == 4 + HEADERS + 1 + 1 + LINES + 1
    assert lines[-1] == f"< … ({1000 - LINES} more lines)"
    assert "\x1b" not in transcript(long)
