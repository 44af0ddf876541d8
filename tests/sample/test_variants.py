"""Each variant starts, answers, and does what Talkdesk needs of it."""

from collections.abc import Callable
from functools import partial
from typing import Any

import httpx
import pytest

from tdmock.sample.message import App
from tdmock.sample.variants import VARIANTS, Variant

Start = Callable[[App], httpx.Client]
every_variant = pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)


def test_there_are_at_least_25_variants() -> None:
    assert len(VARIANTS) >= 25


def synchronized(
    post: Callable[..., httpx.Response], part: str, meta: dict[str, Any]
) -> tuple[list[Any], Any]:
    """All records of a synchronization, and its checkpoint."""
    records, checkpoint = [], None
    for _ in range(100):
        answer = post(meta=meta)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        records += body.get(part, [])
        checkpoint = body.get("synchronization_checkpoint", checkpoint)
        if body.get("next_offset") is None:
            return records, checkpoint
        meta = {**meta, "offset": body["next_offset"]}
        meta |= {"context": body["context"]} if "context" in body else {}
    pytest.fail("The pages never end.")


@every_variant
def test_a_variant_serves_a_whole_session(start: Start, variant: Variant) -> None:
    """Authorization, all pages of contacts twice, agents, interactions, and each action."""
    shown = variant.demonstrate()
    client = start(shown.app)
    paths = {name: httpx.URL(url).path for name, url in shown.definition.endpoints.items()}
    auth: dict[str, Any] = dict(shown.credentials)

    def post(endpoint: str, **body: Any) -> httpx.Response:
        answer = client.post(paths[endpoint], json={"auth": auth, **body})
        return post(endpoint, **body) if answer.status_code == 429 else answer

    def sync(endpoint: str, part: str, meta: dict[str, Any]) -> tuple[list[Any], Any]:
        return synchronized(partial(post, endpoint), part, meta)

    if "auth_validation" in paths:
        answer = post("auth_validation")
        assert answer.status_code in (200, 204)
        auth |= answer.json() if answer.content else {}

    contacts, checkpoint = sync("contact_sync", "contacts", {})
    assert abs(len(contacts) - variant.contacts) <= len(contacts) // 5
    assert len({item["id"] for item in contacts}) == len(contacts)
    if checkpoint is not None:
        changed, _ = sync("contact_sync", "contacts", {"synchronization_checkpoint": checkpoint})
        assert len(changed) < max(len(contacts), 1)
    if "agent_sync" in paths:
        assert len(sync("agent_sync", "agents", {"offset": None})[0]) == variant.agents
    if "interaction_update" in paths and contacts:
        found = [
            post("interaction_update", data={"contact_external_id": item["id"]}) for item in contacts[:5]
        ]
        refused = {404} if "interactions.unknown-contact-is-200" in variant.earns else set()
        assert {200} <= {answer.status_code for answer in found} <= {200} | refused
        assert any(answer.json() for answer in found if answer.status_code == 200) is (
            variant.name != "no-interactions"
        )
    known = contacts[variant.name == "deleted-since" :]  # whoever is first there was deleted meanwhile
    about = {"contact_external_id": known[0]["id"]} if known else {}
    for action in shown.definition.actions:
        values = {
            item.key: item.options[0] if item.options else "17" for item in action.inputs if item.mandatory
        }
        if variant.name == "deleted-since":
            gone = {"contact_external_id": contacts[0]["id"]}
            assert post(f"actions/{action.name}", data=values, meta=gone).status_code == 404
        assert post(f"actions/{action.name}", data=values, meta=about).status_code == 201


@every_variant
def test_a_variant_refuses_wrong_credentials(start: Start, variant: Variant) -> None:
    shown = variant.demonstrate()
    client = start(shown.app)
    auth = dict.fromkeys(shown.credentials, "wrong")

    def post(url: str) -> int:
        status = client.post(httpx.URL(url).path, json={"auth": auth, "data": {}}).status_code
        return post(url) if status == 429 else status

    answers = [
        post(url)
        for name, url in shown.definition.endpoints.items()
        if auth or not name.startswith("actions")
    ]
    assert set(answers) <= ({400, 401, 403} if auth else {200})
