"""The commented integration.yaml that `tdmock init` makes."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from tdmock.definition.model import Action, ActionInput, AuthField, Definition
from tdmock.definition.words import FALSE, TRUE
from tdmock.documents.document import ACTION_FIELDS, AUTH_FIELDS, INPUT_FIELDS, INTEGRATION_FIELDS
from tdmock.endpoints import AGENTS, CONTACTS, INTERACTIONS, VALIDATION

SCHEMA_REFERENCE = "# yaml-language-server: $schema={schema}\n"

_HEAD = """\
# The definition of an integration: what Talkdesk is told about it, and what tdmock checks a bridge by.
#
#   tdmock lint FILE                          finds mistakes in here
#   tdmock check URL --definition FILE        plays Talkdesk against the bridge at URL
#   tdmock document FILE -o FILE.docx         writes the document to hand in
"""
_COMMENTS = {
    "name": "The system name, unique at Talkdesk.",
    "display_name": "What users see.",
    "logo_url": "At most 192×96 pixels; the icon 96×96.",
    "authentication_type": "none, custom, oauth2, oauth2_password or oauth2_client_credentials.",
    "authentication_configuration": "What users fill in to connect; every request has the values in `auth`.",
    "interaction_types": "The types that the interaction endpoint can return.",
    "actions": "What Talkdesk can do through the bridge.",
}
_ENDPOINT_COMMENT = "What the bridge doesn't have is left out here; Talkdesk then never calls it."
_INPUT_COMMENT = (
    "type: text, select or datetime. format: for select the options, for datetime a moment.js pattern,",
    "for text a default or a template such as {{contact.first_name}}, which has to be in quotes.",
)
# A text that every YAML reader takes as it is, also without quotes.
_PLAIN = re.compile(r"[A-Za-z/](?:[\w /.,;@+&()?!='<>{}-]|:(?! |$))*", re.ASCII)
_WORDS = TRUE | FALSE | {"null"}


def starter(*, name: str, display_name: str, base_url: str) -> Definition:
    """A definition with everything in it once, to be adapted; every endpoint is below ``base_url``."""
    base = base_url.rstrip("/")
    return Definition(
        name=name,
        display_name=display_name,
        description=f"Brings contacts and tickets of {display_name} to Talkdesk.",
        logo_url=f"{base}/logo.png",
        icon_url=f"{base}/icon.png",
        authentication_type="custom",
        authentication_configuration=(
            AuthField(
                field_name="token",
                display="API Token",
                mandatory=True,
                type="input",
                store=True,
                help="Find under Settings > API",
            ),
        ),
        auth_validation_endpoint=f"{base}{VALIDATION.path}",
        contact_synchronization_endpoint=f"{base}{CONTACTS.path}",
        interaction_retrieval_endpoint=f"{base}{INTERACTIONS.path}",
        agent_synchronization_endpoint=f"{base}{AGENTS.path}",
        interaction_types=("ticket",),
        actions=(
            Action(
                provider=name,
                name="create_ticket",
                display="create ticket",
                description="create a new ticket",
                endpoint=f"{base}/actions/create_ticket",
                inputs=(
                    ActionInput(key="subject", name="Subject", type="text", mandatory=True),
                    ActionInput(
                        key="priority", name="Priority", type="select", format="low,high", mandatory=False
                    ),
                    ActionInput(
                        key="due", name="Due", type="datetime", format="YYYY-MM-DD HH:mm", mandatory=False
                    ),
                ),
            ),
        ),
    )


def definition_yaml(
    definition: Definition, *, schema: str | None = None, proposed: Iterable[str] = ()
) -> str:
    """The definition as commented YAML that loads as the same definition.

    ``schema`` is the address or path of the JSON Schema that editors are to check the file by; ``proposed``
    are the paths of fields that tdmock thought of.
    """
    head = (SCHEMA_REFERENCE.format(schema=schema) if schema else "") + _HEAD
    notes = [f"#   {path}\n" for path in proposed]
    head += "".join(["#\n# Proposed by tdmock, to be adapted:\n", *notes]) if notes else ""
    return head + "".join(f"{line}\n" for line in _lines(definition))


def _lines(definition: Definition) -> Iterator[str]:
    comments = _COMMENTS | dict.fromkeys(list(_details(definition, "_endpoint"))[:1], _ENDPOINT_COMMENT)
    for name, value in _details(definition).items():
        if comment := comments.get(name):
            yield f"\n# {comment}"
        if name == "authentication_configuration":
            yield f"{name}:"
            for field in value:
                yield from _entry(field, AUTH_FIELDS, "  ")
        else:
            yield from _field(name, value, "")
    if definition.actions:
        yield f"\n# {_COMMENTS['actions']}"
        yield "actions:"
        for action in definition.actions:
            yield from _action(action)


def _details(definition: Definition, ending: str = "") -> dict[str, Any]:
    """The integration's details that have a value, in the order of the document to hand in."""
    values = {name: getattr(definition, name) for name in INTEGRATION_FIELDS if name.endswith(ending)}
    return {name: value for name, value in values.items() if value is not None and value != ()}


def _action(action: Action) -> Iterator[str]:
    yield from _entry(action, tuple(name for name in ACTION_FIELDS if name != "inputs"), "  ")
    if not action.inputs:
        yield "    inputs: []"
        return
    for line in _INPUT_COMMENT:
        yield f"    # {line}"
    yield "    inputs:"
    for entry in action.inputs:
        yield from _entry(entry, INPUT_FIELDS, "      ")


def _entry(model: AuthField | Action | ActionInput, names: tuple[str, ...], indent: str) -> Iterator[str]:
    """The fields of an entry of a list, the first behind a dash."""
    values = {name: getattr(model, name) for name in names}
    lines = [
        line
        for name, value in values.items()
        if value is not None and value != ()
        for line in _field(name, value, "")
    ]
    for number, line in enumerate(lines):
        yield f"{indent}{'  ' if number else '- '}{line}"


def _field(name: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, tuple):
        yield f"{indent}{name}: [{', '.join(map(_listed, value))}]"
    elif (
        name == "description"
        and "\n" in value
        and all(line.strip() == line != "" for line in value.split("\n"))
    ):
        yield f"{indent}{name}:"
        for line in value.split("\n"):
            yield f"{indent}  - {_text(line)}"
    else:
        yield f"{indent}{name}: {_text(value)}"


def _listed(text: str) -> str:
    """A text inside brackets, where a comma or brace would end it."""
    plain = re.fullmatch(r"[A-Za-z]\w*", text, re.ASCII) and not _is_word(text)
    return text if plain else _quoted(text)


def _text(value: str | bool) -> str:  # noqa: FBT001  the value of a field, not a switch
    if isinstance(value, bool):
        return "true" if value else "false"
    plain = _PLAIN.fullmatch(value) and not value.endswith(" ") and not _is_word(value)
    return value if plain else _quoted(value)


def _is_word(text: str) -> bool:
    """Whether a reader of YAML, 1.1 or 1.2, takes the text for something else."""
    return text.lower() in _WORDS


def _quoted(text: str) -> str:
    """In JSON's quotes, which YAML reads as well; what YAML wouldn't take as it is becomes an escape."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in quoted)
