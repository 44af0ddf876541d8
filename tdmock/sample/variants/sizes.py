"""Variants of how much there is."""

from tdmock.sample.message import Answer, Call, Handler
from tdmock.sample.variants.variant import everywhere, variant


def limited(call: Call, below: Handler) -> Answer:
    """Every ninth request at all comes too soon after the others."""
    call.memory["asked"] = call.memory.get("asked", 0) + 1
    return below(call) if call.memory["asked"] % 9 else TOO_MANY


TOO_MANY = Answer(status=429, body={"message": "Too many requests"}, headers={"retry-after": "0"})

variant("limited-rate", "Now and then there are too many requests", habits=everywhere(limited))
variant("single-page", "Everything fits on one page", page_size=1000)
variant("tiny-pages", "One contact or agent on each page", contacts=9, agents=3, page_size=1)
variant("no-contacts", "The account has no contacts", contacts=0)
variant("no-agents", "The account has no agents", agents=0)
variant("one-contact", "The account has one contact", contacts=1, agents=1)
variant("two-contacts", "The account has two contacts", contacts=2, agents=2)
variant("empty-account", "There are neither contacts nor agents", contacts=0, agents=0)
