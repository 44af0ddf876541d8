"""Variants of how much a bridge takes at a time, and how it says that it was too much."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import monotonic

from tdmock.sample.app import deliver
from tdmock.sample.message import Answer, Call, Handler, Wire
from tdmock.sample.variants.variant import everywhere, variant

TOO_MANY = Answer(status=429, body={"message": "Too many requests"})
UNAVAILABLE = Answer(status=503, body={"message": "Try again later"})

CAPACITY = 60  # requests that may come at once
PER_SECOND = 100
AT_ONCE = 2


def every_ninth(call: Call, below: Handler) -> Answer:
    """Every ninth request at all comes too soon after the others."""
    call.memory["asked"] = call.memory.get("asked", 0) + 1
    return replace(TOO_MANY, headers={"retry-after": "0"}) if call.memory["asked"] % 9 == 0 else below(call)


def bucket(call: Call, below: Handler) -> Answer:
    """A token bucket: so many requests at once, and so many more each second."""
    now = monotonic()
    filled, since = call.memory.get("bucket", (CAPACITY, now))
    tokens = min(CAPACITY, filled + (now - since) * CAPACITY)
    call.memory["bucket"] = max(tokens - 1, 0), now
    return below(call) if tokens >= 1 else replace(TOO_MANY, headers={"retry-after": "1"})


def spaced(call: Call, below: Handler) -> Answer:
    """No request may follow another too soon, and nobody says how soon: nginx's `limit_req`."""
    now = monotonic()
    if now < call.memory.get("next", 0):
        return TOO_MANY
    call.memory["next"] = now + 1 / PER_SECOND
    return below(call)


def maintained(call: Call, below: Handler) -> Answer:
    """After so many requests the bridge is away for a moment, and says until when."""
    call.memory["asked"] = call.memory.get("asked", 0) + 1
    if call.memory["asked"] == CAPACITY:
        call.memory["back"] = datetime.now(UTC) + timedelta(seconds=1)
    back = call.memory.get("back", datetime.min.replace(tzinfo=UTC))
    if datetime.now(UTC) >= back:
        return below(call)
    rounded = back.replace(microsecond=0) + timedelta(seconds=1)
    return replace(UNAVAILABLE, headers={"retry-after": format_datetime(rounded, usegmt=True)})


def busy(call: Call, below: Handler) -> Answer:
    """No more than two requests at a time."""
    memory = call.memory
    if memory.get("busy", 0) >= AT_ONCE:
        return UNAVAILABLE
    memory["busy"] = memory.get("busy", 0) + 1
    answer = below(call)

    async def finish(wire: Wire, answer: Answer) -> None:
        await asyncio.sleep(0.01)
        memory["busy"] -= 1
        await deliver(wire, answer)

    return replace(answer, delivery=finish)


variant("limited-rate", "Now and then there are too many requests", habits=everywhere(every_ninth))
variant("token-bucket", "Too many requests in a second get 429 with Retry-After", habits=everywhere(bucket))
variant("spaced-requests", "Requests too close to each other get a bare 429", habits=everywhere(spaced))
variant("maintenance", "For a moment there is 503 with the date of its end", habits=everywhere(maintained))
variant("two-at-a-time", "More than two requests at a time get a bare 503", habits=everywhere(busy))
