"""The definition of an integration as frozen pydantic models: what every input format is read into."""

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from tdmock.definition.placeholders import placeholders
from tdmock.endpoints import SINGLE, VALIDATION, of_action

_SECRET = re.compile(r"pass|secret|token|key|pin\b|credential|auth", re.IGNORECASE)

AUTHENTICATION_TYPES = ("none", "custom", "oauth2", "oauth2_password", "oauth2_client_credentials")
FIELD_TYPES = ("input", "oauth")
FIELD_SOURCES = ("input", "default", "auth_validation")

# Types of action inputs: those of the current pages, and those that only a proposal of 2012 has.
DOCUMENTED_TYPES = ("text", "select", "datetime")
PROPOSED_TYPES = ("textarea", "email", "tel", "number", "time", "key/value")
INPUT_TYPES = (*DOCUMENTED_TYPES, *PROPOSED_TYPES)
DATE_TYPES = ("datetime", "time", "date")


def _one_of(*known: str) -> WithJsonSchema:
    """What editors offer. Reading takes any value: an unknown one is a finding, no reason to stop."""
    return WithJsonSchema({"type": "string", "enum": list(known)})


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AuthField(_Frozen):
    """One authentication field; ``field_name`` is its key inside ``auth``."""

    field_name: str = Field(description="The key inside `auth`.")
    display: str | None = Field(default=None, description="The label that users see.")
    mandatory: bool = Field(default=True, description="Whether users must fill it in.")
    type: Annotated[str, _one_of(*FIELD_TYPES)] = Field(
        default="input", description="input: users type it in. oauth: the oauth2 flow fills it."
    )
    store: bool = Field(default=True, description="Whether Talkdesk keeps the value.")
    help: str | None = Field(default=None, description="Where users find the value.")
    format: str | None = Field(
        default=None,
        description="A template round what users type in, such as https://{{account}}.example.org.",
    )
    source: Annotated[str, _one_of(*FIELD_SOURCES)] | None = Field(
        default=None, description="Where the value comes from; users, unless said otherwise."
    )

    @property
    def preset(self) -> str | None:
        """The value Talkdesk itself puts in: the constant ``format`` of a field with source ``default``."""
        constant = self.source == "default" and self.format and not placeholders(self.format)
        return self.format if constant else None


class ActionInput(_Frozen):
    """One input of an action; ``key`` is its key inside ``data``."""

    key: str = Field(description="The key inside `data`.")
    name: str | None = Field(default=None, description="The label that users see.")
    type: str = Field(
        default="text",
        description=f"{', '.join(DOCUMENTED_TYPES)}; or, from a proposal, {', '.join(PROPOSED_TYPES)}.",
    )
    mandatory: bool = Field(default=False, description="Whether users must fill it in.")
    format: str | None = Field(
        default=None,
        description="The options of a select, the pattern of a datetime, or a default or template of a text.",
    )
    default: str | None = Field(default=None, description="The value to begin with.")

    @property
    def options(self) -> tuple[str, ...]:
        """The options of a select, in order, blanks trimmed; empty for other types."""
        if self.type != "select" or not self.format:
            return ()
        return tuple(option.strip() for option in self.format.split(",") if option.strip())

    @property
    def preset(self) -> str | None:
        """What Talkdesk itself puts in: the default, or else the format, unless that has another meaning."""
        if self.default is not None:
            return self.default
        return None if self.type in {"select", *DATE_TYPES} else self.format

    @property
    def is_constant(self) -> bool:
        """Whether what Talkdesk puts in is a text as it stands: no template, and no choice."""
        return self.type != "select" and self.preset is not None and not placeholders(self.preset)


class Action(_Frozen):
    """One action that Talkdesk can execute through the bridge."""

    name: str = Field(description="The system name, unique in this definition.")
    endpoint: str = Field(description="The address that executes the action.")
    provider: str | None = Field(default=None, description="The integration's name.")
    display: str | None = Field(default=None, description="The name that users see: short and in lower case.")
    description: str | None = Field(default=None, description="What the action does.")
    inputs: tuple[ActionInput, ...] = Field(default=(), description="What users fill in.")
    scoping: tuple[str, ...] = Field(
        default=(), description="Where the action is offered: automation, contact, or interaction types."
    )


