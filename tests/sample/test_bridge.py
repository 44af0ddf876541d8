"""The sample bridge answers as the contract wants."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import given, settings, strategies as st

from tdmock.definition.model import AuthField, Definition
from tdmock.documents.load import builtin
from tdmock.editions import Edition
from tdmock.errors import UsageError
from tdmock.sample.app import build, default_credentials
from tdmock.sample.data import FakeData
from tdmock.sample.message import App
from tdmock.sample.server import RunningBridge
from tests.bridges import check

Post = Callable[..., httpx.Response]
Start = Callable[[App], httpx.Client]
ENDPOINTS = ["auth_validation", "contact_sync", "agent_sync", "interaction_update", "actions/create_ticket"]
TICKET = {"firstName": "Ada", "state": "AK"}


def pages(post: Post, endpoint: str, part: str, **meta: Any) -> list[list[dict[str, Any]]]:
    found = []
    while True:
        body = post(endpoint, meta=meta).json()
        found.append(body[part])
        if "next_offset" not in body:
            return found
        meta |= {"offset": body["next_offset"]}
        assert len(found) < 10


def test_valid_credentials_are_accepted(post: Post) -> None:
    answer = post("auth_validation")
    assert (answer.status_code, answer.json()) == (200, {})


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize(
    "auth", [{}, {"account": "sample-account", "token": "other"}, {"token": "sample-token"}]
)
def test_other_credentials_are_refused_everywhere(post: Post, endpoint: str, auth: dict[str, str]) -> None:
    assert post(endpoint, auth=auth, data=TICKET).status_code == 401


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff"])
def test_a_body_that_is_no_object_is_a_bad_request(
    start: Start, definition: Definition, data: FakeData, endpoint: str, content: bytes
) -> None:
    assert start(build(definition, data=data)).post(f"/{endpoint}", content=content).status_code == 400


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_only_post_is_allowed(start: Start, definition: Definition, data: FakeData, endpoint: str) -> None:
    answer = start(build(definition, data=data)).get(f"/{endpoint}")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_another_path_is_not_found(post: Post) -> None:
    assert post("contacts").status_code == 404


def test_a_query_tells_endpoints_apart(start: Start, data: FakeData) -> None:
    definition = Definition(
        name="crm",
        contact_synchronization_endpoint="https://crm.example.org/talkdesk?for=contacts",
        agent_synchronization_endpoint="https://crm.example.org/talkdesk?for=agents",
    )
    client = start(build(definition, data=data))
    assert "contacts" in client.post("/talkdesk?for=contacts", json={}).json()
    assert "agents" in client.post("/talkdesk?for=agents", json={}).json()


def test_two_endpoints_at_one_address_cannot_be_served(data: FakeData) -> None:
    definition = Definition(
        name="crm",
        contact_synchronization_endpoint="https://crm.example.org/talkdesk",
        agent_synchronization_endpoint="https://crm.example.org/talkdesk",
    )
    with pytest.raises(UsageError, match="contact_sync and agent_sync have the same endpoint"):
        build(definition, data=data)


def test_what_the_validator_returns_is_wanted_from_then_on(start: Start, data: FakeData) -> None:
    definition = Definition(
        name="crm",
        authentication_configuration=(
            AuthField(field_name="key"),
            AuthField(field_name="session", source="auth_validation"),
        ),
        auth_validation_endpoint="https://crm.example.org/auth",
        contact_synchronization_endpoint="https://crm.example.org/contacts",
    )
    client = start(build(definition, data=data))
    auth = default_credentials(definition)
    assert client.post("/contacts", json={"auth": auth}).status_code == 401
    issued = client.post("/auth", json={"auth": auth}).json()
    assert issued.keys() == {"session"}
    assert client.post("/contacts", json={"auth": auth | issued}).status_code == 200


def test_every_contact_comes_once_over_the_pages(post: Post) -> None:
    found = pages(post, "contact_sync", "contacts")
    assert [len(page) for page in found] == [25, 25, 10]
    assert len({contact["id"] for page in found for contact in page}) == 60


def test_an_incremental_sync_hands_over_the_few_that_changed_and_then_nothing(post: Post) -> None:
    first = post("contact_sync", meta={}).json()["synchronization_checkpoint"]
    second = post("contact_sync", meta={"synchronization_checkpoint": first}).json()
    assert len(second["contacts"]) == 6
    checkpoint = second["synchronization_checkpoint"]
    assert post("contact_sync", meta={"synchronization_checkpoint": checkpoint}).json()["contacts"] == []


@pytest.mark.parametrize(
    "meta", [{"offset": "nonsense"}, {"offset": 25}, {"synchronization_checkpoint": "?"}]
)
def test_offsets_and_checkpoints_of_others_are_a_bad_request(post: Post, meta: dict[str, Any]) -> None:
    assert post("contact_sync", meta=meta).status_code == 400


@pytest.mark.parametrize("meta", [{}, {"offset": None}])
def test_agents_start_at_null_or_nothing(post: Post, meta: dict[str, Any]) -> None:
    found = pages(post, "agent_sync", "agents", **meta)
    assert [len(page) for page in found] == [25, 5]


@pytest.mark.parametrize("key", ["id", "email", "phone"])
def test_a_contact_is_found_by_id_or_email_or_phone(post: Post, data: FakeData, key: str) -> None:
    contact = next(
        contact
        for number, contact in enumerate(data.contact_page(range(60)))
        if contact.get("emails") and data.interactions(number)
    )
    wanted = {
        "id": {"contact_external_id": contact["id"]},
        "email": {"contact_emails": ["nobody@example.org", contact["emails"][0].upper()]},
        "phone": {"contact_phones": contact["phones"], "contact_name": contact["name"]},
    }[key]
    by_id = post("interaction_update", data={"contact_external_id": contact["id"]}).json()
    assert by_id
    assert post("interaction_update", data=wanted).json() == by_id


def test_an_unknown_contact_has_no_interactions(post: Post) -> None:
    who = {"contact_external_id": "9999999", "contact_emails": ["x1@example.org"]}
    assert post("interaction_update", data=who).json() == []


@pytest.mark.parametrize("types", [["ticket"], ["case"], [], ["ticket", "case"]])
def test_interactions_are_of_the_types_asked_for(post: Post, data: FakeData, types: list[str]) -> None:
    both = (n for n in range(60) if {item["type"] for item in data.interactions(n)} == {"ticket", "case"})
    who = {"contact_external_id": str(next(both) + 1)}
    found = post("interaction_update", meta={"interaction_types": types}, data=who).json()
    assert {item["type"] for item in found} == set(types)


def test_an_action_makes_an_object(post: Post) -> None:
    answer = post("actions/create_ticket", data=TICKET, meta={"contact_external_id": "3"})
    assert answer.status_code == 201
    assert answer.json().keys() == {"message", "external_id"}


@pytest.mark.parametrize("date", ["2024-05-01T10:00:00+01:00", "2024-05-01T10:00:00Z", "", None])
def test_a_date_in_the_declared_pattern_is_accepted(post: Post, date: str | None) -> None:
    assert post("actions/create_ticket", data={**TICKET, "meetingDate": date}).status_code == 201


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"state": "AK"}, "firstName is mandatory."),
        ({**TICKET, "firstName": ""}, "firstName is mandatory."),
        ({**TICKET, "firstName": {}}, "firstName is not a string."),
        ({**TICKET, "state": "XX"}, "state is none of AL, AK, AZ."),
        ({**TICKET, "meetingDate": "01/05/2024"}, "meetingDate is not written as YYYY-MM-DDTHH:mm:ssZ."),
        (None, "data is not an object."),
    ],
)
def test_a_wrong_input_is_a_bad_request_that_says_why(post: Post, values: Any, message: str) -> None:
    answer = post("actions/create_ticket", data=values)
    assert (answer.status_code, answer.json()["message"]) == (400, message)


def test_any_page_of_a_million_contacts_can_be_asked_for(start: Start, definition: Definition) -> None:
    client = start(build(definition, data=FakeData(contacts=1_000_000, agents=1), page_size=1000))
    auth = default_credentials(definition)
    first = client.post("/contact_sync", json={"auth": auth}).json()
    assert len(first["contacts"]) == 1000
    asked = [
        {"auth": auth, "data": {"contact_external_id": str(number)}} for number in range(999_990, 1_000_000)
    ]
    assert any(client.post("/interaction_update", json=body).json() for body in asked)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
PARTS = {
    "meta": st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            ("offset", "synchronization_checkpoint", "context", "interaction_types", "contact_external_id"),
            JSON,
        ),
    ),
    "data": st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            ("firstName", "state", "meetingDate", "contact_external_id", "contact_emails", "contact_phones"),
            JSON,
        ),
    ),
}


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_no_request_breaks_the_bridge(post: Post, endpoint: str) -> None:
    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(body=st.fixed_dictionaries({}, optional={name: part | JSON for name, part in PARTS.items()}))
    def ask(body: dict[str, Any]) -> None:
        assert post(endpoint, **body).status_code in (200, 201, 400)

    ask()


@pytest.mark.parametrize("edition", Edition)
def test_a_check_of_the_bridge_sends_fewer_than_250_requests(data: FakeData, edition: Edition) -> None:
    auth = default_credentials(builtin())
    with RunningBridge(build(builtin(), data=data, edition=edition)) as bridge:
        report = check(bridge.url, auth=auth, edition=edition)
    assert report.verdict == "conformant"
    assert 100 < sum(endpoint.exchanges for endpoint in report.endpoints) < 250
