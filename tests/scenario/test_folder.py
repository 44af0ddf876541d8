"""Scenarios of one's own are read with care: what is wrong is told with file, line and column."""

from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from tdmock.editions import data
from tdmock.errors import UsageError
from tdmock.scenario.folder import load_folder
from tdmock.scenario.schema import rendered, scenario_schema

GOOD = """\
title: All contacts
finding: {id: acme.ann-comes, title: Ann comes}
walk: true
body: {auth: $auth, meta: {}}
capture: {ids: "contacts[*].id"}
expect:
  status: [200, 2xx]
  body:
    contacts[*].id: {some: "42"}
"""


def write(folder: Path, text: str, name: str = "contact_sync/mine.yaml") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_a_scenario_is_known_by_its_path(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "actions/create_ticket/mine.yaml")
    (written,) = load_folder(tmp_path)
    assert (written.name, written.endpoint) == ("own/actions/create_ticket/mine", "actions/create_ticket")
    assert written.scenario.requests[0].expect.status == ("200", "2xx")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (GOOD, "", "mine.yaml: the file is empty"),
        (GOOD, "[]", "mine.yaml:1:1: a scenario is a mapping"),
        ("title: All", "titel: All", ":1:1: titel: there is no such member; did you mean title?"),
        ("title: All contacts\n", "", ":1:1: title: is missing"),
        ("title: All", "title: [All", "isn't valid YAML"),
        ("title: All", "title: !!python/name:os.system All", ":1:8: YAML tags"),
        ("walk: true", "walk: *x", ":3:7: YAML aliases"),
        ("walk: true", "walk: true\nwalk: false", ":4:1: the key walk stands here twice"),
        ("walk: true", f"raw: {'[' * 40}{']' * 40}", ":3:37: is nested more than 32 levels"),
        ("meta: {}", "meta: {n: 99999999999999999999}", ":4:31: the number has more than 64 bits"),
        ("meta: {}", "meta: {n: .nan}", ":4:31: JSON has no such number"),
        ("acme.ann-comes", "contacts.ann", ":2:11: finding.id: ids that begin with contacts are tdmock's"),
        ("acme.ann-comes", "Ann", ":2:11: finding.id:"),
        ("[200, 2xx]", "999", ":7:3: expect.status: is no status"),
        ("contacts[*].id: {", "contacts[.id: {", "is no place in an answer; write it as"),
        ('{some: "42"}', '{sum: "42"}', ":9:22: expect.body.contacts[*].id.sum: there is no such member"),
        ('{some: "42"}', "{}", ":9:5: expect.body.contacts[*].id: says nothing"),
        ('{some: "42"}', "{present: false, type: string}", "what must not be present can't be"),
        ('{some: "42"}', '{matches: "("}', "'(' is no regular expression"),
        ('{some: "42"}', "{schema: {type: strin}}", 'is no JSON Schema at ["type"]'),
        ('{some: "42"}', "{schema: {$ref: 'https://example.org/x'}}", "is not fetched"),
        ("meta: {}", "meta: {offset: $contacts.second_ofset}", "did you mean $contacts.second_offset?"),
        ("meta: {}", "meta: {offset: $ids}", ":4:28: body.meta.offset: there is no value $ids"),
        ("walk: true", "each: {one: contacts.won}", ":3:8: each.one: there is no list contacts.won; did"),
        (
            "walk: true",
            "credentials: {o: {token: s3cret}}",
            ":3:19: credentials.o.token: no credential",
        ),
        ("walk: true", "credentials: {o: {token: 'env:NOT_SET'}}", "variable NOT_SET is not set"),
        ("walk: true", "steps: [{endpoint: elsewhere}]", ":3:10: steps.0.endpoint: is no endpoint"),
        ("walk: true", "steps: [{body: {}}]", "it has steps, so what is sent and expected stands in these"),
        ("walk: true", "requires: [usual]", ":3:1: requires: there is no such member"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(UsageError) as told:
        load_folder(tmp_path)
    assert said in str(told.value)
    assert "mine.yaml" in str(told.value)
    assert "s3cret" not in str(told.value)


def test_files_that_are_no_yaml_are_told(tmp_path: Path) -> None:
    write(tmp_path, GOOD).write_bytes(b"title: \xff")
    with pytest.raises(UsageError, match=r"isn't text in UTF-8 \(byte 8\)"):
        load_folder(tmp_path)
    write(tmp_path, "#" * 300_000)
    with pytest.raises(UsageError, match="is larger than 256 KiB"):
        load_folder(tmp_path)


def test_a_folder_that_is_none_or_empty_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such folder"):
        load_folder(tmp_path / "none")
    with pytest.raises(UsageError, match="it has none; write one"):
        load_folder(tmp_path)
    write(tmp_path, GOOD, "mine.yaml")
    with pytest.raises(UsageError, match="is in no folder of an endpoint"):
        load_folder(tmp_path)


def test_a_finding_belongs_to_one_scenario(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD, "contact_sync/other.yaml")
    with pytest.raises(UsageError, match=r"other\.yaml: finding\.id: .* is the finding of .*mine"):
        load_folder(tmp_path)


def test_credentials_come_from_where_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTHER_TOKEN", "s3cret")
    text = GOOD.replace("walk: true", "credentials: {other: {token: 'env:OTHER_TOKEN'}}").replace(
        "$auth", "$other"
    )
    write(tmp_path, text)
    (written,) = load_folder(tmp_path)
    assert written.accounts == {"other": {"token": "s3cret"}}
    assert "s3cret" not in repr(written)


def test_the_schema_for_editors_is_up_to_date_and_takes_the_examples() -> None:
    stored = (data("contracts") / "scenario.schema.json").read_text(encoding="utf-8")
    assert stored == rendered(), "run: make generate"
    validator = jsonschema_rs.Draft202012Validator(scenario_schema())
    examples = sorted((Path(__file__).parents[2] / "docs" / "scenarios").rglob("*.yaml"))
    assert len(examples) == 3
    for file in examples:
        validator.validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    assert not validator.is_valid({**yaml.safe_load(GOOD), "titel": "x"})
