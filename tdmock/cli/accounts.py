"""The credentials of several accounts, from a CSV file: a column for each field, a row for each account."""

import csv
from itertools import islice
from pathlib import Path

from tdmock.cli.credentials import collect, field_objection
from tdmock.configuration.pairs import Pair
from tdmock.definition.model import Definition
from tdmock.errors import UsageError

LARGEST, MOST = 2**24, 10_000  # bytes of a file, and accounts in it


def read_accounts(path: Path, definition: Definition) -> tuple[dict[str, str], ...]:
    """The credentials of each account; an empty cell is none.

    Raises :class:`UsageError` with file and line, which repeats no value.
    """
    rows = csv.reader(_text(path).splitlines(), strict=True)
    accounts: list[dict[str, str]] = []
    try:
        names = _names(next(rows, []), definition)
        some = islice(filter(any, rows), MOST + 1)
        accounts += (_account(names, row, definition) for row in some)
    except (csv.Error, UsageError) as error:
        raise UsageError(f"{path}, line {rows.line_num}: {error}") from None
    if not 0 < len(accounts) <= MOST:
        raise UsageError(
            f"{path} has {f'more than {MOST:,}' if accounts else 'no'} accounts; it wants a line with the "
            "names of fields, and one for each account (others use theirs in turn)"
        )
    return tuple(accounts)


def _names(cells: list[str], definition: Definition) -> list[str]:
    """The names of the columns, in the first line."""
    objection = field_objection([field.field_name for field in definition.authentication_configuration])
    names = [cell.strip() for cell in cells]
    if reason := next(filter(None, map(objection, names)), ""):
        raise UsageError(reason)
    if len(set(names)) < len(names):
        raise UsageError("two columns have one name")
    return names


def _account(names: list[str], cells: list[str], definition: Definition) -> dict[str, str]:
    if len(cells) > len(names):
        raise UsageError(f"there are {len(cells)} cells, and only {len(names)} columns")
    given = (
        Pair(name=name, value=cell, source=name, where=name)
        for name, cell in zip(names, cells, strict=False)
        if cell
    )
    return collect(definition, {pair.name: pair for pair in given}, None)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it isn't text in UTF-8"
        raise UsageError(f"can't read {path}: {reason}") from None
    if len(content) > LARGEST:
        raise UsageError(f"{path} is too large for a file of credentials")
    return text
