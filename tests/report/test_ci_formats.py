"""What CI systems read: GitLab's Code Quality, GitHub's annotations, Markdown for comments and summaries."""

import json
import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from tdmock.findings import Level
from tdmock.report import github, gitlab, markdown
from tests.report.reports import HOSTILE, example

# --- GitLab ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["60", HOSTILE])
def test_an_entry_has_the_members_that_gitlab_documents(text: str) -> None:
    entries = json.loads(gitlab.render(example(text)))
    assert [entry["severity"] for entry in entries] == ["info", "minor", "major"]
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["location"]["lines"]["begin"] >= 1
    assert len({entry["fingerprint"] for entry in entries}) == 3
    assert entries[-1]["location"] == {"path": "crm/the definition.yaml", "lines": {"begin": 12}}


def test_the_integration_stands_for_the_file_of_the_built_in_definition() -> None:
    report = example()
    report = replace(report, findings=(replace(report.findings[0], location=None),))
    (entry,) = json.loads(gitlab.render(report))
    assert entry["location"] == {"path": "mycrm 60", "lines": {"begin": 1}}


# --- GitHub ------------------------------------------------------------------------------------------------

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")  # as the runner reads a line


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    found = []
    for line in text.splitlines():
        match = COMMAND.fullmatch(line)
        assert match, line
        found.append((match[1], dict(pair.split("=", 1) for pair in match[2].split(",")), match[3]))
    return found


@pytest.mark.parametrize("text", ["60", HOSTILE, "100% sure, a: b"])
def test_every_finding_is_one_command_and_nothing_else_is(text: str) -> None:
    found = commands(github.render(example(text)))
    assert [level for level, _, _ in found] == ["error", "warning", "notice"]
    assert found[0][1]["file"] == "crm/the definition.yaml"
    assert (found[0][1]["line"], found[0][1]["col"]) == ("12", "3")
    assert "line" not in found[2][1]


def test_what_the_runner_reads_is_what_was_said() -> None:
    _, properties, message = commands(github.render(example("100% a, b: c")))[0]
    assert properties["title"] == "contact_sync%3A Every contact has a `name`%2C a string"
    assert "100%25 a, b: c" in message


def test_a_level_gets_no_more_annotations_than_github_shows() -> None:
    report = example()
    names = [f"actions/a{n}" for n in range(12)]
    many = tuple(replace(report.findings[2], endpoint=name) for name in names)
    found = commands(github.render(replace(report, findings=(report.findings[0], *many))))
    assert [level for level, _, _ in found] == ["error"] * 10 + ["notice"]


def test_nothing_found_is_said() -> None:
    told = github.render(replace(example(), findings=(), verdict="conformant"))
    assert told == "tdmock: conformant, 0 errors, 0 warnings, 0 info\n"


# --- Markdown ----------------------------------------------------------------------------------------------


def read(text: str) -> str:
    html: str = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    return html


def test_markdown_tells_the_verdict_the_endpoints_and_the_findings() -> None:
    text = markdown.render(example())
    html = read(text)
    assert "<h3>❌ <code>mycrm 60</code> is nonconformant</h3>" in html
    assert html.count("<tr>") == 4
    assert html.index("Every contact has a") < html.index("No agent comes twice")
    assert "<strong>Every contact has a <code>name</code>, a string</strong>" in html
    assert '<a href="https://docs.example/contacts">Contact Synchronization</a>' in html


def test_nothing_from_outside_is_markdown() -> None:
    hostile, plain = read(markdown.render(example(HOSTILE))), read(markdown.render(example()))
    tags = [sorted(re.findall(r"<(\w+)", html)) for html in (hostile, plain)]
    assert tags[0] == tags[1]
    outside_code = re.sub(r"<code.*?</code>", "", hostile, flags=re.DOTALL)
    assert not re.search(r"@everyone|evil\.example|alert\(1\)|javascript:", outside_code)


@pytest.mark.parametrize("text", ["", "`", "``a", "a`", "a|b", "*a*", " "])
def test_code_shows_any_text_as_it_is(text: str) -> None:
    html = read(markdown.code(text))
    assert re.fullmatch(r"<p><code>.*</code></p>\n", html)
    assert text.strip() in html


def test_it_fits_into_a_comment_however_much_was_found() -> None:
    report = example("x" * 5000)
    many = tuple(replace(report.findings[2], endpoint=f"actions/a{n}") for n in range(500))
    text = markdown.render(replace(report, findings=many))
    assert len(text) < 65_536
    assert "And 480 findings more" in text
    assert all(markdown.render(replace(report, findings=(f,))) for f in many[: len(Level)])
