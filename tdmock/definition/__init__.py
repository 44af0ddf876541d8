"""The definition of an integration: its model and the readers of its file formats."""

from tdmock.definition.model import Action, ActionInput, AuthField, Definition

__all__ = ["Action", "ActionInput", "AuthField", "Definition"]
