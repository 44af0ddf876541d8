"""Definitions wherever they are: a file, plain data, or one that is loaded already."""

import json
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from tdmock.definition.model import Definition
from tdmock.definition.read import read
from tdmock.definition.tree import TreeError
from tdmock.documents import load as files
from tdmock.documents.readers import json_file
from tdmock.errors import DefinitionError

Source = Definition | Mapping[str, Any] | str | PathLike[str] | None
"""A definition, its fields as plain data, or the path of its file; None is the built-in mycrm."""


def load(source: Source) -> Definition:
    """The definition from where it is. Raises DefinitionError that tells what is wrong with it."""
    if source is None:
        return files.builtin()
    if isinstance(source, Definition):
        return source
    if isinstance(source, Mapping):
        try:
            return read(json_file.parse(json.dumps(dict(source))), file="definition").definition
        except TreeError as error:
            raise DefinitionError(error.message, place="definition") from None
    return files.load(Path(source))
