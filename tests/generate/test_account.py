"""An account from files serves and finds what the files hold."""

from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import pytest

from tdmock.errors import UsageError
from tdmock.fixtures import Agents, Contacts, load
from tdmock.generate.account import FileAccount, MadeUp
from tdmock.generate.files import RecordFile
from tdmock.sample.data import Data

CONTACTS = Contacts(4).page(0, 200)


def written(folder: Path, name: str, records: list[Any]) -> RecordFile:
    path = folder / name
    path.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in records))
    return RecordFile(path)


@pytest.fixture
def account(tmp_path: Path) -> Data:
    agents = written(tmp_path, "agents.ndjson", Agents(4).page(0, 5))
    definition = load({"name": "phonebook", "interaction_types": "call", "actions": []})
    return FileAccount(
        written(tmp_path, "contacts.ndjson", CONTACTS), agents, made_up=MadeUp(definition=definition)
    )


def test_the_records_are_served_in_the_order_of_the_file(account: Data) -> None:
    assert (account.contacts, account.agents) == (200, 5)
    assert account.contact_page(range(200)[50:75]) == CONTACTS[50:75]
    assert account.contact_page([3, 1]) == [CONTACTS[3], CONTACTS[1]]
    assert account.contact_page(range(200)[200:225]) == []
    assert account.agent(4) == Agents(4).record(4)


def test_a_contact_is_found_by_id_email_and_phone(account: Data) -> None:
    for k, contact in islice(enumerate(CONTACTS), 50):
        assert account.find_id(contact["id"]) == k
        assert [account.find_email(email.upper()) for email in contact.get("emails", [])] in ([k], [k, k], [])
        assert account.find_phone(contact["phones"][0].replace("+1", "1 "), contact["name"]) == k
    assert account.find_id("nobody") is None
    assert account.find_email("nobody@example.com") is None
    assert account.find_phone("+351", None) is None
    assert account.find_phone(CONTACTS[0]["phones"][0], "Somebody Else") is None


def test_interactions_are_made_up_for_any_contact(account: Data) -> None:
    made = [interaction for number in range(20) for interaction in account.interactions(number)]
    assert {interaction["type"] for interaction in made} == {"call"}


def test_without_a_file_of_agents_they_are_made_up(tmp_path: Path) -> None:
    account = FileAccount(written(tmp_path, "contacts.ndjson", CONTACTS), 3)
    assert account.agents == 3
    assert account.agent(2) == Agents().record(2)


def test_records_that_break_the_contract_are_served_too(tmp_path: Path) -> None:
    broken: list[Any] = ["1", None, {"id": 7, "phones": None, "emails": [None, 5]}, {"emails": {}}]
    account = FileAccount(written(tmp_path, "contacts.ndjson", broken))
    assert account.contact_page(range(4)) == broken
    assert [account.interactions(number) for number in range(4)] == [[], [], [], []]
    assert account.find_id("7") is account.find_email("5") is account.find_phone("1", None) is None


def test_interactions_of_a_file_are_those_of_their_contact(tmp_path: Path) -> None:
    made = [{"id": f"{k}-1", "contact_external_id": f"{k}"} for k in (2, 1, 2)]
    written(tmp_path, "interactions.ndjson", made)
    account = FileAccount(
        written(tmp_path, "contacts.ndjson", CONTACTS),
        interactions=RecordFile(tmp_path / "interactions.ndjson", extras=True),
    )
    assert account.interactions(1) == [{"id": "2-1"}, {"id": "2-1"}]
    assert account.interactions(2) == []


def test_an_interaction_that_is_nobodys_is_told_with_its_line(tmp_path: Path) -> None:
    interactions = written(tmp_path, "interactions.ndjson", [{"id": "1-1"}])
    with pytest.raises(UsageError, match=r"interactions\.ndjson:1: has no contact_external_id"):
        FileAccount(written(tmp_path, "contacts.ndjson", CONTACTS), interactions=interactions)
