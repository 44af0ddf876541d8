"""Plays what a bridge could answer, and tells which clauses break."""

from collections.abc import Callable
from typing import Any

import pytest

from tdmock.contract.compile import Contract, compile_contract
from tdmock.documents.load import builtin
from tdmock.editions import Edition
from tdmock.rulebook.examples import Example, broken_by

Broken = Callable[..., set[str]]


@pytest.fixture(scope="session")
def contract() -> Contract:
    return compile_contract(builtin(), Edition.CURRENT)


@pytest.fixture(scope="session")
def broken(contract: Contract) -> Broken:
    """``broken("contacts", body={…})``: the ids of the clauses that an answer breaks at an endpoint."""

    def play(group: str, **example: Any) -> set[str]:
        return broken_by(contract, f"{group}.any", Example.model_validate(example))

    return play
