"""The kind and size of an image, from its first bytes."""

import re
import struct
from dataclasses import dataclass

_JPEG_SIZES = frozenset({*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """Size in pixels; 0 where the image scales to any size."""

    content_type: str
    width: int = 0
    height: int = 0


def read_image(body: bytes) -> Image | None:
    """The image's kind and size; ``None`` when it is no PNG, GIF, JPEG or SVG that can be read."""
    if body.startswith(b"\x89PNG\r\n\x1a\n") and len(body) >= 24:
        width, height = struct.unpack(">II", body[16:24])
        return Image(content_type="image/png", width=width, height=height)
    if body.startswith((b"GIF87a", b"GIF89a")) and len(body) >= 10:
        width, height = struct.unpack("<HH", body[6:10])
        return Image(content_type="image/gif", width=width, height=height)
    if body.startswith(b"\xff\xd8"):
        return _read_jpeg(body)
    if re.search(rb"<svg[\s>]", body[:1000]):
        return Image(content_type="image/svg+xml")
    return None


def _read_jpeg(body: bytes) -> Image | None:
    """Goes from segment to segment until the one that has the size."""
    at = 2
    while at + 9 <= len(body) and body[at] == 0xFF:
        if body[at + 1] in _JPEG_SIZES:
            height, width = struct.unpack(">HH", body[at + 5 : at + 9])
            return Image(content_type="image/jpeg", width=width, height=height)
        at += 2 + int(struct.unpack(">H", body[at + 2 : at + 4])[0])
    return None
