"""The JSON report on a load, as ``contracts/load.schema.json`` describes it."""

from typing import Any

from tdmock.load.outcome import LoadReport
from tdmock.report.json_file import finding_dict, harmless

SCHEMA = "tdmock.load/1"


def render(report: LoadReport) -> str:
    """The report as JSON text that may be shown as it is."""
    return harmless(as_dict(report))


def as_dict(report: LoadReport) -> dict[str, Any]:
    """The report as plain values."""
    load, order = report.order.load, report.order
    return {
        "schema": SCHEMA,
        "tool": {"name": "tdmock", "version": report.version},
        "edition": report.edition,
        "target": report.target,
        "integration": report.integration,
        "seed": load.seed,
        "started_at": report.started_at.isoformat(timespec="seconds"),
        "duration_s": round(report.duration, 3),
        "verdict": report.verdict,
        "ended_early": report.why or None,
        "asked": {
            "accounts": load.accounts,
            "accounts_per_s": order.spawn_rate,
            "calls_per_minute": load.calls_per_minute,
            "action_share": load.action_share,
            "sync_every_s": load.sync_every,
            "speed": load.speed,
            "judged_share": load.judged_share,
            "duration_s": order.duration,
        },
        "calls": {"sent": report.calls, "late": report.late},
        "endpoints": [
            {
                "endpoint": entry.endpoint,
                "requests": entry.requests,
                "failures": entry.failures,
                "failed_by": entry.problems,
                "latency_ms": {
                    "p50": entry.p50,
                    "p95": entry.p95,
                    "p99": entry.p99,
                    "max": round(entry.max, 1),
                },
            }
            for entry in report.endpoints
        ],
        "limits": [
            {
                "limit": entry.name,
                "endpoint": entry.endpoint,
                "allowed": entry.limit,
                "measured": entry.actual,
                "holds": entry.holds,
            }
            for entry in report.measured
        ],
        "findings": [finding_dict(finding) for finding in report.findings],
        "notes": list(report.notes),
    }
