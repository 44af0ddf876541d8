"""Rules about contact activity."""

from collections.abc import Iterator, Sequence

from tdmock.findings import Breach
from tdmock.judge.rules.readable import DATE, is_absolute, is_ambiguous, is_filled, lacks_zone
from tdmock.judge.rules.registry import Answer, Moment, rule, texts_in
from tdmock.judge.schema import describe

NO_DATES = ("0001-01-01", "1899-12-30", "1970-01-01 00:00:00", "1970-01-01T00:00:00", "9999-12-31")
"""How dates begin that .NET, spreadsheets, Unix and databases make of none."""


def _texts(answer: Answer, member: str) -> Iterator[tuple[str, str]]:
    """A member of each interaction where it is text, with its place; what is none is told elsewhere."""
    for index, interaction in answer.records:
        if isinstance(text := interaction.get(member), str):
            yield f"[{index}].{member}", text


@rule(Moment.ANSWER, "interactions.ids-are-unique", sees=lambda answer: len(answer.records) > 1)
def ids_are_unique(answer: Answer) -> Iterator[Breach]:
    """No two interactions of an answer have one id."""
    seen = set()
    for at, identity in _texts(answer, "id"):
        if identity in seen:
            yield Breach(at=at, expected="every id once", actual=f"{describe(identity)} again")
        seen.add(identity)


@rule(Moment.ANSWER, "interactions.dates-are-readable", sees=texts_in("date"))
def dates_are_readable(answer: Answer) -> Iterator[Breach]:
    """Every `date` can be read as one; no text states a format."""
    is_readable = DATE.reader()
    for at, date in _texts(answer, "date"):
        if not is_readable(date):
            yield Breach(
                at=at,
                expected="a date such as 2012-11-21 17:53:51 UTC",
                actual=describe(date),
            )


def types_asked_for(answer: Answer) -> Sequence[str]:
    types: Sequence[str] = answer.sent.get("meta", {}).get("interaction_types", ())
    return types


def _has_types(answer: Answer) -> bool:
    has_type = texts_in("type")
    return bool(types_asked_for(answer)) and has_type(answer)


@rule(Moment.ANSWER, "interactions.types-are-asked-for", sees=_has_types)
def types_are_asked_for(answer: Answer) -> Iterator[Breach]:
    """Every `type` is one of those that were asked for."""
    asked = types_asked_for(answer)
    for at, kind in _texts(answer, "type"):
        if asked and kind not in asked:
            yield Breach(
                at=at,
                expected="one of " + ", ".join(asked),
                actual=describe(kind),
            )


@rule(
    Moment.ANSWER,
    "interactions.unknown-contact-has-none",
    sees=lambda answer: answer.kind == "unknown-contact",
)
def unknown_contact_has_none(answer: Answer) -> Iterator[Breach]:
    """For a contact that nobody knows no interaction comes."""
    found = answer.records
    if answer.kind == "unknown-contact" and found:
        yield Breach(
            expected="an empty array for a contact that does not exist",
            actual=f"{len(found)} interactions, so somebody else's",
            occurrences=len(found),
        )


@rule(Moment.ANSWER, "interactions.urls-are-absolute", sees=texts_in("url"))
def urls_are_absolute(answer: Answer) -> Iterator[Breach]:
    """Links have a scheme and a host, for Talkdesk has no base for them."""
    for at, url in _texts(answer, "url"):
        if url and not is_absolute(url):
            yield Breach(at=at, expected="an absolute URL with scheme and host", actual=describe(url))


@rule(Moment.ANSWER, "interactions.urls-are-filled", sees=texts_in("url"))
def urls_are_filled(answer: Answer) -> Iterator[Breach]:
    """Links hold no word for a value that was missing."""
    for at, url in _texts(answer, "url"):
        if not is_filled(url):
            yield Breach(at=at, expected="a link that leads there", actual=describe(url))


@rule(Moment.ANSWER, "interactions.dates-are-unambiguous", sees=texts_in("date"))
def dates_are_unambiguous(answer: Answer) -> Iterator[Breach]:
    """No `date` has a day that may be taken for its month."""
    for at, date in _texts(answer, "date"):
        if is_ambiguous(date):
            yield Breach(
                at=at,
                expected="a date that begins with the year, such as 2012-11-21 17:53:51 UTC",
                actual=f"{describe(date)}, which may be read with the day or the month first",
            )


@rule(Moment.ANSWER, "interactions.dates-are-no-placeholder", sees=texts_in("date"))
def dates_are_no_placeholder(answer: Answer) -> Iterator[Breach]:
    """No date is one with which a program or a database begins to count, or ends."""
    for at, date in _texts(answer, "date"):
        if date.lstrip().startswith(NO_DATES):
            yield Breach(
                at=at,
                expected="the date of the interaction",
                actual=f"{describe(date)}, which stands for none",
            )


@rule(Moment.ANSWER, "interactions.dates-have-a-zone", sees=texts_in("date"))
def dates_have_a_zone(answer: Answer) -> Iterator[Breach]:
    """A date with a time of day says in which zone."""
    for at, date in _texts(answer, "date"):
        if DATE.is_of(date) and lacks_zone(date):
            yield Breach(
                at=at,
                expected="a date with its zone, such as 2012-11-21 17:53:51 UTC",
                actual=describe(date),
            )
