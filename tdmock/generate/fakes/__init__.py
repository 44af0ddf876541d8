"""Fake contacts, agents and interactions: seeded, in Faker's words or ours, valid against the contract."""

from tdmock.generate.fakes.agents import Agents
from tdmock.generate.fakes.contacts import Contacts
from tdmock.generate.fakes.interactions import Interactions

__all__ = ["Agents", "Contacts", "Interactions"]
