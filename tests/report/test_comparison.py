"""Two reports compared: by what findings are about, and never fixed by not looking."""

from dataclasses import replace

import pytest

from tdmock.report.build import Report
from tdmock.report.comparison import Comparison, compare, render
from tests.report.reports import example


def with_outcome(report: Report, outcome: str) -> Report:
    """The report without findings, every rule with that outcome."""
    results = tuple(replace(result, outcome=outcome) for result in report.results)
    return replace(report, findings=(), results=results)


def numbers(comparison: Comparison) -> tuple[int, ...]:
    parts = (comparison.new, comparison.fixed, comparison.unseen, comparison.still)
    return tuple(map(len, parts))


def test_a_report_compared_with_itself_has_everything_still_there() -> None:
    assert numbers(compare(example(), example("other text", exchanges=3))) == (1, 0, 1, 2)
    assert numbers(compare(example(), example())) == (0, 0, 0, 3)


@pytest.mark.parametrize(("outcome", "expected"), [("passed", (0, 3, 0, 0)), ("skipped", (0, 0, 3, 0))])
def test_only_a_rule_that_was_seen_to_hold_is_mended(outcome: str, expected: tuple[int, ...]) -> None:
    assert numbers(compare(example(), with_outcome(example(), outcome))) == expected


def test_what_was_not_there_is_new_with_the_worst_first() -> None:
    found = compare(with_outcome(example(), "passed"), example())
    assert [finding.level for finding in found.new] == ["error", "warning", "info"]
    lines = render(found).splitlines()
    assert lines[0] == "new"
    assert lines[1].startswith("  error contact_sync  contacts.name-is-string: ")
    assert lines[-1] == "3 new, 0 fixed, 0 not looked at again, 0 still there; 0 endpoints slower"


@pytest.mark.parametrize(
    ("before", "after", "is_slower"),
    [(100, 150, True), (100, 149, False), (1, 20, False), (1, 21, True), (150, 100, False)],
)
def test_an_endpoint_is_slower_where_it_is_more_than_chance(
    before: float,
    after: float,
    is_slower: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    def taking(milliseconds: float) -> Report:
        report = example()
        latency = {"p50": milliseconds, "p95": milliseconds, "max": milliseconds}
        return replace(report, endpoints=(replace(report.endpoints[0], latency_ms=latency),))

    found = compare(taking(before), taking(after))
    assert bool(found.slower) is is_slower
    assert ("1 endpoint slower" in render(found)) is is_slower


def test_an_endpoint_that_was_not_called_before_is_not_slower() -> None:
    report = example()
    silent = replace(report, endpoints=tuple(replace(e, latency_ms={}) for e in report.endpoints))
    assert not compare(silent, report).slower
    assert not compare(report, silent).slower
