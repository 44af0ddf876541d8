"""Rules about contact activity."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from tdmock.clauses import describe
from tdmock.findings import Breach
from tdmock.rules.readable import is_date
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
    for index, interaction in answer.records:
        date = interaction.get("date")
        if isinstance(date, str) and not is_date(date):
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


Told = tuple[str, int, int]
"""An interaction's id, and hashes of its subject and its date."""

Kept = Sequence[tuple[str, tuple[str, frozenset[Told]]]]


def _told(answer: Answer) -> tuple[str, frozenset[Told]] | None:
    """Whose interactions were asked for, and which came."""
    contact = answer.sent.get("data", {}).get("contact_external_id")
    if answer.kind != "valid" or not isinstance(contact, str):
        return None
    found = [entry for _, entry in answer.records[:COMPARED] if isinstance(entry.get("id"), str)]
    return contact, frozenset((i["id"], hash(str(i.get("subject"))), hash(str(i.get("date")))) for i in found)


def _differ(kept: Kept) -> Iterator[Breach]:
    """All contacts get the same interactions: the bridge doesn't look at who is asked for.

    A ticket that two contacts share is fine; only an overlap of everything, for everybody, is judged.
    """
    by_contact: dict[str, set[Told]] = {}
    for _, (contact, told) in kept:
        by_contact.setdefault(contact, set()).update(told)
    answers = list(by_contact.values())
    if len(answers) >= 2 and answers[0] and all(told == answers[0] for told in answers):
        yield Breach(
            expected="each contact's own interactions",
            actual=f"the same {len(answers[0])} interactions for {len(answers)} different contacts",
        )


def _stand_for_one(kept: Kept) -> Iterator[Breach]:
    """Ids of two contacts' interactions that share neither subject nor date, so are not the same."""
    owners: dict[str, set[tuple[str, int, int]]] = {}
    for _, (contact, told) in kept:
        for identity, subject, date in told:
            owners.setdefault(identity, set()).add((contact, subject, date))
    ambiguous = sorted(
        (identity, first[0], second[0])
        for identity, found in owners.items()
        for first, second in combinations(sorted(found), 2)
        if all(one != other for one, other in zip(first, second, strict=True))
    )
    if ambiguous:
        identity, first, second = map(describe, ambiguous[0])
        yield Breach(
            at="[].id",
            expected="an id that no other interaction has",
            actual=f"{identity} for different interactions of the contacts {first} and {second}",
            occurrences=len({identity for identity, _, _ in ambiguous}),
        )


ENDPOINT_RULES["interactions.belong-to-the-contact"] = EndpointRule(gather=_told, judge=_differ)
ENDPOINT_RULES["interactions.ids-stand-for-one"] = EndpointRule(gather=_told, judge=_stand_for_one)
