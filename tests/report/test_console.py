"""The console report: readable at 80 columns, whatever the bridge puts into it."""

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from tdmock.definition.model import Action, ActionInput, Definition
from tdmock.redaction.text import count, one_line, visible
from tdmock.report.build import Report
from tdmock.report.console import print_report, render
from tests.bridges import (
    AGENTS,
    PEOPLE,
    VALID,
    Answer,
    Asked,
    Given,
    Serve,
    check,
    conformant,
    guarded,
    json_answer,
)

HOSTILE = "\x1b[2J\x1b]0;owned\x07\u202e[bold red]:smile: \u2028\x9b31m\r\n\t<b>&'\"]]>\u0000\ufffe"
WIDE = "漢字" * 60
COMMAND = re.compile("  (first|repeat|then) ")


def printed(report: Report, **options: Any) -> str:
    screen = Console(**{"file": io.StringIO(), "width": 80, **options})
    print_report(report, screen)
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


def hostile(text: str) -> dict[str, Answer]:
    """A bridge that puts the text wherever it can."""
    person = {"id": text, "name": text, "emails": [text], "phones": [text], text: text, "url": text}

    def pages(asked: Asked) -> Given:
        return json_answer({"contacts": [person, person], "next_offset": text, text: 1})

    return {
        **conformant(),
        "/contact_sync": guarded(pages),
        "/agent_sync": guarded(lambda _: json_answer(text)),
        "/interaction_update": guarded(lambda _: json_answer([{"id": text, "type": text, "date": text}])),
        "/actions/create_ticket": guarded(
            lambda _: (302, {"Location": "/x", "Content-Type": "x/y"}, text.encode())
        ),
    }


@pytest.fixture
def conformant_report(serve: Serve) -> Report:
    return check(serve(conformant()).url)


@pytest.mark.parametrize("text", [HOSTILE, WIDE, "x" * 500, "a b " * 200, "\n" * 50, "é" * 300])
def test_no_line_but_a_command_is_longer_than_80_columns(serve: Serve, text: str) -> None:
    lines = printed(check(serve(hostile(text)).url)).splitlines()
    long = [line for line in lines if cell_len(line) > 80 and not COMMAND.match(line)]
    assert not long


def test_long_names_and_addresses_fit_too(serve: Serve) -> None:
    action = Action(
        name="a" * 60,
        endpoint="https://x.example.org/a",
        inputs=(ActionInput(key="k" * 200, mandatory=True),),
    )
    definition = Definition(name="n" * 300, actions=(action,))
    bridge = serve({})
    report = check(f"{bridge.url}/{'p' * 200}", definition=definition, auth={})
    long = [line for line in printed(report).splitlines() if cell_len(line) > 80]
    assert not [line for line in long if not COMMAND.match(line)]


def test_nothing_of_the_bridge_steers_the_terminal(serve: Serve) -> None:
    text = printed(check(serve(hostile(HOSTILE)).url))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", text)
    assert "[bold red]:smile:" in text, "markup is shown as it is"
    assert "\\x1b[2J" in text


def test_a_terminal_gets_colours_and_only_ours(serve: Serve) -> None:
    report = check(serve(hostile(HOSTILE)).url)
    text = printed(report, force_terminal=True, color_system="standard", legacy_windows=False)
    assert "\x1b[" in text
    assert set(re.findall("\x1b[^m]*m?", text)) <= set(re.findall("\x1b\\[[0-9;]*m", text))


def test_a_pipe_gets_plain_text(conformant_report: Report) -> None:
    assert "\x1b" not in printed(conformant_report)


def test_the_report_of_a_conformant_bridge_is_short(conformant_report: Report) -> None:
    lines = printed(conformant_report).splitlines()
    assert len(lines) < 12
    assert lines[-1].startswith("CONFORMANT: 0 errors, 0 warnings, 0 info; ")


