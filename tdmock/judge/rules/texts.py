"""Rules about text that a bridge spoils, the same for contacts, agents and interactions."""

from collections.abc import Iterator

from tdmock.endpoints import kind
from tdmock.findings import Breach
from tdmock.judge.rules.registry import Answer, Moment, rule, texts_in
from tdmock.judge.schema import describe
from tdmock.talkdesk.blemishes import MANDATORY, Blemish, Texts
from tdmock.talkdesk.state import Walk


def not_intact(texts: Texts) -> Iterator[Breach]:
    """Text that was escaped for HTML, encoded and not decoded, or the wrong way, or robbed of its letters."""
    ways = (Blemish.ESCAPED, Blemish.ENCODED, Blemish.GARBLED, Blemish.LOST)
    return _spoilt(texts, "text as people wrote it", *ways)


def placeholders(texts: Texts) -> Iterator[Breach]:
    """Text such as "None" that says that there was no value."""
    return _spoilt(texts, "no such field where there is no value", Blemish.PLACEHOLDER)


def blanks(texts: Texts) -> Iterator[Breach]:
    """Mandatory text that is empty or blank."""
    return _spoilt(texts, "something to read", Blemish.BLANK)


def _spoilt(texts: Texts, expected: str, *blemishes: Blemish) -> Iterator[Breach]:
    for blemish, tally in texts.spoilt(blemishes):
        yield Breach(
            at=tally.at,
            expected=expected,
            actual=f"{describe(tally.example)} ({blemish})",
            occurrences=tally.spoilt,
        )


def has_texts(texts: Texts) -> bool:
    """Whether any text came."""
    return bool(texts.seen)


def has_titles(texts: Texts) -> bool:
    """Whether any mandatory text came."""
    return bool(texts.seen & MANDATORY)


def _walk_has_texts(walk: Walk) -> bool:
    return has_texts(walk.texts)


@rule(Moment.WALK, "contacts.text-is-intact", "agents.text-is-intact", sees=_walk_has_texts)
def text_is_intact(walk: Walk) -> Iterator[Breach]:
    """No text of a record is escaped for HTML, decoded wrongly, or robbed of its letters."""
    return not_intact(walk.texts)


@rule(Moment.WALK, "contacts.text-is-no-placeholder", "agents.text-is-no-placeholder", sees=_walk_has_texts)
def text_is_no_placeholder(walk: Walk) -> Iterator[Breach]:
    """No text of a record is the word for an empty value, such as None."""
    return placeholders(walk.texts)


@rule(
    Moment.WALK,
    "contacts.names-are-not-blank",
    "agents.names-are-not-blank",
    sees=lambda walk: has_titles(walk.texts),
)
def names_are_not_blank(walk: Walk) -> Iterator[Breach]:
    """Every name has something to read."""
    return blanks(walk.texts)


@rule(Moment.PAGE, "contacts.ids-are-not-blank", "agents.ids-are-not-blank", sees=texts_in("id"))
@rule(Moment.ANSWER, "interactions.ids-are-not-blank", sees=texts_in("id"))
def ids_are_not_blank(answer: Answer) -> Iterator[Breach]:
    """Every id is something to know the record by."""
    member = kind(answer.exchange.request.endpoint).records
    for index, record in answer.judged:
        identity = record.get("id")
        if isinstance(identity, str) and not identity.strip():
            yield Breach(at=f"{member}[{index}].id", expected="an id", actual=describe(identity))
