"""References to credentials: ``env:NAME`` and ``file:PATH`` instead of the credential itself."""

import os
from pathlib import Path

from tdmock.errors import UsageError

LARGEST = 64 * 1024  # bytes of a file with a secret


def as_text(value: str, where: str) -> str:
    """The value, where it can be sent: bytes that are no text came in as surrogates."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise UsageError(f"{where}: the value isn't text in UTF-8") from None
    return value


def resolve(value: str, where: str) -> str:
    """What a reference leads to; anything else is the value itself. Raises :class:`UsageError`."""
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
