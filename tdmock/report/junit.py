"""The JUnit report: a suite for each endpoint, a case for each rule, for CI systems that show such files."""

from xml.etree import ElementTree as ET

from tdmock.findings import Finding, Level
from tdmock.redaction.text import visible
from tdmock.report.build import Report
from tdmock.report.results import ERRORED, FAILED, SKIPPED, Result, by_endpoint


def render(report: Report, fail_on: Level = Level.ERROR) -> str:
    """The report as JUnit XML; findings below ``fail_on`` are told in a passed case's output."""
    name = f"tdmock {visible(report.integration)}"
    root = ET.Element("testsuites", name=name, time=f"{report.duration:.3f}")
    found = {(finding.endpoint, finding.clause.id): finding for finding in report.findings}
    results_at = by_endpoint(report.results)
    for endpoint in report.endpoints:
        results = results_at[endpoint.endpoint]
        suite = ET.SubElement(
            root,
            "testsuite",
            name=visible(endpoint.endpoint),
            timestamp=report.started_at.isoformat(timespec="seconds"),
        )
        for result in results:
            _case(suite, result, found.get((result.endpoint, result.clause.id)), fail_on)
        counts = {name: len(suite.findall(f"testcase/{name}")) for name in ("failure", "error", "skipped")}
        suite.attrib |= {
            "tests": str(len(results)),
            "failures": str(counts["failure"]),
            "errors": str(counts["error"]),
            "skipped": str(counts["skipped"]),
        }
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: ET.Element, result: Result, finding: Finding | None, fail_on: Level) -> None:
    name = f"{result.clause.id}: {result.clause.title}"
    case = ET.SubElement(suite, "testcase", classname=f"tdmock.{visible(result.endpoint)}", name=name)
    if result.outcome == FAILED and finding:
        source = finding.clause.source
        remarks = "".join(f"{remark}\n" for remark in finding.remarks)
        text = visible(
            f"{finding.message}\n{remarks}\nmend: {finding.fix}\nrepeat: {finding.reproduce}\n"
            f"source: {source.title} ({source.status}), {source.url}"
        )
        if finding.fails(fail_on):
            ET.SubElement(case, "failure", message=visible(finding.message), type=finding.level).text = text
        else:
            ET.SubElement(case, "system-out").text = f"{finding.level}: {text}"
    elif result.outcome == ERRORED:
        ET.SubElement(case, "error", message=visible(result.reason), type="network")
    elif result.outcome == SKIPPED:
        ET.SubElement(case, "skipped", message=visible(result.reason))
