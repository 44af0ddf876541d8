"""The report on a load as an HTML page, from the parts and in the style of that on a check."""

from dataclasses import dataclass
from pathlib import Path

from tdmock.findings import Level
from tdmock.load.messages import EndpointLoad
from tdmock.load.outcome import EXCEEDED, HELD, INCOMPLETE, REASONS, LoadReport
from tdmock.load.report.words import beyond, notes, problems
from tdmock.report.page import charts, template

_TONES = {HELD: "conformant", EXCEEDED: "nonconformant", INCOMPLETE: "incomplete"}
"""The verdicts on a bridge that look as those on a load."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Card:
    """An endpoint at a glance: limits that did not hold, and why requests failed."""

    endpoint: EndpointLoad
    exceeded: list[str]
    problems: list[tuple[str, int]]
    ticks: list[float]


def render(report: LoadReport) -> str:
    """The report as an HTML page."""
    scale = charts.latency(max((entry.max for entry in report.endpoints), default=0.0))
    page: str = template(Path(__file__).with_name("page.html.j2")).render(
        report=report,
        tone=_TONES[report.verdict],
        reason=REASONS[report.why],
        notes=notes(report),
        cards=[_card(report, entry, scale) for entry in report.endpoints],
        findings=sorted(report.findings, key=lambda finding: list(Level).index(finding.level)),
        scale=scale,
    )
    return page


def _card(report: LoadReport, endpoint: EndpointLoad, scale: charts.Latency) -> _Card:
    own = [entry for entry in report.measured if entry.endpoint == endpoint.endpoint]
    return _Card(
        endpoint=endpoint,
        exceeded=[beyond(entry) for entry in own if not entry.holds],
        problems=problems(endpoint),
        ticks=sorted({scale.x(time) for time in (endpoint.p99, endpoint.max)}),
    )
