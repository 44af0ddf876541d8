"""Levels where the texts are silent or contradict each other: easily made too strict, so written here."""

import pytest

from tdmock.contract.compile import Contract
from tdmock.findings import Level


@pytest.mark.parametrize(
    ("clause", "level"),
    [
        ("agents.valid-request-succeeds", Level.ERROR),
        ("agents.omitted-offset-is-accepted", Level.WARNING),
        ("agents.id-is-not-an-integer", Level.WARNING),
        ("agents.next-offset-is-not-null", Level.WARNING),
        ("agents.next-offset-is-not-a-string", Level.WARNING),
        ("contacts.next-offset-is-not-null", Level.WARNING),
        ("contacts.next-offset-is-not-a-number", Level.WARNING),
        ("contacts.next-offset-is-not-empty", Level.WARNING),
        ("contacts.optional-fields-are-not-null", Level.WARNING),
        ("contacts.checkpoint-is-present", Level.WARNING),
        ("contacts.pages-differ", Level.ERROR),
        ("contacts.pages-bring-contacts", Level.WARNING),
        ("contacts.contacts-is-array", Level.ERROR),
        ("contacts.contacts-is-present", Level.WARNING),
        ("agents.ids-are-unique", Level.WARNING),
        ("contacts.have-phones", Level.INFO),
        ("interactions.unknown-contact-is-200", Level.WARNING),
        ("interactions.unknown-contact-has-none", Level.ERROR),
        ("interactions.dates-are-readable", Level.WARNING),
        ("interactions.priority-is-known", Level.ERROR),
        ("actions.success-is-201", Level.WARNING),
        ("actions.bad-credentials-refused", Level.ERROR),
        ("actions.expired-token-is-refused", Level.ERROR),
        ("actions.expired-token-is-400-or-401", Level.WARNING),
        ("actions.text-is-handled", Level.ERROR),
        ("actions.text-is-accepted", Level.WARNING),
        ("actions.missing-ids-are-handled", Level.ERROR),
        ("actions.ids-are-optional", Level.WARNING),
        ("actions.contact-has-url", Level.WARNING),
        ("actions.null-optional-inputs-are-accepted", Level.INFO),
        ("auth.every-field-counts", Level.WARNING),
    ],
)
def test_a_level_is_the_one_that_the_texts_allow(contract: Contract, clause: str, level: Level) -> None:
    assert contract.clauses[clause].level is level
