"""The HTML report: one page that needs no other file, and runs nothing but its own script."""

from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tdmock.findings import Finding, Level
from tdmock.redaction.record import Record
from tdmock.redaction.text import count, visible
from tdmock.report.build import EndpointSummary, Report, exchange_id, message
from tdmock.report.page import charts
from tdmock.report.page.excerpt import Line, around, laid_out
from tdmock.report.words import STATUSES, by_weight, counted, stale

_FOLDER = Path(__file__).parent
_FIRST_LINES = 12  # of an answer, where a finding is about no place in it


@dataclass(frozen=True, slots=True, kw_only=True)
class _Card:
    """An endpoint at a glance."""

    summary: EndpointSummary
    told: str
    ticks: list[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A finding with the exchange that shows it, and the lines of the answer that it is about.

    ``more``: its message says more than what came instead of what.
    """

    finding: Finding
    exchange: Record | None
    excerpt: tuple[Line, ...]
    is_cut: bool
    more: bool


def render(report: Report, _: Level = Level.ERROR) -> str:
    """The report as an HTML page."""
    exchanges = {exchange_id(n): record for n, record in enumerate(report.exchanges)}
    findings = by_weight(report.findings)
    scale = charts.latency(max((record.elapsed for record in report.exchanges), default=0.0) * 1000)
    lanes, times = charts.lanes(exchanges)
    page: str = template(_FOLDER / "page.html.j2").render(
        report=report,
        notes=[*report.notes, *map(stale, report.stale)],
        summary=counted(report.findings),
        cards=[_card(endpoint, report, scale) for endpoint in report.endpoints],
        findings=[_shown(finding, exchanges) for finding in findings],
        exchanges=exchanges,
        evidence={finding.exchange for finding in findings},
        outcomes=Counter(result.outcome for result in report.results),
        scale=scale,
        lanes=lanes,
        times=times,
    )
    return page


def _card(endpoint: EndpointSummary, report: Report, scale: charts.Latency) -> _Card:
    own = [finding for finding in report.findings if finding.endpoint == endpoint.endpoint]
    records = (record for record in report.exchanges if record.endpoint == endpoint.endpoint)
    return _Card(summary=endpoint, told=_told(own), ticks=scale.ticks(records))


def _told(findings: Sequence[Finding]) -> str:
    levels = Counter(finding.level for finding in findings)
    return ", ".join(count(levels[level], level) for level in Level if levels[level]) or "no findings"


def _shown(finding: Finding, exchanges: dict[str, Record]) -> _Shown:
    exchange = exchanges.get(finding.exchange or "")
    lines = laid_out(exchange.response_body) if exchange and exchange.response_body else []
    excerpt = around(lines, finding.at) or tuple(lines[:_FIRST_LINES])
    return _Shown(
        finding=finding,
        exchange=exchange,
        excerpt=excerpt,
        is_cut=len(excerpt) < len(lines),
        more=finding.message != message(finding.at, finding.actual, finding.expected),
    )


def _text(value: Any) -> Any:
    """What is put into the page: nothing of it steers a terminal, or the direction of the text round it."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _prose(text: str) -> Markup:
    """A sentence of the contract's, with what stands between backticks as code."""
    pieces = visible(text).split("`")
    return Markup().join(Markup("<code>{}</code>").format(p) if n % 2 else p for n, p in enumerate(pieces))


def _own(name: str) -> tuple[Markup, str]:
    """A style sheet or script of ours, and the hash by which a browser knows it again."""
    text = (_FOLDER / name).read_text(encoding="utf-8")
    return Markup(text), f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"  # noqa: S704 - ours


@cache
def template(file: Path) -> Any:
    """A page's template, which has our style, our script and the parts that pages share."""
    environment = Environment(
        loader=FileSystemLoader([file.parent, _FOLDER]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_text,
    )
    environment.filters.update(
        pretty=lambda text: "\n".join(line.text for line in laid_out(text)),
        number=count,
        kind=charts.kind,
        outcome=charts.outcome,
        time=charts.time,
        prose=_prose,
    )
    style, style_hash = _own("page.css")
    script, script_hash = _own("page.js")
    environment.globals.update(
        style=style,
        script=script,
        policy=f"default-src 'none'; style-src {style_hash}; script-src {script_hash}; "
        "base-uri 'none'; form-action 'none'",
        statuses=STATUSES,
        width=charts.WIDTH,
    )
    return environment.get_template(file.name)
