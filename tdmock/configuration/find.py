"""Finds the configuration file; most runs have none, so nothing is imported here that takes time."""

from pathlib import Path
from typing import TYPE_CHECKING

from tdmock.errors import UsageError

if TYPE_CHECKING:
    from tdmock.configuration.read import ConfigurationFile

FILE = "tdmock.toml"
LARGEST = 1024 * 1024  # bytes


def find_configuration() -> "ConfigurationFile | None":
    """The nearest configuration: ``tdmock.toml`` or ``[tool.tdmock]``, in the current folder or above.

    Raises :class:`UsageError` where it can't be read.
    """
    try:
        here = Path.cwd()
    except OSError:  # it was removed
        return None
    for folder in (here, *here.parents):
        if (content := _content(folder / FILE)) is not None:
            return _parse(content, folder / FILE, ())
        content = _content(folder / "pyproject.toml")
        if content is not None and b"[tool.tdmock" in content:
            return _parse(content, folder / "pyproject.toml", ("tool", "tdmock"))
    return None


def _content(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if path.name != FILE:  # somebody else's file in a folder above
            return None
        raise UsageError(f"{path}: can't be read: {error.strerror}") from None
    if len(content) > LARGEST:
        raise UsageError(f"{path}: is larger than 1 MiB; a configuration is a page")
    return content


def _parse(content: bytes, path: Path, root: tuple[str, ...]) -> "ConfigurationFile":
    from tdmock.configuration.read import parse

    return parse(content, path, root)
