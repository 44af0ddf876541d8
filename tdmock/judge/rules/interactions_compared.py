"""Rules that compare the interactions of several answers: whose they are, whether ids and types hold."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from tdmock.findings import Breach
from tdmock.judge.rules.interaction_update import types_asked_for
from tdmock.judge.rules.registry import Answer, Kept, Moment, rule
from tdmock.judge.rules.texts import blanks, has_texts, has_titles, not_intact, placeholders
from tdmock.judge.schema import describe
from tdmock.redaction.mask import cut
from tdmock.talkdesk.blemishes import Texts

FEW = 3  # fewer interactions may all have changed by chance
COMPARED = 100  # interactions of one contact that are compared with those of others


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    """Whose interactions were asked for, of which types, and the ids that came, by type."""

    contact: str
    asked: tuple[str, ...]
    ids: Mapping[str, frozenset[str]]

    @property
    def all_ids(self) -> frozenset[str]:
        return frozenset().union(*self.ids.values())


_Answers = Sequence[tuple[str, _Answered]]


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
            asked=tuple(types_asked_for(answer)),
            ids={name: frozenset(found) for name, found in ids.items()},
        )

    return gather


def _ids_by_contact(kept: _Answers) -> dict[str, frozenset[str]]:
    by_contact: dict[str, frozenset[str]] = {}
    for _, answered in kept:
        by_contact[answered.contact] = by_contact.get(answered.contact, frozenset()) | answered.all_ids
    return by_contact


def _several_have_some(kept: _Answers) -> bool:
    """Whether there are interactions, and more than one contact who could have them."""
    by_contact = _ids_by_contact(kept)
    return len(by_contact) >= 2 and any(by_contact.values())


@rule(
    Moment.ENDPOINT, "interactions.belong-to-the-contact", gather=_answered("valid"), sees=_several_have_some
)
def belong_to_the_contact(kept: _Answers) -> Iterator[Breach]:
    """Not all contacts get the same interactions.

    A ticket that two contacts share is fine; only an overlap of everything, for everybody, is a breach.
    """
    answers = list(_ids_by_contact(kept).values())
    if len(answers) >= 2 and answers[0] and all(told == answers[0] for told in answers):
        yield Breach(
            expected="each contact's own interactions",
            actual=f"the same {len(answers[0])} interactions for {len(answers)} different contacts",
        )


@rule(
    Moment.ENDPOINT,
    "interactions.namesakes-are-told-apart",
    gather=_answered("namesake"),
    sees=_several_have_some,
)
def namesakes_are_told_apart(kept: _Answers) -> Iterator[Breach]:
    """Of two contacts with one name, not all interactions are the same."""
    return _confused(kept, "name")


@rule(
    Moment.ENDPOINT,
    "interactions.colleagues-are-told-apart",
    gather=_answered("colleague"),
    sees=_several_have_some,
)
def colleagues_are_told_apart(kept: _Answers) -> Iterator[Breach]:
    """Of two contacts with one company, not all interactions are the same."""
    return _confused(kept, "company")


def _confused(kept: _Answers, shared: str) -> Iterator[Breach]:
    answers = _ids_by_contact(kept)
    if len(answers) == 2 and len(same := set(answers.values())) == 1 and (ids := same.pop()):
        yield Breach(
            expected="each contact's own interactions",
            actual=f"the same {len(ids)} interactions for two contacts with one {shared}, "
            + " and ".join(cut(contact, 40) for contact in answers),
        )


def _asked_twice(kept: _Answers) -> list[tuple[frozenset[str], frozenset[str]]]:
    """The ids of a contact's interactions of one type, as they came among all types and alone."""
    return [
        (together.ids[name], alone.ids[name])
        for together, alone, name in _compared(kept)
        if name in together.ids and name in alone.ids
    ]


@rule(
    Moment.ENDPOINT,
    "interactions.ids-survive",
    gather=_answered("valid"),
    sees=lambda kept: bool(_asked_twice(kept)),
)
def ids_survive(kept: _Answers) -> Iterator[Breach]:
    """Half of the ids at least come again where a contact's interactions of one type are asked for alone."""
    pairs = _asked_twice(kept)
    again = sum(len(first & second) for first, second in pairs)
    due = sum(min(len(first), len(second)) for first, second in pairs)
    if 2 * again < due:
        yield Breach(
            at="[].id",
            expected="the same ids for the same interactions each time",
            actual=f"{again} of {due} ids came again when contacts were asked about again",
        )


