"""Damaged and hostile files: each is read or refused with a message, soon, and never anything else."""

import io
import random
import warnings
import zipfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from tdmock.documents.load import load
from tdmock.errors import DefinitionError

Parts = dict[str, bytes]
TYPES, RELATIONS, WORD, SHEET = (
    "[Content_Types].xml",
    "_rels/.rels",
    "word/document.xml",
    "xl/worksheets/sheet1.xml",
)
ENTITY = b'<!DOCTYPE w:document [<!ENTITY e "a">]><w:document'
ROWS = (("name", "acme"), ("display_name", "Acme"), ("description", "Sells everything."))


@cache
def good(ending: str) -> bytes:
    content = io.BytesIO()
    if ending == "docx":
        document = Document()
        table = document.add_table(rows=0, cols=2)
        for row in ROWS:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        document.save(content)
    else:
        book = Workbook()
        for row in ROWS:
            book.active.append(row)  # type: ignore[union-attr]
        book.save(content)
    return content.getvalue()


def parts(ending: str) -> Parts:
    with zipfile.ZipFile(io.BytesIO(good(ending))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, content: Iterable[tuple[str, bytes]], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", compression) as archive:
        warnings.filterwarnings("ignore", "Duplicate name")
        for name, part in content:
            archive.writestr(name, part)
    return path


def within(opening: bytes, content: bytes) -> Callable[[bytes], bytes]:
    """Puts content behind the first such tag."""
    return lambda part: part.replace(opening, opening + content, 1)


def moved(content: Parts, name: str, change: Callable[[bytes], bytes]) -> Parts:
    """The document with its main part under another name, and changed."""
    new = {part.replace("document.xml", name): text for part, text in content.items()}
    for part in (TYPES, RELATIONS):
        new[part] = new[part].replace(b"word/document.xml", f"word/{name}".encode())
    return new | {f"word/{name}": change(new[f"word/{name}"])}


def declared(part: bytes) -> bytes:
    return part.replace(b"<w:document", ENTITY, 1)


def large(part: bytes) -> bytes:
    text = random.Random(1).randbytes(3_000_000).hex().encode()
    return within(b"<w:body>", b"<w:p><w:r><w:t>" + text + b"</w:t></w:r></w:p>")(part)


def changed(part: str, change: Callable[[bytes], bytes]) -> Callable[[Parts], Parts]:
    return lambda content: content | {part: change(content[part])}


def replaced(part: str, old: bytes, new: bytes) -> Callable[[Parts], Parts]:
    return changed(part, lambda text: text.replace(old, new))


def nested(depth: int) -> bytes:
    return b"<w:tbl><w:tr><w:tc>" * depth + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * depth


HOSTILE: dict[str, tuple[str, Callable[[Parts], Parts], str]] = {
    "deep": ("docx", changed(WORD, within(b"<w:body>", nested(300))), "more than 200 deep"),
    "many elements": ("docx", changed(WORD, within(b"<w:body>", b"<w:p/>" * 400_000)), "unpacks to far more"),
    "entities under another ending": (
        "docx",
        lambda content: moved(content, "document.dat", declared),
        "entities or a document type in word/document.dat",
    ),
    "entities under an ending in capitals": (
        "docx",
        lambda content: moved(content, "document.XML", declared),
        "entities or a document type in word/document.XML",
    ),
    "entities as a picture": (
        "docx",
        lambda content: moved(content, "document.png", declared),
        "is damaged: the document",
    ),
    "a large part under another ending": (
        "docx",
        lambda content: moved(content, "document.dat", large),
        r"unpacks to far more than a definition needs \(word/document.dat\)",
    ),
    "a document with macros": (
        "docx",
        replaced(
            TYPES,
            b"vnd.openxmlformats-officedocument.wordprocessingml.document.main",
            b"vnd.ms-word.document.macroEnabled.main",
        ),
        "holds a macro",
    ),
    "a workbook with old macros": (
        "xlsx",
        lambda content: content | {"xl/macrosheets/sheet1.xml": b"<a/>"},
        r"holds a macro or another program \(xl/macrosheets/sheet1.xml\)",
    ),
    "a template": (
        "docx",
        replaced(TYPES, b"wordprocessingml.document.main", b"wordprocessingml.template.main"),
        "is a Word template, not a Word document; save it as .docx",
    ),
    "a missing part": ("xlsx", lambda content: content | {SHEET: b"<x/>", TYPES: b"<x/>"}, "isn't an Excel"),
    "a relation to nothing": (
        "docx",
        replaced(RELATIONS, b"word/document.xml", b"word/x.xml"),
        "is damaged: the document",
    ),
    "a span that is no number": (
        "docx",
        changed(WORD, lambda text: text.replace(b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="x"/>', 1)),
        "is damaged: a merged cell",
    ),
    "a cell that is nowhere": ("xlsx", replaced(SHEET, b'r="A1"', b'r="?"'), "is damaged: sheet 1"),
    "a document without a body": (
        "docx",
        lambda content: content | {WORD: b"<x/>"},
        "is damaged: the document",
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_part_is_refused_with_a_message(tmp_path: Path, kind: str) -> None:
    ending, change, message = HOSTILE[kind]
    path = packed(tmp_path / f"d.{ending}", change(parts(ending)).items())
    with pytest.raises(DefinitionError, match=message) as caught:
        load(path)
    assert str(caught.value).startswith(str(path))


@pytest.mark.parametrize(("ending", "part"), [("docx", "word/Document.xml"), ("xlsx", SHEET)])
def test_a_part_that_is_there_twice_is_refused(tmp_path: Path, ending: str, part: str) -> None:
    path = packed(tmp_path / f"d.{ending}", [*parts(ending).items(), (part, b"<x/>")])
    with pytest.raises(DefinitionError, match=f"holds {part} twice"):
        load(path)


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packing_that_unpacks_without_a_limit_is_refused(tmp_path: Path, compression: int) -> None:
    path = packed(tmp_path / "d.docx", parts("docx").items(), compression)
    with pytest.raises(DefinitionError, match="packed in a way that is not read here"):
        load(path)


@pytest.mark.parametrize(
    ("ending", "named", "message"),
    [
        ("docx", "xlsx", "is a Word document, not an Excel workbook; name it .docx"),
        ("xlsx", "docx", "is an Excel workbook, not a Word document; name it .xlsx"),
    ],
)
def test_a_file_under_the_other_ending_is_refused_with_its_own(
    tmp_path: Path, ending: str, named: str, message: str
) -> None:
    (tmp_path / f"d.{named}").write_bytes(good(ending))
    with pytest.raises(DefinitionError, match=message):
        load(tmp_path / f"d.{named}")


@pytest.mark.parametrize(
    ("ending", "part"),
    [
        ("docx", "word/media/image1.svg"),
        ("docx", "word/embeddings/sheet.xlsx"),
        ("docx", "word/fonts/font1.odttf"),
        ("xlsx", "xl/printerSettings/printerSettings1.bin"),
    ],
)
def test_parts_that_are_no_xml_do_no_harm(tmp_path: Path, ending: str, part: str) -> None:
    path = packed(tmp_path / f"d.{ending}", [*parts(ending).items(), (part, b"PK\x03\x04<!DOCTYPE x>")])
    assert load(path).name == "acme"


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_a_damaged_file_is_read_or_refused(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"d.{ending}"
    for seed in range(40):
        chance = random.Random(seed)
        content = bytearray(good(ending))
        for _ in range(chance.randint(1, 20)):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        load_or_refuse(path)


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_a_file_with_damaged_xml_is_read_or_refused(tmp_path: Path, ending: str) -> None:
    content = parts(ending)
    names = [name for name in content if name.endswith((".xml", ".rels")) and "theme" not in name]
    for seed in range(40):
        chance = random.Random(seed)
        name = chance.choice(names)
        pieces = content[name].split(b'"')  # every other piece is the value of an attribute
        pieces[chance.randrange(1, len(pieces), 2)] = chance.choice([b"", b"x", b"-1", b"9" * 30, b"../../x"])
        damaged = content | {name: b'"'.join(pieces)}
        load_or_refuse(packed(tmp_path / f"d.{ending}", damaged.items(), zipfile.ZIP_STORED))


def load_or_refuse(path: Path) -> None:
    try:
        load(path)
    except DefinitionError as error:
        assert str(error).startswith(str(path))  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize("begin", ["", "<table><tr><td>name<td>"])
@pytest.mark.parametrize("unit", ["<a ", '<a a="', "</a ", "</", "<?", "<!", "<", "<table>", "<a/>"])
def test_html_that_never_ends_is_read_or_refused(tmp_path: Path, begin: str, unit: str) -> None:
    text = begin + unit * ((100_000 - len(begin)) // len(unit))
    (tmp_path / "d.html").write_text(text, encoding="utf-8")
    load_or_refuse(tmp_path / "d.html")


def test_a_page_with_masses_of_cells_is_refused(tmp_path: Path) -> None:
    text = "<table><tr>" + "<td colspan=99>" * 10 + "<tr><td>" * 1000
    (tmp_path / "d.html").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match="more than 200,000 cells"):
        load(tmp_path / "d.html")


@pytest.mark.parametrize("ending", ["html", "md"])
def test_entities_that_a_page_declares_are_text(tmp_path: Path, ending: str) -> None:
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    page = (
        f'<!DOCTYPE html [<!ENTITY l0 "ha">{laughs}]>\n\n'
        + {
            "html": "<table><tr><td>name<td>a &amp; &l9;</table>",
            "md": "| Field | Value |\n|---|---|\n| name | a &amp; &l9; |\n",
        }[ending]
    )
    (tmp_path / f"d.{ending}").write_text(page, encoding="utf-8")
    assert load(tmp_path / f"d.{ending}").name == "a & &l9;"
