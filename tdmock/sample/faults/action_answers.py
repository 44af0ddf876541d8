"""Faults of what actions answer."""

from typing import Any

from tdmock.findings import Level
from tdmock.sample.changes import always, instead, on_body, put, succeeded, without
from tdmock.sample.faults.fault import Chapter
from tdmock.sample.message import Answer, Call, Handler, refuse

chapter = Chapter("actions")
WARNING, INFO = Level.WARNING, Level.INFO

STRINGS, OBJECT = "actions.members-are-strings", "actions.body-is-object"


def contact_without_url(body: Any) -> Any:
    return {**without("contact_external_url")(body), "contact_external_id": "17"}


def duplicates_refused(call: Call, below: Handler) -> Answer:
    """What is the same as before was sent by mistake, as some systems think."""
    answer, same = below(call), str([call.part("data"), call.part("meta")])
    executed = call.memory.setdefault("executed", set())
    if answer.status != 201 or same not in executed:
        executed.update([same] if answer.status == 201 else [])
        return answer
    return refuse(409, "This was created before.")


fault = chapter.breaking("actions.body-is-present", WARNING)
fault("body-missing", "Success has no body", instead(Answer(status=201), when=succeeded))
fault = chapter.breaking(OBJECT)
fault("body-array", "The body is an array", on_body(lambda body: [body]))
fault("body-text", "The body is a string", on_body(always("created")))
fault("body-true", "The body is true", on_body(always(True)))
fault = chapter.breaking(STRINGS)
fault("external-id-number", "`external_id` is a number", on_body(put(external_id=341231)))
fault("message-object", "`message` is an object", on_body(put(message={"text": "Created"})))
fault(
    "contact-id-number",
    "`contact_external_id` is a number",
    on_body(put(contact_external_id=17, contact_external_url="https://mycrm.example.org/17")),
)
fault("message-list", "`message` is an array", on_body(put(message=["Created"])))
fault = chapter.breaking("actions.optional-members-are-not-null", WARNING)
fault("message-null", "`message` is null", on_body(put(message=None)))
fault("contact-null", "`contact_external_id` is null", on_body(put(contact_external_id=None)))
fault = chapter.breaking("actions.members-are-known", INFO)
fault("member-unknown", "The answer has a member more", on_body(put(created_at="2024-05-01T10:00:00Z")))
fault = chapter.breaking("actions.contact-has-url", WARNING)
fault("contact-without-url", "A contact comes without its address", on_body(contact_without_url))
fault = chapter.breaking("actions.repeats-are-executed", INFO)
fault("duplicates-refused", "What was executed before is refused", duplicates_refused)
fault = chapter.breaking("actions.contact-url-is-absolute", WARNING)
fault(
    "contact-url-relative",
    "The address of a contact is relative",
    on_body(put(contact_external_id="1", contact_external_url="/contacts/1")),
)
fault = chapter.breaking("actions.success-holds-no-error", WARNING)
fault(
    "success-holds-error",
    "201 comes with an error inside",
    on_body(always({"error": "The ticket could not be created"})),
)
fault("success-is-false", "201 comes with success false", on_body(put(success=False, message="Failed")))
