"""Loading YAML and JSON: every shape of the contract, and errors a person can act on."""

from pathlib import Path

import pytest

from tdmock.documents.load import builtin, load, load_with_positions
from tdmock.errors import DefinitionError


def written(folder: Path, text: str, name: str = "d.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str, name: str = "d.yaml") -> str:
    """The message that refuses ``text``, with the file's folder left out."""
    with pytest.raises(DefinitionError) as caught:
        load(written(folder, text, name))
    return str(caught.value).replace(f"{folder}/", "")


ACTION = "name: a\nactions:\n- name: x\n  endpoint: https://b.example.org/x\n"


def test_the_built_in_example_is_complete() -> None:
    mycrm = builtin()
    assert mycrm.name == "mycrm"
    assert list(mycrm.endpoints) == [
        "auth_validation",
        "contact_sync",
        "agent_sync",
        "interaction_update",
        "actions/create_ticket",
    ]
    assert [entry.type for entry in mycrm.action("create_ticket").inputs] == [
        "text",
        "text",
        "select",
        "datetime",
    ]
    assert mycrm.action("create_ticket").inputs[2].options[:2] == ("AL", "AK")
    assert mycrm.interaction_types == ("ticket", "case")
    assert (mycrm.description or "").count("\n") == 1


def test_the_2017_shape_equals_the_current_one(tmp_path: Path) -> None:
    around = '{"name": "a", "authentication_type": "custom", "authentication_configuration": [%s]}'
    rest = '"display": "Account", "mandatory": true, "type": "input", "store": false'
    old = load(written(tmp_path, around % f'{{"account": {{{rest}}}}}', "old.json"))
    new = load(written(tmp_path, around % f'{{"field_name": "account", {rest}}}', "new.json"))
    assert old == new


@pytest.mark.parametrize(
    "actions",
    [
        "- name: x\n  endpoint: https://h/x",
        "- x:\n    endpoint: https://h/x",
        "  x:\n    endpoint: https://h/x",
        "  name: x\n  endpoint: https://h/x",
        '- {"Name": x, END-POINT: "https://h/x"}',
        "- name: x\n  url: https://h/x",
    ],
)
def test_actions_are_read_in_every_shape(tmp_path: Path, actions: str) -> None:
    (action,) = load(written(tmp_path, f"name: a\nactions:\n{actions}\n")).actions
    assert (action.name, action.endpoint) == ("x", "https://h/x")


@pytest.mark.parametrize(
    "key", ["Interaction Types", "interaction-types", "INTERACTION_TYPES", "interactionTypes"]
)
@pytest.mark.parametrize(
    "value", ["ticket, case", "[ticket, case]", '["ticket,case"]', "|\n  ticket\n  case"]
)
def test_keys_and_lists_are_read_however_they_are_written(tmp_path: Path, key: str, value: str) -> None:
    assert load(written(tmp_path, f"name: a\n{key}: {value}\n")).interaction_types == ("ticket", "case")


@pytest.mark.parametrize(
    ("word", "meaning"), [("YES", True), ("on", True), ("1", True), ("No", False), ("oFF", False)]
)
def test_booleans_may_be_words(tmp_path: Path, word: str, *, meaning: bool) -> None:
    text = f"{ACTION}  inputs: [{{key: k, mandatory: '{word}'}}]\n"
    assert load(written(tmp_path, text)).actions[0].inputs[0].mandatory is meaning


def test_texts_stay_as_they_are_written(tmp_path: Path) -> None:
    definition = load(
        written(tmp_path, "name: 1.50\ndisplay_name: no\ninteraction_types: [NO, 2017-01-01]\n")
    )
    assert (definition.name, definition.display_name) == ("1.50", "no")
    assert definition.interaction_types == ("NO", "2017-01-01")


def test_numbers_and_words_of_json_are_read_as_text(tmp_path: Path) -> None:
    text = (
        '{"name": "a", "actions": [{"name": "x", "endpoint": "e", "inputs":'
        ' [{"key": "k", "default": 1.50}, {"key": "l", "default": true}, {"key": "m", "default": null}]}]}'
    )
    inputs = load(written(tmp_path, text, "d.json")).actions[0].inputs
    assert [entry.default for entry in inputs] == ["1.50", "true", None]


def test_old_names_and_a_wrapper_are_known(tmp_path: Path) -> None:
    text = "integration:\n  name: a\n  contact_synchronization_url: https://h/c\n  interaction_retrieval_url: https://h/i\n"
    assert load(written(tmp_path, text)).endpoints == {
        "contact_sync": "https://h/c",
        "interaction_update": "https://h/i",
    }


def test_types_of_inputs_are_read_in_any_case(tmp_path: Path) -> None:
    text = f"{ACTION}  inputs: [{{key: k, type: Select, format: 'a'}}, {{key: l, type: Own}}]\n"
    assert [entry.type for entry in load(written(tmp_path, text)).actions[0].inputs] == ["select", "Own"]


def test_the_options_of_a_select_may_be_a_list(tmp_path: Path) -> None:
    text = f"{ACTION}  inputs: [{{key: k, type: select, format: [NO, ON]}}]\n"
    assert load(written(tmp_path, text)).actions[0].inputs[0].options == ("NO", "ON")


def test_a_half_finished_definition_loads(tmp_path: Path) -> None:
    definition = load(written(tmp_path, f"{ACTION}  description:\n"))
    assert definition.actions[0].description is None
    assert definition.display_name is None


def test_configured_fields_without_a_type_mean_custom_and_a_note_says_so(tmp_path: Path) -> None:
    loaded = load_with_positions(
        written(tmp_path, "name: a\nauthentication_configuration:\n- field_name: k\n")
    )
    assert loaded.definition.authentication_type == "custom"
    assert [note.path for note in loaded.notes] == ["authentication_type"]


def test_an_alien_key_is_passed_over_with_a_note_and_an_extension_without(tmp_path: Path) -> None:
    loaded = load_with_positions(written(tmp_path, "name: a\nbudget: 3\nx-mine: 1\n$schema: s\n"))
    assert [(note.path, note.place.line) for note in loaded.notes] == [("budget", 2)]


def test_every_problem_is_told_with_line_field_and_what_is_allowed(tmp_path: Path) -> None:
    text = (
        "nam: a\nauthentication_type: customs\n"
        "authentication_configuration:\n- field_name: k\n  type: inptu\n  store: maybe\n"
        "actions:\n- endpoint: [h]\n  inputs: text\n"
    )
    field = "authentication_configuration[0]"
    assert refusal(tmp_path, text).splitlines() == [
        "d.yaml: 6 problems:",
        '  d.yaml:1:1: nam: no such field; did you mean "name"?',
        "  d.yaml:1:1: name: is missing; nothing works without it",
        f'  d.yaml:6:10: {field}.store: must be true or false (or yes, no, on, off, 1, 0), not "maybe"',
        "  d.yaml:8:3: actions[0].name: is missing; nothing works without it",
        "  d.yaml:8:13: actions[0].endpoint: must be text, not a list",
        "  d.yaml:9:11: actions[0].inputs: must be a list of entries, each with key, not text",
    ]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("d.yaml", "name: a\nName: b\n", "d.yaml:2:1: name: is given twice, first at line 1, column 1"),
        (
            "d.json",
            '{"name": "a",\n "name": "b"}',
            "d.json:2:2: name: is given twice, first at line 1, column 2",
        ),
        ("d.json", '{"name": "a",}', "d.json:1:14: isn't valid JSON"),
        (
            "d.yaml",
            "name: a\nformat: {{a.b}}\n",
            "d.yaml:2:10: a key must be a plain word; a value with {{…}} must be",
        ),
        ("d.yaml", "name: a\nformat: {{a}}.example\n", "must be in quotes"),
        ("d.yaml", "name: &n a\ndisplay_name: *n\n", "d.yaml:2:15: YAML aliases (*name) are not read"),
        ("d.yaml", "name: !!python/object/apply:os.system [x]\n", "d.yaml:1:7: YAML tags such as"),
        ("d.yaml", "- name: a\n", "d.yaml: a definition is a mapping of fields"),
        ("d.yaml", "", "d.yaml: the file is empty"),
        ("d.yaml", "name: a\n---\nname: b\n", "d.yaml:2:1: a second YAML document begins"),
        ("d.yaml", "name: a\x00b\n", "isn't valid YAML"),
        ("d.yaml", "a: " + "[" * 100_000, "is nested more than 32 levels deep"),
        ("d.json", "[" * 100_000, "is nested more than 32 levels deep"),
        ("d.json", "[" * 40 + "]" * 40, "d.json:1:33: is nested more than 32 levels deep"),
        ("d.yaml", "#" * (5 * 1024 * 1024 + 1), "larger than 5 MiB"),
        ("d.yaml", "name: a\nactions: [" + "{}," * 50_000 + "]", "has more than 50,000 values"),
        ("d.json", '{"x": [' + "1," * 50_000 + "1]}", "has more than 50,000 values"),
        (
            "d.yaml",
            "name: a\n" + "".join(f"k{i}: v\n" for i in range(200)),
            "more than 100 things in here are no",
        ),
        ("d.yaml", "name: a\nactions:\n" + "- {}\n" * 200, "actions[0].name: is missing"),
        ("d.pdf", "%PDF", "isn't in a format that is read"),
    ],
)
def test_a_file_that_is_no_definition_is_refused_in_words(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    assert message in refusal(tmp_path, text, name)


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("d.json", r'{"name": "a\ud800b"}', "d.json:1:10: name"),
        ("d.json", r'{"name": "a", "description": ["b", "\udc00"]}', "d.json:1:36: description"),
        ("d.json", r'{"name": "a", "interaction_types": "b,\ud800"}', "interaction_types[0]"),
        ("d.json", r'{"name": "a", "actions": {"\ud800": {"endpoint": "b"}}}', "actions[0].name"),
        ("d.json", r'{"name": "a", "\ud800": "b"}', "d.json:1:15: \ud800"),
        ("d.md", '| Field | Value |\n|---|---|\n| name | "\\\\ud800" |\n', "table 1, row 2, cell 2"),
        ("d.csv", 'Field,Value\nname,"""\\ud800"""\n', "table 1, row 2, cell 2"),
    ],
)
def test_half_of_a_character_is_refused_with_its_place(
    tmp_path: Path, name: str, text: str, place: str
) -> None:
    told = refusal(tmp_path, text, name)
    assert place in told
    assert "holds half of a character" in told


