"""Variants of contacts, agents, interactions and what actions take and give."""

import re
from dataclasses import replace
from typing import Any

from tdmock.sample.changes import (
    always,
    instead,
    on_body,
    on_records,
    put,
    without,
)
from tdmock.sample.endpoints.interaction_update import find_contact
from tdmock.sample.message import Answer, Call, Handler, refuse
from tdmock.sample.variants.variant import at, everywhere, variant

DAY, TODAY = re.compile(r"\d{4}-\d\d-\d\d"), "2026-01-01T12"


def without_contact(call: Call, answer: Answer) -> bool:
    return answer.status < 300 and not call.part("meta").get("contact_external_id")


def beyond_latin(call: Call, answer: Answer) -> bool:
    return answer.status < 300 and any(
        char > "\xff" for value in call.part("data").values() for char in value
    )


def unknown_is_404(call: Call, below: Handler) -> Answer:
    answer = below(call)
    unknown = answer.status < 300 and find_contact(call) is None
    return refuse(404, "There is no such contact.") if unknown else answer


def some_deleted(call: Call, below: Handler) -> Answer:
    """Some of the contacts were deleted after they had been synchronized, and are 404."""
    number = find_contact(call)
    answer = below(call)
    is_gone = answer.status < 300 and number is not None and number % 4 == 0
    return refuse(404, "There is no such contact.") if is_gone else answer


def deleted_since(call: Call, below: Handler) -> Answer:
    """Whomever an action is executed for first was deleted since, and it refuses them."""
    answer, who = below(call), call.part("meta")
    gone = call.memory.setdefault("gone", who) if answer.status < 300 else {}
    is_gone = any(who.get(member) == identity for member, identity in gone.items())
    return refuse(404, "There is no such contact or agent.") if is_gone else answer


def loosely_found(call: Call, below: Handler) -> Answer:
    """A contact is found by the last digits of a phone, and else by the domain of an e-mail address."""
    data, who = call.bridge.data, call.part("data")
    if data.find_id(who.get("contact_external_id", "")) is not None:
        return below(call)
    for contact in data.contact_page(range(data.contacts)):
        phones = {digits(phone) for phone in contact.get("phones", [])}
        domains = {email.partition("@")[2] for email in contact.get("emails", [])}
        if phones.intersection(map(digits, who.get("contact_phones", []))) or domains.intersection(
            email.partition("@")[2] for email in who.get("contact_emails", [])
        ):
            return below(call.with_part("data", contact_external_id=contact["id"]))
    return below(call)


def digits(phone: str) -> str:
    return "".join(filter(str.isdecimal, phone))[-7:]


def lenient(call: Call, below: Handler) -> Answer:
    """An action takes whatever inputs it gets."""
    answer = below(call)
    if answer.status == 400 and isinstance(call.body, dict):
        return Answer(status=201, body={"message": "Saved as a draft", "external_id": "17"})
    return answer


def strict(call: Call, below: Handler) -> Answer:
    """Nothing but what the documentation names is taken."""
    answer = below(call)
    if answer.status >= 300:
        return answer
    if not call.headers.get("content-type", "").startswith("application/json"):
        return refuse(415, "The request is not application/json.")
    if not call.body.keys() <= {"auth", "meta", "data"}:
        return refuse(400, "The request has an unknown member.")
    return answer


def odd_ids(call: Call, below: Handler) -> Answer:
    """Contacts have ids that no URL or shell would like."""
    if call.endpoint == "contact_sync":
        return on_records("contacts", lambda item: {**item, "id": odd(item["id"])})(call, below)
    part = "data" if call.endpoint == "interaction_update" else "meta"
    got = call.part(part).get("contact_external_id")
    if not isinstance(got, str):
        return below(call)
    plain = got.partition("№ ")[2].partition("?")[0]
    return below(call.with_part(part, contact_external_id=plain if odd(plain) == got else "unknown"))