class Definition(_Frozen):
    """An integration: its details, its authentication fields and its actions."""

    name: str = Field(description="The system name, unique at Talkdesk.")
    display_name: str | None = Field(default=None, description="The name that users see.")
    description: str | None = Field(
        default=None, description="What the integration does; a list is one line per entry."
    )
    logo_url: str | None = Field(default=None, description="The address of the logo, at most 192×96 pixels.")
    icon_url: str | None = Field(default=None, description="The address of the icon, at most 96×96 pixels.")
    authentication_type: Annotated[str, _one_of(*AUTHENTICATION_TYPES)] = Field(
        default="none", description="How users authenticate; custom asks them for the fields below."
    )
    authentication_configuration: tuple[AuthField, ...] = Field(
        default=(), description="The fields that make up `auth` in every request."
    )
    auth_validation_endpoint: str | None = Field(
        default=None, description="Where credentials are validated. Without it, they aren't."
    )
    contact_synchronization_endpoint: str | None = Field(
        default=None, description="Where contacts are fetched. Without it, none are."
    )
    agent_synchronization_endpoint: str | None = Field(
        default=None, description="Where agents are fetched. Without it, none are."
    )
    interaction_retrieval_endpoint: str | None = Field(
        default=None, description="Where a contact's interactions are fetched. Without it, none are."
    )
    interaction_types: tuple[str, ...] = Field(
        default=(), description="The types of interactions that the bridge has; also as one text with commas."
    )
    actions: tuple[Action, ...] = Field(default=(), description="What Talkdesk can do through the bridge.")

    @property
    def endpoints(self) -> dict[str, str]:
        """The declared endpoints by tdmock's name for them, each with its URL, in contract order."""
        declared = {
            **{endpoint.name: getattr(self, endpoint.field) for endpoint in SINGLE},
            **{of_action(action.name): action.endpoint for action in self.actions},
        }
        return {name: url for name, url in declared.items() if url}

    @property
    def user_fields(self) -> tuple[AuthField, ...]:
        """The authentication fields whose values a run must be given.

        These are the fields a user types in at Talkdesk. With an oauth2 type the access token belongs to
        them too, as tdmock takes it ready-made instead of going through the provider's consent page:
        the fields of type ``oauth``, or a field ``access_token`` where none is configured at all.
        """
        if self.authentication_type == "none":
            return ()
        if not self.authentication_type.startswith("oauth2"):
            return tuple(
                field
                for field in self.authentication_configuration
                if field.type != "oauth" and _asked(field)
            )
        if not self.authentication_configuration:
            return (AuthField(field_name="access_token", display="Access token", type="oauth"),)
        return tuple(field for field in self.authentication_configuration if _asked(field))

    @property
    def secret_fields(self) -> tuple[str, ...]:
        """The names of the fields whose values are secrets; all where none stands out."""
        names = tuple(field.field_name for field in self.authentication_configuration)
        return self.evident_secrets or names

    @property
    def evident_secrets(self) -> tuple[str, ...]:
        """The names of the fields that stand out as secrets, by type or name."""
        return tuple(
            field.field_name
            for field in self.authentication_configuration
            if field.type == "oauth" or _SECRET.search(field.field_name)
        )

    @property
    def digest(self) -> str:
        """A digest of everything in it (SHA-256, in hexadecimal), the same from every format of file."""
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        import hashlib

        return hashlib.sha256(content.encode(errors="surrogatepass")).hexdigest()

    @property
    def validates_once(self) -> bool:
        """Whether a field is not stored, as a one-time code: the credentials may be good only once."""
        return not all(field.store for field in self.authentication_configuration)

    def auth_at(self, endpoint: str, auth: Mapping[str, Any]) -> dict[str, Any]:
        """The part of ``auth`` that an endpoint gets: what is not stored reaches the validator only."""
        unstored = {field.field_name for field in self.authentication_configuration if not field.store}
        return {
            name: value for name, value in auth.items() if endpoint == VALIDATION.name or name not in unstored
        }

    def action(self, name: str) -> Action:
        return next(action for action in self.actions if action.name == name)


def _asked(field: AuthField) -> bool:
    return field.source != "auth_validation" and field.preset is None