def test_a_character_of_two_halves_is_one(tmp_path: Path) -> None:
    assert load(written(tmp_path, r'{"name": "\ud83d\ude00"}', "d.json")).name == "😀"


def test_only_in_yaml_braces_are_said_to_need_quotes(tmp_path: Path) -> None:
    told = refusal(tmp_path, '{"name": {"contact": "a"}}', "d.json")
    assert told == "d.json:1:10: name: must be text, not a mapping"


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="can't be read: No such file"):
        load(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes("name: caf\xe9".encode("latin-1"))
    with pytest.raises(DefinitionError, match="isn't text in UTF-8"):
        load(tmp_path / "latin.yaml")


def test_utf16_and_byte_order_marks_are_read(tmp_path: Path) -> None:
    for encoding in ("utf-16", "utf-8-sig"):
        (tmp_path / "d.yaml").write_bytes("name: café\n".encode(encoding))
        assert load(tmp_path / "d.yaml").name == "café"


def test_places_of_fields_and_of_what_surrounds_a_missing_one_are_known(tmp_path: Path) -> None:
    loaded = load_with_positions(written(tmp_path, f"{ACTION}  inputs:\n  - key: k\n"))
    assert str(loaded.place("actions[0].inputs[0].key")) == "line 6, column 10"
    assert str(loaded.place("actions[0].inputs[0].type")) == "line 6, column 5"
    assert str(loaded.place("actions[0].provider")) == "line 3, column 3"
    assert loaded.place("display_name") is None
