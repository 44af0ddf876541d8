"""Rules about the authorization validator."""

from collections.abc import Iterator

from tdmock.findings import Breach
from tdmock.judge.rules.registry import Answer, Moment, rule
from tdmock.judge.schema import SHOWN
from tdmock.redaction.mask import cut


def _has_fields(answer: Answer) -> bool:
    return isinstance(answer.value, dict) and bool(answer.value)


@rule(Moment.ANSWER, "auth.acceptance-is-not-200", sees=lambda answer: isinstance(answer.value, dict))
def acceptance_has_fields(answer: Answer) -> Iterator[Breach]:
    """An acceptance with a body returns fields."""
    if answer.value == {}:
        yield Breach(expected="no body with 204, or fields to store", actual="an object without fields")


@rule(Moment.ANSWER, "auth.returned-fields-are-configured", sees=_has_fields)
def returned_fields_are_configured(answer: Answer) -> Iterator[Breach]:
    """The definition configures every field that is returned."""
    configured = [field.field_name for field in answer.definition.authentication_configuration]
    for name in answer.value if isinstance(answer.value, dict) else ():
        if name not in configured:
            shown = cut(name, SHOWN)
            yield Breach(
                at=shown,
                expected="one of " + ", ".join(configured)
                if configured
                else "no field, for none is configured",
                actual=f"the field {shown}",
            )
