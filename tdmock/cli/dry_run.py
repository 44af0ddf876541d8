"""``tdmock check --dry-run``: what would be asked, shown by asking the sample bridge."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from tdmock.api import check
from tdmock.definition.model import Definition
from tdmock.redaction.record import Record, without_credentials
from tdmock.redaction.text import count, one_line, visible
from tdmock.report.build import Report
from tdmock.run.plan import make_plan
from tdmock.run.settings import Settings
from tdmock.run.tasks import Plan
from tdmock.sample.app import build, default_credentials
from tdmock.sample.data import FakeData
from tdmock.sample.server import RunningBridge

CONTACTS, AGENTS, PAGE_SIZE = 20, 5, 10  # enough for every scenario, and for a second page


def dry_run(url: str | None, definition: Definition, settings: Settings) -> str:
    """The requests of a check as text; nothing is sent but to a sample bridge in this process.

    Raises :class:`UsageError` where the check could not begin.
    """
    plan = make_plan(definition, url, settings)
    data = FakeData(
        contacts=CONTACTS,
        agents=AGENTS,
        types=definition.interaction_types,
        seed=settings.seed,
        now=settings.now,
    )
    sample = build(definition, data=data, page_size=PAGE_SIZE, edition=settings.edition)
    credentials = default_credentials(definition)
    local = replace(
        settings, auth=credentials, expected=(), fuzzing=None, max_findings=None, wait=0.0, workers=1
    )
    with RunningBridge(sample) as bridge:
        report = check(bridge.url, definition, local)
    return "\n".join(_lines(report, plan))


def _lines(report: Report, plan: Plan) -> Iterator[str]:
    for endpoint in report.endpoints:
        name = visible(endpoint.endpoint)
        if reason := plan.closed.get(endpoint.endpoint):
            yield f"{name}: no requests, for {reason}\n"
            continue
        url = visible(plan.mask.message(without_credentials(plan.urls[endpoint.endpoint])))
        yield f"{name}: {count(endpoint.exchanges, 'request')} to {url}"
        shown = [record for record in report.exchanges if record.endpoint == endpoint.endpoint]
        for label, records in groupby(shown, key=attrgetter("label")):
            yield f"  {one_line(label)}"
            yield from map(_request, records)
        yield ""
    yield "So a bridge that conforms would be asked, but for ids and offsets, which are made up here."
    yield "Nothing was sent to yours."


def _request(record: Record) -> str:
    method = "" if record.method == "POST" else f"{record.method} "
    return f"    {method}{one_line(record.request_body) or '(no body)'}"
