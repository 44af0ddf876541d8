"""Definitions out of documents: the tables people really have, and files that must not be opened."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from openpyxl import Workbook

from tdmock.definition import Definition
from tdmock.documents.load import load, load_with_positions
from tdmock.errors import DefinitionError

# Laid out as a documentation page comes out when it is copied.
COPIED = """\
Example Integration

Some words on what to do, with a name and a description in them.

Integration Details

Field

Example

name

acme

description

  • Sells everything.
  • Delivers nowhere.

authentication_type

custom

authentication_configuration

account

field_name: account
display: Account
Mandatory: true
type: input
store: TRUE
help: Find under Settings > Account
format: https://{{account}}.example.org

token

field_name: token
display: “API\u00a0Token”
Mandatory: Yes
type: input
store: no

contact_synchronization_endpoint

https://acme.example.org/contact_sync

interaction_types

order,parcel

Action Details (One Table per Each Action)

Field

Example

provider

acme

name

send_parcel

endpoint

https://acme.example.org/actions/send_parcel

inputs

key: address
name: Address
type: text
format: {{contact.address}}
mandatory: true

key: speed
name: Speed: how fast
type: select
format: slow,slower
mandatory: false


Did this page help you?
"""

INTEGRATION = [
    ("Field", "Example"),
    ("Name", "acme"),
    ("Description:", "• Sells everything.\n• Delivers nowhere."),
    ("authentication type *", "Custom"),
    (
        "authentication_configuration",
        COPIED.partition("configuration\n\n")[2].partition("\n\ncontact_")[0],
    ),
    ("contact_synchronization_endpoint", "https://acme.example.org/contact_sync"),
    ("interaction_types", "• order\n• parcel"),
]
ACTION = [
    ("name", "send_parcel"),
    (
        "inputs",
        """key: address\nname: Address\nformat: “{{contact.address}}”\nmandatory: true
