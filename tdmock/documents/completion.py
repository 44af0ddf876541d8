"""Completes a definition with what `tdmock init` proposes for the details that nobody gave."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from tdmock.definition.model import Action, ActionInput, AuthField, Definition
from tdmock.definition.rules.registry import absolute
from tdmock.documents.template import starter

Model = TypeVar("Model", bound=BaseModel)


def completed(definition: Definition) -> Definition:
    """The definition with a proposal for every detail that the contract asks for and nobody gave.

    What requests are made of stays as it is: names, keys, types, addresses. An action's provider becomes the
    integration's name also where it is another, for it can be no other.
    """
    new = starter(
        name=definition.name,
        display_name=definition.display_name or _title(definition.name),
        base_url=_base_url(definition),
    )
    details = {name: getattr(new, name) for name in ("display_name", "description", "logo_url", "icon_url")}
    fields = definition.authentication_configuration
    made = _filled(definition, details | _assumed(definition, "authentication_type"))
    lists = {
        "authentication_configuration": tuple(map(_field, fields)),
        "actions": tuple(_action(action, definition.name) for action in definition.actions),
    }
    return made.model_copy(update={name: value for name, value in lists.items() if value})


def _filled(model: Model, proposals: Mapping[str, Any]) -> Model:
    given = {name for name in model.model_fields_set if getattr(model, name) is not None}
    return model.model_copy(update={name: value for name, value in proposals.items() if name not in given})


def _assumed(model: BaseModel, *names: str) -> dict[str, Any]:
    """What a model takes for fields that nobody gave."""
    return {name: getattr(model, name) for name in names}


def _field(field: AuthField) -> AuthField:
    return _filled(
        field, {"display": _title(field.field_name)} | _assumed(field, "mandatory", "type", "store")
    )


def _action(action: Action, provider: str) -> Action:
    words = _words(action.name).lower()
    made = _filled(action, {"display": words, "description": words} | _assumed(action, "inputs"))
    return made.model_copy(update={"provider": provider, "inputs": tuple(map(_input, made.inputs))})


def _input(entry: ActionInput) -> ActionInput:
    return _filled(entry, {"name": _title(entry.key)} | _assumed(entry, "type", "mandatory"))


def _words(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("-", " ").split()) or name


def _title(name: str) -> str:
    words = _words(name)
    return words[:1].upper() + words[1:]


def _base_url(definition: Definition) -> str:
    """Where the first endpoint is, without its path; an address to be adapted where there is none."""
    for url in definition.endpoints.values():
        if parts := absolute(url):
            return f"{parts.scheme}://{parts.netloc}"
    return "https://bridge.example.org"
