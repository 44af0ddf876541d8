"""Contact activity: the interactions of one contact, found by external id, e-mail address or phone number."""

from typing import Any

from tdmock.sample.message import Answer, Call


def answer(call: Call) -> Answer:
    number = find_contact(call)
    if number is None:
        return Answer(body=[])
    wanted = call.part("meta").get("interaction_types")
    interactions = call.bridge.data.interactions(number)
    if isinstance(wanted, list):
        interactions = [item for item in interactions if item["type"] in wanted]
    return Answer(body=interactions)


def find_contact(call: Call) -> int | None:
    """The number of the contact that the request describes; the external id goes before the rest."""
    who, data = call.part("data"), call.bridge.data
    external_id = who.get("contact_external_id")
    if isinstance(external_id, str) and external_id:
        return data.find_id(external_id)
    for email in _strings(who.get("contact_emails")):
        if (number := data.find_email(email)) is not None:
            return number
    name = who.get("contact_name")
    for phone in _strings(who.get("contact_phones")):
        if (number := data.find_phone(phone, name)) is not None:
            return number
    return None


def _strings(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
