"""What is refused of a Word or Excel file before anything parses it."""

import io
from zipfile import BadZipFile, ZipFile, ZipInfo

from tdmock.definition.tree import TreeError

MAX_ENTRIES = 1000
MAX_PART = 20 * 1024 * 1024
MAX_XML = 5 * 1024 * 1024
MAX_TOTAL = 40 * 1024 * 1024
# XML packs well, though never like this; small parts may do what they want.
MAX_RATIO = 200
_XML = (".xml", ".rels")
_SMALL = 1024 * 1024
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def inspect(content: bytes) -> None:
    """Raises :class:`TreeError` for zip bombs, macros, encryption and XML with declarations of its own."""
    if content.startswith(_OLD_OFFICE):
        raise TreeError(
            "is protected by a password or in an old format; save it as .docx or .xlsx without password"
        )
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _inspect_directory(parts)
            for part in parts:
                if part.filename.endswith(_XML):
                    _inspect_xml(archive, part)
    except (BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise TreeError(f"is damaged: {error}") from None


def _inspect_directory(parts: list[ZipInfo]) -> None:
    """Judges by the directory alone: nothing is unpacked yet."""
    if len(parts) > MAX_ENTRIES:
        raise TreeError(f"holds {len(parts)} parts; no definition needs more than {MAX_ENTRIES}")
    for part in parts:
        if "vbaproject" in part.filename.lower() or part.filename.lower().endswith(".bin"):
            raise TreeError(f"holds a macro or another program ({part.filename}); save it without")
        if part.flag_bits & 1:
            raise TreeError("is protected by a password; save it without")
        packed = part.file_size > _SMALL and part.file_size > MAX_RATIO * max(part.compress_size, 1)
        largest = MAX_XML if part.filename.endswith(_XML) else MAX_PART
        if part.file_size > largest or packed:
            raise TreeError(f"unpacks to far more than a definition needs ({part.filename})")
    if sum(part.file_size for part in parts) > MAX_TOTAL:
        raise TreeError("unpacks to far more than a definition needs")


def _inspect_xml(archive: ZipFile, part: ZipInfo) -> None:
    """Office files have no document type; one that has wants to do something with entities."""
    from xml.sax import SAXException  # noqa: PLC0415
    from xml.sax.handler import ContentHandler  # noqa: PLC0415

    from defusedxml import DefusedXmlException, sax  # noqa: PLC0415  needed for office files only

    try:
        with archive.open(part) as stream:
            sax.parse(stream, ContentHandler(), forbid_dtd=True)
    except DefusedXmlException:
        raise TreeError(
            f"declares entities or a document type in {part.filename}, which is refused"
        ) from None
    except SAXException as error:
        raise TreeError(f"is damaged: {part.filename} isn't XML ({error})") from None
