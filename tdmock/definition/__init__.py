"""The definition of an integration: its model, its language of dates, and what can be wrong with one."""

from tdmock.definition.model import Action, ActionInput, AuthField, Definition

__all__ = ["Action", "ActionInput", "AuthField", "Definition"]
