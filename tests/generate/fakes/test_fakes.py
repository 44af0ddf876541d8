"""Fake records: what they hold, and that the same seed gives the same bytes."""

import hashlib
import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import phonenumbers
import pytest
from email_validator import validate_email
from faker.config import AVAILABLE_LOCALES

from tdmock.definition.model import Definition
from tdmock.errors import UsageError
from tdmock.generate.fakes import Agents, Contacts, Interactions
from tdmock.generate.fakes.interactions import site_of
from tdmock.generate.fakes.locales import country
from tdmock.generate.fakes.texts import texts

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
    for k in (0, 1, 998, 10**9):
        contact = contacts.record(k)
        assert contacts.number(contact["id"]) == k
        assert all(contacts.number_of_email(email) == k for email in contact.get("emails", []))
        assert all(contacts.number_of_phone(phone) == k for phone in contact["phones"])
    assert contacts.number("0") is None
    assert contacts.number("01") is None
    assert contacts.number("x1") is None
    assert contacts.number_of_email("somebody1@example.com") is None
    assert contacts.number_of_email(f"user{10**18}@example.com") is None
    assert contacts.number_of_email("no address") is None
    assert contacts.number_of_phone("+1") is contacts.number_of_phone("+12025550199x") is None


def test_locales_of_one_language_share_no_email() -> None:
    contacts = Contacts(0, ["en_US", "en_GB", "ja_JP", "ar_SA", "en_IE"])
    records = contacts.page(0, 20_000)
    emails = [email for contact in records for email in contact.get("emails", [])]
    assert len(set(emails)) == len(emails)
    for k, contact in list(enumerate(records))[::97]:
        assert all(contacts.number_of_email(email) == k for email in contact.get("emails", []))
        assert all(contacts.number_of_phone(phone) == k for phone in contact["phones"])


def test_each_locale_has_as_many_contacts_as_the_others() -> None:
    contacts = Contacts(1, ["en_US", "pt_PT", "ja_JP"])
    locales = [contacts.locale(k) for k in range(3000)]
    assert {locales.count(locale) for locale in contacts.locales} == {1000}
    assert len({tuple(locales[k : k + 3]) for k in range(0, 3000, 3)}) == 3


def test_changes_go_up_to_the_present() -> None:
    now = datetime(2024, 2, 29, tzinfo=UTC)
    contacts = Contacts(now=now)
    changes = [contacts.updated_at(k) for k in range(500)]
    assert "2024-02-26" < max(changes) < "2024-02-29"
    assert min(changes) < "2021-06"


def test_names_do_not_run_out() -> None:
    names = {contact["name"] for contact in Contacts().page(0, 20_000)}
    assert len(names) == 20_000


def test_agents_have_an_email_address_each() -> None:
    agents = Agents(2, ["zh_CN", "ru_RU", "en_US"]).page(0, 500)
    assert all(agent.keys() == {"id", "name", "email"} for agent in agents)
    assert len({agent["id"] for agent in agents}) == len({agent["email"] for agent in agents}) == 500
    assert all(validate_email(agent["email"], check_deliverability=False) for agent in agents)
    assert len({agent["email"].split("@")[1] for agent in agents}) == 1


@pytest.mark.parametrize("locales", [["vi_VN"], ["es_ES", "es_MX"], ["ja_JP"]])
def test_agents_have_a_number_in_their_address_only_where_names_come_again(locales: list[str]) -> None:
    emails = [agent["email"] for agent in Agents(0, locales).page(0, 6000)]
    assert len(set(emails)) == len(emails)
    assert not any(digit.isdecimal() for email in emails[: 12 : len(locales)] for digit in email)
    assert any(digit.isdecimal() for email in emails for digit in email)


def test_interactions_belong_to_their_contact_and_have_the_types_asked_for() -> None:
    interactions = Interactions()
    made = [interactions.for_contact({"id": str(k)}, ["ticket", "case"], most=4) for k in range(200)]
    every = [interaction for some in made for interaction in some]
    assert {len(some) for some in made} == {0, 1, 2, 3, 4}
    assert {interaction["type"] for interaction in every} == {"ticket", "case"}
    assert len({interaction["id"] for interaction in every}) == len(every)
    assert all(some == sorted(some, key=lambda one: one["date"], reverse=True) for some in made)


