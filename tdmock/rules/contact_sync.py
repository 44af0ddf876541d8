"""Rules about contact synchronization."""

import re
from collections.abc import Iterator

from tdmock.clauses import describe
from tdmock.findings import Breach
from tdmock.rules.readable import EMAIL, PHONE, Kind
from tdmock.rules.registry import PAGE_RULES, WALK_RULES, Answer, rule
from tdmock.talkdesk import Walk

_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*://[^/\s]|data:", re.IGNORECASE)

FEW = 3  # fewer records than this say nothing about survival or about an incremental synchronization


@rule(PAGE_RULES, "contacts.next-offset-is-not-empty")
def next_offset_is_not_empty(answer: Answer, walk: Walk) -> Iterator[Breach]:
    """A next_offset of "", of which no text says whether more follows; it is read as the end."""
    del walk
    if isinstance(answer.value, dict) and answer.value.get("next_offset") == "":
        yield Breach(
            at="next_offset",
            expected="an offset, or no next_offset on the last page",
            actual='""',
        )


@rule(PAGE_RULES, "contacts.emails-are-addresses")
def emails_are_addresses(answer: Answer, walk: Walk) -> Iterator[Breach]:
    """E-mails that no mail could be sent to."""
    del walk
    return _unreadable(answer, "emails", EMAIL, "an e-mail address")


@rule(PAGE_RULES, "contacts.phones-are-numbers")
def phones_are_numbers(answer: Answer, walk: Walk) -> Iterator[Breach]:
    """Phones that can't be read as phone numbers of any country."""
    del walk
    return _unreadable(
        answer, "phones", PHONE, "a phone number, best with its country code such as +1 202 555 0143"
    )


@rule(PAGE_RULES, "contacts.urls-are-absolute")
def urls_are_absolute(answer: Answer, walk: Walk) -> Iterator[Breach]:
    """Links and photos that Talkdesk has no base for."""
    del walk
    for index, contact in answer.records:
        for name in ("url", "photo_url"):
            value = contact.get(name)
            if isinstance(value, str) and value and not _ABSOLUTE.match(value):
                yield Breach(
                    at=f"contacts[{index}].{name}",
                    expected="an absolute URL with scheme and host",
                    actual=describe(value),
                )


@rule(WALK_RULES, "contacts.checkpoint-is-present")
def checkpoint_is_present(walk: Walk) -> Iterator[Breach]:
    """A synchronization without any checkpoint: Talkdesk will copy everything every half hour."""
    if walk.ended and not walk.has_checkpoint:
        yield Breach(
            at="synchronization_checkpoint",
            expected="a string, at least on the last page",
            actual=f"none on {walk.pages} pages",
        )


@rule(WALK_RULES, "contacts.have-phones")
def have_phones(walk: Walk) -> Iterator[Breach]:
    """Contacts without any phone: their calls are not recognised."""
    if walk.with_phones < walk.records:
        without = walk.records - walk.with_phones
        yield Breach(
            at="contacts[].phones",
            expected="at least one phone",
            actual=f"none for {without} of {walk.records} contacts",
            occurrences=without,
        )


@rule(WALK_RULES, "contacts.ids-survive")
def ids_survive(walk: Walk) -> Iterator[Breach]:
    """Hardly any id of the first synchronization came again in the second."""
    known = len(walk.previous)
    if known >= FEW and walk.survivors < known / 10:
        yield Breach(
            at="contacts[].id",
            expected="the same ids for the same contacts on every synchronization",
            actual=f"{walk.survivors} of {known} ids came again in a second synchronization at once",
        )


@rule(WALK_RULES, "contacts.incremental-is-partial")
def incremental_is_partial(walk: Walk) -> Iterator[Breach]:
    """Everything again although the checkpoint was just received."""
    known = len(walk.previous)
    if known >= FEW and walk.survivors >= known:
        yield Breach(
            at="contacts",
            expected="only contacts that changed since the checkpoint",
            actual=f"all {known} contacts again, with a checkpoint just received",
        )


def _unreadable(answer: Answer, member: str, kind: Kind, expected: str) -> Iterator[Breach]:
    is_readable = kind.reader()
    for index, contact in answer.records:
        values = contact.get(member)
        for position, value in enumerate(values if isinstance(values, list) else ()):
            if isinstance(value, str) and not is_readable(value):
                yield Breach(
                    at=f"contacts[{index}].{member}[{position}]", expected=expected, actual=describe(value)
                )
