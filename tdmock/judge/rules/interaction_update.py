"""Rules about contact activity."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from tdmock.findings import Breach
from tdmock.judge.rules.readable import DATE, is_absolute, is_ambiguous
from tdmock.judge.rules.registry import ANSWER_RULES, ENDPOINT_RULES, Answer, EndpointRule, rule
from tdmock.judge.rules.texts import blanks, not_intact, placeholders
from tdmock.judge.schema import describe
from tdmock.redaction.mask import cut
from tdmock.talkdesk.blemishes import Texts

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


@rule(ANSWER_RULES, "interactions.urls-are-absolute")
def urls_are_absolute(answer: Answer) -> Iterator[Breach]:
    """Links that Talkdesk has no base for."""
    for index, interaction in answer.records:
        url = interaction.get("url")
        if isinstance(url, str) and url and not is_absolute(url):
            yield Breach(
                at=f"[{index}].url", expected="an absolute URL with scheme and host", actual=describe(url)
            )


@rule(ANSWER_RULES, "interactions.dates-are-unambiguous")
def dates_are_unambiguous(answer: Answer) -> Iterator[Breach]:
    """Dates whose day may be taken for their month."""
    for index, interaction in answer.records:
        date = interaction.get("date")
        if isinstance(date, str) and is_ambiguous(date):
            yield Breach(
                at=f"[{index}].date",
                expected="a date that begins with the year, such as 2012-11-21 17:53:51 UTC",
                actual=f"{describe(date)}, which may be read with the day or the month first",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    """Whose interactions were asked for, of which types, and the ids that came, by type."""

    contact: str
    asked: tuple[str, ...]
    ids: Mapping[str, frozenset[str]]

    @property
    def all_ids(self) -> frozenset[str]:
        return frozenset().union(*self.ids.values())


_Kept = Sequence[tuple[str, _Answered]]


def _answered(*kinds: str) -> Callable[[Answer], _Answered | None]:
    """Keeps the answers to requests of these kinds about contacts that have an id."""

    def gather(answer: Answer) -> _Answered | None:
        contact = answer.sent.get("data", {}).get("contact_external_id")
        if answer.kind not in kinds or not isinstance(contact, str):
            return None
        ids: dict[str, set[str]] = {}
        for _, record in answer.records[:COMPARED]:
            if isinstance(record.get("id"), str) and isinstance(record.get("type"), str):
                ids.setdefault(record["type"], set()).add(record["id"])
        return _Answered(
            contact=contact,
            asked=tuple(answer.sent.get("meta", {}).get("interaction_types", ())),
            ids={name: frozenset(found) for name, found in ids.items()},
        )

    return gather


def _differ(kept: _Kept) -> Iterator[Breach]:
    """All contacts get the same interactions: the bridge doesn't look at who is asked for.

    A ticket that two contacts share is fine; only an overlap of everything, for everybody, is judged.
    """
    by_contact: dict[str, frozenset[str]] = {}
    for _, answered in kept:
        by_contact[answered.contact] = by_contact.get(answered.contact, frozenset()) | answered.all_ids
    answers = list(by_contact.values())
    if len(answers) >= 2 and answers[0] and all(told == answers[0] for told in answers):
        yield Breach(
            expected="each contact's own interactions",
            actual=f"the same {len(answers[0])} interactions for {len(answers)} different contacts",
        )


def _confused(shared: str) -> Callable[[_Kept], Iterator[Breach]]:
    """Two contacts who share something get the same interactions, all of them."""

    def judge(kept: _Kept) -> Iterator[Breach]:
        answers = {answered.contact: answered.all_ids for _, answered in kept}
        if len(answers) == 2 and len(same := set(answers.values())) == 1 and (ids := same.pop()):
            yield Breach(
                expected="each contact's own interactions",
                actual=f"the same {len(ids)} interactions for two contacts with one {shared}, "
                + " and ".join(cut(contact, 40) for contact in answers),
            )

    return judge


def _change(kept: _Kept) -> Iterator[Breach]:
    """No id of a contact's interactions of one type came again when these were asked for alone."""
    pairs = [
        (together.ids[name], alone.ids[name])
        for together, alone, name in _compared(kept)
        if name in together.ids and name in alone.ids
    ]
    if pairs and not any(first & second for first, second in pairs):
        yield Breach(
            at="[].id",
            expected="the same ids for the same interactions each time",
            actual=f"no id came again when a contact was asked about again, in {len(pairs)} cases",
        )


