"""Reports for the tests of what is written from them, made without any bridge."""

from dataclasses import replace
from datetime import UTC, datetime

from tdmock.findings import Acceptance, Clause, Finding, Level, Location, Source, Status
from tdmock.redaction.record import Record
from tdmock.report.build import EndpointSummary, Report
from tdmock.report.results import Result

HOSTILE = (
    "\x1b[2J\x00\u202e<script>alert(1)</script><img src=x onerror=alert(1)>\"'`|]]>&amp;{{7*7}}{% raw %}\n"
    "::error::owned\n##[error]owned\nsection_start:1:x\n@everyone ![x](http://evil.example/x)\n"
    "</pre></details>"
)
MOMENT = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
NAME = Clause(
    id="contacts.name-is-string",
    title="Every contact has a `name`, a string",
    level=Level.ERROR,
    source=Source(
        title="Contact Synchronization",
        url="https://docs.example/contacts",
        edition="current",
        status=Status.CARRIED_OVER,
    ),
    why="Agents see the name when the phone rings.",
    fix="Send `name` as a JSON string.",
)
SLOW = Clause(
    id="common.answers-promptly",
    title="An answer takes no longer than users would bear",
    level=Level.WARNING,
    source=Source(title="No text", url="contract.md", edition="current", status=Status.UNSTATED),
)
EXPECTED = Clause(
    id="agents.ids-are-unique",
    title="No agent comes twice",
    level=Level.INFO,
    source=Source(title="Agents", url="javascript:alert(1)", edition="2017", status=Status.OPEN),
)


def example(text: str = "60", *, exchanges: int = 3) -> Report:
    """A report with a finding at each level, and the text wherever a bridge or a definition can put it."""
    body = '{"contacts":[{"id":"1","name":"Ann"},{"id":"2","name":%s}]}' % ('"' + text + '"')
    return Report(
        edition="current",
        target=f"http://127.0.0.1:8000/{text}",
        integration=f"mycrm {text}",
        definition_digest="0" * 64,
        seed=7,
        started_at=MOMENT,
        duration=1.5,
        interrupted=False,
        verdict="nonconformant",
        endpoints=(
            _endpoint("contact_sync", "failed", exchanges),
            _endpoint(f"actions/{text}", "untestable", 1, reason=f"contact_sync handed over {text}"),
            EndpointSummary(
                endpoint="agent_sync", outcome="skipped", reason="", checks=0, exchanges=0, latency_ms={}
            ),
        ),
        results=(
            Result(clause=NAME, endpoint="contact_sync", outcome="failed"),
            Result(clause=SLOW, endpoint="contact_sync", outcome="passed"),
            Result(clause=SLOW, endpoint=f"actions/{text}", outcome="failed"),
            Result(clause=EXPECTED, endpoint="agent_sync", outcome="skipped", reason=f"no {text} came"),
        ),
        findings=(
            replace(
                _finding(EXPECTED, "agent_sync", text, at="", exchange=None),
                known=True,
                remarks=(f"known by the baseline, for {text}",),
            ),
            _finding(SLOW, f"actions/{text}", text, at="Location", exchange=f"x{exchanges + 1}"),
            _finding(NAME, "contact_sync", text, at="contacts[1].name", exchange="x2"),
        ),
        exchanges=(
            *(_exchange("contact_sync", n, body, text) for n in range(exchanges)),
            _exchange(f"actions/{text}", exchanges, "", text, failure=f"timeout: {text}"),
        ),
        notes=(f"waited in vain for {text}",),
        stale=(Acceptance(endpoint="agent_sync", rule="agents.ids-are-unique", at="agents[].id"),),
        version="1.2.3",
    )


def _endpoint(name: str, outcome: str, exchanges: int, reason: str = "") -> EndpointSummary:
    return EndpointSummary(
        endpoint=name,
        outcome=outcome,
        reason=reason,
        checks=2,
        exchanges=exchanges,
        latency_ms={"p50": 12.0, "p95": 80.5, "max": 1204.0},
    )


def _finding(clause: Clause, endpoint: str, text: str, *, at: str, exchange: str | None) -> Finding:
    line = 0 if exchange is None else 12
    return Finding(
        clause=clause,
        endpoint=endpoint,
        message=f"{at}: {text}; expected a string; found at {text} (2)",
        at=at,
        expected="a string",
        actual=text,
        occurrences=2,
        exchange=exchange,
        reproduce="curl -sS http://127.0.0.1:8000/contact_sync -H 'X: '$TDMOCK_AUTH_TOKEN",
        location=Location(file="crm/the definition.yaml", line=line, column=3),
    )


def _exchange(endpoint: str, number: int, body: str, text: str, failure: str = "") -> Record:
    return Record(
        endpoint=endpoint,
        label=f"Request {number} {text}",
        method="POST",
        url=f"http://127.0.0.1:8000/contact_sync?{text}",
        request_body='{"auth":{"token":"$TDMOCK_AUTH_TOKEN"}}',
        status=None if failure else 200,
        headers=() if failure else (("Content-Type", "application/json"), ("X", text)),
        response_body=body,
        failure=failure,
        elapsed=0.012,
        started=0.01 * number,
        reproduce="",
    )
