"""The HTML page in headless Chromium: it is usable, and nothing of a hostile bridge is executed.

Needs Debian's ``chromium``. Without it these tests are left out and say so; with ``TDMOCK_BROWSER=required``,
as in the gate, they fail instead.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, sync_playwright

from tdmock.report import page as html
from tests.report.reports import HOSTILE, example

if TYPE_CHECKING:
    from tdmock.report.build import Report

CHROMIUM = shutil.which("chromium")
REQUIRED = os.environ.get("TDMOCK_BROWSER") == "required"
pytestmark = pytest.mark.skipif(
    not CHROMIUM and not REQUIRED,
    reason="the tests of the HTML page in a browser need Chromium: apt-get install chromium",
)
ARGUMENTS = [
    "--no-sandbox",  # the gate runs as root
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens a report as a file; the page may complain of nothing, ask nobody, and open no dialog."""
    troubles: list[str] = []
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])

    def asked(request: Request) -> None:
        if not request.url.startswith("file:"):
            troubles.append(f"request: {request.url}")

    def opened(report: "Report", *, width: int = 1024, dark: bool = False, anchor: str = "") -> Page:
        file = tmp_path / "report.html"
        file.write_text(html.render(report), encoding="utf-8")
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.on("request", asked)
        page.on("console", lambda message: troubles.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("dialog", lambda dialog: troubles.append(f"dialog: {dialog.message}"))
        page.goto(f"{file.as_uri()}{anchor}")
        return page

    yield opened
    context.close()
    assert not troubles


@pytest.mark.parametrize("width", [390, 1600])
def test_nothing_of_a_hostile_bridge_is_executed(open_page: Open, width: int) -> None:
    page = open_page(example(HOSTILE), width=width)
    page.locator("#x2 > summary").click()
    assert page.locator("img, iframe, object").count() == 0
    assert page.locator("#x2 pre").last.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "nothing is wider than the screen"


@pytest.mark.parametrize(
    ("section", "control", "value", "shown"),
    [
        ("findings", "level", "error", "1 of 3 shown"),
        ("findings", "endpoint", "agent_sync", "1 of 3 shown"),
        ("findings", "text", "NO AGENT COMES", "1 of 3 shown"),
        ("rules", "outcome", "failed", "2 of 4 shown"),
        ("exchanges", "kind", "broken", "1 of 4 shown"),
        ("exchanges", "text", "Request 1 ", "1 of 4 shown"),
        ("exchanges", "text", "nothing like it", "0 of 4 shown"),
        ("exchanges", "text", "", "4 shown"),
    ],
)
def test_a_filter_shows_what_matches(
    open_page: Open, section: str, control: str, value: str, shown: str
) -> None:
    page = open_page(example())
    field = page.locator(f"#{section} [name={control}]")
    if control == "text":
        field.fill(value)
    else:
        field.select_option(value)
    assert page.locator(f"#{section} output").inner_text() == shown
    count = int(shown.split(maxsplit=1)[0])
    assert page.locator(f"#{section} [data-row]:visible").count() == count
    assert page.locator(f"#{section} .none").is_visible() == (count == 0)


def test_a_link_to_an_exchange_opens_it_though_a_filter_hides_it(open_page: Open) -> None:
    page = open_page(example())
    page.locator("#exchanges [name=kind]").select_option("broken")
    page.locator("#findings article.error a[href='#x2']").click()
    page.locator("#x2[open]").wait_for()
    assert page.locator("#x2 > summary").evaluate("element => element === document.activeElement")
    assert page.locator("#exchanges output").inner_text() == "4 shown"


def test_an_address_with_an_exchange_opens_it(open_page: Open) -> None:
    page = open_page(example(), anchor="#x3")
    assert page.locator("details[open]").get_attribute("id") == "x3"


def test_the_timeline_leads_to_its_exchanges(open_page: Open) -> None:
    page = open_page(example())
    page.locator("#timeline rect").first.click()
    page.locator("#x1[open]").wait_for()


def test_a_command_is_copied_as_it_stands(open_page: Open) -> None:
    report = example()
    page = open_page(report)
    page.locator("button[data-copy]").first.click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == report.findings[2].reproduce


def test_everything_is_reached_by_keyboard(open_page: Open) -> None:
    page = open_page(example(), anchor="#exchanges")
    page.keyboard.press("Tab")
    page.locator("#exchanges [name=text]").focus()
    page.keyboard.type("request 1")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("details[open]").get_attribute("id") == "x2"


def test_dark_and_light_have_paper_of_their_own(open_page: Open) -> None:
    papers = [
        open_page(example(), dark=dark).evaluate("getComputedStyle(document.body).backgroundColor")
        for dark in (False, True)
    ]
    light, dark = (sum(map(int, paper.removeprefix("rgb(").rstrip(")").split(","))) for paper in papers)
    assert light > 600
    assert dark < 150


@pytest.mark.parametrize("options", [{"width": 390}, {"dark": True}])
def test_axe_finds_nothing(open_page: Open, options: dict[str, Any]) -> None:
    page = open_page(example(), **options)
    page.locator("#x2 > summary").click()
    found = Axe().run(page).response["violations"]
    assert not [(entry["id"], [node["html"] for node in entry["nodes"]]) for entry in found]


def test_print_leaves_out_what_paper_cannot_do_and_opens_the_evidence(open_page: Open) -> None:
    page = open_page(example())
    page.emulate_media(media="print")
    assert page.locator("nav, form, button").first.is_hidden()
    assert page.locator("#x2 pre").first.is_visible()
    assert page.pdf().startswith(b"%PDF")