def test_a_finding_says_what_where_who_and_what_to_do(serve: Serve) -> None:
    def nameless(_: Asked) -> Given:
        return json_answer({"contacts": [{"id": PEOPLE[0]["id"]}], "synchronization_checkpoint": "c"})

    report = check(serve({**conformant(), "/contact_sync": guarded(nameless)}).url)
    text = printed(report)
    flat = " ".join(text.split())
    assert "ERROR contact_sync contacts.name-is-string Every contact has a `name`, a string" in flat
    assert "found contacts[0].name: missing" in flat
    assert "expected a string" in flat
    assert "implementing-a-contact-synchronization" in flat
    assert re.search(r"^  fix     \S", text, re.MULTILINE)
    assert re.search(r"^  repeat  curl .*TDMOCK_AUTH_TOKEN", text, re.MULTILINE)
    assert re.search(
        r"^endpoint +outcome +errors +passed +not seen( +untested)? +median( +slowest)?$", text, re.MULTILINE
    )
    assert re.search(r"^contact_sync +failed +1 +\d+ +\d+ ", text, re.MULTILINE)
    assert text.splitlines()[-1].startswith("NONCONFORMANT: 1 error")


def test_what_could_not_be_tested_is_told_with_its_reason(serve: Serve) -> None:
    report = check(serve({**conformant(), "/contact_sync": guarded(lambda _: json_answer({}, 500))}).url)
    flat = " ".join(printed(report).split())
    assert "interaction_update: untestable, for contact_sync handed over no contacts" in flat


def test_the_table_has_no_trailing_blanks_and_cuts_long_names(serve: Serve) -> None:
    action = Action(name="a" * 60, endpoint="https://x.example.org/a")
    report = check(serve({}).url, definition=Definition(name="n", actions=(action,)), auth={})
    lines = printed(report).splitlines()
    assert not [line for line in lines if line != line.rstrip()]
    assert [line for line in lines if line.startswith("actions/aaaa") and "a… failed" in line]


def test_nobody_there_is_incomplete() -> None:
    text = printed(check("http://127.0.0.1:1"))
    assert text.splitlines()[-1].startswith("INCOMPLETE: 0 errors")
    assert "127.0.0.1:1" in text


def test_text_is_made_visible_and_shortened() -> None:
    assert visible("a\x1b\u202eb\n") == "a\\x1b\\u202eb\n"
    assert visible("\ud800") == "\\ud800"
    assert one_line("a\nb\tc") == "a\\nb\\tc"
    assert one_line("abcdef", 4) == "abc…"
    assert [count(n, "rule") for n in (0, 1, 1234)] == ["0 rules", "1 rule", "1,234 rules"]


def test_under_a_finding_stands_what_came(serve: Serve) -> None:
    """Status, content type and the beginning of the body, on two rows, without the credentials in it."""
    body = f"<h1>{VALID['token']}</h1>\n\n<p>{'so ' * 200}".encode()
    page = guarded(lambda _: (503, {"Content-Type": "text/html"}, body))
    lines = printed(check(serve({**conformant(), "/agent_sync": page}).url)).splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("  came "))
    assert lines[place].startswith(
        "  came    503 Service Unavailable, text/html: <h1>$TDMOCK_AUTH_TOKEN</h1>"
    )
    assert lines[place + 1].endswith("…")
    assert lines[place + 2].startswith("  source ")


@pytest.mark.parametrize(
    ("known", "first"),
    [
        ((), "  first   export TDMOCK_AUTH_ACCOUNT='…' TDMOCK_AUTH_TOKEN='…'"),
        (("TDMOCK_AUTH_TOKEN",), "  first   export TDMOCK_AUTH_ACCOUNT='…'"),
        (("TDMOCK_AUTH_ACCOUNT", "TDMOCK_AUTH_TOKEN"), None),
    ],
)
def test_before_the_first_command_stands_once_what_sets_its_variables(
    serve: Serve, known: tuple[str, ...], first: str | None
) -> None:
    crash = guarded(lambda _: json_answer({}, 500))
    report = check(serve({**conformant(), "/contact_sync": crash, "/agent_sync": crash}).url)
    lines = [str(part) for part in render(report, width=80, known=known)]
    commands = [line for line in lines if COMMAND.match(line)]
    assert [line for line in commands if line.startswith("  first ")] == ([first] if first else [])
    assert commands[0] == first or commands[0].startswith("  repeat ")
    assert len([line for line in commands if line.startswith("  repeat ")]) > 1


