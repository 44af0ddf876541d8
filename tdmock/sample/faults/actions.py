"""Faults of the actions."""

from functools import partial

from tdmock.definition.model import ActionInput
from tdmock.editions import Edition
from tdmock.findings import Level
from tdmock.sample.changes import (
    CRASH,
    Change,
    When,
    changed,
    instead,
    succeeded,
    unauthorized,
)
from tdmock.sample.endpoints.actions import problem_of
from tdmock.sample.faults.fault import Chapter
from tdmock.sample.message import ABSENT, Answer, Call, Handler

chapter = Chapter("actions")
WARNING, INFO = Level.WARNING, Level.INFO
LONG = 1000
"""Characters: no value that Talkdesk fills in by itself is longer."""


def inputs(call: Call, kind: str = "") -> list[ActionInput]:
    """The action's inputs, or those of a type."""
    action = call.bridge.definition.action(call.endpoint.removeprefix("actions/"))
    return [item for item in action.inputs if not kind or item.type == kind]


def texts(call: Call) -> list[str]:
    return [value for value in call.part("data").values() if isinstance(value, str)]


def some_text(matches: Change) -> When:
    """A valid request with a text that matches."""
    return lambda call, answer: succeeded(call, answer) and any(map(matches, texts(call)))


def some_optional(matches: Change) -> When:
    """A valid request with an optional input whose value, or ABSENT, matches."""
    return lambda call, answer: (
        succeeded(call, answer)
        and any(
            matches(call.part("data").get(item.key, ABSENT)) for item in inputs(call) if not item.mandatory
        )
    )


def chosen(call: Call, answer: Answer, *, place: int) -> bool:
    """An option was chosen: the one at a place among those declared."""
    data = call.part("data")
    return succeeded(call, answer) and any(
        data.get(item.key) == item.options[place] for item in inputs(call, "select") if item.options
    )


def dated(call: Call, answer: Answer) -> bool:
    return succeeded(call, answer) and any(
        call.part("data").get(item.key) for item in inputs(call, "datetime")
    )


def unknown_contact(call: Call, answer: Answer) -> bool:
    contact_id = call.part("meta").get("contact_external_id")
    return succeeded(call, answer) and bool(contact_id) and call.bridge.data.find_id(str(contact_id)) is None


def missing_input(call: Call, answer: Answer) -> bool:
    data = call.part("data")
    missing = any(not data.get(item.key) for item in inputs(call) if item.mandatory)
    return answer.status == 400 and isinstance(call.body, dict) and missing


def invalid_option(call: Call, answer: Answer) -> bool:
    data = call.part("data")
    return answer.status == 400 and any(
        data.get(item.key) and problem_of(item, data[item.key]) for item in inputs(call, "select")
    )


def lacks_id(call: Call, answer: Answer, *, name: str) -> bool:
    """There is a `meta` object, but this is not in it."""
    return succeeded(call, answer) and "meta" in call.body and not call.part("meta").get(name)


def lacks_meta(call: Call, answer: Answer) -> bool:
    return succeeded(call, answer) and "meta" not in call.body


REFUSED = Answer(status=400, body={"message": "The request is not valid"})
DONE = Answer(status=201, body={"message": "Done"})

SUCCEEDS = "actions.valid-request-succeeds"
fault = chapter.breaking(SUCCEEDS)
fault("crashes", "Every valid request is answered with 500", instead(CRASH, when=succeeded))
fault("refuses", "Every request is refused with 400", instead(REFUSED, when=succeeded))
fault(
    "not-found",
    "The action is not there: 404 for everything",
    lambda _call, _below: Answer(status=404, body={"message": "Not found"}),
)
for status in (200, 202):
    chapter.breaking("actions.success-is-201", WARNING)(
        f"answers-{status}", f"Success is answered with {status}", changed(status=status)
    )
fault = chapter.breaking("actions.success-is-201", WARNING)
fault("answers-204", "Success is answered with 204", instead(Answer(status=204), when=succeeded))

# Values that the definition allows.

OPTIONS, DATES, TEXT = (
    "actions.options-are-accepted",
    "actions.dates-are-accepted",
    "actions.text-is-accepted",
)
fault = chapter.breaking(OPTIONS)
fault(
    "last-option-refused",
    "The last option of a select is refused",
    instead(REFUSED, when=partial(chosen, place=-1)),
)
fault(
    "second-option-refused",
    "The second option of a select is refused",
    instead(REFUSED, when=partial(chosen, place=1)),
)
fault(
    "last-option-crashes",
    "The last option of a select gives 500",
    instead(CRASH, when=partial(chosen, place=-1)),
)
fault = chapter.breaking(DATES)
fault("dates-refused", "A date in the declared pattern is refused", instead(REFUSED, when=dated))
fault("dates-crash", "A date in the declared pattern gives 500", instead(CRASH, when=dated))
fault = chapter.breaking(TEXT)
fault(
    "non-ascii-crashes",
    "Text beyond ASCII gives 500",
    instead(CRASH, when=some_text(lambda text: not text.isascii())),
)
fault(
    "non-ascii-refused",
    "Text beyond ASCII is refused",
    instead(REFUSED, when=some_text(lambda text: not text.isascii())),
)
fault(
    "non-latin-crashes",
    "Text beyond Latin-1 gives 500",
    instead(CRASH, when=some_text(lambda text: any(char > "\xff" for char in text))),
)
fault(
    "emoji-crashes",
    "An emoji gives 500, as in a database with three bytes a character",
    instead(CRASH, when=some_text(lambda text: any(char > "\uffff" for char in text))),
)
fault(
    "quotes-crash",
    "A quotation mark gives 500",
    instead(CRASH, when=some_text(lambda text: "'" in text or '"' in text)),
)
fault(
    "newlines-refused", "A line break is refused", instead(REFUSED, when=some_text(lambda text: "\n" in text))
)


