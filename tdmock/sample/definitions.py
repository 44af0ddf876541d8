"""The integrations that faults and variants are shown with: the built-in example and what is made of it."""

from collections.abc import Callable
from functools import cache

from tdmock.definition.model import Action, ActionInput, AuthField, Definition
from tdmock.documents.load import builtin


@cache
def mycrm() -> Definition:
    """The built-in example itself."""
    return builtin()


def oauth2() -> Definition:
    """The example behind OAuth 2.0: one field, the access token."""
    token = AuthField(field_name="access_token", display="Access token", type="oauth")
    return _example(authentication_type="oauth2", authentication_configuration=(token,))


def returned_fields() -> Definition:
    """The example with a field that the authorization validator returns."""
    session = AuthField(field_name="session", display="Session", source="auth_validation")
    fields = (*mycrm().authentication_configuration, session)
    return _example(authentication_configuration=fields)


def one_time_code() -> Definition:
    """The example with a code that is not stored: the validator makes a session of it."""
    code = AuthField(field_name="code", display="Code", store=False)
    session = AuthField(field_name="session", display="Session", source="auth_validation")
    return _example(
        authentication_configuration=(*mycrm().authentication_configuration, code, session),
    )


def optional_credential() -> Definition:
    """The example with a credential that users need not fill in."""
    region = AuthField(field_name="region", display="Region", mandatory=False)
    return _example(authentication_configuration=(*mycrm().authentication_configuration, region))


def no_authentication() -> Definition:
    """The example without any credentials."""
    return _example(
        authentication_type="none", authentication_configuration=(), auth_validation_endpoint=None
    )


def contacts_only() -> Definition:
    """An integration that offers contacts and nothing else."""
    return _example(
        auth_validation_endpoint=None,
        agent_synchronization_endpoint=None,
        interaction_retrieval_endpoint=None,
        actions=(),
    )


def many_actions() -> Definition:
    """The example with a dozen actions, of all types of input."""
    kinds = ("text", "textarea", "email", "tel", "number", "select")
    actions = tuple(
        Action(
            provider="mycrm",
            name=f"action_{number}",
            display=f"action {number}",
            description=f"execute action number {number}",
            endpoint=f"https://mycrm.example.org/actions/action_{number}",
            inputs=(
                ActionInput(
                    key="value",
                    name="value",
                    type=kinds[number % len(kinds)],
                    mandatory=number % 2 == 0,
                    format="small, large" if kinds[number % len(kinds)] == "select" else None,
                ),
            ),
        )
        for number in range(12)
    )
    return _example(actions=actions)


def typed_action() -> Definition:
    """The example with one action that has an input of each type."""
    formats = {"select": "small, large", "datetime": "YYYY-MM-DD HH:mm", "time": "HH:mm"}
    kinds = ("text", "textarea", "email", "tel", "number", "select", "datetime", "time", "key/value")
    inputs = tuple(
        ActionInput(key=kind, name=kind, type=kind, mandatory=number % 2 == 0, format=formats.get(kind))
        for number, kind in enumerate(kinds)
    )
    (action,) = builtin().actions
    return _example(actions=(action.model_copy(update={"inputs": inputs}),))


def trailing_slashes() -> Definition:
    """The example with a slash at the end of every path."""
    return _moved(lambda url: f"{url}/")


def path_prefix() -> Definition:
    """The example below a path of its own."""
    return _moved(lambda url: url.replace("example.org/", "example.org/talkdesk/v1/"))


def one_path_per_word() -> Definition:
    """The example with other paths than the built-in ones."""
    return _moved(lambda url: url.replace("_", "/"))


DEFINITIONS: dict[str, Callable[[], Definition]] = {
    "mycrm": mycrm,
    "oauth2": oauth2,
    "returned-fields": returned_fields,
    "one-time-code": one_time_code,
    "optional-credential": optional_credential,
    "no-authentication": no_authentication,
    "contacts-only": contacts_only,
    "many-actions": many_actions,
    "typed-action": typed_action,
    "trailing-slashes": trailing_slashes,
    "path-prefix": path_prefix,
    "one-path-per-word": one_path_per_word,
}
"""Each integration by the name that faults and variants call it."""


def _example(**fields: object) -> Definition:
    return mycrm().model_copy(update=fields)


def _moved(move: Callable[[str], str]) -> Definition:
    """The example with every endpoint at another address."""
    example = mycrm()
    urls = {
        name: move(url)
        for name in Definition.model_fields
        if name.endswith("_endpoint") and (url := getattr(example, name))
    }
    actions = tuple(
        action.model_copy(update={"endpoint": move(action.endpoint)}) for action in example.actions
    )
    return _example(**urls, actions=actions)
