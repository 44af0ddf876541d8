"""Fake contacts, agents and interactions: seeded, made from Faker's words, valid against the contract."""

from tdmock.fakes.agents import Agents
from tdmock.fakes.contacts import Contacts
from tdmock.fakes.interactions import Interactions

__all__ = ["Agents", "Contacts", "Interactions"]
