"""The document to hand in: it reads as the same definition and has what Talkdesk's example has."""

import shutil
import subprocess
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import Phase, example, given, settings
from openpyxl import load_workbook
from pypdf import PdfReader

from tdmock.definition import Definition
from tdmock.definition.lint import lint
from tdmock.documents.document import document, write_document
from tdmock.documents.load import builtin, load_with_positions
from tdmock.documents.part import Part, widths
from tdmock.errors import UsageError
from tests.documents.definition_strategies import DEFINITIONS

FORMATS = (".docx", ".xlsx", ".md", ".html")
# Without shrinking: an example that fails is readable as it is, and Word files take their time.
_PHASES = (Phase.explicit, Phase.generate)
DAY = date(2026, 11, 22)


@pytest.mark.parametrize(("ending", "examples"), [(".docx", 8), (".xlsx", 20), (".md", 40), (".html", 40)])
def test_what_is_written_reads_as_the_same_definition(ending: str, examples: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"d{ending}"

        @given(DEFINITIONS)
        @example(builtin())
        @settings(max_examples=examples, deadline=None, derandomize=True, phases=_PHASES)
        def holds(definition: Definition) -> None:
            write_document(definition, path, written_on=DAY)
            loaded = load_with_positions(path)
            assert loaded.definition == definition
            assert loaded.notes == ()

        holds()


def test_the_document_has_the_tables_and_fields_of_the_example() -> None:
    written = document(builtin(), written_on=DAY)
    assert [part.title for part in written.parts] == ["Integration Details", "Action Details: create_ticket"]
    integration, action = ([name for name, _ in part.rows if name] for part in written.parts)
    assert integration == [
        *("name", "display_name", "description", "logo_url", "icon_url", "authentication_type"),
        *("authentication_configuration", "auth_validation_endpoint", "contact_synchronization_endpoint"),
        *("interaction_retrieval_endpoint", "agent_synchronization_endpoint", "interaction_types"),
    ]
    assert action == ["provider", "name", "display", "description", "endpoint", "inputs"]


def test_each_entry_has_a_row_so_that_no_page_ends_within_one() -> None:
    _, action = document(builtin(), written_on=DAY).parts
    assert [(name, cell.partition("\n")[0]) for name, cell in action.rows[-4:]] == [
        ("inputs", "key: description"),
        *(("", f"key: {key}") for key in ("firstName", "state", "meetingDate")),
    ]


def test_what_is_not_offered_is_left_out_and_what_is_missing_is_shown_empty() -> None:
    (part,) = document(Definition(name="a"), written_on=DAY).parts
    assert part.rows == (
        *(("name", "a"), ("display_name", ""), ("description", ""), ("logo_url", ""), ("icon_url", "")),
        ("authentication_type", "none"),
    )


def report(**changes: Any) -> dict[str, Any]:
    return {
        "schema": "tdmock.report/1",
        "tool": {"name": "tdmock", "version": "0.1.0"},
        "edition": "current",
        "started_at": "2026-11-21T10:00:00+00:00",
        "verdict": "conformant",
        "definition_digest": builtin().digest,
        "endpoints": [
            {"endpoint": "contact_sync", "outcome": "passed", "reason": "", "checks": 31},
            {"endpoint": "agent_sync", "outcome": "skipped", "reason": "not wanted", "checks": 0},
        ],
        "findings": [
            {
                "rule": "contacts.a",
                "level": "warning",
                "endpoint": "contact_sync",
                "message": "One | two\n<b>.",
            },
            {"rule": "contacts.b", "level": "info", "endpoint": "contact_sync", "message": "Three."},
        ],
        **changes,
    }


@pytest.mark.parametrize("ending", FORMATS)
def test_a_page_on_conformance_can_be_appended_and_is_no_part_of_the_definition(
    tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"d{ending}"
    write_document(builtin(), path, written_on=DAY, report=report())
    loaded = load_with_positions(path)
    assert loaded.definition == builtin()
    assert {breach.rule for breach in lint(loaded)} == {"definition.date-patterns-have-one-reading"}


def test_the_page_on_conformance_tells_verdict_endpoints_warnings_and_digest() -> None:
    cells = [
        cell
        for part in document(builtin(), written_on=DAY, report=report()).parts
        for row in part.rows
        for cell in row
    ]
    assert {"conformant", "current", "tdmock 0.1.0", "contact_sync", "passed", "31"} <= {*cells}
    assert {"skipped: not wanted", "warning: One | two\n<b>."} <= {*cells}
    assert not any("Three." in cell for cell in cells)
    assert builtin().digest in cells


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"schema": "other"}, r"check --report json=FILE` wrote \(schema"),
        ({"endpoints": "many"}, r"wrote \(endpoints: "),
        ({"findings": [{"rule": 1}]}, r"wrote \(findings.0.rule: "),
        ({"tool": None}, r"wrote \(tool: "),
        ({"definition_digest": "0" * 64}, r"on another definition than this one \(digest 000000000000…"),
        (
            {"endpoints": [{"endpoint": "definition", "outcome": "passed", "reason": "", "checks": 3}]},
            "on the definition alone",
        ),
    ],
)
def test_another_file_than_a_report_on_this_definition_is_refused(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        document(builtin(), written_on=DAY, report=report(**changes))


def test_the_digest_changes_with_the_definition_only() -> None:
    assert builtin().digest == Definition.model_validate(builtin().model_dump()).digest
    assert builtin().digest != builtin().model_copy(update={"description": "other"}).digest


def test_a_path_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"written as \.docx, \.xlsx, \.md, \.html, \.pdf"):
        write_document(builtin(), tmp_path / "d.odt", written_on=DAY)
    with pytest.raises(UsageError, match="can't be written: No such file"):
        write_document(builtin(), tmp_path / "none" / "d.md", written_on=DAY)
    with pytest.raises(UsageError, match="more than Excel takes"):
        write_document(Definition(name="a" * 40_000), tmp_path / "d.xlsx", written_on=DAY)


