"""What a new user meets first: one cause for all endpoints is told once, in every report, with what to do."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import HTTPServer, SimpleHTTPRequestHandler, ThreadingHTTPServer
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from rich.console import Console
from werkzeug.serving import WSGIRequestHandler, make_server

from tdmock.report import json_file, junit
from tdmock.report.build import Report
from tdmock.report.console import print_report
from tests.bridges import VALID, Answer, Serve, check, conformant, guarded, json_answer

PATHS = tuple(conformant())
LINES = 24  # and one for the note that the built-in definition is taken
UNSERVED = "POST is not served at the path"
REDIRECTED = "The path leads to another one, and no redirect is followed"
REFUSED = "The credentials that were given are refused"
CRASHING = "Every request fails in the bridge"


class QuietFlask(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Say nothing."""


class QuietFiles(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


HTML = {"Content-Type": "text/html; charset=utf-8"}
PAGE = (
    b"<!doctype html>\n<html lang=en>\n<title>A page</title>\n<h1>A page</h1>\n" + b"<p>of some length\n" * 20
)


def everywhere(answer: Answer) -> dict[str, Answer]:
    return dict.fromkeys(PATHS, answer)


SERVERS: dict[str, tuple[dict[str, Answer], str]] = {
    "GET only": (everywhere(lambda _: (405, {"Allow": "GET", **HTML}, PAGE)), UNSERVED),
    "missing slash": (
        everywhere(
            lambda asked: (
                308,
                {"Location": f"http://{asked['headers']['host']}{asked['path']}/", **HTML},
                PAGE,
            )
        ),
        REDIRECTED,
    ),
    "everything 500": (everywhere(lambda _: (500, HTML, PAGE)), CRASHING),
}


def lines_of(report: Report) -> list[str]:
    screen = io.StringIO()
    print_report(report, Console(file=screen, width=80))
    return screen.getvalue().splitlines()


def assert_told_once(report: Report, title: str) -> None:
    """One finding for all endpoints in each report, on a screen that nobody has to scroll."""
    (finding,) = report.findings
    assert (finding.title, finding.level) == (title, "error")
    assert len(finding.endpoints) == len(report.endpoints) == 5
    lines = lines_of(report)
    assert len(lines) <= LINES
    first = next(number for number, line in enumerate(lines) if line.startswith("ERROR"))
    assert lines[first].startswith("ERROR 5 endpoints  ")
    assert lines[first + 1].strip() == title
    (told,) = json_file.as_dict(report)["findings"]
    assert told["cause"]["endpoints"] == [endpoint.endpoint for endpoint in report.endpoints]
    suites = ET.fromstring(junit.render(report))  # noqa: S314 - our own text
    assert len(suites.findall(".//failure")) + len(suites.findall(".//error")) == 1
    assert [endpoint.outcome for endpoint in report.endpoints] == ["failed"] + ["untestable"] * 4


@pytest.mark.parametrize("name", SERVERS)
def test_one_cause_is_one_finding(serve: Serve, name: str) -> None:
    answers, title = SERVERS[name]
    assert_told_once(check(serve(answers).url), title)


def test_a_wrong_credential_is_asked_about_by_name(serve: Serve) -> None:
    report = check(serve(conformant()).url, auth={**VALID, "token": "wrong"})
    assert_told_once(report, REFUSED)
    assert "right ($TDMOCK_AUTH_ACCOUNT, $TDMOCK_AUTH_TOKEN)?" in report.findings[0].fix


@contextmanager
def serving(server: HTTPServer) -> Iterator[str]:
    """The address of a server of somebody else's making, while it serves."""
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_an_empty_app_in_flask_serves_no_route() -> None:
    """The first lines of Flask's own documentation."""
    app = Flask("hello")
    app.add_url_rule("/", view_func=lambda: "<p>Hello, World!</p>")
    with serving(make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietFlask)) as url:
        report = check(url)
    assert_told_once(report, UNSERVED)
    text = " ".join("\n".join(lines_of(report)).split())
    assert "came 404 Not Found, text/html; charset=utf-8: <!doctype html>" in text
    assert f"with the path in the definition it makes {url}/auth_validation here" in text


def test_a_server_of_files_serves_no_post() -> None:
    """``python -m http.server``, which answers every POST with 501."""
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), QuietFiles)) as url:
        assert_told_once(check(url), UNSERVED)


def test_nobody_listening_is_one_error_and_no_finding() -> None:
    report = check("http://127.0.0.1:1")
    assert not report.findings
    lines = lines_of(report)
    assert len(lines) <= 25
    assert sum("nobody listens at 127.0.0.1:1; is the bridge running?" in " ".join(lines[i : i + 3])
               for i, line in enumerate(lines) if line.startswith("auth_validation, ")) == 1  # fmt: skip
    suites = ET.fromstring(junit.render(report))  # noqa: S314 - our own text
    assert len(suites.findall(".//error")) == 1
    outcomes = [result.outcome for result in report.results]
    assert outcomes.count("errored") == 1
    assert set(outcomes) == {"errored", "skipped"}


def test_one_route_that_is_missing_is_told_of_that_endpoint_alone(serve: Serve) -> None:
    answers = conformant()
    del answers["/agent_sync"]
    report = check(serve(answers).url)
    (finding,) = report.findings
    assert (finding.endpoint, finding.title) == ("agent_sync", UNSERVED)
    assert "/agent_sync here" in finding.fix


def test_two_endpoints_that_crash_are_two_findings(serve: Serve) -> None:
    """Only where nothing works at all is it likely that there is one cause."""
    crashing = guarded(lambda _: json_answer({}, 500))
    report = check(serve({**conformant(), "/agent_sync": crashing, "/contact_sync": crashing}).url)
    assert [(f.endpoint, f.cause) for f in report.findings] == [("contact_sync", None), ("agent_sync", None)]


def test_an_endpoint_that_knows_no_contact_is_served(serve: Serve) -> None:
    """404 for whoever is asked about may mean just that."""
    unknown = guarded(lambda _: json_answer({"message": "no such contact"}, 404))
    report = check(serve({**conformant(), "/interaction_update": unknown}).url)
    assert not [finding for finding in report.findings if finding.cause]


def test_the_same_rule_at_several_actions_is_one_block_and_two_findings(serve: Serve) -> None:
    html = {path: guarded(lambda _: (200, {"Content-Type": "text/html"}, b"<p>Hello")) for path in PATHS[1:3]}
    report = check(serve({**conformant(), **html}).url)
    assert len([f for f in report.findings if f.clause.id == "common.body-is-json"]) == 2
    text = "\n".join(lines_of(report))
    assert text.count("common.body-is-json") == 1
    assert "  at      contact_sync, agent_sync\n" in text
