"""Rules about agent synchronization; those about pages are shared with contacts."""

from collections.abc import Iterator

from tdmock.clauses import describe
from tdmock.findings import Breach
from tdmock.rules.readable import EMAIL
from tdmock.rules.registry import PAGE_RULES, Answer, rule
from tdmock.talkdesk import Walk


@rule(PAGE_RULES, "agents.emails-are-addresses")
def emails_are_addresses(answer: Answer, walk: Walk) -> Iterator[Breach]:
    """E-mails that no agent can be matched by."""
    del walk
    is_readable = EMAIL.reader()
    for index, agent in answer.records:
        email = agent.get("email")
        if isinstance(email, str) and not is_readable(email):
            yield Breach(
                at=f"agents[{index}].email",
                expected="an e-mail address",
                actual=describe(email),
            )


@rule(PAGE_RULES, "agents.emails-are-unique")
def emails_are_unique(answer: Answer, walk: Walk) -> Iterator[Breach]:
    """One e-mail on two agents: Talkdesk matches agents by it."""
    on_page: set[int] = set()
    for index, agent in answer.records:
        email = agent.get("email")
        if not isinstance(email, str) or hash(str(agent.get("id"))) in walk.seen:
            continue
        address = hash(email.lower())
        if address in walk.emails or address in on_page:
            yield Breach(
                at=f"agents[{index}].email",
                expected="an e-mail that no other agent has",
                actual=describe(email),
            )
        on_page.add(address)