def odd(contact_id: str) -> str:
    return f"Kontakt/№ {contact_id}?ü&'\"=%20#"


def older_than_1970_refused(call: Call, below: Handler) -> Answer:
    """A meeting before 1970 makes no sense to the system behind the bridge."""
    answer = below(call)
    if answer.status >= 300 or not any(str(value).startswith("19") for value in call.part("data").values()):
        return answer
    return refuse(400, "meetingDate is in the past.")


def past_refused(call: Call, below: Handler) -> Answer:
    """Nobody meets in the past."""
    answer = below(call)
    is_past = any(DAY.match(str(value)) and str(value) < TODAY for value in call.part("data").values())
    return refuse(400, "meetingDate is in the past.") if answer.status < 300 and is_past else answer


def odd_names(item: Any) -> Any:
    """Some contacts have a name or a company that looks as if a program had made it."""
    name, company = ODD_NAMES.get(item["id"], ("", item.get("company")))
    return {
        **item,
        "name": name or item["name"],
        **({"company": company} if company else without("company")(item)),
    }


def spoilt_before(item: Any) -> Any:
    """Every tenth company was spoiled long before it came to the bridge."""
    spoilt = ("Smith &amp; Sons", "CafÃ© Central", "Caf? Centr?l")
    company = spoilt[int(item["id"]) % 3] if int(item["id"]) % 10 == 0 else "Müller & Söhne"
    return {**item, "company": company}


def latest_only(call: Call, below: Handler) -> Answer:
    """No more than the two latest interactions, whatever was asked for."""
    answer = below(call)
    return replace(answer, body=answer.body[:2]) if answer.status < 300 else answer


def shared_by_colleagues(call: Call, below: Handler) -> Answer:
    """What one contact of a company had to do with you stands with all of its contacts, too."""
    answer, number = below(call), find_contact(call)
    if answer.status >= 300 or number is None:
        return answer
    (contact,) = call.bridge.data.contact_page([number])
    wanted = call.part("meta").get("interaction_types")
    shared = {
        "id": f"of-{contact.get('company')}",
        "subject": "Contract",
        "date": "2024-05-01",
        "type": "case",
    }
    return replace(answer, body=[*answer.body, *([shared] if wanted is None or "case" in wanted else [])])


ODD_NAMES = {
    "2": ("Christopher Null", "Null"),
    "3": ("Nan Goldin", "None Such Ltd"),
    "5": ("None", "Undefined Ltd"),
    "7": ("Who? What?", "Q&A"),
    "11": ("Null", ""),
}
MARKUP = "<script>alert('Bobby')</script> \x1b[31mred\x1b[0m \u202egnp.exe\u0007 {{7*7}} %s ${HOME} 'x\"\\"


