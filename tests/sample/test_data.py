"""Fake data leads from any key of a contact back to its number."""

from typing import Any

import pytest

from tdmock.sample.data import FakeData

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


def test_a_phone_leads_to_its_contact_however_large_the_account_is() -> None:
    for number in (0, 5_000, 999_999):
        who = contact(number)
        assert [MILLION.find_phone(phone, None) for phone in who["phones"]] == [number] * len(who["phones"])
        assert MILLION.find_phone(who["phones"][0], "Somebody Else") is None


def test_the_phone_of_a_contact_that_the_account_lacks_leads_nowhere() -> None:
    few = FakeData(contacts=10, agents=1)
    assert few.find_phone(contact(10)["phones"][0], None) is None
    assert few.find_phone("+351 912 345 678", None) is None


def test_interactions_are_of_the_given_types() -> None:
    data = FakeData(contacts=30, agents=1, types=("case",))
    assert {item["type"] for number in range(30) for item in data.interactions(number)} == {"case"}
