"""Credentials as they are given: on the command line, in files, in the environment, or asked for."""

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from tdmock.definition.model import AuthField, Definition
from tdmock.errors import UsageError
from tdmock.redaction.mask import variable

LARGEST = 64 * 1024  # bytes of a file with a secret

Ask = Callable[[AuthField, bool], str]
"""Asks a person for a field's value; the flag says that it is a secret, to be typed unseen."""

Objection = Callable[[str], str]
"""Says, without repeating it, what is wrong with a name, or nothing."""


def parse_pairs(pairs: Sequence[str], option: str, objection: Objection) -> dict[str, str]:
    """``NAME=VALUE`` pairs with ``env:VAR`` and ``file:PATH`` resolved.

    Raises :class:`UsageError`, which repeats nothing that may be a value in the wrong place.
    """
    values: dict[str, str] = {}
    for pair in pairs:
        name, separator, value = pair.partition("=")
        name = name.strip()
        if not separator or not name:
            raise UsageError(
                f"{option}: write it as NAME=VALUE (the value of a secret also as env:VAR or file:PATH)"
            )
        if reason := objection(name):
            raise UsageError(f"{option}: {reason}")
        if name in values:
            raise UsageError(f"{option} {name}: it is given twice")
        values[name] = _text(_resolve(value, f"{option} {name}"), f"{option} {name}")
    return values


def field_objection(names: Collection[str]) -> Objection:
    """What speaks against a credential's name: that the definition has no such field."""

    def objection(name: str) -> str:
        if name in names:
            return ""
        near = get_close_matches(name.lower(), names, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        return f"the definition has no such field; it has {', '.join(names) or 'none'}{hint}"

    return objection


def _resolve(value: str, where: str) -> str:
    if name := value.removeprefix("env:") if value.startswith("env:") else "":
        if name not in os.environ:
            named = f"variable {name}" if name.isidentifier() else "variable"
            raise UsageError(f"{where}: the environment {named} is not set")
        return os.environ[name]
    if path := value.removeprefix("file:") if value.startswith("file:") else "":
        try:
            with Path(path).expanduser().open("rb") as file:
                content = file.read(LARGEST + 1)
            text = content.decode()
        except (OSError, UnicodeDecodeError, RuntimeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it isn't text"
            reason = "there is no such user" if isinstance(error, RuntimeError) else reason
            raise UsageError(f"{where}: can't read {path}: {reason}") from None
        if len(content) > LARGEST:
            raise UsageError(f"{where}: {path} is too large for a credential")
        return text.rstrip("\r\n")
    return value


def _text(value: str, where: str) -> str:
    """The value, where it can be sent: bytes that are no text came in as surrogates."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise UsageError(f"{where}: the value isn't text in UTF-8") from None
    return value


def _filled(value: str, where: str) -> str:
    """The value, unless it is empty, as secrets are in CI for a pull request from a fork."""
    if not value.strip():
        raise UsageError(f"{where} is empty; a CI job without access to secrets gets them like this")
    return value


def collect(definition: Definition, given: Mapping[str, str], ask: Ask | None) -> dict[str, str]:
    """A value for each field that a user enters: given, else from ``TDMOCK_AUTH_…``, else asked for.

    Raises :class:`UsageError` that names the fields that nobody gave and how to give them, or that are empty.
    Optional fields are left out; fields that Talkdesk presets have their preset value.
    """
    values = {f.field_name: f.preset for f in definition.authentication_configuration if f.preset is not None}
    missing = []
    for field in definition.user_fields:
        name = field.field_name
        value = given.get(name)
        if value is not None:
            value = _filled(value, f"--auth {name}")
        elif variable(name) in os.environ:
            value = _filled(_text(os.environ[variable(name)], variable(name)), variable(name))
        if value is None and field.mandatory:
            if ask is None:
                missing.append(name)
                continue
            value = ask(field, name in definition.secret_fields)
        if value is not None:
            values[name] = value
    if missing:
        hints = " ".join(f"--auth {name}=…" for name in missing)
        names = ", ".join(f"{variable(name)}" for name in missing)
        raise UsageError(
            f"the definition wants credentials that nobody gave: {', '.join(missing)}. "
            f"Give them by {hints} (env:VAR and file:PATH keep them off the command line), or set {names}."
        )
    return values


def expired_tokens(definition: Definition, given: Mapping[str, str]) -> Mapping[str, str]:
    """The expired values as given. Raises :class:`UsageError` where the integration has no such token."""
    if given and not definition.authentication_type.startswith("oauth2"):
        raise UsageError(
            f"--expired-auth is for oauth2 types; the authentication_type is {definition.authentication_type}"
        )
    return {name: _filled(value, f"--expired-auth {name}") for name, value in given.items()}
