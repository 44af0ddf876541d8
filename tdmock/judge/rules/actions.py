"""Rules about action execution."""

from collections.abc import Iterator, Sequence

from tdmock.findings import Breach
from tdmock.judge.rules.readable import is_absolute
from tdmock.judge.rules.registry import Answer, Kept, Moment, rule
from tdmock.judge.schema import describe

IDS = ("contact_external_id", "agent_external_id")


def _is_object(answer: Answer) -> bool:
    return isinstance(answer.value, dict)


def _has_contact(answer: Answer) -> bool:
    return _is_object(answer) and bool(answer.value.get("contact_external_id"))


@rule(Moment.ANSWER, "actions.contact-has-url", sees=_has_contact)
def contact_has_url(answer: Answer) -> Iterator[Breach]:
    """A success with `contact_external_id` has `contact_external_url`, too: the contact pop needs it."""
    if _has_contact(answer) and not answer.value.get("contact_external_url"):
        yield Breach(
            at="contact_external_url",
            expected="the contact's URL beside contact_external_id",
            actual="missing",
        )


def _url(answer: Answer) -> str:
    url = answer.value.get("contact_external_url") if _is_object(answer) else None
    return url if isinstance(url, str) else ""


@rule(Moment.ANSWER, "actions.contact-url-is-absolute", sees=lambda answer: bool(_url(answer)))
def contact_url_is_absolute(answer: Answer) -> Iterator[Breach]:
    """`contact_external_url` is an absolute URL: Talkdesk has no base for another one."""
    if (url := _url(answer)) and not is_absolute(url):
        yield Breach(
            at="contact_external_url",
            expected="an absolute URL with scheme and host",
            actual=describe(url),
        )


@rule(Moment.ANSWER, "actions.success-holds-no-error", sees=_is_object)
def success_holds_no_error(answer: Answer) -> Iterator[Breach]:
    """A success has no `error` and no `success: false`: Talkdesk would show the action as executed."""
    if not _is_object(answer):
        return
    told = [name for name in ("error", "errors") if answer.value.get(name)]
    told += [name for name in ("success", "ok") if answer.value.get(name) is False]
    for name in told:
        yield Breach(
            at=name,
            expected="400 when the action was not executed",
            actual=f"{name}: {describe(answer.value[name])}",
        )


def _ids_sent(answer: Answer) -> frozenset[str]:
    """Which ids a request had that was executed."""
    return frozenset(answer.sent.get("meta", {}))


def _had_ids(kept: Kept) -> bool:
    return any(ids for _, ids in kept)


@rule(Moment.ENDPOINT, "actions.ids-are-accepted", gather=_ids_sent, sees=_had_ids)
def ids_are_accepted(kept: Sequence[tuple[str, frozenset[str]]]) -> Iterator[Breach]:
    """With each id at least one request is executed, where the same one is executed without it."""
    executed = frozenset[str]().union(*(ids for _, ids in kept))
    for name in IDS:
        if name not in executed and any(name in label for label, _ in kept):
            yield Breach(
                at=f"meta.{name}",
                expected=f"the {name.partition('_')[0]} that was synchronized before",
                actual=f"no request with {name} was executed, and the same without it was",
            )
