"""Judgements about contact synchronization that matter to real bridges."""

from collections.abc import Callable
from typing import Any

import pytest

Broken = Callable[..., set[str]]
ANN = {"id": "1", "name": "Ann Lee", "phones": ["+12025550143"]}
CHECKPOINT = {"synchronization_checkpoint": "7"}


def page(*contacts: Any, **members: Any) -> dict[str, Any]:
    return {"contacts": list(contacts), **CHECKPOINT, **members}


def numbered(number: int, **fields: Any) -> dict[str, Any]:
    return {**ANN, "id": str(number), **fields}


@pytest.mark.parametrize(
    "body",
    [
        page(),
        page(ANN, context={"any": [1, None, {"thing": True}]}),
        page(ANN, context=None),
        page(
            {
                **ANN,
                "websites": ["example.com", "www.example.com/about"],
                "emails": [],
                "phones": ANN["phones"],
            }
        ),
        page({**ANN, "url": "https://crm.example.org/c/1", "photo_url": "data:image/png;base64,AAAA"}),
        page({**ANN, "twitter": "", "company": "Müller & Söhne 株式会社 🙂"}),
        page(  # as in the documentation's sample
            {**ANN, "phones": ["+15555555555"], "twitter": "ann_lee", "url": "http://example.com/users/1/"},
            synchronization_checkpoint="2012-12-01 11:21:00 UTC",
            context=None,
        ),
    ],
)
def test_a_page_that_keeps_the_contract_breaks_nothing(broken: Broken, body: Any) -> None:
    assert broken("contacts", body=body) == set()


@pytest.mark.parametrize(
    ("body", "clause"),
    [
        (page(ANN, next_offset=None), "contacts.next-offset-is-not-null"),
        (page(ANN, next_offset=""), "contacts.next-offset-is-not-empty"),
        (page(ANN, next_offset=[2]), "contacts.next-offset-is-string"),
        (page(ANN, next_offset=True), "contacts.next-offset-is-string"),
        (page(ANN, next_offset=False), "contacts.next-offset-is-string"),
        (page({**ANN, "id": None}), "contacts.id-is-string"),
        (page({"name": "Ann Lee", "phones": ANN["phones"]}), "contacts.id-is-string"),
        (page({"id": "1", "phones": ANN["phones"]}), "contacts.name-is-string"),
        (page({**ANN, "name": " "}), "contacts.names-are-not-blank"),
        (page({**ANN, "emails": None}), "contacts.optional-fields-are-not-null"),
        (page({**ANN, "emails": [None]}), "contacts.list-fields-are-arrays"),
        (page({**ANN, "company": 7}), "contacts.text-fields-are-strings"),
        (page(synchronization_checkpoint=None), "contacts.checkpoint-is-not-null"),
        (page(synchronization_checkpoint=7), "contacts.checkpoint-is-string"),
        (page({**ANN, "photo_url": "//cdn.example.org/1.png"}), "contacts.urls-are-absolute"),
        ({"contacts": {"1": ANN}, **CHECKPOINT}, "contacts.contacts-is-array"),
        ({**CHECKPOINT}, "contacts.contacts-is-present"),
        (None, "contacts.body-is-object"),
    ],
)
def test_a_page_breaks_one_clause(broken: Broken, body: Any, clause: str) -> None:
    assert broken("contacts", body=body) == {clause}


@pytest.mark.parametrize("offset", [0, 2.5, -1])
def test_an_offset_that_is_a_number_is_followed(broken: Broken, offset: float) -> None:
    pages = [{"body": page(ANN, next_offset=offset)}, {"body": page({**numbered(2), "id": 2})}]
    assert broken("contacts", pages=pages) == {
        "contacts.next-offset-is-not-a-number",
        "contacts.id-is-string",
    }


