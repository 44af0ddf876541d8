"""Faults that no scenario shows, but requests that are generated: a character, a length, a combination.

They have a catalogue of their own, for the scenarios alone can't be expected to catch them.
"""

import unicodedata
from collections.abc import Callable
from typing import Any

from tdmock.editions import Edition
from tdmock.findings import Level
from tdmock.sample import delivery
from tdmock.sample.changes import CRASH, Change, When, instead, succeeded
from tdmock.sample.endpoints.auth_validation import is_authorized
from tdmock.sample.faults.actions import REFUSED, some_text
from tdmock.sample.faults.fault import Chapter, Fault
from tdmock.sample.message import Answer, Behaviour, Call, Handler

FUZZ_FAULTS: dict[str, Fault] = {}
"""Every fault of this kind by its name."""

WARNING = Level.WARNING
CURRENT = (Edition.CURRENT,)

actions = Chapter("actions", FUZZ_FAULTS)
interactions = Chapter("interaction_update", FUZZ_FAULTS)


def holding(*characters: str) -> Change:
    return lambda text: any(character in text for character in characters)


def given(part: str, name: str, matches: Change) -> When:
    """A valid request with a member that matches; what is not there is None."""
    return lambda call, answer: succeeded(call, answer) and matches(call.part(part).get(name))


def whole_number(value: Any) -> int:
    text = str(value)
    return int(text) if text.lstrip("-").isdecimal() else 0


# Characters and words.

fault = actions.breaking("actions.text-is-handled")
fault(
    "separator-crashes",
    "A line separator (U+2028) in a text gives 500",
    instead(CRASH, when=some_text(holding("\u2028", "\u2029"))),
)
fault(
    "blank-crashes", "A no-break space in a text gives 500", instead(CRASH, when=some_text(holding("\u00a0")))
)
fault = actions.breaking("actions.text-is-accepted", WARNING)
fault(
    "combining-refused",
    "A text with combining characters is refused",
    instead(REFUSED, when=some_text(lambda text: any(map(unicodedata.combining, text)))),
)
fault("number-sign-refused", "A text with # is refused", instead(REFUSED, when=some_text(holding("#"))))
fault = interactions.breaking("interactions.valid-request-succeeds")
fault(
    "emoji-crashes",
    "A name with an emoji gives 500",
    instead(
        CRASH, when=given("data", "contact_name", lambda name: any(c > "\U0001f000" for c in name or ""))
    ),
)
fault(
    "percent-crashes",
    "A name with % gives 500",
    instead(CRASH, when=given("data", "contact_name", lambda name: "%" in (name or ""))),
)
fault = interactions.breaking("common.answer-arrives")
fault(
    "joiner-resets",
    "A name with a zero-width character resets the connection",
    instead(
        Answer(delivery=delivery.reset),
        when=given("data", "contact_name", lambda name: "\u200b" in (name or "") or "\u200d" in (name or "")),
    ),
)

# Lengths and numbers.

fault = actions.breaking("actions.long-text-is-handled", WARNING)
fault(
    "buffer-overflows",
    "A text of 256 to 4095 characters gives 500",
    instead(CRASH, when=some_text(lambda text: 256 <= len(text) < 4096)),
)
fault = actions.breaking(
    "actions.edge-values-are-handled", WARNING, editions=CURRENT, definition="typed-action"
)
fault(
    "large-number-crashes",
    "A number beyond 32 bits gives 500",
    instead(CRASH, when=given("data", "number", lambda value: abs(whole_number(value)) >= 2**31)),
)
fault(
    "negative-number-crashes",
    "A negative number gives 500",
    instead(CRASH, when=given("data", "number", lambda value: str(value).startswith("-"))),
)
fault = actions.breaking("actions.dates-are-accepted", editions=CURRENT)
fault(
    "odd-zone-refused",
    "A time zone that is not whole hours is refused",
    instead(REFUSED, when=given("data", "meetingDate", lambda date: str(date)[-3:] in (":30", ":45"))),
)

# Combinations and lists.

fault = actions.breaking("actions.absent-optional-inputs-are-handled")
fault(
    "one-absent-crashes",
    "A date without a description gives 500",
    instead(
        CRASH,
        when=lambda call, answer: (
            succeeded(call, answer)
            and "meetingDate" in call.part("data")
            and "description" not in call.part("data")
        ),
    ),
)
fault = actions.breaking("actions.unknown-ids-are-handled", WARNING)
fault(
    "deleted-agent-crashes",
    "An agent that is not there any more gives 500",
    instead(CRASH, when=given("meta", "agent_external_id", lambda found: str(found).startswith("unknown"))),
)
fault = interactions.breaking("interactions.valid-request-succeeds")
fault(
    "three-emails-crash",
    "Three e-mail addresses give 500",
    instead(CRASH, when=given("data", "contact_emails", lambda found: len(found or []) == 3)),
)
fault(
    "order-of-types-crashes",
    "Interaction types in another order give 500",
    instead(
        CRASH, when=given("meta", "interaction_types", lambda types: (types or [])[:2] == ["case", "ticket"])
    ),
)


def everything_for_nobody(call: Call, below: Handler) -> Answer:
    """Somebody's interactions where there is neither e-mail nor phone to search by, and the id is unknown."""
    data = call.part("data")
    answer = below(call)
    if answer.body == [] and not data.get("contact_emails") and not data.get("contact_phones"):
        return Answer(body=call.bridge.data.interactions(0) or call.bridge.data.interactions(1))
    return answer


interactions.breaking("interactions.unknown-contact-has-none")(
    "nobody-has-all", "Without e-mail and phone everybody's interactions come", everything_for_nobody
)

# Requests that Talkdesk never sends.


def crashing(matches: Callable[[Call], bool]) -> Behaviour:
    """500 to an authorized request whose body is an object that matches."""

    def behave(call: Call, below: Handler) -> Answer:
        is_object = isinstance(call.body, dict) and is_authorized(call)
        return CRASH if is_object and matches(call) else below(call)

    return behave


WRONG = "common.wrong-requests-are-handled"
Chapter("auth_validation", FUZZ_FAULTS).breaking(WRONG, WARNING)(
    "number-crashes",
    "A credential that is a number gives 500",
    lambda call, below: (
        CRASH if any(isinstance(v, int | float) for v in call.part("auth").values()) else below(call)
    ),
)
Chapter("contact_sync", FUZZ_FAULTS).breaking(WRONG, WARNING)(
    "meta-crashes",
    "A `meta` that is no object gives 500",
    crashing(lambda call: not isinstance(call.body.get("meta", {}), dict)),
)
Chapter("agent_sync", FUZZ_FAULTS).breaking(WRONG, WARNING, editions=CURRENT)(
    "text-offset-crashes",
    "An offset that is no number gives 500",
    crashing(lambda call: not isinstance(call.part("meta").get("offset"), int | None)),
)
interactions.breaking(WRONG, WARNING)(
    "types-crash",
    "Interaction types that are no list give 500",
    crashing(lambda call: not isinstance(call.part("meta").get("interaction_types", []), list)),
)
actions.breaking(WRONG, WARNING)(
    "data-crashes",
    "A `data` that is no object gives 500",
    crashing(lambda call: not isinstance(call.body.get("data", {}), dict)),
)
