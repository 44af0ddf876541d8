"""Rules about contact synchronization."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from tdmock.findings import Breach
from tdmock.judge.rules.readable import EMAIL, PHONE, Kind, is_absolute, is_filled
from tdmock.judge.rules.registry import Answer, Moment, anything, rule, texts_in
from tdmock.judge.schema import describe
from tdmock.redaction.mask import cut
from tdmock.talkdesk.state import Walk

NEARLY_ALL = 0.9  # of the contacts: live data change a little between two synchronizations
FEW = 3  # fewer records than this say nothing about survival or about an incremental synchronization
RENAMED = 2  # people with another id from one reading to the next; one may have been deleted and made anew
AHEAD = timedelta(hours=15)  # of UTC no zone is further, and no two clocks differ by an hour


@rule(Moment.PAGE, "contacts.next-offset-is-not-empty", sees=anything)
def next_offset_is_not_empty(answer: Answer) -> Iterator[Breach]:
    """No `next_offset` is "", of which no text says whether more follows; it is read as the end."""
    if isinstance(answer.value, dict) and answer.value.get("next_offset") == "":
        yield Breach(
            at="next_offset",
            expected="an offset, or no next_offset on the last page",
            actual='""',
        )


@rule(Moment.PAGE, "contacts.checkpoint-is-not-empty", sees=anything)
def checkpoint_is_not_empty(answer: Answer) -> Iterator[Breach]:
    """No checkpoint is "", of which no text says whether it is one."""
    if isinstance(answer.value, dict) and answer.value.get("synchronization_checkpoint") == "":
        yield Breach(at="synchronization_checkpoint", expected="a checkpoint", actual='""')


@rule(Moment.PAGE, "contacts.emails-are-addresses", sees=texts_in("emails"))
def emails_are_addresses(answer: Answer) -> Iterator[Breach]:
    """Every entry of `emails` can be read as an e-mail address."""
    return _unreadable(answer, "emails", EMAIL, "an e-mail address")


@rule(Moment.PAGE, "contacts.phones-are-numbers", sees=texts_in("phones"))
def phones_are_numbers(answer: Answer) -> Iterator[Breach]:
    """Every entry of `phones` can be read as a phone number of some country."""
    return _unreadable(
        answer, "phones", PHONE, "a phone number, best with its country code such as +1 202 555 0143"
    )


@rule(Moment.PAGE, "contacts.urls-are-absolute", sees=texts_in("url", "photo_url"))
def urls_are_absolute(answer: Answer) -> Iterator[Breach]:
    """Links and photos have a scheme and a host, for Talkdesk has no base for them."""
    for index, contact in answer.judged:
        for name in ("url", "photo_url"):
            value = contact.get(name)
            if isinstance(value, str) and value and not is_absolute(value):
                yield Breach(
                    at=f"contacts[{index}].{name}",
                    expected="an absolute URL with scheme and host",
                    actual=describe(value),
                )


@rule(Moment.PAGE, "contacts.urls-are-filled", sees=texts_in("url", "photo_url"))
def urls_are_filled(answer: Answer) -> Iterator[Breach]:
    """Links and photos hold no word for a value that was missing."""
    for index, contact in answer.judged:
        for name in ("url", "photo_url"):
            value = contact.get(name)
            if isinstance(value, str) and not is_filled(value):
                yield Breach(
                    at=f"contacts[{index}].{name}", expected="a link that leads there", actual=describe(value)
                )


def _times(answer: Answer) -> tuple[datetime, str] | None:
    """The time that the checkpoint is, if it is one, and the one that the answer itself tells."""
    response = answer.exchange.response
    told = response.header("Date") if response else None
    value = answer.value if isinstance(answer.value, dict) else {}
    moment = _moment(value.get("synchronization_checkpoint"))
    return (moment, told) if moment and told else None


@rule(Moment.PAGE, "contacts.checkpoint-is-not-ahead", sees=lambda answer: _times(answer) is not None)
def checkpoint_is_not_ahead(answer: Answer) -> Iterator[Breach]:
    """A checkpoint that is a time has been reached, by the clock that the answer itself tells."""
    moment, told = _times(answer) or (None, "")
    if moment and moment > _clock(told) + AHEAD:
        yield Breach(
            at="synchronization_checkpoint",
            expected="no later time than that of the last change",
            actual=f"{describe(answer.value['synchronization_checkpoint'])} in an answer of {cut(told, 40)}",
        )


def _moment(checkpoint: Any) -> datetime | None:
    """The time that a checkpoint is, if it is one in ISO 8601; what else it means only the bridge knows."""
    try:
        moment = datetime.fromisoformat(checkpoint.removesuffix(" UTC"))
    except (AttributeError, ValueError):
        return None
    if checkpoint.isdecimal():
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _clock(told: str) -> datetime:
    try:
        moment = parsedate_to_datetime(told)
    except (TypeError, ValueError):
        return datetime.max.replace(tzinfo=UTC) - AHEAD
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@rule(Moment.WALK, "contacts.checkpoint-is-present", sees=lambda walk: walk.ended)
def checkpoint_is_present(walk: Walk) -> Iterator[Breach]:
    """Some page has a checkpoint: without it Talkdesk will copy everything every half hour."""
    if walk.ended and not walk.has_checkpoint:
        yield Breach(
            at="synchronization_checkpoint",
            expected="a string, at least on the last page",
            actual=f"none on {walk.pages} pages",
        )


@rule(Moment.WALK, "contacts.have-phones", sees=lambda walk: walk.records > 0)
def have_phones(walk: Walk) -> Iterator[Breach]:
    """Every contact has at least one phone, by which its calls are recognised."""
    if walk.with_phones < walk.records:
        without = walk.records - walk.with_phones
        yield Breach(
            at="contacts[].phones",
            expected="at least one phone",
            actual=f"none for {without} of {walk.records} contacts",
            occurrences=without,
        )


def _has_earlier(walk: Walk) -> bool:
    return len(walk.earlier.ids) >= FEW


@rule(Moment.WALK, "contacts.ids-survive", sees=_has_earlier)
def ids_survive(walk: Walk) -> Iterator[Breach]:
    """A tenth of the ids comes again in a second synchronization, and hardly anybody with another id."""
    known = len(walk.earlier.ids)
    renamed = len(walk.renamed & walk.missing)
    if not _has_earlier(walk):
        return
    if walk.survivors < known / 10:
        actual = f"{walk.survivors} of {known} ids came again in a second synchronization at once"
    elif renamed >= RENAMED:
        actual = f"{renamed} of {len(walk.earlier.people)} contacts that were compared came with another id"
    else:
        return
    yield Breach(
        at="contacts[].id",
        expected="the same ids for the same contacts on every synchronization",
        actual=actual,
    )


@rule(Moment.WALK, "contacts.none-is-lost", sees=lambda walk: bool(walk.earlier.ids))
def none_is_lost(walk: Walk) -> Iterator[Breach]:
    """No contact comes, is missing, and comes again: nobody deleted it meanwhile.

    Where pages are counted from the first contact, each one that is deleted may hide another.
    """
    if walk.survivors > len(walk.missing):
        yield Breach(
            at="contacts",
            expected="every contact in every synchronization of the whole account",
            actual=f"{walk.survivors} contacts came in a first and in a third one, and not in the second",
            occurrences=walk.survivors,
        )


@rule(
    Moment.WALK, "contacts.incremental-ids-are-known", sees=lambda walk: bool(walk.ended and walk.earlier.ids)
)
def incremental_ids_are_known(walk: Walk) -> Iterator[Breach]:
    """Some id of the incremental synchronization came in one of the whole account."""
    strange = len(walk.earlier.ids)
    if walk.ended and not walk.survivors:
        yield Breach(
            at="contacts[].id",
            expected="the ids that the same contacts have when the whole account is synchronized",
            actual=f"{strange} contacts of an incremental synchronization had ids that came at no other time",
            occurrences=strange,
        )


@rule(Moment.WALK, "contacts.incremental-is-partial", sees=_has_earlier)
def incremental_is_partial(walk: Walk) -> Iterator[Breach]:
    """With a checkpoint just received, fewer than nine tenths of the contacts come again."""
    known = len(walk.earlier.ids)
    if _has_earlier(walk) and walk.survivors >= NEARLY_ALL * known:
        yield Breach(
            at="contacts",
            expected="only contacts that changed since the checkpoint",
            actual=f"{walk.survivors} of {known} contacts again, with a checkpoint just received",
        )


def _unreadable(answer: Answer, member: str, kind: Kind, expected: str) -> Iterator[Breach]:
    lists = [values for _, contact in answer.judged if isinstance(values := contact.get(member), list)]
    if kind.are_plain([value for values in lists for value in values]):
        return
    is_readable = kind.reader()
    for index, contact in answer.judged:
        values = contact.get(member)
        for position, value in enumerate(values if isinstance(values, list) else ()):
            if isinstance(value, str) and not is_readable(value):
                yield Breach(
                    at=f"contacts[{index}].{member}[{position}]", expected=expected, actual=describe(value)
                )