def test_the_checkpoint_may_come_on_any_page(broken: Broken) -> None:
    first = {"contacts": [ANN], "next_offset": "2", **CHECKPOINT}
    assert broken("contacts", pages=[{"body": first}, {"body": {"contacts": [numbered(2)]}}]) == set()


def test_a_few_empty_pages_on_the_way_are_fine(broken: Broken) -> None:
    pages = [{"body": page(next_offset=str(n))} for n in range(4)]
    assert broken("contacts", pages=[*pages, {"body": page(ANN)}]) == set()


def test_offsets_that_go_in_a_circle_are_found(broken: Broken) -> None:
    pages = [{"body": page(numbered(n), next_offset="ab"[n % 2])} for n in range(4)]
    assert broken("contacts", pages=pages) == {"contacts.pages-differ"}


def test_a_cursor_may_stand_in_the_context_alone(broken: Broken) -> None:
    pages = [{"body": page(numbered(n), next_offset="more", context={"after": n})} for n in range(4)]
    assert broken("contacts", pages=[*pages, {"body": page(numbered(4))}]) == set()
    assert broken("contacts", pages=[*pages, *pages[:1]]) == {"contacts.pages-differ"}


def test_one_contact_that_moved_between_many_pages_is_live_data(broken: Broken) -> None:
    pages = [
        {"body": page(*map(numbered, range(n * 600, n * 600 + 600)), next_offset=str(n))} for n in range(2)
    ]
    assert broken("contacts", pages=[*pages, {"body": page(numbered(599))}]) == set()


def test_a_contact_twice_on_its_page_is_found_in_any_account(broken: Broken) -> None:
    contacts = [numbered(n) for n in range(2000)]
    assert broken("contacts", body=page(*contacts, contacts[7])) == {"contacts.ids-are-unique"}


BEFORE = [{"body": page(*map(numbered, range(40)))}]


def test_contacts_that_came_and_went_between_two_reads_are_live_data(broken: Broken) -> None:
    again = page(*map(numbered, range(30, 70)))
    assert broken("contacts", scenario="again", before=BEFORE, body=again) == set()


def test_ids_that_are_made_anew_are_found(broken: Broken) -> None:
    again = page(*map(numbered, range(100, 140)))
    assert broken("contacts", scenario="again", before=BEFORE, body=again) == {"contacts.ids-survive"}


@pytest.mark.parametrize("count", [36, 40])
def test_nearly_everything_again_is_no_incremental_synchronization(broken: Broken, count: int) -> None:
    changed = page(*map(numbered, range(count)))
    found = broken("contacts", scenario="incremental", before=BEFORE, body=changed)
    assert found == {"contacts.incremental-is-partial"}


@pytest.mark.parametrize("count", [0, 1, 35])
def test_an_incremental_synchronization_of_less_than_everything_is_fine(broken: Broken, count: int) -> None:
    changed = page(*map(numbered, range(count)))
    assert broken("contacts", scenario="incremental", before=BEFORE, body=changed) == set()


def test_everything_again_from_two_contacts_says_nothing(broken: Broken) -> None:
    few = page(*map(numbered, range(2)))
    assert broken("contacts", scenario="incremental", before=[{"body": few}], body=few) == set()


def person(number: int, identity: str) -> dict[str, Any]:
    return {"id": identity, "name": f"Person {number}", "phones": [f"+1202555{number:04d}"]}


PEOPLE = [{"body": page(*(person(n, str(n)) for n in range(100, 140)))}]


def test_people_who_come_with_another_id_are_found_though_half_keep_theirs(broken: Broken) -> None:
    again = page(*(person(n, f"new-{n}" if n % 2 else str(n)) for n in range(100, 140)))
    assert broken("contacts", scenario="again", before=PEOPLE, body=again) == {"contacts.ids-survive"}


def test_a_contact_that_was_deleted_and_made_anew_is_live_data(broken: Broken) -> None:
    again = page(*(person(n, "new" if n == 100 else str(n)) for n in range(100, 140)))
    assert broken("contacts", scenario="again", before=PEOPLE, body=again) == set()


