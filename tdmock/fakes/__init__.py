"""Fake contacts, agents and interactions: seeded, in Faker's words or ours, valid against the contract."""

from tdmock.fakes.agents import Agents
from tdmock.fakes.contacts import Contacts
from tdmock.fakes.interactions import Interactions

__all__ = ["Agents", "Contacts", "Interactions"]
