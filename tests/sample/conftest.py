"""A definition, small data and a client of a running conformant bridge."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from tdmock.definition.model import Action, ActionInput, AuthField, Definition
from tdmock.sample.app import build
from tdmock.sample.data import FakeData
from tdmock.sample.message import App
from tdmock.sample.server import RunningBridge
from tests.sample.session import client_of

AUTH = {"account": "sample-account", "token": "sample-token"}
Post = Callable[..., Any]


@pytest.fixture
def definition() -> Definition:
    at = "https://mycrm.example.org"
    return Definition(
        name="mycrm",
        authentication_type="custom",
        authentication_configuration=(AuthField(field_name="account"), AuthField(field_name="token")),
        auth_validation_endpoint=f"{at}/auth_validation",
        contact_synchronization_endpoint=f"{at}/contact_sync",
        agent_synchronization_endpoint=f"{at}/agent_sync",
        interaction_retrieval_endpoint=f"{at}/interaction_update",
        interaction_types=("ticket", "case"),
        actions=(
            Action(
                name="create_ticket",
                endpoint=f"{at}/actions/create_ticket",
                inputs=(
                    ActionInput(key="firstName", mandatory=True),
                    ActionInput(key="state", type="select", format="AL, AK,AZ", mandatory=True),
                    ActionInput(key="meetingDate", type="datetime", format="YYYY-MM-DDTHH:mm:ssZ"),
                ),
            ),
        ),
    )


@pytest.fixture
def data() -> FakeData:
    return FakeData(contacts=60, agents=30, types=("ticket", "case"))


@pytest.fixture
def start() -> Iterator[Callable[[App], httpx.Client]]:
    """Starts an app on a port of its own and gives a client of it."""
    with ExitStack() as stack:

        def client(app: App) -> httpx.Client:
            bridge = stack.enter_context(RunningBridge(app))
            return stack.enter_context(client_of(bridge))

        yield client


@pytest.fixture
def post(start: Callable[[App], httpx.Client], definition: Definition, data: FakeData) -> Post:
    """Posts to an endpoint of the conformant bridge, with valid credentials."""
    client = start(build(definition, data=data))

    def send(endpoint: str, **body: Any) -> httpx.Response:
        return client.post(f"/{endpoint}", json={"auth": AUTH, **body})

    return send