variant(
    "minimal-contacts",
    "Contacts have an id and a name",
    habits=at("contact_sync", on_records("contacts", lambda item: {"id": item["id"], "name": item["name"]})),
    earns=("contacts.have-phones",),
)
variant(
    "no-phones",
    "No contact has a phone",
    habits=at("contact_sync", on_records("contacts", without("phones"))),
    earns=("contacts.have-phones",),
)
variant("other-scripts", "Names are in other scripts", locales=("ja_JP", "ar_AA", "ru_RU"))
variant(
    "markup",
    "Values hold markup and terminal escapes",
    habits=(
        *at("contact_sync", on_records("contacts", put(name=MARKUP, company=MARKUP))),
        *at("interaction_update", on_records("", put(subject=MARKUP, description=MARKUP))),
    ),
)
variant(
    "odd-names",
    "People and companies are called Null, None and Nan",
    habits=at("contact_sync", on_records("contacts", odd_names)),
)
variant(
    "spoilt-data",
    "Some text was spoiled before it came to the bridge",
    habits=at("contact_sync", on_records("contacts", spoilt_before)),
)
variant(
    "latest-interactions",
    "Only the two latest interactions come",
    habits=at("interaction_update", latest_only),
)
variant(
    "shared-interactions",
    "Contacts of one company share an interaction",
    habits=at("interaction_update", shared_by_colleagues),
)
variant(
    "meetings-ahead",
    "Actions refuse a date in the past",
    habits=at("actions", past_refused),
    earns=("actions.edge-dates-are-accepted",),
)
variant(
    "no-old-dates",
    "Actions refuse a date before 1970",
    habits=at("actions", older_than_1970_refused),
    earns=("actions.edge-dates-are-accepted",),
)
variant(
    "odd-ids",
    "Contact ids are no friends of URLs",
    habits=(*at("contact_sync", odd_ids), *at("interaction_update", odd_ids), *at("actions", odd_ids)),
)
variant(
    "extra-members",
    "There is more in every object than documented",
    habits=(
        *at("contact_sync", on_body(put(total=80)), on_records("contacts", put(created_at="2024-05-01"))),
        *at("agent_sync", on_records("agents", put(role="agent")), on_body(put(total=14))),
        *at("interaction_update", on_records("", put(assignee="Ada"))),
        *at("actions", on_body(put(created_at="2024-05-01"))),
    ),
    earns=(
        "contacts.members-are-known",
        "contacts.fields-are-known",
        "agents.members-are-known",
        "agents.fields-are-known",
        "interactions.fields-are-known",
        "actions.members-are-known",
    ),
)
variant(
    "integer-agent-ids",
    "Agent ids are integers, as in the documentation's sample",
    habits=at(
        "agent_sync",
        on_records("agents", lambda item: {**item, "id": int(item["id"].removeprefix("agent-"))}),
    ),
    earns=("agents.id-is-not-an-integer",),
)
variant(
    "no-interactions", "No contact has interactions", habits=at("interaction_update", on_body(always([])))
)
variant(
    "bare-interactions",
    "Interactions have mandatory fields only",
    habits=at("interaction_update", on_records("", without("description", "url", "priority", "status"))),
)
variant(
    "iso-dates",
    "Dates are written as in ISO 8601",
    habits=at(
        "interaction_update",
        on_records(
            "", lambda item: {**item, "date": item["date"].replace(" UTC", "+00:00").replace(" ", "T")}
        ),
    ),
)
variant(
    "mail-dates",
    "Dates are written as in e-mail",
    habits=at("interaction_update", on_records("", put(date="Wed, 21 Nov 2012 17:53:51 +0000"))),
)
variant(
    "unknown-is-404",
    "A contact nobody knows is 404",
    habits=at("interaction_update", unknown_is_404),
    earns=("interactions.unknown-contact-is-200",),
)
variant(
    "some-deleted",
    "Contacts deleted since they were synchronized are 404",
    habits=at("interaction_update", some_deleted),
    earns=("interactions.unknown-contact-is-200",),
)
variant(
    "deleted-since",
    "Actions refuse contacts and agents that were deleted",
    habits=at("actions", deleted_since),
)
variant(
    "loosely-found",
    "Contacts are found by a phone's last digits or an e-mail's domain",
    habits=at("interaction_update", loosely_found),
)
variant("silent-actions", "Actions answer with an empty object", habits=at("actions", on_body(always({}))))
variant(
    "lenient-actions",
    "Actions take any inputs",
    habits=at("actions", lenient),
    earns=("actions.missing-input-is-refused", "actions.invalid-option-is-refused"),
)
variant(
    "actions-of-a-contact",
    "Actions are for contacts only: without one they are refused",
    habits=at("actions", instead(refuse(400, "Which contact?"), when=without_contact)),
    earns=("actions.ids-are-optional", "actions.meta-is-optional"),
)
variant(
    "latin-only",
    "Actions refuse text beyond Latin-1",
    habits=at("actions", instead(refuse(400, "Latin letters only"), when=beyond_latin)),
    earns=("actions.text-is-accepted",),
)
variant("strict", "Nothing undocumented is taken", habits=everywhere(strict))
