"""Faults of actions with values that the definition allows, and with other methods than POST."""

import re
from dataclasses import replace
from functools import partial

from tdmock.editions import Edition
from tdmock.findings import Level
from tdmock.sample import delivery
from tdmock.sample.changes import CRASH, Change, When, changed, instead, succeeded
from tdmock.sample.faults.actions import REFUSED, inputs, some_text
from tdmock.sample.faults.fault import Chapter
from tdmock.sample.message import Answer, Call, Handler

chapter = Chapter("actions")
WARNING, INFO = Level.WARNING, Level.INFO


def some_date(matches: Change) -> When:
    """A valid request with a date, as it is written, that matches."""
    return lambda call, answer: (
        succeeded(call, answer)
        and any(matches(str(call.part("data").get(item.key, ""))) for item in inputs(call, "datetime"))
    )


def year_of(written: str) -> int:
    """The year that a date begins with; a usual one where it is written otherwise."""
    return int(written[:4]) if written[:4].isdecimal() else 2000


fault = chapter.breaking("actions.dates-are-accepted")
fault(
    "midnight-crashes",
    "A date at midnight gives 500",
    instead(CRASH, when=some_date(lambda text: "T00:00:00" in text)),
)
fault = chapter.breaking("actions.edge-dates-are-handled")
fault(
    "old-date-crashes",
    "A date before 1970 gives 500",
    instead(CRASH, when=some_date(lambda text: year_of(text) < 1970)),
)
fault(
    "far-date-crashes",
    "A date after 2038 gives 500",
    instead(CRASH, when=some_date(lambda text: year_of(text) > 2038)),
)
fault = chapter.breaking("actions.edge-dates-are-accepted", WARNING)
fault(
    "old-date-refused",
    "A date before 1970 is refused",
    instead(REFUSED, when=some_date(lambda text: year_of(text) < 1970)),
)

fault = chapter.breaking("actions.text-is-accepted")
fault("digits-crash", "Text of nothing but digits gives 500", instead(CRASH, when=some_text(str.isdecimal)))
fault(
    "sql-dropped",
    "A firewall drops what it takes for SQL",
    changed(
        when=some_text(lambda text: re.search(r"(?i)'; --|\bselect\b", text) is not None),
        delivery=delivery.reset,
    ),
)
fault(
    "template-crashes",
    "Text with a template inside gives 500",
    instead(CRASH, when=some_text(lambda text: "{{7*7}}" in text or "${" in text)),
)


def one_optional(call: Call, answer: Answer) -> bool:
    """A valid request with one optional input out of several."""
    optional = [item.key for item in inputs(call) if not item.mandatory]
    present = [key for key in optional if call.part("data").get(key)]
    return succeeded(call, answer) and len(present) == 1 < len(optional)


fault = chapter.breaking("actions.absent-optional-inputs-are-handled")
fault(
    "lone-optional-crashes",
    "An optional input without the others gives 500",
    instead(CRASH, when=one_optional),
)


def executed_by(call: Call, below: Handler, *, method: str) -> Answer:
    """That method executes the action where it brings a body."""
    return below(replace(call, method="POST") if call.method == method and call.body else call)


for edition, level, suffix in ((Edition.CURRENT, WARNING, ""), (Edition.Y2017, INFO, "-2017")):
    for name, clause in (
        ("PUT", "actions.put-and-delete-are-refused"),
        ("DELETE", "actions.put-and-delete-are-refused"),
        ("GET", "actions.get-with-body-is-refused"),
    ):
        chapter.breaking(clause, level, editions=(edition,))(
            f"{name.lower()}-executes{suffix}",
            f"{name} with a body executes the action",
            partial(executed_by, method=name),
        )
