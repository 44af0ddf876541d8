"""The compiled contract where endpoints' addresses have more in common than they should."""

from dataclasses import replace

from tdmock.contract.compile import compile_contract
from tdmock.definition.model import Definition
from tdmock.documents.load import builtin
from tdmock.editions import Edition
from tdmock.run.settings import Fuzzing
from tdmock.sample.app import build, default_credentials
from tdmock.sample.demonstration import Demonstration, fake_data
from tdmock.sample.server import RunningBridge
from tests.bridges import check
from tests.fuzz.fuzzing import SETTINGS, fuzz_bridge


def requested(definition: Definition) -> dict[str, set[str]]:
    """What each endpoint's requests consist of, by the contract."""
    contract = compile_contract(definition, Edition.CURRENT)
    posts = {
        name: contract.document["paths"][each.path]["post"] for name, each in contract.operations.items()
    }
    contents = {name: post["requestBody"]["content"]["application/json"] for name, post in posts.items()}
    return {name: set(content["schema"]["properties"]) for name, content in contents.items()}


def at_one_path() -> Definition:
    """mycrm with every endpoint at the same path, told apart by the query."""
    bridge = "https://mycrm.example.org/bridge"
    action = builtin().actions[0]
    return builtin().model_copy(
        update={
            "auth_validation_endpoint": f"{bridge}?of=auth",
            "contact_synchronization_endpoint": f"{bridge}?of=contacts",
            "agent_synchronization_endpoint": f"{bridge}?of=agents",
            "interaction_retrieval_endpoint": f"{bridge}?of=interactions",
            "actions": (action.model_copy(update={"endpoint": f"{bridge}?of=action"}),),
        }
    )


def test_endpoints_of_one_path_keep_their_own_requests() -> None:
    assert requested(at_one_path()) == requested(builtin())


def test_endpoints_of_one_path_are_checked_and_fuzzed_like_others() -> None:
    definition = at_one_path()
    data = fake_data(contacts=9, agents=3, types=definition.interaction_types)
    shown = Demonstration(
        definition=definition,
        credentials=default_credentials(definition),
        app=build(definition, data=data),
    )
    report = fuzz_bridge(shown, settings=replace(SETTINGS, fuzzing=Fuzzing(max_examples=5)))
    assert {each.endpoint: each.outcome for each in report.endpoints} == dict.fromkeys(
        definition.endpoints, "passed"
    )
    assert report.findings == ()


def test_endpoints_of_one_path_on_two_hosts_are_called_at_their_own() -> None:
    both = Definition(
        name="acme",
        contact_synchronization_endpoint="http://contacts.example.org/sync",
        agent_synchronization_endpoint="http://agents.example.org/sync",
    )
    data = fake_data(contacts=9, agents=3, types=())
    apart = [
        both.model_copy(update={"agent_synchronization_endpoint": None}),
        both.model_copy(update={"contact_synchronization_endpoint": None}),
    ]
    first, second = (RunningBridge(build(each, data=data)) for each in apart)
    with first as contacts, second as agents:
        definition = both.model_copy(
            update={
                "contact_synchronization_endpoint": f"{contacts.url}/sync",
                "agent_synchronization_endpoint": f"{agents.url}/sync",
            }
        )
        report = check(None, definition=definition, auth={})
    assert [each.outcome for each in report.endpoints] == ["passed", "passed"]