def _left_out(kept: _Kept) -> Iterator[Breach]:
    """Interactions of a type that come when asked for alone, and never among others.

    The longest answers are not looked at: a bridge may limit how many interactions it hands over.
    """
    present = {name for _, answered in kept if len(answered.asked) > 1 for name in answered.ids}
    longest = max((len(answered.all_ids) for _, answered in kept), default=0)
    found = {
        name: together.contact
        for together, alone, name in _compared(kept)
        if name in alone.ids and name not in present and len(together.all_ids) < longest
    }
    for name, contact in found.items():
        yield Breach(
            at="[].type",
            expected="interactions of all types that were asked for",
            actual=f"none of the type {describe(name)} when all types were asked for, "
            f"though contact {cut(contact, 40)} has some when it is asked for alone",
        )


def _compared(kept: _Kept) -> Iterator[tuple[_Answered, _Answered, str]]:
    """Of each contact the answer to all types with those to single types, and the type."""
    together = {answered.contact: answered for _, answered in kept if len(answered.asked) > 1}
    for _, alone in kept:
        if len(alone.asked) == 1 and alone.contact in together:
            yield together[alone.contact], alone, alone.asked[0]


_Interaction = tuple[str, int, int]
"""An interaction's id, and hashes of its subject and its date."""

_Told = Sequence[tuple[str, tuple[str, frozenset[_Interaction]]]]


def _told(answer: Answer) -> tuple[str, frozenset[_Interaction]] | None:
    """Whose interactions were asked for, and which came."""
    contact = answer.sent.get("data", {}).get("contact_external_id")
    if answer.kind != "valid" or not isinstance(contact, str):
        return None
    found = [entry for _, entry in answer.records[:COMPARED] if isinstance(entry.get("id"), str)]
    return contact, frozenset((i["id"], hash(str(i.get("subject"))), hash(str(i.get("date")))) for i in found)


def _stand_for_one(kept: _Told) -> Iterator[Breach]:
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


def _texts(answer: Answer) -> Texts | None:
    texts = Texts()
    texts.see("", answer.records)
    return texts if answer.records else None


def _over_all(
    judge: Callable[[Texts], Iterator[Breach]],
) -> Callable[[Sequence[tuple[str, Texts]]], Iterator[Breach]]:
    """The texts of all answers judged together."""

    def judged(kept: Sequence[tuple[str, Texts]]) -> Iterator[Breach]:
        everything = Texts()
        for _, texts in kept:
            everything.merge(texts)
        return judge(everything)

    return judged


ENDPOINT_RULES |= {
    "interactions.belong-to-the-contact": EndpointRule(gather=_answered("valid"), judge=_differ),
    "interactions.namesakes-are-told-apart": EndpointRule(
        gather=_answered("namesake"), judge=_confused("name")
    ),
    "interactions.colleagues-are-told-apart": EndpointRule(
        gather=_answered("colleague"), judge=_confused("company")
    ),
    "interactions.ids-stand-for-one": EndpointRule(gather=_told, judge=_stand_for_one),
    "interactions.ids-survive": EndpointRule(gather=_answered("valid"), judge=_change),
    "interactions.all-types-are-answered": EndpointRule(gather=_answered("valid"), judge=_left_out),
    "interactions.text-is-intact": EndpointRule(gather=_texts, judge=_over_all(not_intact)),
    "interactions.text-is-no-placeholder": EndpointRule(gather=_texts, judge=_over_all(placeholders)),
    "interactions.subjects-are-not-blank": EndpointRule(gather=_texts, judge=_over_all(blanks)),
}
