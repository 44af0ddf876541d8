"""What is secret in a URL and in a header that a user gives, each with the variable that stands for it."""

import base64
import binascii
import re
from collections.abc import Iterator

from tdmock.exchange.addresses import parse
from tdmock.redaction.mask import variable

USER, PASSWORD, BASIC = (f"${variable(part, prefix='URL')}" for part in ("USER", "PASSWORD", "BASIC"))

_KEY_NAME = re.compile(
    r".*(?:key|key_?id|token|secret|password|passwd|signature|credentials?|session|session_?id|jwt)"
    r"|auth|authorization|code|k|pass|pw|pwd|sig"
)
SENSITIVE = re.compile(r"authorization|cookie|token|secret|api-?key", re.IGNORECASE)
"""In the name of a header that holds a secret."""
_LONG = 12  # characters from which on a value with letters and digits is taken for a key, whatever its name

Secret = tuple[str, str]
"""A placeholder and the value that it stands for."""


def url_secrets(url: str) -> Iterator[Secret]:
    """What is secret in a URL, whether it can be called or not.

    That is its user name and password, also as they are sent together, and its keys as they stand in it.
    """
    try:
        address = parse(url)
    except ValueError:  # then a sign in the password may be what makes it none
        credentials = (url.partition("//")[2] or url).rpartition("@")[0]
    else:
        credentials = address.credentials
        yield BASIC, address.basic
    user, _, password = credentials.partition(":")
    yield USER, user
    yield PASSWORD, password
    for parameter in url.partition("#")[0].partition("?")[2].split("&"):
        name, _, value = parameter.partition("=")
        if _is_key(name, value):
            yield f"${variable(name, prefix='URL')}", value


def without_keys(query: str) -> str:
    """A URL's query without the parameters that are keys."""
    return "&".join(part for part in query.split("&") if not _is_key(*part.partition("=")[::2]))


def header_secrets(name: str, value: str) -> Iterator[Secret]:
    """A header's value, and what it holds: a token behind its scheme, a password, cookies."""
    placeholder = header_placeholder(name)
    yield placeholder, value
    if name.lower() == "cookie":
        yield from ((placeholder, cookie.partition("=")[2].strip()) for cookie in value.split(";"))
        return
    scheme, _, token = value.strip().partition(" ")
    if name.lower().endswith("authorization"):
        yield placeholder, token.strip()
    if scheme.lower() == "basic":
        try:
            credentials = base64.b64decode(token.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return
        yield placeholder, credentials
        yield placeholder, credentials.partition(":")[2]


def names_secret(header: str) -> bool:
    """Whether a header holds a secret, by its name."""
    return bool(SENSITIVE.search(header)) or _is_key(header, "")


def header_placeholder(name: str) -> str:
    """What stands for the value of a header that the user gives."""
    return f"${variable(name, prefix='HEADER')}"


def _is_key(name: str, value: str) -> bool:
    mixed = len(value) >= _LONG and not value.isalpha() and any(map(str.isalpha, value))
    return mixed or bool(_KEY_NAME.fullmatch(name.lower().replace("-", "_")))