def test_half_of_the_account_that_went_for_others_is_live_data(broken: Broken) -> None:
    again = page(*(person(n, str(n)) for n in range(120, 160)))
    assert broken("contacts", scenario="again", before=PEOPLE, body=again) == set()


@pytest.mark.parametrize(
    ("checkpoint", "clauses"),
    [
        ("2026-11-22T10:00:00Z", set()),
        ("2026-11-23T00:30:00+14:00", set()),
        ("2026-11-22 23:59:59", set()),
        ("2026-11-24 10:00:00 UTC", {"contacts.checkpoint-is-not-ahead"}),
        ("2027-01-01T00:00:00+01:00", {"contacts.checkpoint-is-not-ahead"}),
        ("2027-01-01", {"contacts.checkpoint-is-not-ahead"}),
        ("20270101", set()),
        ("17955072000", set()),
        ("page 2027", set()),
    ],
)
def test_a_checkpoint_that_is_a_time_is_compared_with_the_clock_of_its_answer(
    broken: Broken, checkpoint: str, clauses: set[str]
) -> None:
    headers = {"Content-Type": "application/json", "Date": "Sun, 22 Nov 2026 10:00:00 GMT"}
    body = {"contacts": [ANN], "synchronization_checkpoint": checkpoint}
    assert broken("contacts", body=body, headers=headers) == clauses
    assert broken("contacts", body=body, headers={**headers, "Date": "today"}) == set()
    assert broken("contacts", body=body) == set()


def test_an_incremental_synchronization_without_anything_new_has_a_checkpoint_too(broken: Broken) -> None:
    nothing: dict[str, Any] = {"contacts": []}
    found = broken("contacts", scenario="incremental", before=BEFORE, body=nothing)
    assert found == {"contacts.checkpoint-is-present"}


@pytest.mark.parametrize("status", [400, 500])
def test_a_null_context_that_is_not_taken_is_a_warning_of_its_own(broken: Broken, status: int) -> None:
    assert broken("contacts", kind="null-context", status=status) == {"contacts.null-context-is-accepted"}


@pytest.mark.parametrize(
    ("contacts", "clauses"),
    [
        ([{**ANN, "name": ""}], {"contacts.names-are-not-blank"}),
        ([{**ANN, "company": "Lee &amp; Sons"}], {"contacts.text-is-intact"}),
        ([{**ANN, "company": "Lee &amp; Sons"}, numbered(2, company="Ray & Co")], set()),
        ([{**ANN, "name": "Null"}, numbered(2, name="Null")], set()),
    ],
)
def test_text_is_judged_over_all_contacts(
    broken: Broken, contacts: list[dict[str, Any]], clauses: set[str]
) -> None:
    assert broken("contacts", body=page(*contacts)) == clauses


def test_a_status_is_not_judged_by_the_body_of_a_refusal(broken: Broken) -> None:
    refusal = {"status": 401, "raw": "<h1>Unauthorized</h1>", "headers": {"Content-Type": "text/html"}}
    assert broken("contacts", scenario="bad-credentials", **refusal) == set()


@pytest.mark.parametrize("scenario", ["bad-credentials", "bad-credentials-later-page"])
@pytest.mark.parametrize(
    ("status", "clauses"),
    [
        (401, set()),
        (400, {"contacts.bad-credentials-are-401"}),
        (404, {"contacts.bad-credentials-are-401"}),
        (500, {"contacts.bad-credentials-handled"}),
        (200, {"contacts.bad-credentials-refused"}),
        (204, {"contacts.bad-credentials-refused"}),
        (302, {"common.no-redirect"}),
    ],
)
def test_bad_credentials_are_judged_by_status(
    broken: Broken, scenario: str, status: int, clauses: set[str]
) -> None:
    assert broken("contacts", scenario=scenario, status=status) == clauses
