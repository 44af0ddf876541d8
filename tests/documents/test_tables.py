"""Tables as people lay them out: what is read of them, and that nothing is left out without a word."""

from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tdmock.definition.read import Loaded
from tdmock.documents.load import load, load_with_positions
from tdmock.errors import DefinitionError
from tests.documents.test_documents import Rows, commas, excel, word

ACTION = (("provider", "acme"), ("name", "create"), ("endpoint", "https://acme.example.org/create"))
INTEGRATION = (("name", "acme"), ("authentication_type", "none"))
SPLIT = (
    *ACTION,
    ("inputs", "key: subject"),
    ("", "name: Subject"),
    ("", "mandatory: true"),
    ("", ""),
    ("", "name: Priority"),
    ("", "key: priority"),
)


def told(loaded: Loaded) -> list[tuple[str, str]]:
    """The notes that are no guess at a missing field: where, and the first words in quotes."""
    return [
        (str(note.place), note.message.split('"')[1] if '"' in note.message else note.message)
        for note in loaded.notes
    ]


def inputs(loaded: Loaded) -> list[tuple[str, str | None]]:
    return [(entry.key, entry.name) for action in loaded.definition.actions for entry in action.inputs]


def html(folder: Path, text: str) -> Path:
    (folder / "d.html").write_text(text, encoding="utf-8")
    return folder / "d.html"


def markdown(folder: Path, *rows: str, after: str = "") -> Path:
    lines = ["| Field | Value |", "|---|---|", *(f"| {row} |" for row in rows), "", after]
    (folder / "d.md").write_text("\n".join(lines), encoding="utf-8")
    return folder / "d.md"


