"""Rules of actions as such."""

from collections.abc import Iterator

from tdmock.definition.model import Action, Definition
from tdmock.definition.rules.registry import missing, repeated, rule
from tdmock.findings import Breach

_SHORT = 40  # characters


def _actions(definition: Definition) -> list[tuple[str, Action]]:
    """The actions with their paths."""
    return [(f"actions[{number}]", action) for number, action in enumerate(definition.actions)]


@rule("definition.action-names-are-unique")
def action_names_are_unique(definition: Definition) -> Iterator[Breach]:
    yield from repeated((f"{path}.name", action.name) for path, action in _actions(definition))


@rule("definition.action-details-are-given")
def action_details_are_given(definition: Definition) -> Iterator[Breach]:
    for path, action in _actions(definition):
        yield from missing(action, ["provider", "display", "description", "inputs"], path)


@rule("definition.provider-is-the-integration")
def provider_is_the_integration(definition: Definition) -> Iterator[Breach]:
    for path, action in _actions(definition):
        if action.provider and action.provider != definition.name:
            yield Breach(at=f"{path}.provider", expected=definition.name, actual=action.provider)


@rule("definition.action-display-fits")
def action_display_fits(definition: Definition) -> Iterator[Breach]:
    for path, action in _actions(definition):
        display = action.display or ""
        if len(display) > _SHORT:
            yield Breach(at=f"{path}.display", expected=f"at most {_SHORT} characters", actual=display)


@rule("definition.action-texts-are-lower-case")
def action_texts_are_lower_case(definition: Definition) -> Iterator[Breach]:
    for path, action in _actions(definition):
        for name in ("display", "description"):
            text = getattr(action, name) or ""
            if text[:1] != text[:1].lower():
                yield Breach(at=f"{path}.{name}", expected=text[:1].lower() + text[1:], actual=text)


@rule("definition.scopes-are-known")
def scopes_are_known(definition: Definition) -> Iterator[Breach]:
    known = ("automation", "contact", *definition.interaction_types)
    for path, action in _actions(definition):
        for number, scope in enumerate(action.scoping):
            if scope not in known:
                yield Breach(
                    at=f"{path}.scoping[{number}]", expected=f"one of {', '.join(known)}", actual=scope
                )
