"""Contact synchronization: pages behind opaque offsets, checkpoints that mark what has been handed over."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

from tdmock.sample.message import Answer, Bridge, Call, refuse

INITIAL = 0
CHANGES = 1
"""The two states of the account: as first synchronized, and with a few contacts changed since."""


def answer(call: Call) -> Answer:
    meta = call.part("meta")
    checkpoint, offset = meta.get("synchronization_checkpoint"), meta.get("offset")
    if offset is not None:
        place = unseal(offset)
        if place is None:
            return refuse(400, "meta.offset is not one that this bridge handed out.")
        revision, start = place
    else:
        mark = (INITIAL, 0) if checkpoint is None else unseal(checkpoint)
        if mark is None:
            return refuse(400, "meta.synchronization_checkpoint is not one that this bridge handed out.")
        revision, start = mark[0], 0
    return Answer(body=page(call.bridge, revision, start))


def page(bridge: Bridge, revision: int, start: int) -> dict[str, object]:
    """The contacts from a place on, of the account as a whole or of what changed since a checkpoint."""
    numbers = numbers_of(bridge, revision)
    end = start + bridge.page_size
    body: dict[str, object] = {
        "contacts": bridge.data.contact_page(numbers[start:end]),
        "synchronization_checkpoint": seal(min(revision + 1, CHANGES + 1), 0),
    }
    if end < len(numbers):
        body["next_offset"] = seal(revision, end)
        body["context"] = {"revision": revision, "remaining": len(numbers) - end}
    return body


def numbers_of(bridge: Bridge, revision: int) -> Sequence[int]:
    """The numbers of the contacts that a sync from that revision on hands over, in order of change."""
    total = bridge.data.contacts
    if revision == INITIAL:
        return range(total)
    # A tenth at most, so that nobody takes it for the whole account, and where possible more than one page.
    changed = min(bridge.page_size + 2, total // 10) if revision == CHANGES else 0
    return range(total - changed, total)


def seal(revision: int, start: int) -> str:
    """An opaque string for a place in a sync."""
    return urlsafe_b64encode(f"{revision}:{start}".encode()).decode().rstrip("=")


def unseal(text: object) -> tuple[int, int] | None:
    """The place that a sealed string stands for; None for any other value."""
    if not isinstance(text, str):
        return None
    try:
        revision, start = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii").split(":")
        place = int(revision), int(start)
    except (binascii.Error, ValueError):
        return None
    return place if place >= (0, 0) and place[1] >= 0 else None
