"""``tdmock lint`` as people run it: places, reports, exit codes, images, hostile files."""

import json
import zipfile
from datetime import date
from pathlib import Path

import jsonschema_rs
import pytest

from tdmock.documents.document import write_document
from tdmock.documents.load import builtin, load
from tdmock.documents.template import definition_yaml
from tdmock.editions import data, mycrm_file
from tests.bridges import Answer, Bridge
from tests.cli.console_script import AUTH, serving, tdmock

MYCRM = mycrm_file()


def wrong(folder: Path) -> Path:
    """mycrm with a public http endpoint, and with an action that is there twice."""
    path = folder / "wrong.yaml"
    action = builtin().actions[0]
    definition = builtin().model_copy(
        update={
            "contact_synchronization_endpoint": "http://mycrm.example.org/contact_sync",
            "actions": (action, action.model_copy(update={"endpoint": "https://mycrm.example.org/again"})),
        }
    )
    path.write_text(definition_yaml(definition))
    return path


def test_the_example_is_sound_and_the_exit_code_0() -> None:
    run = tdmock("lint", MYCRM)
    assert run.returncode == 0
    assert "CONFORMANT: 0 errors, 0 warnings, 1 info" in run.stdout
    assert "read as moment.js does; if" in " ".join(run.stdout.split())
    assert run.stderr == ""


def test_findings_have_a_line_and_column_and_the_exit_code_1(tmp_path: Path) -> None:
    path = wrong(tmp_path)
    run = tdmock("lint", path)
    place = next(
        (number, line.index("http:") + 1)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if line.startswith("contact_synchronization_endpoint")
    )
    assert run.returncode == 1
    assert f"contact_synchronization_endpoint (line {place[0]}, column {place[1]})" in run.stdout
    assert "definition.action-names-are-unique" in run.stdout
    assert tdmock("lint", path, "--fail-on", "never").returncode == 0


def test_what_no_field_is_to_blame_for_is_told_of_the_definition(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text("name: acme\n")
    run = tdmock("lint", "d.yaml", "--report", "json=r.json", cwd=tmp_path)
    assert "the definition: none; expected an endpoint or an action" in run.stdout
    findings = json.loads((tmp_path / "r.json").read_text())["findings"]
    assert all(finding["at"] for finding in findings)


@pytest.mark.parametrize(("ending", "row"), [("docx", 11), ("xlsx", 14), ("md", 11), ("html", 11)])
def test_findings_in_a_document_have_a_table_and_cell(tmp_path: Path, ending: str, row: int) -> None:
    path = tmp_path / f"wrong.{ending}"
    write_document(load(wrong(tmp_path)), path, written_on=date(2026, 11, 22))
    run = tdmock("lint", path)
    assert run.returncode == 1
    assert f"contact_synchronization_endpoint (table 1, row {row}, cell 2)" in run.stdout


def test_reports_are_those_of_a_check(tmp_path: Path) -> None:
    report, junit = tmp_path / "lint.json", tmp_path / "lint.xml"
    tdmock("lint", wrong(tmp_path), "--report", f"json={report}", "--report", f"junit={junit}")
    written = json.loads(report.read_text())
    schema = json.loads((data("contracts") / "report.schema.json").read_text())
    jsonschema_rs.Draft202012Validator(schema).validate(written)
    assert written["verdict"] == "nonconformant"
    assert {finding["endpoint"] for finding in written["findings"]} == {"definition"}
    assert "definition.endpoints-use-https" in junit.read_text()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.yaml", None, "can't be read: No such file"),
        ("empty.yaml", b"", "empty.yaml: the file is empty"),
        ("alias.yaml", b"name: &a [x]\ntitle: *a\n", "alias.yaml:2:8: YAML aliases"),
        ("tag.yaml", b"name: !!python/object/apply:os.system [id]\n", "YAML tags"),
        ("damaged.docx", b"PK\x03\x04", "damaged.docx: is damaged"),
        ("old.doc", b"\xd0\xcf\x11\xe0", "isn't in a format that is read here (.yaml"),
        ("twice.yaml", b"name: a\nname: b\n", "twice.yaml:2:1: name: is given twice, first at line 1"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_message_and_the_exit_code_2(
    tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    run = tdmock("lint", name, cwd=tmp_path)
    assert run.returncode == 2
    assert run.stdout == ""
    assert message in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_a_document_that_unpacks_to_masses_or_declares_entities_is_refused(tmp_path: Path) -> None:
    for name, part in {
        "bomb.docx": b" " * 30_000_000,
        "entity.docx": b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
    }.items():
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", part)
        run = tdmock("lint", tmp_path / name)
        assert run.returncode == 2
        assert "word/document.xml" in run.stderr


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("lint", "d.yaml"), 'authentication_configuration: [{store: "\\e]0;x\\a\\u202E"}]\n'),
        (("document", "d.yaml", "-o", "d.md"), 'name: acme\n"foo\\e[2J": x\n'),
        (("lint", "--no\x1b[2J"), ""),
        (("\x1b[2J",), ""),
        (("lint", "\x1b[2J.yaml"), ""),
    ],
)
def test_errors_and_notes_do_not_steer_the_terminal(
    tmp_path: Path, arguments: tuple[str, ...], text: str
) -> None:
    (tmp_path / "d.yaml").write_text(text, encoding="utf-8")
    run = tdmock(*arguments, cwd=tmp_path)
    assert "\\x1b" in run.stderr
    assert set(run.stderr) & set("\x1b\x07\u202e") == set()


