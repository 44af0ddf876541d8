"""Records the rules of a version when it is released: their ids and levels, for each edition."""

import json
import sys
from pathlib import Path

from tdmock.contract.compile import compile_contract
from tdmock.contract.releases import THIS
from tdmock.definition.lint import clauses
from tdmock.documents.load import builtin
from tdmock.editions import Edition
from tdmock.findings import Level
from tdmock.judge.comparison import expectation_rules


def levels(edition: Edition) -> dict[str, Level]:
    """The level of every rule of an edition by its id: of bridges, of definitions, of expected records."""
    rules = {**compile_contract(builtin(), edition).clauses, **clauses(edition)}
    found = {name: clause.level for name, clause in rules.items()}
    return dict(sorted({**found, **dict.fromkeys(expectation_rules(), Level.ERROR)}.items()))


def record() -> str:
    """The rules of this version as JSON text."""
    return json.dumps({edition: levels(edition) for edition in Edition}, indent=2) + "\n"


if __name__ == "__main__":
    (Path(sys.argv[1]) / f"{THIS}.json").write_text(record(), encoding="utf-8")
