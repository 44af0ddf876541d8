"""The JUnit report: a suite for each endpoint, a case for each rule, for CI systems that show such files."""

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from tdmock.findings import Finding, Level
from tdmock.redaction.record import Record
from tdmock.redaction.text import visible
from tdmock.report.build import Report, exchange_id
from tdmock.report.results import ERRORED, FAILED, SKIPPED, Result, by_endpoint
from tdmock.report.words import came


def render(report: Report, fail_on: Level = Level.ERROR) -> str:
    """The report as JUnit XML; findings below ``fail_on`` are told in a passed case's output."""
    name = f"tdmock {visible(report.integration)}"
    root = ET.Element("testsuites", name=name, time=f"{report.duration:.3f}")
    found = {(finding.endpoint, finding.clause.id): finding for finding in report.findings}
    results_at = by_endpoint(report.results)
    records = {exchange_id(number): record for number, record in enumerate(report.exchanges)}
    for endpoint in report.endpoints:
        results = results_at[endpoint.endpoint]
        suite = ET.SubElement(
            root,
            "testsuite",
            name=visible(endpoint.endpoint),
            timestamp=report.started_at.isoformat(timespec="seconds"),
            time=_seconds(record for record in report.exchanges if record.endpoint == endpoint.endpoint),
        )
        for result in results:
            finding = found.get((result.endpoint, result.clause.id))
            _case(suite, result, finding, records.get(finding.exchange or "") if finding else None, fail_on)
        counts = {name: len(suite.findall(f"testcase/{name}")) for name in ("failure", "error", "skipped")}
        suite.attrib |= {
            "tests": str(len(results)),
            "failures": str(counts["failure"]),
            "errors": str(counts["error"]),
            "skipped": str(counts["skipped"]),
        }
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _seconds(records: Iterable[Record]) -> str:
    """How long exchanges took, as far as the report holds them."""
    return f"{sum(record.elapsed for record in records):.3f}"


def _case(
    suite: ET.Element, result: Result, finding: Finding | None, record: Record | None, fail_on: Level
) -> None:
    """A case for a rule; it took as long as the exchange that showed it broken, for rules take no time."""
    case = ET.SubElement(
        suite,
        "testcase",
        classname=f"tdmock.{visible(result.endpoint)}",
        name=f"{result.clause.id}: {result.clause.title}",
        time=_seconds([record] if record else []),
    )
    if result.outcome == FAILED and finding:
        text = "\n".join(_lines(finding, record))
        if finding.fails(fail_on):
            ET.SubElement(case, "failure", message=visible(finding.message), type=finding.level).text = text
        else:
            ET.SubElement(case, "system-out").text = f"{finding.level}: {text}"
    elif result.outcome == ERRORED:
        ET.SubElement(case, "error", message=visible(result.reason), type="network")
    elif result.outcome == SKIPPED:
        ET.SubElement(case, "skipped", message=visible(result.reason))


def _lines(finding: Finding, record: Record | None) -> Iterator[str]:
    """What is told of a finding, without empty lines."""
    source = finding.clause.source
    told = [
        finding.message,
        *finding.remarks,
        *(f"came: {answer}" for answer in (came(record),) if answer),
        f"fix: {finding.fix}",
        *(f"repeat: {command}" for command in finding.reproduce.splitlines()),
        f"source: {source.title} ({source.status}), {source.url}",
    ]
    return (line for text in told for line in visible(text).splitlines() if line.strip())
