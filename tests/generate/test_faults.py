"""Faults break the clause that their label names, and no other: ``tdmock check`` would find just that."""

from collections.abc import Iterator
from typing import Any

import pytest

from tdmock.contract.compile import Contract, compile_contract
from tdmock.documents.load import builtin
from tdmock.editions import Edition
from tdmock.exchange import Exchange, Request
from tdmock.findings import Level
from tdmock.fixtures import Agents, Contacts, Interactions
from tdmock.generate.faults import ANSWER_FAULTS, RECORD_FAULTS, Breaker, Fault, broken
from tdmock.generate.recipe import Recipe
from tdmock.generate.streams import answer_items
from tdmock.judge.rules import Answer, Moment, rules_at
from tdmock.judge.schema import Schema
from tdmock.talkdesk.state import Walk

DEFINITION = builtin()
CONTRACT: Contract = compile_contract(DEFINITION, Edition.CURRENT)
ENDPOINTS = {
    "contacts": "contact_sync",
    "agents": "agent_sync",
    "interactions": "interaction_update",
    "actions": "actions/create_ticket",
}
RECORDS: dict[str, Any] = {
    "contacts": Contacts().record(2),
    "agents": Agents().record(2),
    "interactions": Interactions().for_contact({"id": "3"}, ["ticket"])[0],
}
BODIES: dict[str, Any] = {
    "contacts": lambda record: {"contacts": [record], "synchronization_checkpoint": "1"},
    "agents": lambda record: {"agents": [record]},
    "interactions": lambda record: [record],
}
PREFIXES = {"contacts": "contacts[0]", "agents": "agents[0]", "interactions": "[0]"}


def found(endpoint: str, body: Any) -> Iterator[tuple[str, str]]:
    """The clauses that an answer breaks, above mere information, and where."""
    operation = CONTRACT.operations[endpoint]
    schema = Schema(CONTRACT, operation.schema)
    for breach in schema.breaches(body):
        if CONTRACT.clauses[breach.rule].level is not Level.INFO:
            yield breach.rule, breach.at
    answer = Answer(
        kind="valid",
        sent={"meta": {"interaction_types": ["ticket", "case"]}},
        value=body,
        definition=DEFINITION,
        exchange=Exchange(request=Request(endpoint=endpoint, url="http://127.0.0.1/")),
        records=[
            (place, record)
            for place, record in enumerate(schema.records(body) or [])
            if isinstance(record, dict)
        ],
    )
    names = [clause.id for clause in operation.rules]
    for rule in (*rules_at(Moment.ANSWER, names), *rules_at(Moment.PAGE, names)):
        yield from ((breach.rule, breach.at) for breach in rule.judge(answer=answer, walk=Walk()))


def named(faults: dict[str, Any]) -> list[Any]:
    return [
        pytest.param(kind, fault, id=f"{fault.clause}-{number}")
        for kind, some in faults.items()
        for number, fault in enumerate(some)
    ]


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_without_fault_breaks_nothing(kind: str) -> None:
    assert list(found(ENDPOINTS[kind], BODIES[kind](RECORDS[kind]))) == []


@pytest.mark.parametrize(("kind", "fault"), named(dict(RECORD_FAULTS)))
def test_a_record_with_a_fault_breaks_the_clause_of_its_label_there(kind: str, fault: Fault) -> None:
    body = BODIES[kind](broken(RECORDS[kind], fault))
    place = f"{PREFIXES[kind]}.{fault.at}" if fault.at else PREFIXES[kind]
    assert list(found(ENDPOINTS[kind], body)) == [(fault.clause, place)]


def answers(endpoint: str) -> Any:
    recipe = Recipe(count=len(DEFINITION.endpoints))
    made = {item["endpoint"]: item["body"] for item, _ in answer_items(recipe, DEFINITION)}
    return made[endpoint]


@pytest.mark.parametrize("endpoint", DEFINITION.endpoints)
def test_an_answer_without_fault_breaks_nothing(endpoint: str) -> None:
    assert list(found(endpoint, answers(endpoint))) == []


@pytest.mark.parametrize(
    ("family", "fault"), named({kind.name: some for kind, some in ANSWER_FAULTS.items()})
)
def test_an_answer_with_a_fault_breaks_the_clause_of_its_label_there(family: str, fault: Fault) -> None:
    endpoint = ENDPOINTS.get(family, family)
    breaches = list(found(endpoint, broken(answers(endpoint), fault)))
    assert breaches == [(fault.clause, fault.at)]


def test_the_share_of_broken_records_is_the_one_asked_for() -> None:
    breaker = Breaker(share=0.05, seed=1, purpose="contacts")
    labels = [breaker.item(RECORDS["contacts"], RECORD_FAULTS["contacts"], k)[1] for k in range(20_000)]
    share = sum(label is not None for label in labels) / len(labels)
    assert 0.045 < share < 0.055
    assert {label.clause for label in labels if label} == {
        fault.clause for fault in RECORD_FAULTS["contacts"]
    }


@pytest.mark.parametrize(("share", "expected"), [(0.0, 0), (1.0, 50)])
def test_none_or_all_can_be_broken(share: float, expected: int) -> None:
    breaker = Breaker(share=share, seed=1, purpose="agents")
    items = [breaker.item(RECORDS["agents"], RECORD_FAULTS["agents"], k) for k in range(50)]
    assert sum(label is not None for _, label in items) == expected


def test_breaking_leaves_the_record_itself_alone() -> None:
    record = Contacts().record(2)
    before = repr(record)
    for fault in RECORD_FAULTS["contacts"]:
        broken(record, fault)
    assert repr(record) == before
