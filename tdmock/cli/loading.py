"""Loads the definition for commands that write it anew."""

from pathlib import Path

from tdmock.cli.output import tell
from tdmock.definition.model import Definition
from tdmock.documents.load import load_with_positions


def load_aloud(path: Path) -> Definition:
    """The definition in a file; what was not read of it is told on standard error, with its place."""
    loaded = load_with_positions(path)
    for note in loaded.notes:
        field = f"{note.path}: " if note.path else ""
        tell(f"Note: {note.place.within(loaded.file)}: {field}{note.message}")
    return loaded.definition
