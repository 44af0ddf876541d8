"""Fixture data for tests: fake records as plain data, in files, and as Hypothesis strategies.

>>> from tdmock.fixtures import Recipe, records, write
>>> next(records("contacts", Recipe(seed=7)))["id"]  # contact number 0 of seed 7, always the same
'1'
>>> write("agents.csv", "agents", Recipe(count=12))  # as ``tdmock generate`` writes it

``Contacts``, ``Agents`` and ``Interactions`` compute any record from its number; ``ActionData`` does so for
the inputs of an action. Everything is valid against the contract. ``docs/fixtures.md`` has the examples.
"""

from tdmock.generate.definitions import load
from tdmock.generate.fakes import Agents, Contacts, Interactions
from tdmock.generate.recipe import Recipe
from tdmock.generate.requests import ActionData
from tdmock.generate.strategies import action_data, agents, contacts, interactions
from tdmock.generate.writing import records, write

__all__ = [
    "ActionData",
    "Agents",
    "Contacts",
    "Interactions",
    "Recipe",
    "action_data",
    "agents",
    "contacts",
    "interactions",
    "load",
    "records",
    "write",
]
