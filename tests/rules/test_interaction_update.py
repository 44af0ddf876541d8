"""Judgements about contact activity that matter to real bridges."""

from collections.abc import Callable
from typing import Any

import pytest

Broken = Callable[..., set[str]]
INVOICE = {"id": "81", "subject": "Wrong invoice", "date": "2012-11-21 17:53:51 UTC", "type": "ticket"}
CALL = {"id": "82", "subject": "Call back", "date": "2012-11-22", "type": "case"}


@pytest.mark.parametrize(
    ("body", "clauses"),
    [
        ([], set()),
        ([INVOICE, CALL], set()),
        ([{**INVOICE, "priority": "none", "status": "new"}], set()),
        ([{**INVOICE, "priority": "High"}], {"interactions.priority-is-known"}),
        ([{**INVOICE, "priority": 1}], {"interactions.priority-is-known"}),
        ([{**INVOICE, "status": "in progress"}], {"interactions.status-is-known"}),
        ([{**INVOICE, "status": None, "priority": None}], {"interactions.optional-fields-are-not-null"}),
        ([{**INVOICE, "date": None}], {"interactions.date-is-string"}),
        ([{**INVOICE, "date": "1353520431"}], {"interactions.dates-are-readable"}),
        ([{**INVOICE, "type": "Ticket"}], {"interactions.types-are-asked-for"}),
        ([INVOICE, INVOICE], {"interactions.ids-are-unique"}),
        ({}, {"interactions.body-is-array"}),
        ("", {"interactions.body-is-array"}),
    ],
)
def test_interactions_are_judged(broken: Broken, body: Any, clauses: set[str]) -> None:
    assert broken("interactions", body=body) == clauses


@pytest.mark.parametrize(
    ("reply", "clauses"),
    [
        ({"body": []}, set()),
        ({"status": 404}, {"interactions.unknown-contact-is-200"}),
        ({"status": 400}, {"interactions.unknown-contact-is-200"}),
        ({"status": 500}, {"interactions.unknown-contact-is-handled"}),
        ({"failure": "dropped"}, {"interactions.unknown-contact-is-handled"}),
        ({"failure": "timeout"}, {"common.answers-in-time"}),
        ({"body": [INVOICE]}, {"interactions.unknown-contact-has-none"}),
    ],
)
def test_a_contact_that_nobody_knows_is_judged_mildly(
    broken: Broken, reply: dict[str, Any], clauses: set[str]
) -> None:
    assert broken("interactions", scenario="unknown-contact", **reply) == clauses


@pytest.mark.parametrize(
    ("answers", "clauses"),
    [
        ([[INVOICE], [CALL]], set()),
        ([[], []], set()),
        ([[INVOICE, CALL], [INVOICE]], set()),
        ([[INVOICE], []], set()),
        ([[INVOICE, CALL], [CALL, INVOICE]], {"interactions.belong-to-the-contact"}),
        ([[INVOICE], [{**CALL, "id": "81"}]], {"interactions.ids-stand-for-one"}),
        ([[INVOICE], [{**INVOICE, "subject": "Now solved"}]], set()),
        ([[INVOICE], [{**INVOICE, "date": "2012-11-23"}]], set()),
    ],
)
def test_only_the_same_interactions_for_everybody_are_somebody_elses(
    broken: Broken, answers: list[Any], clauses: set[str]
) -> None:
    assert broken("interactions", answers=[{"body": body} for body in answers]) == clauses
