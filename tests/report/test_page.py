"""The HTML page as text: whole, with everything from outside as text; browser tests show how it behaves."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tdmock.report import page
from tdmock.report.page import charts
from tdmock.report.page.excerpt import Line, around, laid_out
from tests.report.reports import HOSTILE, example


class Elements(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, tag: str) -> Iterator[dict[str, str | None]]:
        return (attributes for name, attributes in self.found if name == tag)


def test_nothing_from_outside_becomes_an_element_or_steers() -> None:
    hostile, plain = Elements(page.render(example(HOSTILE))), Elements(page.render(example("60")))
    assert {name for name, _ in hostile.found} == {name for name, _ in plain.found}
    assert len(list(hostile.named("script"))) == 1
    assert "<script>alert(1)</script>" in hostile.text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", page.render(example(HOSTILE)))


def test_only_addresses_of_the_web_become_links() -> None:
    links = {link["href"] for link in Elements(page.render(example())).named("a")}
    assert "https://docs.example/contacts" in links
    assert all(link and link.startswith(("#", "https://")) for link in links)


def test_the_page_needs_no_other_file_and_allows_only_its_own_script_and_style() -> None:
    elements = Elements(page.render(example()))
    loading = {"src", "style", "onclick"}
    assert not [attributes for _, attributes in elements.found if loading & attributes.keys()]
    policy = next(a["content"] for a in elements.named("meta") if a.get("http-equiv"))
    assert policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


def test_findings_come_with_the_worst_first_and_the_lines_they_are_about() -> None:
    text = page.render(example())
    levels = re.findall(r'<article class="finding (\w+)"', text)
    assert levels == ["error", "warning", "info"]
    assert re.findall("<mark>(.*)</mark>", text) == ["      &#34;name&#34;: &#34;60&#34;"]


def test_a_report_on_nothing_is_a_page_too() -> None:
    text = page.render(replace(example(), endpoints=(), results=(), findings=(), exchanges=()))
    assert "None was sent." in text


# --- excerpts ----------------------------------------------------------------------------------------------

BODY = '{"contacts":[{"id":"1","emails":[]},{"id":2,"x":{},"p":["1","a, {b}"]}],"next_offset":"5"}'


def test_json_is_laid_out_with_the_place_of_each_line() -> None:
    lines = laid_out(BODY)
    assert [(line.place, line.text.strip()) for line in lines][2:6] == [
        ("contacts[0]", "{"),
        ("contacts[0].id", '"id": "1",'),
        ("contacts[0].emails", '"emails": []'),
        ("contacts[0]", "},"),
    ]
    assert "".join(line.text.strip() for line in lines).replace('": ', '":') == BODY


@pytest.mark.parametrize(
    "text",
    ["", "no JSON\nat all", '{"a":"cut o… (5000 characters)', "}{", "[1,2]] x", '{"a" 1}', "[" * 500, "{,:,"],
)
def test_what_is_no_whole_json_loses_nothing(text: str) -> None:
    shown = "".join(line.text for line in laid_out(text))
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    ("place", "marked"),
    [
        ("contacts[1].id", ['"id": 2,']),
        ("contacts[1].p[1]", ['"a, {b}"']),
        ("contacts[1].p", ['"p": [', '"1",', '"a, {b}"', "]"]),
        ("next_offset", ['"next_offset": "5"']),
        ("contacts[0].name", ["{", '"id": "1",', '"emails": []', "},"]),
        ("Location", []),
        ("", []),
    ],
)
def test_a_place_is_marked_or_what_should_hold_it(place: str, marked: list[str]) -> None:
    found = around(laid_out(BODY), place)
    assert [line.text.strip() for line in found if line.is_marked] == marked
    assert len(found) <= 9 + len(marked)


@pytest.mark.parametrize("key", ["a[b]c", "]", "[", "..", "a[x]", "##[error]", "[1"])
def test_a_key_that_looks_like_a_place_is_none(key: str) -> None:
    lines = laid_out(BODY)
    assert around(lines, f"contacts[1].{key}") == around(lines, "contacts[1]")


def test_an_item_behind_the_cut_marks_no_other() -> None:
    cut_off = laid_out('{"contacts":[{"id":"1"},{"id":"2"},{"id":"3"},{"id":"4"},{"id":"5… (900 bytes)')
    found = around(cut_off, "contacts[9].id")
    assert not [line for line in found if line.is_marked]
    assert found[-1].text.endswith("(900 bytes)")


def test_a_long_place_is_cut() -> None:
    body = '{"contacts":[' + ",".join(["1"] * 500) + "]}"
    assert len(around(laid_out(body), "contacts")) < 30


def test_an_excerpt_begins_at_the_margin() -> None:
    found = around([Line(place="a.b", text="    x"), Line(place="a", text="  }")], "a.b")
    assert [line.text for line in found] == ["  x", "}"]


# --- charts ------------------------------------------------------------------------------------------------


def test_the_scale_of_times_has_room_for_the_slowest() -> None:
    scale = charts.latency(1204)
    assert " ".join(scale.marks).replace("\N{NO-BREAK SPACE}", "") == "1ms 10ms 100ms 1s 10s"
    assert [scale.x(time) for time in (0.2, 1, 10, 10_000)] == [0, 0, 250, 1000]


def test_requests_side_by_side_stand_in_rows_of_their_own() -> None:
    exchanges = {f"x{n}": record for n, record in enumerate(example(exchanges=3).exchanges)}
    lanes, marks = charts.lanes(exchanges)
    assert [lane.endpoint for lane in lanes] == ["contact_sync", "actions/60"]
    assert [bar.y for bar in lanes[0].bars] == [0, 8, 0]
    assert lanes[1].bars[0].kind == "broken"
    assert max(bar.x + bar.width for lane in lanes for bar in lane.bars) <= charts.WIDTH
    assert len(marks) == 5