def _some_came_alone(kept: _Answers) -> bool:
    return any(name in alone.ids for _, alone, name in _compared(kept))


@rule(
    Moment.ENDPOINT, "interactions.all-types-are-answered", gather=_answered("valid"), sees=_some_came_alone
)
def all_types_are_answered(kept: _Answers) -> Iterator[Breach]:
    """A type that comes when asked for alone comes among others, too.

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


def _compared(kept: _Answers) -> Iterator[tuple[_Answered, _Answered, str]]:
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


def _several_were_told(kept: _Told) -> bool:
    return len({contact for _, (contact, told) in kept if told}) >= 2


@rule(Moment.ENDPOINT, "interactions.ids-stand-for-one", gather=_told, sees=_several_were_told)
def ids_stand_for_one(kept: _Told) -> Iterator[Breach]:
    """Interactions of two contacts with one id share their subject or their date, so may be the same."""
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


def _dates_by_interaction(kept: _Told) -> list[list[int]]:
    """The dates of each interaction that came several times."""
    dates: dict[tuple[str, str], list[int]] = {}
    for _, (contact, told) in kept:
        for identity, _, date in told:
            dates.setdefault((contact, identity), []).append(date)
    return [each for each in dates.values() if len(each) > 1]


@rule(
    Moment.ENDPOINT,
    "interactions.dates-survive",
    gather=_told,
    sees=lambda kept: bool(_dates_by_interaction(kept)),
)
def dates_survive(kept: _Told) -> Iterator[Breach]:
    """Some interaction that came several times had its date again."""
    dates = _dates_by_interaction(kept)
    if len(dates) >= FEW and all(len(set(each)) == len(each) for each in dates):
        yield Breach(
            at="[].date",
            expected="the same date for the same interaction each time",
            actual=f"another date each time for {len(dates)} interactions that came several times",
        )


def _numbers(answer: Answer) -> tuple[str, int] | None:
    """Which contact was asked about, and how many interactions came."""
    contact = answer.sent.get("data", {}).get("contact_external_id")
    is_known = answer.kind == "valid" and isinstance(contact, str)
    return (contact, len(answer.records)) if is_known else None


_Numbers = Sequence[tuple[str, tuple[str, int]]]


def _several_were_asked_about(kept: _Numbers) -> bool:
    return len({contact for _, (contact, _) in kept}) >= 2


@rule(Moment.ENDPOINT, "interactions.some-come", gather=_numbers, sees=_several_were_asked_about)
def some_come(kept: _Numbers) -> Iterator[Breach]:
    """Some contact has an interaction: else nothing shows what they would be like."""
    if _several_were_asked_about(kept) and not any(number for _, (_, number) in kept):
        yield Breach(
            expected="interactions of some contact, to be looked at",
            actual=f"none in {len(kept)} answers about contacts that the bridge handed over",
        )


def _texts(answer: Answer) -> Texts | None:
    texts = Texts()
    texts.see("", answer.records)
    return texts if answer.records else None


def _merged(kept: Sequence[tuple[str, Texts]]) -> Texts:
    everything = Texts()
    for _, texts in kept:
        everything.merge(texts)
    return everything


def _have_texts(kept: Kept) -> bool:
    return has_texts(_merged(kept))


@rule(Moment.ENDPOINT, "interactions.text-is-intact", gather=_texts, sees=_have_texts)
def text_is_intact(kept: Kept) -> Iterator[Breach]:
    """No text of an interaction is escaped for HTML, decoded wrongly, or robbed of its letters."""
    return not_intact(_merged(kept))


@rule(Moment.ENDPOINT, "interactions.text-is-no-placeholder", gather=_texts, sees=_have_texts)
def text_is_no_placeholder(kept: Kept) -> Iterator[Breach]:
    """No text of an interaction is the word for an empty value, such as None."""
    return placeholders(_merged(kept))


@rule(
    Moment.ENDPOINT,
    "interactions.subjects-are-not-blank",
    gather=_texts,
    sees=lambda kept: has_titles(_merged(kept)),
)
def subjects_are_not_blank(kept: Kept) -> Iterator[Breach]:
    """Every subject has something to read."""
    return blanks(_merged(kept))
