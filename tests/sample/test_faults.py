"""Each fault is a real deviation, seen over the wire, and names the clause that it breaks."""

from collections import Counter
from functools import cache

import pytest

from tdmock.contract.compile import compile_contract
from tdmock.documents.load import builtin
from tdmock.editions import Edition
from tdmock.sample.app import build
from tdmock.sample.demonstration import AGENTS, CONTACTS, PAGE_SIZE, Demonstration, demonstrate, fake_data
from tdmock.sample.faults import CATALOGUE, FAULTS, Fault
from tdmock.sample.server import RunningBridge
from tests.sample.session import Session, Wire, client_of

TIMEOUT = 0.5  # seconds; far less than a slow fault takes, far more than the sample bridge does
every_fault = pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)


def endpoint_of(fault: Fault, shown: Demonstration) -> str:
    return next(name for name in shown.definition.endpoints if fault.is_at(name))


def conformant(fault: Fault) -> Demonstration:
    """The bridge of the fault, without it."""
    shown = demonstrate(fault, fault.editions[0])
    app = build(
        shown.definition,
        data=fake_data(contacts=CONTACTS, agents=AGENTS, types=shown.definition.interaction_types),
        page_size=PAGE_SIZE,
        edition=fault.editions[0],
    )
    return Demonstration(definition=shown.definition, credentials=shown.credentials, app=app)


@cache
def expected(definition: str, endpoint: str, edition: Edition) -> tuple[Wire, ...]:
    """What the conformant bridge answers in a session."""
    fault = next(
        fault
        for fault in FAULTS.values()
        if (fault.definition, fault.endpoint, fault.editions[0]) == (definition, endpoint, edition)
    )
    shown = conformant(fault)
    with RunningBridge(shown.app) as bridge, client_of(bridge) as client:
        return tuple(Session(client, shown, endpoint_of(fault, shown)).asked())


@every_fault
def test_a_fault_changes_what_comes_over_the_wire(fault: Fault) -> None:
    proper = expected(fault.definition, fault.endpoint, fault.editions[0])
    shown = demonstrate(fault, fault.editions[0])
    with RunningBridge(shown.app) as bridge, client_of(bridge, timeout=TIMEOUT) as client:
        session = Session(client, shown, endpoint_of(fault, shown)).asked()
        assert any(got != due for got, due in zip(session, proper, strict=False))


@pytest.mark.parametrize("endpoint", ["contact_sync", "agent_sync", "interaction_update", "auth_validation"])
def test_a_fault_at_another_endpoint_changes_nothing(endpoint: str) -> None:
    """All faults of the actions together, seen from the other endpoints."""
    shown = conformant(FAULTS[f"{endpoint}.crashes"])
    faults = [fault for fault in FAULTS.values() if fault.endpoint == "actions"]
    data = fake_data(contacts=CONTACTS, agents=AGENTS, types=shown.definition.interaction_types)
    app = build(shown.definition, data=data, page_size=PAGE_SIZE, faults=faults)
    with RunningBridge(app) as bridge, client_of(bridge) as client:
        got = tuple(Session(client, shown, endpoint).asked())
    assert got == expected("mycrm", endpoint, Edition.CURRENT)


@pytest.mark.parametrize("edition", Edition)
def test_every_clause_has_a_fault_and_every_fault_a_clause_of_its_level(edition: Edition) -> None:
    clauses = {name: clause.level for name, clause in compile_contract(builtin(), edition).clauses.items()}
    broken = {fault.breaks for fault in CATALOGUE.values() if edition in fault.editions}
    assert broken == clauses.keys()
    wrong = {
        fault.name: (fault.level, clauses[fault.breaks])
        for fault in CATALOGUE.values()
        if edition in fault.editions and fault.level != clauses[fault.breaks]
    }
    assert wrong == {}


def test_there_are_at_least_120_faults_that_differ_in_more_than_their_endpoint() -> None:
    kinds = {name.partition(".")[2] for name in FAULTS}
    assert len(kinds) >= 120


def test_titles_tell_the_faults_of_an_endpoint_apart() -> None:
    titles = Counter((fault.endpoint, fault.title, fault.editions) for fault in FAULTS.values())
    assert [title for title, count in titles.items() if count > 1] == []
