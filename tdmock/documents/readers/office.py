"""What is refused of a Word or Excel file before anything parses it, and how damage shows."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from tdmock.definition.tree import TreeError

MAX_ENTRIES = 1000
MAX_PART = 5 * 1024 * 1024
MAX_TOTAL = 10 * 1024 * 1024
MAX_ELEMENTS = 300_000
MAX_DEPTH = 200  # lxml gives up at 256, with less clear words
ANEW = "open it and save it anew"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK"
_TYPES = "[Content_Types].xml"
# A part that must be XML, by its name in lower case.
_XML = (".xml", ".rels")
# Pictures and fonts are left packed: a definition is its text.
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".wdp", ".svg")
_UNREAD = (*_PICTURES, ".ttf", ".otf", ".odttf", ".fntdata")
_PROGRAM_PARTS = ("vbaproject", "vbadata", "macrosheets/")
_PROGRAM_TYPES = ("macroenabled", "vbaproject", "macrosheet")
# What a file is, by the content type of its main part.
_KINDS = {
    "wordprocessingml.document.main+xml": (".docx", "a Word document"),
    "wordprocessingml.template.main+xml": (".dotx", "a Word template"),
    "spreadsheetml.sheet.main+xml": (".xlsx", "an Excel workbook"),
    "spreadsheetml.template.main+xml": (".xltx", "an Excel template"),
    "presentationml.presentation.main+xml": (".pptx", "a presentation"),
}
_NAMES = dict(_KINDS.values())
_READ = (".docx", ".xlsx")


@contextmanager
def damage_told(where: str) -> Iterator[None]:
    """Turns whatever a library raises into a :class:`TreeError` that calls ``where`` damaged.

    zipfile, expat, lxml, python-docx and openpyxl trust what they read, so that a damaged file makes them
    raise nearly anything. Only calls of theirs belong in here: then a defect of our own still shows as one.
    The library's words are left out, for they speak of its insides and of addresses in memory.
    """
    try:
        yield
    except TreeError:
        raise
    except Exception as error:  # noqa: BLE001
        kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
        raise TreeError(f"is damaged: {where} can't be read ({kind}); {ANEW}") from None


def inspected(content: bytes, ending: str) -> io.BytesIO:
    """The file of that kind, packed anew with only the XML that was looked at; its other parts are empty.

    So nothing gets to a parser unseen, whatever its name. Raises :class:`TreeError` for zip bombs, macros,
    encryption, XML with declarations of its own, damage, and for a file of another kind.
    """
    if content.startswith(_OLD_OFFICE):
        raise TreeError(
            "is protected by a password or in an old format; save it as .docx or .xlsx without password"
        )
    if not content.startswith(_ZIP):
        raise TreeError(f"isn't {_NAMES[ending]}, whatever its name says; save it as {ending}")
    with damage_told("the archive"), ZipFile(io.BytesIO(content)) as archive:
        parts = [part for part in archive.infolist() if not part.is_dir()]
        _inspect_directory(parts)
        limits = _Limits()
        xml = {part.filename: _xml(archive, part, limits) for part in parts}
    _inspect_types(limits.types, ending)
    return _packed(xml)


def _inspect_directory(parts: list[ZipInfo]) -> None:
    """Judges by the directory alone: nothing is unpacked yet."""
    if len(parts) > MAX_ENTRIES:
        raise TreeError(f"holds {len(parts)} parts; no definition needs more than {MAX_ENTRIES}")
    seen: set[str] = set()
    total = 0
    for part in parts:
        name = part.filename.lower()
        if name in seen:
            raise TreeError(f"is damaged: it holds {part.filename} twice; {ANEW}")
        seen.add(name)
        if _is_program(name):
            raise _program(part.filename)
        if part.flag_bits & 1:
            raise TreeError("is protected by a password; save it without")
        # Python unpacks the others without a limit, and no office program writes them.
        if part.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise TreeError(f"is packed in a way that is not read here ({part.filename}); save it anew")
        size = 0 if name.endswith(_UNREAD) else part.file_size
        total += size
        if size > MAX_PART or total > MAX_TOTAL:
            raise TreeError(f"unpacks to far more than a definition needs ({part.filename})")


def _is_program(name: str) -> bool:
    """Whether a part, by its name in lower case, is a macro or another program."""
    if name.endswith(".bin"):
        return "/printersettings/" not in name
    return any(word in name for word in _PROGRAM_PARTS)


def _program(where: str) -> TreeError:
    return TreeError(f"holds a macro or another program ({where}); save it as .docx or .xlsx without")


class _Limits(ContentHandler):
    """Counts the elements of all parts, and keeps the content types that the file declares."""

    def __init__(self) -> None:
        super().__init__()
        self.elements = 0
        self.depth = 0
        self.part = ""
        self.types: list[str] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        del name
        self.elements += 1
        self.depth += 1
        if self.elements > MAX_ELEMENTS:
            raise TreeError(f"unpacks to far more than a definition needs ({self.part})")
        if self.depth > MAX_DEPTH:
            raise TreeError(f"nests tables or other things more than {MAX_DEPTH} deep ({self.part})")
        if self.part == _TYPES and "ContentType" in attrs:
            self.types.append(attrs["ContentType"].lower())

    def endElement(self, name: str) -> None:  # noqa: N802
        del name
        self.depth -= 1


def _xml(archive: ZipFile, part: ZipInfo, limits: _Limits) -> bytes:
    """The part if it is XML, else nothing; office files have no document type, for that wants entities."""
    from defusedxml import DefusedXmlException, sax

    name = part.filename
    if name.lower().endswith(_UNREAD):
        return b""
    with damage_told(name):
        content = archive.read(part)
        limits.part, limits.depth = name, 0
        try:
            sax.parseString(content, limits, forbid_dtd=True)
        except DefusedXmlException:
            raise TreeError(f"declares entities or a document type in {name}, which is refused") from None
        except SAXException as error:
            if not name.lower().endswith(_XML):
                return b""
            raise TreeError(f"is damaged: {name} isn't XML ({error}); {ANEW}") from None
    return content


def _inspect_types(types: list[str], ending: str) -> None:
    """Judges by the declared content types, which count more than names."""
    for declared in types:
        if any(word in declared for word in _PROGRAM_TYPES):
            raise _program(declared)
    kinds = dict(kind for suffix, kind in _KINDS.items() if any(type_.endswith(suffix) for type_ in types))
    if ending in kinds:
        return
    wanted = _NAMES[ending]
    for found, kind in kinds.items():
        advice = f"name it {found}" if found in _READ else f"save it as {ending}"
        raise TreeError(f"is {kind}, not {wanted}; {advice}")
    raise TreeError(f"isn't {wanted}; save it as {ending}")


def _packed(parts: dict[str, bytes]) -> io.BytesIO:
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    packed.seek(0)
    return packed
