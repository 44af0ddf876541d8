"""Fixture data as an Excel workbook: a sheet for each kind of record."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from shutil import copyfileobj
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tdmock.errors import UsageError
from tdmock.generate.formats import cell

ROWS = 1_048_576
"""A sheet has no more."""

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def workbook(
    path: Path,
    data: Mapping[str, Iterable[Mapping[str, Any]]],
    columns: Mapping[str, Sequence[str]],
    now: datetime,
) -> None:
    """Write the records of each kind under their columns. Raises UsageError where a sheet is full."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = now.replace(tzinfo=None)
    for kind, records in data.items():
        sheet = book.create_sheet(kind)
        sheet.freeze_panes = "A2"
        sheet.append(columns[kind])
        for number, record in enumerate(records, start=2):
            if number > ROWS:
                raise UsageError(
                    f"an Excel sheet holds {ROWS - 1:,} {kind} and no more; choose another format"
                )
            cells = [WriteOnlyCell(sheet, cell(record.get(column))) for column in columns[kind]]
            for one in cells:
                if one.data_type == "f":  # a text that begins with =, not a formula
                    one.data_type = "s"
            sheet.append(cells)
    book.save(path)
    _without_clock(path, now)


def _without_clock(path: Path, now: datetime) -> None:
    """Write the file anew with no time in it but the given one: the same data shall be the same bytes."""
    moment = now.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    fresh = path.with_name(path.name + ".part")
    with ZipFile(path) as old, ZipFile(fresh, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            info = ZipInfo(entry.filename, _ZIP_EPOCH)
            info.compress_type = ZIP_DEFLATED
            with old.open(entry) as source, new.open(info, "w") as target:
                if entry.filename == "docProps/core.xml":  # where saving wrote the clock's time
                    target.write(_MODIFIED.sub(rb"\g<1>" + moment + rb"\g<2>", source.read()))
                else:
                    copyfileobj(source, target)
    fresh.replace(path)
