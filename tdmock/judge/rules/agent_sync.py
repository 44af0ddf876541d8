"""Rules about agent synchronization; those about pages are shared with contacts."""

from collections.abc import Iterator, Sequence

from tdmock.findings import Breach
from tdmock.judge.rules.readable import EMAIL
from tdmock.judge.rules.registry import Answer, Kept, Moment, rule, texts_in
from tdmock.judge.schema import describe
from tdmock.talkdesk.state import Walk

APART = 2  # agents that only one of two synchronizations has


@rule(Moment.PAGE, "agents.emails-are-addresses", sees=texts_in("email"))
def emails_are_addresses(answer: Answer) -> Iterator[Breach]:
    """Every `email` can be read as an e-mail address."""
    is_readable = EMAIL.reader()
    for index, agent in answer.records:
        email = agent.get("email")
        if isinstance(email, str) and not is_readable(email):
            yield Breach(
                at=f"agents[{index}].email",
                expected="an e-mail address",
                actual=describe(email),
            )


def _emails_beside_others(answer: Answer, walk: Walk) -> bool:
    emails = sum(isinstance(agent.get("email"), str) for _, agent in answer.records)
    return emails > 1 or (emails == 1 and bool(walk.emails))


@rule(Moment.PAGE, "agents.emails-are-unique", sees=_emails_beside_others)
def emails_are_unique(answer: Answer, walk: Walk) -> Iterator[Breach]:
    """No two agents have one e-mail: Talkdesk matches agents by it."""
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


_FORMS = {"offset-null": "with a null offset", "offset-omitted": "without an offset"}


def _first_page(answer: Answer) -> tuple[str, int] | None:
    """How the first page was asked for, and how many agents came."""
    return (answer.kind, len(answer.records)) if answer.kind in _FORMS else None


def _has_agents_and_both_forms(kept: Kept) -> bool:
    forms = {kind for _, (kind, _) in kept}
    return forms == _FORMS.keys() and any(count for _, (_, count) in kept)


@rule(Moment.ENDPOINT, "agents.first-page-has-agents", gather=_first_page, sees=_has_agents_and_both_forms)
def first_page_has_agents(kept: Sequence[tuple[str, tuple[str, int]]]) -> Iterator[Breach]:
    """Where one of the two forms of the first request brings agents, the other does."""
    counts = {kind: count for _, (kind, count) in kept}
    for kind, count in counts.items():
        if not count and any(counts.values()):
            yield Breach(
                at="agents",
                expected="the same agents, whichever way the first page is asked for",
                actual=f"none for a request {_FORMS[kind]}, {max(counts.values())} at once for the other",
            )


def _other_form_came_before(walk: Walk) -> bool:
    return bool(walk.ended and walk.earlier.ids)


@rule(Moment.WALK, "agents.forms-agree", sees=_other_form_came_before)
def forms_agree(walk: Walk) -> Iterator[Breach]:
    """Both forms of the first request lead to the same agents; one may have come or gone meanwhile."""
    apart = max(len(walk.missing), len(walk.newcomers))
    if _other_form_came_before(walk) and apart >= APART:
        yield Breach(
            at="agents",
            expected="the same agents, whichever way the first page is asked for",
            actual=f"{len(walk.earlier.ids)} agents after a null offset and {walk.records} without one, "
            f"of which {apart} came only once",
        )
