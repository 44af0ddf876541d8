"""A baseline knows findings again by rule, endpoint and place, and tells what it has in vain."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tdmock.documents.load import builtin
from tdmock.errors import UsageError
from tdmock.findings import Acceptance, Level
from tdmock.report import baseline, json_file, junit
from tdmock.report.build import Report
from tests.bridges import Bridge, check, conformant, guarded, json_answer

DECLARED = tuple(builtin().endpoints)
NULL = {"company": None, "title": None}


@pytest.fixture(scope="module")
def report() -> Iterator[Report]:
    """The report on contacts of which one has no name, and another two fields that are null."""
    people = [{"id": "1"}, {"id": "2", "name": "Ann"}, {"id": "3", "name": "Bo", **NULL}]
    with ExitStack() as stack:
        answers = {
            **conformant(),
            "/contact_sync": guarded(
                lambda _: json_answer({"contacts": people, "synchronization_checkpoint": "c"})
            ),
        }
        yield check(stack.enter_context(Bridge(answers)).url, only=["contact_sync"])


def accepted(rule: str, at: str, *, endpoint: str = "contact_sync", reason: str = "") -> Acceptance:
    return Acceptance(endpoint=endpoint, rule=rule, at=at, reason=reason)


NAME = accepted("contacts.name-is-string", "contacts[].name")


def nulls(report: Report) -> list[Acceptance]:
    found = next(f for f in report.findings if "contacts[].company" in f.places and f.level is Level.WARNING)
    return [accepted(found.clause.id, at) for at in found.places]


def known(report: Report) -> set[str]:
    return {finding.clause.id for finding in report.findings if finding.known}


def test_what_it_writes_it_knows_again_and_nothing_fails(report: Report) -> None:
    written = baseline.updated(report, (), DECLARED)
    assert {NAME, *nulls(report)} <= {*written}
    again = baseline.compared(report, written, DECLARED)
    assert report.fails(Level.WARNING)
    assert not again.fails(Level.WARNING)
    assert again.verdict == "nonconformant"
    assert not again.stale


def test_it_knows_a_finding_whatever_its_text_and_index(report: Report) -> None:
    other = replace(
        report,
        findings=tuple(replace(f, message="other words", at="contacts[17].name") for f in report.findings),
    )
    assert known(baseline.compared(other, (NAME,), DECLARED)) == {NAME.rule}


def test_a_new_place_of_a_known_rule_is_new(report: Report) -> None:
    first, *_ = nulls(report)
    found = baseline.compared(report, (first,), DECLARED)
    assert first.rule not in known(found)
    (remark,) = next(f.remarks for f in found.findings if f.clause.id == first.rule)
    assert remark == "known by the baseline, but new at contacts[].title"


def test_the_reason_is_in_every_report(report: Report) -> None:
    found = baseline.compared(report, (replace(NAME, reason="Nobody has names."),), DECLARED)
    title = next(f"{f.clause.id}: {f.clause.title}" for f in found.findings if f.known)
    shown = next(f for f in json_file.as_dict(found)["findings"] if f["rule"] == NAME.rule)
    assert shown["known"] is True
    assert shown["remarks"] == ["known by the baseline: Nobody has names."]
    root = ET.fromstring(junit.render(found))  # noqa: S314 - our own text
    (case,) = root.iterfind(f".//testcase[@name='{title}']")
    assert "Nobody has names." in (case.findtext("system-out") or "")
    assert case.find("failure") is None


@pytest.mark.parametrize(
    "entry",
    [
        accepted("contacts.id-is-string", "contacts[].id"),
        accepted("contacts.name-is-string", "contacts[].title"),
        accepted("contacts.retired-long-ago", ""),
        accepted("contacts.id-is-string", "contacts[].id", endpoint="actions/gone"),
    ],
)
def test_what_was_looked_at_in_vain_or_is_no_more_is_stale(report: Report, entry: Acceptance) -> None:
    assert baseline.compared(report, (NAME, entry), DECLARED).stale == (entry,)
    assert entry not in baseline.updated(report, (NAME, entry), DECLARED)


def test_an_endpoint_that_was_not_checked_has_nothing_stale(report: Report) -> None:
    entry = accepted("agents.id-is-string", "agents[].id", endpoint="agent_sync")
    assert not baseline.compared(report, (entry,), DECLARED).stale
    assert entry in baseline.updated(report, (entry,), DECLARED)


def test_what_could_not_be_judged_is_not_stale(report: Report) -> None:
    skipped = next(result for result in report.results if result.outcome == "skipped")
    entry = accepted(skipped.clause.id, "contacts")
    assert not baseline.compared(report, (entry,), DECLARED).stale
    assert entry in baseline.updated(report, (entry,), DECLARED)


def test_a_file_is_sorted_stable_and_keeps_reasons(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    before = (replace(NAME, reason="Nobody has names."),)
    path.write_text(baseline.render(reversed(baseline.updated(report, before, DECLARED))), encoding="ascii")
    read = baseline.read(path)
    assert list(read) == sorted(read)
    assert next(entry.reason for entry in read if entry == NAME) == "Nobody has names."
    assert baseline.render(baseline.updated(report, read, DECLARED)) == path.read_text(encoding="ascii")


def test_text_of_a_bridge_can_not_hide_in_the_file() -> None:
    hostile = accepted("contacts.unknown-members-are-none", "contacts[].\u202e\x1b[2J\n")
    text = baseline.render([hostile])
    assert text.isascii()
    assert text.replace("\n", "").isprintable()
    assert [Acceptance(**entry) for entry in json.loads(text)["findings"]] == [hostile]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", r":1:1: is no JSON"),
        (b'{"schema": "tdmock.baseline/1",\n "findings": [}', r":2:15: is no JSON"),
        (b"\xff", "no JSON in UTF-8"),
        (b"[" * 100_000, "no baseline|no JSON"),
        (b"[]", "its schema is null"),
        (b'{"schema": "tdmock.baseline/2", "findings": []}', r'its schema is "tdmock\.baseline/2"'),
        (b'{"schema": "tdmock.baseline/1"}', '"findings" is a required property'),
        (
            b'{"schema": "tdmock.baseline/1", "findings": [{"endpoint": "contact_sync", "rule": "a"}]}',
            r'at \["findings"\]\[0\]: "at" is a required property',
        ),
    ],
)
def test_a_damaged_or_newer_file_is_refused_with_the_place(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=said):
        baseline.read(path)


def test_a_file_that_is_not_there_is_refused_with_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--update-baseline writes it"):
        baseline.read(tmp_path / "none.json")
