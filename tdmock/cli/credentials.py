"""Credentials as they are given: on the command line, in files, in the environment, or asked for."""

import os
from collections.abc import Callable, Collection, Mapping

from tdmock.configuration.pairs import Objection, Pair, filled
from tdmock.definition.model import AuthField, Definition
from tdmock.definition.words import closest
from tdmock.errors import UsageError
from tdmock.redaction.mask import variable
from tdmock.redaction.references import as_text

Ask = Callable[[AuthField, bool], str]
"""Asks a person for a field's value; the flag says that it is a secret, to be typed unseen."""


def field_objection(names: Collection[str]) -> Objection:
    """What speaks against a credential's name: that the definition has no such field."""

    def objection(name: str) -> str:
        if name in names:
            return ""
        near = closest(name.lower(), names, cutoff=0.6)
        hint = f"; did you mean {near}?" if near else ""
        return f"the definition has no such field; it has {', '.join(names) or 'none'}{hint}"

    return objection


def collect(
    definition: Definition,
    given: Mapping[str, Pair],
    ask: Ask | None,
    *,
    configured: Mapping[str, Pair] | None = None,
) -> dict[str, str]:
    """A value for each field that a user enters.

    It is given, else in ``TDMOCK_AUTH_…``, else configured, else asked for. Raises :class:`UsageError` that
    names the fields that nobody gave and how to give them, or that are empty. Optional fields are left out;
    fields that Talkdesk presets have their preset value.
    """
    values = {f.field_name: f.preset for f in definition.authentication_configuration if f.preset is not None}
    missing = []
    for field in definition.user_fields:
        name = field.field_name
        if name in given:
            values[name] = given[name].filled()
        elif variable(name) in os.environ:
            values[name] = filled(as_text(os.environ[variable(name)], variable(name)), variable(name))
        elif configured and name in configured:
            values[name] = configured[name].filled()
        elif field.mandatory and ask:
            values[name] = ask(field, name in definition.secret_fields)
        elif field.mandatory:
            missing.append(name)
    if missing:
        hints = " ".join(f"--auth {name}=…" for name in missing)
        names = ", ".join(f"{variable(name)}" for name in missing)
        raise UsageError(
            f"the definition wants credentials that nobody gave: {', '.join(missing)}. "
            f"Give them by {hints} (env:VAR and file:PATH keep them off the command line), or set {names}."
        )
    return values


def expired_tokens(definition: Definition, given: Mapping[str, Pair]) -> dict[str, str]:
    """The expired values. Raises :class:`UsageError` where the integration has no such token."""
    for pair in given.values():
        if not definition.authentication_type.startswith("oauth2"):
            kind = definition.authentication_type
            raise UsageError(f"{pair.source} is for oauth2 types; the authentication_type is {kind}")
    return {name: pair.filled() for name, pair in given.items()}
