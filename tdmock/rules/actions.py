"""Rules about action execution."""

from collections.abc import Iterator

from tdmock.clauses import describe
from tdmock.findings import Breach
from tdmock.rules.registry import ANSWER_RULES, Answer, rule


@rule(ANSWER_RULES, "actions.contact-has-url")
def contact_has_url(answer: Answer) -> Iterator[Breach]:
    """A contact without its URL: the contact pop does not work."""
    value = answer.value
    if isinstance(value, dict) and value.get("contact_external_id") and not value.get("contact_external_url"):
        yield Breach(
            at="contact_external_url",
            expected="the contact's URL beside contact_external_id",
            actual="missing",
        )


@rule(ANSWER_RULES, "actions.success-holds-no-error")
def success_holds_no_error(answer: Answer) -> Iterator[Breach]:
    """A success that reports an error: Talkdesk would show the action as executed."""
    if not isinstance(answer.value, dict):
        return
    told = [name for name in ("error", "errors") if answer.value.get(name)]
    told += [name for name in ("success", "ok") if answer.value.get(name) is False]
    for name in told:
        yield Breach(
            at=name,
            expected="400 when the action was not executed",
            actual=f"{name}: {describe(answer.value[name])}",
        )
