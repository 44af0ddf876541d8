"""Fake data leads from any key of a contact back to its number."""

from typing import Any

import pytest

from tdmock.sample.data import PHONE_INDEX, FakeData

MILLION = FakeData(contacts=1_000_000, agents=10)


def contact(number: int) -> dict[str, Any]:
    return MILLION.contact_page([number])[0]


@pytest.mark.parametrize("number", [0, 1, 4_711, 999_999])
def test_an_id_leads_to_its_contact(number: int) -> None:
    assert MILLION.find_id(contact(number)["id"]) == number


@pytest.mark.parametrize("external_id", ["", "0", "1000001", "-1", "x", "1 ", "٣", "9" * 500])
def test_no_other_id_leads_anywhere(external_id: str) -> None:
    assert MILLION.find_id(external_id) is None


def test_an_email_leads_to_its_contact() -> None:
    found = [(number, mail) for number in range(50) for mail in contact(number).get("emails", [])]
    assert found
    assert [MILLION.find_email(mail.upper()) for _, mail in found] == [number for number, _ in found]


def test_a_phone_with_a_name_leads_to_its_contact_however_it_is_written() -> None:
    for number in range(20):
        who = contact(number)
        for phone in who["phones"]:
            assert MILLION.find_phone(f"{phone[:4]} {phone[4:7]}-{phone[7:]}", who["name"]) == number


def test_a_phone_that_several_share_leads_to_none_of_them_without_a_name() -> None:
    owners: dict[str, list[int]] = {}
    for number in range(PHONE_INDEX):
        for phone in contact(number)["phones"]:
            owners.setdefault(phone, []).append(number)
    shared = next(phone for phone, numbers in owners.items() if len(numbers) > 1)
    alone = next(phone for phone, numbers in owners.items() if len(numbers) == 1)
    assert MILLION.find_phone(shared, None) is None
    assert MILLION.find_phone(alone, None) == owners[alone][0]


def test_interactions_are_of_the_given_types() -> None:
    data = FakeData(contacts=30, agents=1, types=("case",))
    assert {item["type"] for number in range(30) for item in data.interactions(number)} == {"case"}
