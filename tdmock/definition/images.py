"""The kind and size of an image, from its bytes."""

import re
import struct
from dataclasses import dataclass

_JPEG_SIZES = frozenset({*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)})
# Before the element that makes a document an SVG: declarations, comments, a document type.
_SVG = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+"
    rb"(?:(?><\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*+(?:\[.*?\]\s*)?>)\s*+)*+"
    rb"<(?:\w+:)?svg[\s/>]",
    re.DOTALL,
)
# The content types under which an image may be served, besides the one that is registered.
_ALIASES = {
    "image/jpeg": {"image/jpg", "image/pjpeg"},
    "image/png": {"image/x-png"},
    "image/vnd.microsoft.icon": {"image/x-icon", "image/ico"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """Size in pixels; 0 where the image scales to any size."""

    content_type: str
    width: int = 0
    height: int = 0

    def may_be_served_as(self, content_type: str) -> bool:
        """Whether the value of a Content-Type header fits the image."""
        essence = content_type.partition(";")[0].strip().lower()
        return essence in {self.content_type, *_ALIASES.get(self.content_type, ())}


def read_image(body: bytes) -> Image | None:
    """The image's kind and size; ``None`` when it is no image of a known kind that can be read."""
    if body.startswith(b"\x89PNG\r\n\x1a\n") and len(body) >= 24:
        width, height = struct.unpack(">II", body[16:24])
        return Image(content_type="image/png", width=width, height=height)
    if body.startswith((b"GIF87a", b"GIF89a")) and len(body) >= 10:
        width, height = struct.unpack("<HH", body[6:10])
        return Image(content_type="image/gif", width=width, height=height)
    if body.startswith(b"\xff\xd8"):
        return _read_jpeg(body)
    if body.startswith(b"RIFF") and body[8:12] == b"WEBP":
        return _read_webp(body)
    if body.startswith(b"\0\0\1\0"):
        return _read_icon(body)
    return Image(content_type="image/svg+xml") if _SVG.match(body) else None


def _read_jpeg(body: bytes) -> Image | None:
    """Goes from segment to segment until the one that has the size."""
    at = 2
    while at + 9 <= len(body) and body[at] == 0xFF:
        if body[at + 1] in _JPEG_SIZES:
            height, width = struct.unpack(">HH", body[at + 5 : at + 9])
            return Image(content_type="image/jpeg", width=width, height=height)
        at += 2 + int(struct.unpack(">H", body[at + 2 : at + 4])[0])
    return None


def _read_webp(body: bytes) -> Image | None:
    """Each of the three kinds has its size elsewhere: lossy, lossless, and with further chunks."""
    kind, start = body[12:16], body[20:30]
    if len(start) < 10:
        return None
    if kind == b"VP8 ":
        width, height = (side & 0x3FFF for side in struct.unpack("<HH", start[6:10]))
    elif kind == b"VP8L":
        bits = int.from_bytes(start[1:5], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif kind == b"VP8X":
        width, height = (int.from_bytes(start[at : at + 3], "little") + 1 for at in (4, 7))
    else:
        return None
    return Image(content_type="image/webp", width=width, height=height)


def _read_icon(body: bytes) -> Image | None:
    """The smallest of the images in it, for what shows an icon takes one that fits; 0 stands for 256."""
    count = int.from_bytes(body[4:6], "little")
    entries = [body[at : at + 16] for at in range(6, 6 + 16 * count, 16)]
    if not entries or len(entries[-1]) < 16:
        return None
    width, height = min((entry[0] or 256, entry[1] or 256) for entry in entries)
    return Image(content_type="image/vnd.microsoft.icon", width=width, height=height)
