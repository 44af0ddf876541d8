"""Where the bundled contracts and scenarios are, in a checkout, an editable install and a wheel alike."""

from enum import StrEnum
from functools import cache
from pathlib import Path


class Edition(StrEnum):
    """A dated version of the contract."""

    CURRENT = "current"
    Y2017 = "2017"


@cache
def data(folder: str) -> Path:
    """The folder ``contracts`` or ``scenarios``.

    A wheel carries its copy inside the package; a checkout and an editable install have the original
    beside the package.
    """
    package = Path(__file__).parent
    bundled = package / "_data" / folder
    return bundled if bundled.is_dir() else package.parent / folder


def contract_file(edition: Edition) -> Path:
    return data("contracts") / f"{edition}.yaml"


def mycrm_file() -> Path:
    """The built-in example definition."""
    return data("contracts") / "examples" / "mycrm.yaml"
