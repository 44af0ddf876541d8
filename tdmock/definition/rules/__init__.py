"""What can be found wrong with a definition without calling anybody: one function per rule."""

from tdmock.definition.rules import actions, authentication, inputs, integration
from tdmock.definition.rules.registry import RULES, Rule

__all__ = ["RULES", "Rule", "actions", "authentication", "inputs", "integration"]
