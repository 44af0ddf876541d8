"""Authorization: which credentials are valid, and what the validator returns."""

from tdmock.definition.model import Definition
from tdmock.editions import Edition
from tdmock.sample.message import Answer, Call


def is_authorized(call: Call) -> bool:
    """Whether ``auth`` holds the bridge's credentials; beyond the validator also what it returned.

    An optional field may be absent.
    """
    definition = call.bridge.definition
    expected = definition.auth_at(call.endpoint, call.bridge.credentials)
    if call.endpoint != "auth_validation" and definition.auth_validation_endpoint:
        expected |= issued_fields(definition)
    auth = call.part("auth")
    optional = {item.field_name for item in definition.authentication_configuration if not item.mandatory}
    return all(
        auth.get(name) == value or (name in optional and name not in auth) for name, value in expected.items()
    )


def issued_fields(definition: Definition) -> dict[str, str]:
    """What the validator returns to be stored: the fields whose source is the validator."""
    return {
        item.field_name: f"issued-{item.field_name}"
        for item in definition.authentication_configuration
        if item.source == "auth_validation"
    }


def answer(call: Call) -> Answer:
    issued = issued_fields(call.bridge.definition)
    if call.bridge.edition is Edition.Y2017 and not issued:
        return Answer(status=204)
    return Answer(body=issued)