def test_interactions_are_numbered_as_they_came_and_no_text_comes_again_before_the_others() -> None:
    interactions = Interactions()
    made = [interactions.for_contact({"id": str(k)}, ["ticket"]) for k in range(300)]
    texts_ = len(texts("en", "US").interactions["ticket"])
    for some in made:
        assert [one["id"].rpartition("-")[2] for one in some] == [str(k) for k in range(len(some), 0, -1)]
        last = [re.sub(r"\d+", "", one["subject"]) for one in some[:texts_]]
        assert len(set(last)) == len(last)
    assert max(map(len, made)) > texts_


def test_few_contacts_have_many_interactions() -> None:
    interactions = Interactions()
    counts = [len(interactions.for_contact({"id": str(k)}, ["ticket"])) for k in range(5000)]
    assert 0.15 < counts.count(0) / 5000 < 0.25
    assert 0.03 < sum(count >= 10 for count in counts) / 5000 < 0.07
    assert max(counts) == 25


def test_interactions_tell_of_their_contact_and_of_an_agent_in_the_contacts_language() -> None:
    locales = ["de_DE", "ja_JP"]
    contacts, interactions = Contacts(0, locales), Interactions(0, locales)
    agents = [agent["name"] for agent in Agents(0, locales).page(0, 12)]
    told = 0
    for k in range(200):
        contact = contacts.record(k)
        for one in interactions.for_contact(contact, ["ticket", "deal"]):
            is_japanese = not one["subject"].isascii() and bool(re.search("[\u3040-\u9fff]", one["subject"]))
            assert is_japanese is (contacts.locale(k) == "ja_JP")
            if "description" in one:
                assert any(agent in one["description"] for agent in agents)
                told += contact["name"] in one["description"]
    assert told > 50


@pytest.mark.parametrize(
    ("kind", "words"),
    [("deal", "contract|Upgrade|Quote|Pilot"), ("phone_call", "order|Call back|Question|Appointment")],
)
def test_the_texts_suit_the_type(kind: str, words: str) -> None:
    interactions = Interactions()
    made = [one for k in range(100) for one in interactions.for_contact({"id": f"x{k}"}, [kind])]
    assert all(re.search(words, one["subject"]) for one in made)


def test_a_fresh_interaction_is_open_and_an_old_one_done() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    interactions = Interactions(now=now)
    for k in range(500):
        for one in interactions.for_contact({"id": str(k)}, ["ticket"]):
            is_fresh = now - datetime.strptime(one["date"], "%Y-%m-%d %H:%M:%S %Z").replace(
                tzinfo=UTC
            ) < timedelta(14)
            assert "status" not in one or (one["status"] in {"new", "open", "pending"}) is is_fresh


def test_interactions_are_in_the_office_hours_of_the_contacts_country() -> None:
    interactions = Interactions(locales=["ja_JP"])
    for k in range(200):
        for one in interactions.for_contact({"id": str(k)}, ["ticket"]):
            tokyo = datetime.fromisoformat(one["date"].removesuffix(" UTC")) + timedelta(hours=9)
            assert 8 <= tokyo.hour < 18
            assert tokyo.weekday() < 5


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://user:secret@crm.acme.com:8443/bridge/calls?x=1", "https://crm.acme.com:8443"),
        ("http://[::1]:80/x", "http://[::1]:80"),
        ("https://[broken", "https://crm.example"),
        ("crm.acme.com", "https://crm.example"),
    ],
)
def test_links_lead_to_the_integrations_own_host(url: str, site: str) -> None:
    definition = Definition(name="acme", interaction_retrieval_endpoint=url)
    assert site_of(definition) == site
    made = Interactions(site=site).for_contact({"id": "a/b", "name": "Ann {x}"}, ["Ticket 1"])
    assert {one["url"].rpartition("/")[0] for one in made if "url" in one} <= {f"{site}/Ticket%201"}


def test_without_types_there_are_no_interactions() -> None:
    assert Interactions().for_contact({"id": "1"}, []) == []


GOLDEN = "cec32f34f8b926a5db7de41b23965a9ae4c7b66898f70c29bed4ad33590ffadb"

DIGEST = """
import hashlib, json
from tdmock.generate.fakes import Agents, Contacts, Interactions
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
    """The digest changes with Faker's words and ours only: renew it for these, never otherwise."""
    import faker

    if faker.VERSION != "40.63.0":
        pytest.skip("another Faker has other words")
    records = json.dumps(Contacts(0, ["en_US", "de_DE"]).page(0, 100))
    assert hashlib.sha256(records.encode()).hexdigest() == GOLDEN