def test_title_and_date_are_in_every_format(tmp_path: Path) -> None:
    for ending in FORMATS:
        write_document(builtin(), tmp_path / f"d{ending}", written_on=DAY)
    word = [paragraph.text for paragraph in Document(str(tmp_path / "d.docx")).paragraphs]
    assert word[:3] == ["Custom Integration: My CRM", "2026-11-22", "Integration Details"]
    sheet = load_workbook(tmp_path / "d.xlsx").worksheets[0]
    assert [sheet["A1"].value, sheet["A2"].value] == word[:2]
    for ending in (".md", ".html"):
        assert all(text in (tmp_path / f"d{ending}").read_text() for text in word[:3])


def test_the_page_on_conformance_is_one_sheet_and_quotes_in_words(tmp_path: Path) -> None:
    finding = {"rule": "a.b", "level": "error", "endpoint": "agent_sync", "message": "An `id`, a string."}
    write_document(builtin(), tmp_path / "d.xlsx", written_on=DAY, report=report(findings=[finding]))
    sheets = load_workbook(tmp_path / "d.xlsx").worksheets
    assert [sheet.title for sheet in sheets] == ["Integration", "Action 1", "Conformance"]
    assert "error: An “id”, a string." in {cell.value for row in sheets[2].rows for cell in row}


def test_long_names_are_parted_between_their_words() -> None:
    rule, endpoint = "actions.bad-credentials-are-400-or-401", "actions/escalate_to_the_supervisor"
    finding = {"rule": rule, "level": "error", "endpoint": endpoint, "message": "No."}
    part = document(builtin(), written_on=DAY, report=report(findings=[finding])).parts[-1]
    assert part.rows == (
        ("actions.bad-credentials-are-400-\nor-401", "actions/escalate_to_the_\nsupervisor", "error: No."),
    )


def test_the_columns_between_have_room_for_their_longest_word() -> None:
    part = Part(title="", header=("A", "Endpoint", "B"), rows=(("a", "interaction_update", "b " * 99),))
    first, between, last = widths(part, first=60, whole=170, sign=2)
    assert between > 2 * len("interaction_update")
    assert first + between + last == 170


