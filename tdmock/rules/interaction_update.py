"""Rules about contact activity."""

from collections.abc import Iterator, Sequence

from tdmock.clauses import describe
from tdmock.findings import Breach
from tdmock.rules.readable import DATE
from tdmock.rules.registry import ANSWER_RULES, ENDPOINT_RULES, Answer, EndpointRule, rule

COMPARED = 100  # interactions of one contact that are compared with those of others


@rule(ANSWER_RULES, "interactions.ids-are-unique")
def ids_are_unique(answer: Answer) -> Iterator[Breach]:
    """Interactions that came more than once in one answer."""
    seen = set()
    for index, interaction in answer.records:
        identity = interaction.get("id")
        if isinstance(identity, str) and identity in seen:
            yield Breach(
                at=f"[{index}].id",
                expected="every id once",
                actual=f"{describe(identity)} again",
            )
        if isinstance(identity, str):
            seen.add(identity)


@rule(ANSWER_RULES, "interactions.dates-are-readable")
def dates_are_readable(answer: Answer) -> Iterator[Breach]:
    """Dates that can't be read; no text states a format."""
    is_readable = DATE.reader()
    for index, interaction in answer.records:
        date = interaction.get("date")
        if isinstance(date, str) and not is_readable(date):
            yield Breach(
                at=f"[{index}].date",
                expected="a date such as 2012-11-21 17:53:51 UTC",
                actual=describe(date),
            )


@rule(ANSWER_RULES, "interactions.types-are-asked-for")
def types_are_asked_for(answer: Answer) -> Iterator[Breach]:
    """Interactions of types that were not asked for."""
    asked = answer.sent.get("meta", {}).get("interaction_types", [])
    for index, interaction in answer.records:
        kind = interaction.get("type")
        if asked and isinstance(kind, str) and kind not in asked:
            yield Breach(
                at=f"[{index}].type",
                expected="one of " + ", ".join(asked),
                actual=describe(kind),
            )


@rule(ANSWER_RULES, "interactions.unknown-contact-has-none")
def unknown_contact_has_none(answer: Answer) -> Iterator[Breach]:
    """Somebody's interactions for a contact that nobody knows."""
    found = answer.records
    if answer.kind == "unknown-contact" and found:
        yield Breach(
            expected="an empty array for a contact that does not exist",
            actual=f"{len(found)} interactions, so somebody else's",
            occurrences=len(found),
        )


def _identities(answer: Answer) -> tuple[str, frozenset[str]] | None:
    """Whose interactions were asked for, and the ids that came."""
    contact = answer.sent.get("data", {}).get("contact_external_id")
    if answer.kind != "valid" or not isinstance(contact, str):
        return None
    ids = [i["id"] for _, i in answer.records[:COMPARED] if isinstance(i.get("id"), str)]
    return contact, frozenset(ids)


def _differ(kept: Sequence[tuple[str, tuple[str, frozenset[str]]]]) -> Iterator[Breach]:
    """All contacts get the same interactions: the bridge doesn't look at who is asked for.

    A ticket that two contacts share is fine; only an overlap of everything, for everybody, is judged.
    """
    by_contact: dict[str, set[str]] = {}
    for _, (contact, ids) in kept:
        by_contact.setdefault(contact, set()).update(ids)
    answers = list(by_contact.values())
    if len(answers) >= 2 and answers[0] and all(ids == answers[0] for ids in answers):
        yield Breach(
            expected="each contact's own interactions",
            actual=f"the same {len(answers[0])} interactions for {len(answers)} different contacts",
        )


ENDPOINT_RULES["interactions.belong-to-the-contact"] = EndpointRule(gather=_identities, judge=_differ)