fault = chapter.breaking("actions.long-text-is-handled", WARNING)
fault(
    "long-text-crashes",
    f"Text of more than {LONG} characters gives 500",
    instead(CRASH, when=some_text(lambda text: len(text) > LONG)),
)

fault = chapter.breaking("actions.unknown-ids-are-handled", WARNING)
fault("unknown-contact-crashes", "A contact nobody knows gives 500", instead(CRASH, when=unknown_contact))

# What may be left out.

IDS = "actions.ids-are-optional"
fault = chapter.breaking(IDS)
fault(
    "contact-id-wanted",
    "A request without the contact's id gives 500",
    instead(CRASH, when=partial(lacks_id, name="contact_external_id")),
)
fault(
    "agent-id-wanted",
    "A request without the agent's id gives 500",
    instead(CRASH, when=partial(lacks_id, name="agent_external_id")),
)
fault(
    "agent-id-demanded",
    "A request without the agent's id is refused",
    instead(REFUSED, when=partial(lacks_id, name="agent_external_id")),
)


def has_id(call: Call, answer: Answer, *, name: str) -> bool:
    return succeeded(call, answer) and bool(call.part("meta").get(name))


fault = chapter.breaking("actions.ids-are-accepted")
fault(
    "agent-id-crashes",
    "A request with the agent's id gives 500",
    instead(CRASH, when=partial(has_id, name="agent_external_id")),
)
fault(
    "contact-id-refused",
    "A request with the contact's id is refused",
    instead(REFUSED, when=partial(has_id, name="contact_external_id")),
)

fault = chapter.breaking("actions.absent-optional-inputs-are-handled")
fault(
    "absent-optional-crashes",
    "A left-out optional input gives 500",
    instead(CRASH, when=some_optional(lambda value: value is ABSENT)),
)
fault = chapter.breaking("actions.absent-optional-inputs-are-accepted", WARNING)
fault(
    "absent-optional-refused",
    "A left-out optional input is refused",
    instead(REFUSED, when=some_optional(lambda value: value is ABSENT)),
)
fault = chapter.breaking("actions.null-optional-inputs-are-accepted", INFO)
fault(
    "null-optional-crashes",
    "A null optional input gives 500",
    instead(CRASH, when=some_optional(lambda value: value is None)),
)
fault(
    "null-optional-refused",
    "A null optional input is refused",
    instead(REFUSED, when=some_optional(lambda value: value is None)),
)
fault = chapter.breaking("actions.empty-optional-inputs-are-accepted", INFO)
fault(
    "empty-optional-crashes",
    "An empty optional input gives 500",
    instead(CRASH, when=some_optional(lambda value: value == "")),
)
fault(
    "empty-optional-refused",
    "An empty optional input is refused",
    instead(REFUSED, when=some_optional(lambda value: value == "")),
)

fault = chapter.breaking("actions.meta-is-optional", WARNING)
fault("meta-wanted", "A request without `meta` gives 500", instead(CRASH, when=lacks_meta))
fault("meta-demanded", "A request without `meta` is refused", instead(REFUSED, when=lacks_meta))

# What must be refused.

fault = chapter.breaking("actions.missing-input-is-refused", WARNING)
fault("missing-input-accepted", "A missing mandatory input is no matter", instead(DONE, when=missing_input))
fault = chapter.breaking("actions.missing-input-is-handled", WARNING)
fault("missing-input-crashes", "A missing mandatory input gives 500", instead(CRASH, when=missing_input))
fault = chapter.breaking("actions.invalid-option-is-refused", INFO)
fault("invalid-option-accepted", "Any option is accepted", instead(DONE, when=invalid_option))
fault = chapter.breaking("actions.invalid-option-is-handled", WARNING)
fault("invalid-option-crashes", "An unknown option gives 500", instead(CRASH, when=invalid_option))
fault = chapter.breaking("actions.bad-credentials-refused")
fault(
    "error-inside-201",
    "Wrong credentials get 201 with an error inside",
    instead(Answer(status=201, body={"error": "invalid credentials"}), when=unauthorized),
)


def get_accepted(call: Call, below: Handler) -> Answer:
    return Answer(body={"message": "Executed"}) if call.method == "GET" else below(call)


for suffix, edition, level in (("", Edition.CURRENT, WARNING), ("-2017", Edition.Y2017, INFO)):
    chapter.breaking("actions.get-is-refused", level, editions=(edition,))(
        f"get-accepted{suffix}", "GET executes the action", get_accepted
    )