def test_excel_shows_all_of_an_action_with_many_inputs(tmp_path: Path) -> None:
    """Its rows are at most 409 points high, and what stands below that is seen by nobody."""
    (action,) = builtin().actions
    keyed = [(f"{entry.key}{number}", entry) for number in range(10) for entry in action.inputs]
    many = tuple(entry.model_copy(update={"key": key}) for key, entry in keyed)
    definition = builtin().model_copy(update={"actions": (action.model_copy(update={"inputs": many}),)})
    write_document(definition, tmp_path / "d.xlsx", written_on=DAY)
    for sheet in load_workbook(tmp_path / "d.xlsx").worksheets:
        for number, cells in enumerate(sheet.iter_rows(min_row=4, values_only=True), start=4):
            lines = max(str(cell).count("\n") + 1 for cell in cells)
            assert 15 * lines <= sheet.row_dimensions[number].height <= 409


def test_a_table_that_fits_on_a_page_of_word_is_not_parted(tmp_path: Path) -> None:
    write_document(builtin(), tmp_path / "d.docx", written_on=DAY)
    for table in Document(str(tmp_path / "d.docx")).tables:
        kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
        assert kept == [True] * (len(kept) - 1) + [None]


@pytest.mark.parametrize("ending", FORMATS)
def test_a_name_of_any_length_is_written_whole(tmp_path: Path, ending: str) -> None:
    definition = Definition(name="acme", display_name="👩\u200d💻" * 300)
    write_document(definition, tmp_path / f"d{ending}", written_on=DAY)
    assert load_with_positions(tmp_path / f"d{ending}").definition == definition


def test_a_cell_of_more_than_excel_takes_is_refused(tmp_path: Path) -> None:
    definition = Definition(name="acme", description="💻" * 20_000)
    with pytest.raises(UsageError, match="a cell of 40000 characters is more than Excel takes"):
        write_document(definition, tmp_path / "d.xlsx", written_on=DAY)


# --- PDF: written only -------------------------------------------------------------------------------------


def pdf(definition: Definition, path: Path, **options: Any) -> PdfReader:
    write_document(definition, path, written_on=DAY, **options)
    return PdfReader(path)


def test_a_pdf_has_all_that_the_other_formats_have(tmp_path: Path) -> None:
    written = document(builtin(), written_on=DAY, report=report())
    reader = pdf(builtin(), tmp_path / "d.pdf", report=report())
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    assert reader.metadata
    assert reader.metadata.title == written.title
    cells = [cell for part in written.parts for row in (part.header, *part.rows) for cell in row]
    assert not [cell for cell in cells if "".join(cell.split()) not in text]
    assert len(reader.pages) == 3, "the integration, the action, the conformance"


def test_a_pdf_is_the_same_each_time(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        pdf(builtin(), tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.parametrize("text", ["word " * 5000, "x" * 20_000, "\n".join("line" for _ in range(300))])
def test_a_field_longer_than_a_page_goes_on_on_the_next(tmp_path: Path, text: str) -> None:
    reader = pdf(Definition(name="a", description=text), tmp_path / "d.pdf")
    read = "".join("".join(page.extract_text() for page in reader.pages).split())
    assert read.count(text[:4].strip()) >= text.count(text[:4].strip()) * 0.95
    assert len(reader.pages) > 2


def test_signs_that_the_font_lacks_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"has no signs here for 前 名; use \.docx"):
        pdf(Definition(name="名前"), tmp_path / "d.pdf")
    assert not (tmp_path / "d.pdf").exists()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice isn't installed")
def test_the_word_document_prints_as_a_few_pages(tmp_path: Path) -> None:
    write_document(builtin(), tmp_path / "d.docx", written_on=DAY, report=report())
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--convert-to",
        "pdf",
    ]
    subprocess.run([*command, "--outdir", str(tmp_path), str(tmp_path / "d.docx")], check=True, timeout=120)
    pdf = (tmp_path / "d.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    pages = pdf.count(b"/Type/Page/") + pdf.count(b"/Type /Page/")
    assert 1 <= pages <= 4
    if shutil.which("pdftoppm"):
        subprocess.run(["pdftoppm", "-png", "-r", "40", tmp_path / "d.pdf", tmp_path / "page"], check=True)
        pictures = [path.stat().st_size for path in tmp_path.glob("page*.png")]
        assert len(pictures) == pages
        assert min(pictures) > 3000  # an empty page has less than 1000 bytes
