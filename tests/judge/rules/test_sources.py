"""Which page each clause cites, and how firmly: easily claimed too much."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tdmock.contract.compile import Contract, compile_contract
from tdmock.documents.load import builtin
from tdmock.editions import Edition, advice, contract_document, sources
from tdmock.findings import Clause, Level, Status

UNSEEN = ("ContactPage", "Contact", "ContactText", "ContactTexts", "Interactions", "Interaction",
          "InteractionText", "ActionResult", "ActionText")  # fmt: skip
"""Schemas of answers of which the current pages were not seen."""
PAGES_OF_2017 = "https://github.com/Talkdesk/api/blob/master/integrations/"
STANDARDS = "https://www.rfc-editor.org/rfc/"


def clauses(edition: Edition) -> Iterator[Clause]:
    contract: Contract = compile_contract(builtin(), edition)
    yield from contract.clauses.values()


def entries(node: Any) -> Iterator[dict[str, Any]]:
    """The clauses that stand in a schema."""
    if isinstance(node, dict):
        if "x-clause" in node:
            yield node["x-clause"]
            yield from node.get("x-clause-when", {}).values()
        for part in node.values():
            yield from entries(part)


def test_2017_cites_its_own_pages_and_standards_only() -> None:
    for clause in clauses(Edition.Y2017):
        url = clause.source.url
        assert url.startswith((PAGES_OF_2017, STANDARDS)), clause.id
        assert url != PAGES_OF_2017, clause.id


def test_what_no_text_says_is_not_said_to_be_stated() -> None:
    for edition in Edition:
        practice = sources(edition)["practice"]["title"]
        for clause in clauses(edition):
            if clause.source.status in {Status.STATED, Status.CARRIED_OVER}:
                assert clause.source.title != practice, (edition, clause.id)


def test_answers_that_were_not_seen_on_a_current_page_are_not_stated_there() -> None:
    schemas = contract_document(Edition.CURRENT)["components"]["schemas"]
    found = [entry for name in UNSEEN for entry in entries(schemas[name])]
    assert len(found) > 30
    assert [entry["id"] for entry in found if entry["status"] == "stated"] == []


def test_nothing_is_carried_over_into_the_edition_that_it_comes_from() -> None:
    assert [c.id for c in clauses(Edition.Y2017) if c.source.status is Status.CARRIED_OVER] == []


@pytest.mark.parametrize("edition", Edition)
def test_the_status_of_success_is_no_more_than_a_warning(edition: Edition) -> None:
    """It changed from one edition to the other once, without a word."""
    found = [clause for clause in clauses(edition) if ".success-is-" in clause.id]
    assert len(found) == 5
    assert {clause.level for clause in found} == {Level.WARNING}


@pytest.mark.parametrize("edition", Edition)
def test_a_clause_yields_to_clauses(edition: Edition) -> None:
    every = {clause.id for each in Edition for clause in clauses(each)}
    for names in compile_contract(builtin(), edition).yields_to.values():
        assert names <= every


def test_agents_have_no_pages_in_2017() -> None:
    contract = compile_contract(builtin(), Edition.Y2017)
    agents = contract.operations["agent_sync"]
    assert not agents.paged
    known = {name: clause for name, clause in contract.clauses.items() if name.startswith("agents.")}
    told = {name: f"{name} {clause.title} {advice(Edition.Y2017)[name]}" for name, clause in known.items()}
    assert [name for name, text in told.items() if re.search(r"offset|\bpages\b|every page", text)] == []
    body = contract.document["paths"][agents.path]["post"]["requestBody"]["content"]["application/json"]
    assert set(body["schema"]["properties"]) == {"auth"}
