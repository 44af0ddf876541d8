"""What both synchronizations share: offsets, progress, repetition."""

import json
from collections.abc import Iterator
from typing import Any

from tdmock.findings import Breach
from tdmock.mask import cut
from tdmock.rules.registry import PAGE_RULES, WALK_RULES, Answer, rule
from tdmock.talkdesk import Walk

STALE_PAGES = 5  # pages in a row without anything new before paging counts as endless
TOLERATED = 1000  # one repeated record in so many may be live data that moved between pages


def has_next(value: Any) -> bool:
    """Whether Talkdesk would ask for another page: null and "" are read as the end."""
    return isinstance(value, dict) and value.get("next_offset") not in (None, "")


def written(offset: Any) -> bytes:
    """The offset as JSON, by which it is known again; integers may have any size."""
    return json.dumps(offset, ensure_ascii=False).encode()


@rule(PAGE_RULES, "contacts.offsets-differ", "agents.offsets-differ")
def offsets_differ(answer: Answer, walk: Walk) -> Iterator[Breach]:
    """A next_offset that had come on an earlier page: Talkdesk would go round in circles."""
    if has_next(answer.value) and written(offset := answer.value["next_offset"]) in walk.offsets:
        yield Breach(
            at="next_offset",
            expected="an offset that has not come before",
            actual=f"{cut(written(offset).decode(), 80)} again, on page {walk.pages + 1}",
        )


@rule(PAGE_RULES, "contacts.pages-end", "agents.pages-end")
def pages_end(answer: Answer, walk: Walk) -> Iterator[Breach]:
    """Page after page with a next_offset and nothing new."""
    if has_next(answer.value) and walk.stale_pages >= STALE_PAGES:
        yield Breach(
            at="next_offset",
            expected="no next_offset once everything was handed over",
            actual=f"another next_offset after {walk.stale_pages} pages in a row that brought nothing new",
        )


@rule(WALK_RULES, "contacts.ids-are-unique", "agents.ids-are-unique")
def ids_are_unique(walk: Walk) -> Iterator[Breach]:
    """Records that came more than once in one synchronization."""
    if walk.repeated_on_page or walk.repeated > walk.records / TOLERATED:
        yield Breach(
            at=walk.first_repeated,
            expected="every id once",
            actual=f"{walk.repeated} of {walk.records} records came with an id that had come before",
            occurrences=walk.repeated,
        )