def test_each_problem_of_a_file_has_a_line(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text("name: [x]\nlogo_ur: x\n", encoding="utf-8")
    run = tdmock("lint", "d.yaml", cwd=tmp_path)
    assert len(run.stderr.splitlines()) == 3


@pytest.mark.parametrize("name", ["d.docx", "d.xlsx"])
def test_a_damaged_document_is_no_defect_of_tdmock(tmp_path: Path, name: str) -> None:
    write_document(builtin(), tmp_path / name, written_on=date(2026, 11, 22))
    content = bytearray((tmp_path / name).read_bytes())
    content[200:400] = bytes(200)
    (tmp_path / name).write_bytes(content)
    run = tdmock("lint", name, cwd=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert f"{name}: is damaged" in run.stderr


def test_online_fetches_logo_and_icon(tmp_path: Path) -> None:
    size = (500).to_bytes(4) * 2
    png = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + size

    def image(body: bytes, content_type: str, status: int = 200) -> Answer:
        return lambda asked: (status, {"Content-Type": content_type}, body)

    with Bridge(
        {"/logo.png": image(png, "text/plain"), "/icon.png": image(b"", "text/plain", 404)}
    ) as bridge:
        definition = builtin().model_copy(
            update={"logo_url": f"{bridge.url}/logo.png", "icon_url": f"{bridge.url}/icon.png"}
        )
        path = tmp_path / "d.yaml"
        path.write_text(definition_yaml(definition))
        run = tdmock("lint", "--online", path)
    words = " ".join(run.stdout.split())
    assert "expected Content-Type: image/png" in words
    assert "500×500; expected at most 192×96 pixels" in words
    assert "(status 404)" in words


def test_online_follows_redirects_but_not_for_ever_and_not_elsewhere(tmp_path: Path) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (9).to_bytes(4) * 2

    def to(place: str) -> Answer:
        return lambda asked: (302, {"Location": place}, b"")

    answers = {
        "/logo.png": to("images/logo.png"),
        "/images/logo.png": lambda asked: (200, {"Content-Type": "image/png"}, png),
        "/icon.png": to("/icon.png"),
        "/file.png": to("file:///etc/passwd"),
    }
    with Bridge(answers) as bridge:

        def told(icon: str) -> str:
            images = {"logo_url": f"{bridge.url}/logo.png", "icon_url": f"{bridge.url}/{icon}"}
            path = tmp_path / "d.yaml"
            path.write_text(definition_yaml(builtin().model_copy(update=images)))
            return " ".join(tdmock("lint", "--online", path).stdout.split())

        endless, elsewhere = told("icon.png"), told("file.png")
    assert "more than 5 redirects" in endless
    assert "begins with neither http:// nor https://" in elsewhere
    assert "logo_url (line" not in endless
    assert [asked["path"] for asked in bridge.asked].count("/icon.png") == 6


def test_a_check_looks_at_the_definition_first(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    with serving() as address:
        run = tdmock("check", address, "-d", wrong(tmp_path), *AUTH, "--report", f"json={report}")
    written = json.loads(report.read_text())
    assert run.returncode == 1
    assert [each["endpoint"] for each in written["endpoints"]][:2] == ["definition", "auth_validation"]
    assert written["findings"][0]["rule"] == "definition.endpoints-use-https"
