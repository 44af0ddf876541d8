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
        ([{**INVOICE, "url": "https://crm.example.org/81"}], set()),
        ([{**INVOICE, "url": "crm.example.org/81"}], {"interactions.urls-are-absolute"}),
        ([{**INVOICE, "subject": " "}], {"interactions.subjects-are-not-blank"}),
        ([{**INVOICE, "date": "4.3.2012 17:53 UTC"}], {"interactions.dates-are-unambiguous"}),
        ([{**INVOICE, "date": "03/03/2012"}], set()),
        ([{**INVOICE, "date": "21/11/2012 17:53"}], {"interactions.dates-have-a-zone"}),
        ([{**INVOICE, "date": "9999-12-31"}], {"interactions.dates-are-no-placeholder"}),
        ([{**INVOICE, "date": "1970-01-01 08:30:00 UTC"}], set()),
        ([{**INVOICE, "id": "\t"}], {"interactions.ids-are-not-blank"}),
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
        ([[], []], {"interactions.some-come"}),
        ([[INVOICE, CALL], [INVOICE]], set()),
        ([[INVOICE], []], set()),
        ([[INVOICE, CALL], [CALL, INVOICE]], {"interactions.belong-to-the-contact"}),
        ([[INVOICE], [{**CALL, "id": "81"}]], {"interactions.ids-stand-for-one"}),
        ([[INVOICE, CALL], [{**INVOICE, "subject": "Now solved"}]], set()),
        ([[INVOICE, CALL], [{**INVOICE, "date": "2012-11-23"}]], set()),
    ],
)
def test_only_the_same_interactions_for_everybody_are_somebody_elses(
    broken: Broken, answers: list[Any], clauses: set[str]
) -> None:
    assert broken("interactions", answers=[{"body": body} for body in answers]) == clauses


@pytest.mark.parametrize("scenario", ["namesakes", "colleagues"])
@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([[INVOICE], [INVOICE]], 1),
        ([[INVOICE], [CALL]], 0),
        ([[INVOICE, CALL], [INVOICE]], 0),
        ([[], []], 0),
    ],
)
def test_neighbours_with_all_interactions_in_common_are_told(
    broken: Broken, scenario: str, answers: list[Any], told: int
) -> None:
    found = broken("interactions", scenario=scenario, answers=[{"body": body} for body in answers])
    assert sorted(found) == [f"interactions.{scenario}-are-told-apart"] * told


@pytest.mark.parametrize(
    ("together", "alone", "clauses"),
    [
        ([INVOICE], [INVOICE], set()),
        ([INVOICE, CALL], [INVOICE], set()),
        ([], [], set()),
        ([INVOICE], [{**INVOICE, "id": "91"}], {"interactions.ids-survive"}),
        ([INVOICE], [INVOICE, {**INVOICE, "id": "91"}], set()),
        ([], [INVOICE], {"interactions.all-types-are-answered"}),
        ([CALL], [INVOICE], set()),
        ([CALL], [INVOICE, {**INVOICE, "id": "91"}], {"interactions.all-types-are-answered"}),
    ],
)
def test_what_comes_alone_is_compared_with_what_comes_together(
    broken: Broken, together: list[Any], alone: list[Any], clauses: set[str]
) -> None:
    """One answer that is as long as any other may have been cut off at a limit."""
    before = [{"body": together}]
    assert broken("interactions", scenario="each-type", before=before, body=alone) == clauses