def test_what_takes_several_requests_is_repeated_by_all_of_them(serve: Serve) -> None:
    """Seven contacts without a phone on pages of three: no page shows that alone, and each has a command."""

    def unreachable(asked: Asked) -> Given:
        status, headers, page = conformant()["/contact_sync"](asked)
        return (
            status,
            headers,
            {**page, "contacts": [{**person, "phones": []} for person in page["contacts"]]},
        )

    report = check(serve({**conformant(), "/contact_sync": guarded(unreachable)}).url)
    (finding,) = (found for found in report.findings if found.clause.id == "contacts.have-phones")
    commands = finding.reproduce.splitlines()
    assert ['"offset":"3"' in command for command in commands] == [False, True, False]
    assert [line[:10] for line in printed(report).splitlines() if "--data-binary" in line] == [
        "  repeat  ",
        "  then    ",
        "  then    ",
    ]


def test_what_one_page_shows_is_repeated_by_its_request_alone(serve: Serve) -> None:
    def relative(asked: Asked) -> Given:
        status, headers, page = conformant()["/contact_sync"](asked)
        shown = page["contacts"][:2] + [{**person, "url": "/c"} for person in page["contacts"][2:]]
        return status, headers, {**page, "contacts": shown}

    report = check(serve({**conformant(), "/contact_sync": guarded(relative)}).url)
    (finding,) = report.findings
    assert (finding.clause.id, finding.reproduce.count("curl")) == ("contacts.urls-are-absolute", 1)


def test_the_slowest_answer_is_told_where_the_median_hides_it(conformant_report: Report) -> None:
    def head(slowest: float) -> tuple[str, str]:
        times = {"p50": 13.0, "p95": 20.0, "max": slowest}
        endpoints = tuple(replace(each, latency_ms=times) for each in conformant_report.endpoints)
        lines = printed(replace(conformant_report, endpoints=endpoints)).splitlines()
        return lines[3], lines[4]

    names, numbers = head(2002.4)
    assert names.endswith(" median slowest")
    assert numbers.endswith(" 13 ms   2.0 s")
    names, numbers = head(999.0)
    assert names.endswith(" median")
    assert numbers.endswith(" 13 ms")


def test_all_columns_at_once_fit_80(conformant_report: Report) -> None:
    first, *others = conformant_report.endpoints
    slow = {"p50": 999.0, "p95": 9999.0, "max": 30_000.0}
    endpoints = (replace(first, outcome="untestable", latency_ms=slow), *others)
    results = tuple(
        replace(result, outcome="skipped", untestable=place % 2 == 0)
        for place, result in enumerate(conformant_report.results)
    )
    lines = printed(replace(conformant_report, endpoints=endpoints, results=results)).splitlines()
    assert not [line for line in lines if cell_len(line) > 80]
    assert lines[3].split()[-1] == "slowest"


def test_of_a_quiet_run_there_is_the_verdict_alone(conformant_report: Report) -> None:
    screen = Console(file=io.StringIO(), width=80)
    print_report(conformant_report, screen, only_verdict=True)
    assert isinstance(screen.file, io.StringIO)
    assert screen.file.getvalue().splitlines() == [printed(conformant_report).splitlines()[-1]]


def test_where_rules_could_not_be_tested_is_told_how_many_and_why(serve: Serve) -> None:
    """Whoever asks gets the agents: what comes after a refusal can't be tested there."""
    bridge = serve({**conformant(), "/agent_sync": lambda _: json_answer({"agents": AGENTS})})
    text = " ".join(printed(check(bridge.url)).split())
    told = re.search(
        r"agent_sync \((\d+)\): untested, for “Wrong credentials on the first page” went wrong", text
    )
    assert told
    assert int(told[1]) > 1