name: Speed: how fast\nkey: speed\ntype: select\nformat: slow,slower\nmandatory: FALSE""",
    ),
    ("provider", "acme"),
    ("endpoint", "https://acme.example.org/actions/send_parcel"),
]
Rows = Sequence[tuple[str, ...]]


def copied(folder: Path, text: str = COPIED) -> Path:
    (folder / "copied.txt").write_text(text, encoding="utf-8")
    return folder / "copied.txt"


def word(folder: Path, *tables: Rows) -> Path:
    document = Document()
    for rows in tables:
        table = document.add_table(rows=0, cols=max(map(len, rows)))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=False):
                cell.text = text
    document.save(str(folder / "d.docx"))
    return folder / "d.docx"


def excel(folder: Path, *sheets: Rows) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(folder / "d.xlsx")
    return folder / "d.xlsx"


def markdown(folder: Path, *tables: Rows) -> Path:
    text = "\n\n".join(
        "\n".join(
            [
                "| | |\n|---|---|" if rows[0][0] != "Field" else "| Field | Example |\n|---|---|",
                *(
                    "| " + " | ".join(cell.replace("\n", "<br>") for cell in row) + " |"
                    for row in rows
                    if row[0] != "Field"
                ),
            ]
        )
        for rows in tables
    )
    (folder / "d.md").write_text(f"# Acme\n\n{text}\n", encoding="utf-8")
    return folder / "d.md"


def commas(folder: Path, *tables: Rows, separator: str = ",") -> Path:
    lines = [
        separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for rows in tables for row in rows
    ]
    (folder / "d.csv").write_text("\n".join(lines), encoding="utf-8-sig")
    return folder / "d.csv"


@pytest.fixture
def acme(tmp_path: Path) -> Definition:
    return load(copied(tmp_path))


def test_text_copied_from_the_documentation_is_read(tmp_path: Path) -> None:
    loaded = load_with_positions(copied(tmp_path))
    acme = loaded.definition
    assert acme.description == "Sells everything.\nDelivers nowhere."
    assert [
        (field.field_name, field.display, field.store) for field in acme.authentication_configuration
    ] == [
        ("account", "Account", True),
        ("token", "API Token", False),
    ]
    assert acme.interaction_types == ("order", "parcel")
    assert [(entry.key, entry.name, entry.format) for entry in acme.actions[0].inputs] == [
        ("address", "Address", "{{contact.address}}"),
        ("speed", "Speed: how fast", "slow,slower"),
    ]
    assert COPIED.splitlines()[(loaded.positions["actions[0].inputs[1].type"].line) - 1] == "type: select"
    assert ["Did this page" in note.message for note in loaded.notes] == [True]


@pytest.mark.parametrize("write", [word, excel, markdown, commas])
def test_every_kind_of_document_gives_the_same_definition(
    tmp_path: Path, write: Any, acme: Definition
) -> None:
    assert load(write(tmp_path, INTEGRATION, ACTION)) == acme


@pytest.mark.parametrize("write", [word, excel, commas])
def test_all_rows_in_one_table_are_told_apart(tmp_path: Path, write: Any, acme: Definition) -> None:
    second = [("provider", "acme"), ("name", "b"), ("endpoint", "https://acme.example.org/b")]
    definition = load(write(tmp_path, [*INTEGRATION, ("", ""), ("Action", ""), *ACTION, *second]))
    assert definition.actions[0] == acme.actions[0]
    assert definition.actions[1].name == "b"


def test_another_separator_is_recognised(tmp_path: Path, acme: Definition) -> None:
    assert load(commas(tmp_path, INTEGRATION, ACTION, separator=";")) == acme


def test_columns_are_found_by_their_headers_and_others_are_noted(tmp_path: Path) -> None:
    rows = [
        ("No.", "Field", "Type", "Your value", "Remarks"),
        ("1", "name", "string", "acme", "agreed"),
        ("2", "description", "string", "Sells.", ""),
    ]
    loaded = load_with_positions(excel(tmp_path, rows))
    assert (loaded.definition.name, loaded.definition.description) == ("acme", "Sells.")
    assert [str(note.place) for note in loaded.notes] == ["table 1, row 2, cell 3", "table 1, row 2, cell 5"]


def test_merged_cells_are_read_once(tmp_path: Path, acme: Definition) -> None:
    path = word(
        tmp_path, [("Integration Details", "", ""), *[(key, value, "") for key, value in INTEGRATION]], ACTION
    )
    document = Document(str(path))
    table: Any = document.tables[0]
    for number, row in enumerate(table.rows):
        (row.cells[0].merge(row.cells[2]) if number == 0 else row.cells[1].merge(row.cells[2]))
    configuration = table.rows[5].cells
    text = configuration[1].text
    below = table.add_row().cells
    configuration[1].text, token = text.split("\ntoken\n")
    below[1].merge(below[2]).text = token
    configuration[0]._tc.getparent().addnext(below[0]._tc.getparent())
    configuration[0].merge(below[0])
    document.save(str(path))
    assert load(path) == acme


def test_tables_in_cells_links_and_tracked_changes_are_read_as_they_show(tmp_path: Path) -> None:
    path = word(tmp_path, [("name", "acme"), ("authentication_configuration", ""), ("logo_url", "")])
    document = Document(str(path))
    inner = document.tables[0].rows[1].cells[1].add_table(rows=2, cols=2)
    for row, texts in zip(inner.rows, [("field_name", "token"), ("mandatory", "no")], strict=True):
        row.cells[0].text, row.cells[1].text = texts
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    runs = (
        f"<w:p {names}><w:hyperlink><w:r><w:t>https://a</w:t></w:r></w:hyperlink>"
        "<w:del><w:r><w:delText>.old</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>.example.org/x.png</w:t></w:r></w:ins></w:p>"
    )
    document.tables[0].rows[2].cells[1]._tc.append(parse_xml(runs))
    document.save(str(path))
    definition = load(path)
    assert definition.logo_url == "https://a.example.org/x.png"
    assert [(field.field_name, field.mandatory) for field in definition.authentication_configuration] == [
        ("token", False)
    ]


def test_what_is_wrong_is_told_by_table_row_and_cell(tmp_path: Path) -> None:
    rows = [
        ("name", "acme"),
        ("logo_ur", "x"),
        ("authentication_configuration", "field_name: a\nstore: maybe"),
    ]
    path = word(tmp_path, [("Author", "Me")], rows, [("provider", "acme"), ("name", "x")])
    with pytest.raises(DefinitionError) as caught:
        load(path)
    field, words = "authentication_configuration[0]", "true or false (or yes, no, on, off, 1, 0)"
    assert [line.strip().replace(f"{tmp_path}/", "") for line in str(caught.value).splitlines()] == [
        "d.docx: 3 problems:",
        'd.docx, table 2, row 2, cell 1: logo_ur: no such field; did you mean "logo_url"?',
        f'd.docx, table 2, row 3, cell 2, line 2: {field}.store: must be {words}, not "maybe"',
        "d.docx, table 3, row 1, cell 1: actions[0].endpoint: is missing; nothing works without it",
    ]


def test_what_is_passed_over_is_noted_with_its_place(tmp_path: Path) -> None:
    rows = [
        ("name", "acme"),
        ("budget", "3"),
        ("logo_url", "https://a.example.org\n(not final)"),
        ("authentication_configuration", "field_name: a\ncolour: red\n\nask Bob"),
    ]
    loaded = load_with_positions(word(tmp_path, [("Author", "Me")], rows))
    assert loaded.definition.logo_url == "https://a.example.org"
    assert sorted((str(note.place), note.message.partition(" ")[0]) for note in loaded.notes) == [
        ("table 1", "this"),
        ("table 2, row 1, cell 1", "is"),
        ("table 2, row 2, cell 1", "no"),
        ("table 2, row 3, cell 2, line 2", "logo_url"),
        ("table 2, row 4, cell 2, line 2", "no"),
        ("table 2, row 4, cell 2, line 4", '"ask'),
    ]


@pytest.mark.parametrize(
    "text", ['{"name": "a"}', "name: a\n", "| Field | Example |\n|---|---|\n| name | a |\n"]
)
def test_a_text_file_may_hold_any_format_that_is_text(tmp_path: Path, text: str) -> None:
    assert load(copied(tmp_path, text)).name == "a"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("d.md", "# Only words\n"),
        ("d.csv", "a,b\n"),
        ("d.csv", '"' + "x" * 200_000 + '"\n'),
        ("d.html", "<table><tr><td>x</table>"),
        ("d.md", "| name | a |\n" * 10_000),
        ("d.csv", "name,a\n" * 3000),
        ("d.html", "<!--" * 20_000),
        ("d.html", "<table><tr><td>name<td>" + "<![x " * 10_000),
        ("d.txt", "name\ta\ninputs\n" + "k: v\n" * 6000),
        ("d.docx", "no zip"),
        ("d.xlsx", "\ufeffno zip"),
    ],
)
def test_a_file_without_a_definition_is_refused(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=name):
        load(tmp_path / name)


def archive(folder: Path, name: str, **parts: bytes) -> Path:
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as file:
        for part, content in parts.items():
            file.writestr(part.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return folder / name


ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
HOSTILE: dict[str, tuple[dict[str, bytes], str]] = {
    "a bomb": ({"word__document_xml": b" " * (30 * 1024 * 1024)}, "unpacks to far more"),
    "a tight bomb": ({"word__document_xml": b" " * (15 * 1024 * 1024)}, "unpacks to far more"),
    "many parts": ({f"p{number}": b"" for number in range(1001)}, "1001 parts"),
    "a macro": ({"word__vbaProject_bin": b"x"}, "macro"),
    "an entity": ({"word__document_xml": ENTITY}, "entities or a document type"),
    "an entity in UTF-16": (
        {"word__document_xml": ENTITY.decode().encode("utf-16")},
        "entities or a document type",
    ),
    "broken XML": ({"word__document_xml": b"<x>"}, "isn't XML"),
    "something else": ({"x": b""}, "isn't"),
}


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused(tmp_path: Path, ending: str, kind: str) -> None:
    parts, message = HOSTILE[kind]
    with pytest.raises(DefinitionError, match=message):
        load(archive(tmp_path, f"d.{ending}", **parts))


def test_old_and_protected_office_files_are_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "d.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(DefinitionError, match="protected by a password or in an old format"):
        load(tmp_path / "d.docx")
    with pytest.raises(DefinitionError, match=r"isn't in a format that is read here \(.*\.docx"):
        load(tmp_path / "d.docm")


def test_a_sheet_with_a_row_far_down_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1048576"] = "name"  # type: ignore[index]
    content = io.BytesIO()
    book.save(content)
    (tmp_path / "d.xlsx").write_bytes(content.getvalue())
    with pytest.raises(DefinitionError, match="more than 2000 rows"):
        load(tmp_path / "d.xlsx")


def test_numbers_and_booleans_of_a_sheet_are_text(tmp_path: Path) -> None:
    path = excel(tmp_path, [("name", 7.0), ("display_name", True), ("description", 1.5)])  # type: ignore[list-item]
    definition = load(path)
    assert (definition.name, definition.display_name, definition.description) == ("7", "true", "1.5")


def test_html_is_read_as_it_shows(tmp_path: Path) -> None:
    rows = (
        "<tr><th colspan=2>Integration <!-- x --> Details<tr><td>name<td>  a&amp;b\n  <i>c</i>"
        "<tr><td>description</td><td><ul><li>One</li><li>Two</li></ul></td></tr>"
        "<tr><td>authentication_configuration<td><table><tr><td>field_name:<td>token</table>"
    )
    (tmp_path / "d.html").write_text(f"<p>words<table>{rows}</table>", encoding="utf-8")
    definition = load(tmp_path / "d.html")
    assert (definition.name, definition.description) == ("a&b c", "One\nTwo")
    assert [field.field_name for field in definition.authentication_configuration] == ["token"]
