"""What both synchronizations share: offsets, progress, repetition."""

import json
from collections.abc import Iterator
from typing import Any

from tdmock.findings import Breach
from tdmock.judge.rules.registry import Answer, Moment, rule
from tdmock.redaction.mask import cut
from tdmock.talkdesk.state import Walk

STALE_PAGES = 5  # pages in a row without anything new before paging counts as endless
MANY_EMPTY = 10  # in a row; a few may come from a bridge that filters after paging
ENDLESS_EMPTY = 200  # in a row; a bridge that filters out more than that is none that anybody would wait for


def has_next(value: Any) -> bool:
    """Whether Talkdesk would ask for another page: null and "" are read as the end."""
    return isinstance(value, dict) and value.get("next_offset") not in (None, "")


def written(value: Any) -> bytes:
    """A value as JSON, by which it is known again; integers may have any size."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode(errors="surrogatepass")


def position(value: Any) -> int:
    """The page that comes next, known by its offset and its context together: either may be the cursor."""
    return hash((written(value["next_offset"]), written(value["context"]) if "context" in value else b""))


def _goes_on(answer: Answer) -> bool:
    return has_next(answer.value)


@rule(Moment.PAGE, "contacts.pages-differ", "agents.offsets-differ", sees=_goes_on)
def positions_differ(answer: Answer, walk: Walk) -> Iterator[Breach]:
    """No page leads to one that was asked for before: Talkdesk would go round in circles."""
    if has_next(answer.value) and position(answer.value) in walk.positions:
        offset = cut(written(answer.value["next_offset"]).decode(errors="replace"), 80)
        context = "with the same context" if "context" in answer.value else "without context"
        yield Breach(
            at="next_offset",
            expected="another offset, or another context, than on every page before",
            actual=f"{offset} {context} again, on page {walk.pages + 1}",
        )


@rule(Moment.PAGE, "contacts.pages-end", "agents.pages-end", sees=_goes_on)
def pages_end(answer: Answer, walk: Walk) -> Iterator[Breach]:
    """Pages with a next_offset bring something new, at least now and then."""
    idle = max(walk.stale_pages, walk.empty_pages)
    if has_next(answer.value) and (walk.stale_pages >= STALE_PAGES or walk.empty_pages >= ENDLESS_EMPTY):
        yield Breach(
            at="next_offset",
            expected="no next_offset once everything was handed over",
            actual=f"another next_offset after {idle} pages in a row that brought nothing new",
        )


@rule(Moment.PAGE, "contacts.pages-bring-contacts", "agents.pages-bring-agents", sees=_goes_on)
def pages_bring_records(answer: Answer, walk: Walk) -> Iterator[Breach]:
    """No ten pages in a row are empty, each with a next_offset."""
    if has_next(answer.value) and not answer.records and walk.empty_pages == MANY_EMPTY:
        yield Breach(
            expected="records on most pages",
            actual=f"{MANY_EMPTY} empty pages in a row, and another one with a next_offset",
        )


def _has_several(walk: Walk) -> bool:
    return walk.records > 1


@rule(Moment.WALK, "contacts.ids-are-unique", sees=_has_several)
def contact_ids_are_unique(walk: Walk) -> Iterator[Breach]:
    """No contact comes twice on a page, nor on two pages of one synchronization and again of the next.

    Once is no proof: contacts that are added meanwhile push others on to the next page.
    """
    again = sum(count > 1 for count in walk.counts.values())
    if repeated := walk.repeated_on_page or again:
        yield _repeated(walk, repeated)


@rule(Moment.WALK, "agents.ids-are-unique", sees=_has_several)
def agent_ids_are_unique(walk: Walk) -> Iterator[Breach]:
    """No agent comes more than once."""
    if walk.repeated:
        yield _repeated(walk, walk.repeated)


def _repeated(walk: Walk, repeated: int) -> Breach:
    return Breach(
        at=walk.first_repeated,
        expected="every id once",
        actual=f"{repeated} of {walk.records} records came with an id that had come before",
        occurrences=repeated,
    )