def nested(folder: Path, field: str, rows: Rows) -> Path:
    """A Word document with a table in the cell of a field."""
    path = word(folder, [("name", "acme"), ("authentication_type", "custom"), (field, "")])
    document = Document(str(path))
    inner = document.tables[0].rows[2].cells[1].add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(inner.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.save(str(path))
    return path


@pytest.mark.parametrize("write", [word, excel, commas])
def test_a_value_goes_on_below_a_blank_row(tmp_path: Path, write: Any) -> None:
    loaded = load_with_positions(write(tmp_path, INTEGRATION, SPLIT))
    assert inputs(loaded) == [("subject", "Subject"), ("priority", "Priority")]
    assert told(loaded) == []
    assert str(loaded.positions["actions[0].inputs[1].key"]).endswith("cell 2, line 1")


def test_what_stands_beside_no_field_or_goes_on_where_nothing_should_is_noted(tmp_path: Path) -> None:
    rows = [
        ("", "draft"),
        ("name", "acme"),
        ("", "Inc."),
        ("", ""),
        ("", "of Porto"),
        ("interaction_types", "order"),
        ("", ""),
        ("", "parcel"),
        ("Some title", ""),
        ("", "the end"),
    ]
    loaded = load_with_positions(excel(tmp_path, rows))
    assert loaded.definition.interaction_types == ("order", "parcel")
    assert told(loaded) == [
        ("table 1, row 1, cell 2", "draft"),
        ("table 1, row 3, cell 2, line 1", "Inc."),
        ("table 1, row 5, cell 2, line 1", "of Porto"),
        ("table 1, row 8, cell 2", "parcel"),
        ("table 1, row 10, cell 2", "the end"),
    ]


def test_a_remark_beside_an_empty_value_is_noted(tmp_path: Path) -> None:
    loaded = load_with_positions(excel(tmp_path, [("name", "acme", ""), ("", "", "ask Bob")]))
    assert told(loaded) == [("table 1, row 2, cell 3", "ask Bob")]


def test_empty_columns_before_the_fields_are_passed_over(tmp_path: Path) -> None:
    rows = [("", "", *row) for row in (*INTEGRATION, *SPLIT)]
    loaded = load_with_positions(excel(tmp_path, rows))
    assert inputs(loaded) == [("subject", "Subject"), ("priority", "Priority")]
    assert told(loaded) == []


def test_fields_of_entries_may_have_their_values_in_the_next_column(tmp_path: Path) -> None:
    rows = [
        ("name", "acme", ""),
        ("authentication_configuration", "field_name", "token"),
        ("", "Display:", "Token"),
        ("", "field_name", "account"),
        ("", "mandatory", "no"),
        ("authentication_type", "custom", ""),
    ]
    loaded = load_with_positions(excel(tmp_path, rows))
    fields = loaded.definition.authentication_configuration
    assert [(field.field_name, field.display, field.mandatory) for field in fields] == [
        ("token", "Token", True),
        ("account", None, False),
    ]
    assert told(loaded) == []


@pytest.mark.parametrize("named", ["", "field_name: token\n"])
def test_names_of_entries_may_stand_in_a_column_before_them(tmp_path: Path, named: str) -> None:
    rows = [
        ("name", "acme", ""),
        ("authentication_configuration", "token", f"{named}display: Token\nstore: no"),
        ("", "account", "display: Account\nmandatory: no"),
        ("authentication_type", "custom", ""),
    ]
    loaded = load_with_positions(word(tmp_path, rows))
    fields = loaded.definition.authentication_configuration
    assert [(field.field_name, field.display) for field in fields] == [
        ("token", "Token"),
        ("account", "Account"),
    ]
    assert told(loaded) == []


def test_every_heading_without_an_entry_and_every_other_name_is_noted(tmp_path: Path) -> None:
    fields = "account\n\ntoken\nfield_name: api_token\ndisplay: Token\n\nkey"
    rows = [("name", "acme"), ("authentication_configuration", fields), ("authentication_type", "custom")]
    loaded = load_with_positions(word(tmp_path, rows))
    assert [field.field_name for field in loaded.definition.authentication_configuration] == ["api_token"]
    cell = "table 1, row 2, cell 2"
    assert told(loaded) == [(f"{cell}, line 1", "account"), (f"{cell}, line 7", "key")]


@pytest.mark.parametrize("title", ["", "Fields"])
def test_a_table_in_a_cell_may_have_a_column_for_each_field(tmp_path: Path, title: str) -> None:
    rows = [
        ("Field name", "display", "Mandatory", "Remarks (ours)"),
        ("token", "“Token:\n2”", "no", ""),
        ("account", "Account", "", "ask Bob"),
    ]
    path = nested(tmp_path, "authentication_configuration", [(title, "", "", ""), *rows])
    loaded = load_with_positions(path)
    fields = loaded.definition.authentication_configuration
    assert [(field.field_name, field.display, field.mandatory) for field in fields] == [
        ("token", "Token:\n2", False),
        ("account", "Account", True),
    ]
    assert [note.path.rpartition(".")[2] for note in loaded.notes if note.path] == ["Remarks"]


def test_rows_of_a_table_in_a_cell_that_cannot_be_read_are_noted(tmp_path: Path) -> None:
    rows = [("field_name:", "token", ""), ("display", "Token", ""), ("help", "Settings", "draft")]
    loaded = load_with_positions(nested(tmp_path, "authentication_configuration", rows))
    (field,) = loaded.definition.authentication_configuration
    assert (field.field_name, field.display, field.help) == ("token", "Token", None)
    assert [words for _, words in told(loaded)] == ["help | Settings | draft"]


INPUTS = (("Key", "Name", "Type"), ("subject", "Subject", "text"), ("priority", "Priority", ""))


@pytest.mark.parametrize("cell", [None, "", "see below"])
def test_a_table_that_lists_inputs_belongs_to_the_action_before_it(tmp_path: Path, cell: str | None) -> None:
    action = ACTION if cell is None else (*ACTION, ("inputs", cell))
    loaded = load_with_positions(word(tmp_path, [("name", "acme")], action, INPUTS))
    assert inputs(loaded) == [("subject", "Subject"), ("priority", "Priority")]
    assert str(loaded.positions["actions[0].inputs[1].name"]) == "table 3, row 3, cell 2"
    assert [words for _, words in told(loaded)] == (["see below"] if cell else [])


def test_a_table_of_inputs_that_belongs_to_no_action_or_one_that_has_inputs_is_told(tmp_path: Path) -> None:
    loaded = load_with_positions(word(tmp_path, [("name", "acme")], INPUTS, ACTION))
    assert inputs(loaded) == []
    assert [str(note.place) for note in loaded.notes] == ["table 2"]
    with pytest.raises(DefinitionError, match=r"inputs: is given twice, first at table 2, row 4, cell 1"):
        load(word(tmp_path, [("name", "acme")], (*ACTION, ("inputs", "key: a")), INPUTS))


def test_columns_named_like_fields_of_entries_may_still_hold_fields_and_values(tmp_path: Path) -> None:
    rows = [("Field name", "Type", "Value"), ("name", "string", "acme"), ("logo_url", "url", "https://a")]
    assert load(word(tmp_path, rows)).logo_url == "https://a"


def test_fields_outside_the_tables_are_noted_with_their_places(tmp_path: Path) -> None:
    path = word(tmp_path, [("name", "acme")])
    document = Document(str(path))
    for text in ("Some words: many.", "• Interaction types: order", "endpoint:https://a"):
        document.add_paragraph(text)
    document.save(str(path))
    assert told(load_with_positions(path)) == [
        ("paragraph 2", "• Interaction types: order"),
        ("paragraph 3", "endpoint:https://a"),
    ]
    page = (
        "<style>p {\ndisplay: none }</style><!-- \n --><p>Some words\n<p><b>Interaction types</b>: order</p>"
        "\n<table><tr><td>name<td>acme</table>\n\nendpoint: https://a"
    )
    assert told(load_with_positions(html(tmp_path, page))) == [
        ("line 4", "Interaction types: order"),
        ("line 7", "endpoint: https://a"),
    ]
    (tmp_path / "d.txt").write_text("endpoint: https://a\nname\nacme\ndescription\nx\n", encoding="utf-8")
    assert told(load_with_positions(tmp_path / "d.txt")) == [("line 1", "endpoint: https://a")]
    sheet = excel(tmp_path, [("name", "acme"), ("endpoint: https://a", "")])
    assert told(load_with_positions(sheet)) == [("table 1, row 2, cell 1", "endpoint: https://a")]


def test_fields_outside_the_tables_of_markdown_are_noted_with_their_lines(tmp_path: Path) -> None:
    loose = "Some words.\n\n- **Interaction types**: order\n\n```yaml\nendpoint: https://a\n```\n"
    assert told(load_with_positions(markdown(tmp_path, "name | acme", after=loose))) == [
        ("line 7", "Interaction types: order"),
        ("line 10", "endpoint: https://a"),
    ]


def test_tags_in_markdown_cells_break_lines_as_they_show(tmp_path: Path) -> None:
    entries = "<UL><li>key: a<br>name: A</li><li>key: b</li></UL>"
    rows = (*INTEGRATION, *ACTION, ("description", "<p>One</p><p>T<b>w</b>o</p>"), ("inputs", entries))
    loaded = load_with_positions(markdown(tmp_path, *map(" | ".join, rows)))
    assert loaded.definition.actions[0].description == "One\nTwo"
    assert inputs(loaded) == [("a", "A"), ("b", None)]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("[logo](https://a.example.org/l_{{x}}.png)", "https://a.example.org/l_{{x}}.png"),
        ("![icon](https://a.example.org/i.png)", "https://a.example.org/i.png"),
        ("<https://a.example.org/a_b>", "https://a.example.org/a_b"),
        ("[https://a.example.org](https://b.example.org)", "https://a.example.org"),
        ("see [the *page*](https://a.example.org)", "see the page (https://a.example.org)"),
        ("Mail to <me@example.org>", "Mail to me@example.org"),
        ("[below](#below)", "below"),
    ],
)
def test_links_and_images_in_markdown_cells_give_their_addresses(
    tmp_path: Path, cell: str, value: str
) -> None:
    assert load(markdown(tmp_path, "name | acme", f"description | {cell}")).description == value


def test_a_link_behind_a_colon_stands_for_its_address(tmp_path: Path) -> None:
    fields = "field_name: a<br>format: [site](https://{{a}}.example.org)"
    (field,) = load(
        markdown(tmp_path, "name | acme", f"authentication_configuration | {fields}")
    ).authentication_configuration
    assert field.format == "https://{{a}}.example.org"
