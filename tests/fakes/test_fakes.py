"""Fake records: what they hold, and that the same seed gives the same bytes."""

import hashlib
import json
import subprocess
import sys
from itertools import islice
from typing import Any

import phonenumbers
import pytest
from email_validator import validate_email
from faker.config import AVAILABLE_LOCALES

from tdmock.errors import UsageError
from tdmock.fakes import Agents, Contacts, Interactions
from tdmock.fakes.phones import country

STRINGS = {"company", "title", "photo_url", "address", "twitter", "url"}
LISTS = {"emails", "phones", "websites"}
RESERVED_DOMAINS = (".example", "example.com", "example.net", "example.org")


def assert_valid_contact(contact: dict[str, Any], region: str) -> None:
    assert set(contact) <= {"id", "name"} | STRINGS | LISTS
    assert all(isinstance(contact[key], str) and contact[key].strip() for key in ("id", "name"))
    assert all(isinstance(contact[key], str) and contact[key].strip() for key in STRINGS & contact.keys())
    assert "\n" not in contact["name"] + contact.get("address", "")
    for email in contact.get("emails", []):
        assert validate_email(email, check_deliverability=False)
        assert email.endswith(RESERVED_DOMAINS)
    for url in [contact.get("url"), contact.get("photo_url"), *contact.get("websites", [])]:
        assert url is None or url.startswith("https://")
        assert url is None or url.split("/")[2].endswith(RESERVED_DOMAINS)
    for phone in contact["phones"]:
        number = phonenumbers.parse(phone)
        assert phonenumbers.is_valid_number(number)
        assert phonenumbers.region_code_for_number(number) == region


@pytest.mark.parametrize("locale", sorted(AVAILABLE_LOCALES))
def test_contacts_are_valid_in_every_locale(locale: str) -> None:
    contacts = Contacts(7, [locale])
    for contact in contacts.page(0, 25):
        assert_valid_contact(contact, country(locale))
    assert len({contact["name"] for contact in contacts.page(0, 25)}) > 15


def test_optional_fields_are_sometimes_there_and_sometimes_not() -> None:
    contacts = Contacts().page(0, 1000)
    for field in (STRINGS | LISTS) - {"phones"}:
        assert 100 < sum(field in contact for contact in contacts) < 960, field


def test_a_record_depends_on_nothing_but_seed_locales_and_number() -> None:
    alone = Contacts(3).record(123_456)
    assert Contacts(3).page(123_450, 10)[6] == alone
    assert Contacts(4).record(123_456) != alone
    assert Contacts(3, ["fr_FR"]).record(123_456) != alone


def test_any_whole_number_is_a_seed() -> None:
    assert Contacts(-1).record(0) != Contacts(10**40).record(0)


def test_iterating_gives_the_records_in_order() -> None:
    assert list(islice(Contacts(1), 3)) == Contacts(1).page(0, 3)
    assert list(islice(Agents(1), 3)) == Agents(1).page(0, 3)


def test_several_locales_are_mixed() -> None:
    contacts = Contacts(0, ["de-de", "ja_JP"])
    assert contacts.locales == ("de_DE", "ja_JP")
    prefixes = {phone[:3] for contact in contacts.page(0, 50) for phone in contact["phones"]}
    assert prefixes == {"+49", "+81"}


def test_an_unknown_locale_is_told_with_the_nearest_ones() -> None:
    with pytest.raises(UsageError, match="'en_UX' is not a locale of Faker; did you mean en_US"):
        Contacts(0, ["en_UX"])


def test_ids_and_emails_lead_back_to_the_record() -> None:
    contacts = Contacts(5)
    for k in (0, 1, 998, 10**15):
        contact = contacts.record(k)
        assert contacts.number(contact["id"]) == k
        assert all(contacts.number_of_email(email) == k for email in contact.get("emails", []))
    assert contacts.number("0") is None
    assert contacts.number("01") is None
    assert contacts.number("x1") is None
    assert contacts.number_of_email("somebody1@example.com") is None
    assert contacts.number_of_email("no digits") is None


def test_each_contact_was_updated_later_than_the_one_before() -> None:
    times = [Contacts.updated_at(k) for k in range(5000)]
    assert times == sorted(set(times))
    assert times[0].startswith("2015-01-01T00:00:")


def test_names_do_not_run_out() -> None:
    names = {contact["name"] for contact in Contacts().page(0, 20_000)}
    assert len(names) > 18_000


def test_agents_have_an_email_address_each() -> None:
    agents = Agents(2, ["zh_CN", "ru_RU", "en_US"]).page(0, 500)
    assert all(agent.keys() == {"id", "name", "email"} for agent in agents)
    assert len({agent["id"] for agent in agents}) == len({agent["email"] for agent in agents}) == 500
    assert all(validate_email(agent["email"], check_deliverability=False) for agent in agents)


def test_interactions_belong_to_their_contact_and_have_the_types_asked_for() -> None:
    interactions = Interactions()
    made = [interactions.for_contact({"id": str(k)}, ["ticket", "case"], most=4) for k in range(100)]
    every = [interaction for some in made for interaction in some]
    assert {len(some) for some in made} == {0, 1, 2, 3, 4}
    assert {interaction["type"] for interaction in every} == {"ticket", "case"}
    assert len({interaction["id"] for interaction in every}) == len(every)
    assert all(some == sorted(some, key=lambda one: one["date"], reverse=True) for some in made)


def test_without_types_there_are_no_interactions() -> None:
    assert Interactions().for_contact({"id": "1"}, []) == []


GOLDEN = "03b451933289922a4d9a24462601b3aa756d59833b0bd684c0c0a937fff6a370"

DIGEST = """
import hashlib, json
from tdmock.fakes import Agents, Contacts, Interactions
locales = ["en_US", "az_AZ"]
contacts = Contacts(11, locales).page(0, 200)
interactions = Interactions(11, locales)
records = [contacts, Agents(11, locales).page(0, 50), [interactions.for_contact(c, ["x"]) for c in contacts]]
print(hashlib.sha256(json.dumps(records).encode()).hexdigest())
"""


def test_every_process_makes_the_same_bytes() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert len(digests) == 1
    assert len(digests.pop().strip()) == 64


def test_records_with_the_same_words_have_the_same_bytes_for_ever() -> None:
    """The digest changes with Faker's words only: renew it when Faker is updated, never otherwise."""
    import faker

    if faker.VERSION != "40.54.0":
        pytest.skip("another Faker has other words")
    records = json.dumps(Contacts(0, ["en_US", "de_DE"]).page(0, 100))
    assert hashlib.sha256(records.encode()).hexdigest() == GOLDEN
