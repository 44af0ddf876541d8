"""The values that scenarios name, and templates filled with them."""

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

from tdmock.endpoints import VALIDATION
from tdmock.scenario import records
from tdmock.scenario.context import Context, Item, Unavailable
from tdmock.scenario.wrong_credentials import (
    ODD,
    UNTYPED,
    none_given,
    odd,
    one_empty,
    one_ending,
    one_missing,
    one_wrong,
    other_case,
    replaced,
)


def expand(each: Mapping[str, str], context: Context) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each combination of the named lists' items, as a label and the values by name.

    Raises :class:`Unavailable` where a list has no items.
    """
    lists = [[(name, item) for item in _items(provider, context)] for name, provider in each.items()]
    for combination in product(*lists):
        label = ", ".join(label for _, (label, _) in combination if label)
        yield label, {name: value for name, (_, value) in combination}


def fill(template: Any, bound: Mapping[str, Any], context: Context) -> Any:
    """A template with its names replaced by their values. Raises :class:`Unavailable`."""
    match template:
        case str() if template.startswith("$$"):
            return template[1:]
        case str() if template.startswith("$"):
            return _look_up(template[1:], bound, context)
        case list():
            return [fill(item, bound, context) for item in template]
        case dict():
            filled = {}
            for key, value in template.items():
                if not key.endswith("?"):
                    filled[key] = fill(value, bound, context)
                    continue
                try:
                    filled[key[:-1]] = fill(value, bound, context)
                except Unavailable:
                    continue
            return filled
        case _:
            return template


def _items(provider: str, context: Context) -> list[Item]:
    items = list(LISTS[provider](context))
    if not items:
        raise Unavailable(_NONE.get(provider, f"the definition has nothing for {provider}"))
    return items


def _look_up(name: str, bound: Mapping[str, Any], context: Context) -> Any:
    first, _, rest = name.partition(".")
    if first not in bound:
        return VALUES[name](context)
    value = bound[first]
    return value.get(rest, [] if rest.endswith("s") else "") if rest else value


# --- credentials -------------------------------------------------------------------------------------------


def _expired_auth(context: Context) -> Mapping[str, Any]:
    if not context.expired:
        raise Unavailable("no expired access token was given (--expired-auth NAME=VALUE)")
    return {**context.auth, **context.expired}


def _entered(context: Context) -> Mapping[str, Any]:
    if context.memory.returned:
        raise Unavailable("the validator returns credentials of its own each time that it is asked")
    return context.auth


def _asked_for(context: Context) -> list[str]:
    """The credentials that a user enters, without what Talkdesk presets."""
    fields = {entry.field_name for entry in context.definition.user_fields}
    return [name for name in context.auth if name in fields]


def _decisive(context: Context) -> list[str]:
    """The credentials that open the other endpoints: what the validator returned may stand for all others."""
    asked_for = _asked_for(context)
    if not context.memory.returned:
        return asked_for
    if exchanged := [name for name in asked_for if name in context.memory.returned]:
        return exchanged
    raise Unavailable("what the validator returned may stand for the credentials that were entered")


def _secrets(context: Context) -> list[str]:
    secret = {*context.definition.secret_fields, *context.memory.returned}
    return [name for name in context.auth if name in secret] or list(context.auth)


def _configured(context: Context, *, mandatory: bool) -> list[str]:
    """The credentials that are sent here and configured as mandatory, or as optional."""
    return [
        entry.field_name
        for entry in context.definition.authentication_configuration
        if entry.mandatory is mandatory and entry.field_name in context.auth
    ]


def _one_optional_missing(context: Context) -> Iterator[Item]:
    """The credentials without an optional one, for each.

    The validator is not asked where it hands something out, or has what is good for one request only: to be
    asked once more may end what it handed out before.
    """
    fragile = context.memory.returned or context.definition.validates_once
    if context.endpoint == VALIDATION.name and fragile:
        raise Unavailable("to be validated once more could end what the validator handed out")
    yield from one_missing(context.auth, _configured(context, mandatory=False))


_NO_IDS = "no contacts and agents were synchronized, so no ids were sent anyway"
_NO_CREDENTIALS = "the definition has no credentials that could be wrong"

VALUES: dict[str, Callable[[Context], Any]] = {
    **records.VALUES,
    "auth": lambda it: it.auth,
    "auth.entered": _entered,
    "auth.wrong": lambda it: _known(replaced(it.auth, it.auth, it.seed), _NO_CREDENTIALS),
    "auth.secret_wrong": lambda it: _known(replaced(it.auth, _secrets(it), it.seed), _NO_CREDENTIALS),
    "auth.expired": _expired_auth,
    "interaction_types": lambda it: list(it.definition.interaction_types),
    "inputs.all": lambda it: it.inputs.all(),
    "inputs.working": lambda it: it.inputs.working(),
    "inputs.mandatory": lambda it: _known(it.inputs.mandatory(), "all inputs are mandatory"),
    "inputs.null_optional": lambda it: _known(it.inputs.with_optional(None), "all inputs are mandatory"),
    "inputs.empty_optional": lambda it: _known(it.inputs.with_optional(""), "all inputs are mandatory"),
    "inputs.long_text": lambda it: _known(it.inputs.long_text(), "no input takes text"),
}

LISTS: dict[str, Callable[[Context], Any]] = {
    **records.LISTS,
    "auth.one_wrong": lambda it: one_wrong(it.auth, _asked_for(it), it.seed, it.mask),
    "auth.one_ending": lambda it: one_ending(it.auth, _decisive(it), it.seed, it.mask),
    "auth.other_case": lambda it: other_case(it.auth, it.definition.evident_secrets, it.mask),
    "auth.odd": lambda it: odd(it.auth, ODD),
    "auth.untyped": lambda it: odd(it.auth, UNTYPED),
    "auth.none_given": lambda it: none_given(it.auth, _configured(it, mandatory=True), _secrets(it)),
    "auth.one_missing": lambda it: one_missing(it.auth, _configured(it, mandatory=True)),
    "auth.one_optional_missing": _one_optional_missing,
    "auth.one_empty": lambda it: one_empty(it.auth, _configured(it, mandatory=True)),
    "interaction_types.single": lambda it: [(name, [name]) for name in it.definition.interaction_types],
    "inputs.options": lambda it: it.inputs.options(),
    "inputs.some_optional": lambda it: it.inputs.some_optional(),
    "inputs.dates": lambda it: it.inputs.dates(),
    "inputs.edge_dates": lambda it: it.inputs.edge_dates(),
    "inputs.texts": lambda it: it.inputs.texts(),
    "inputs.one_missing": lambda it: it.inputs.one_missing(),
    "inputs.invalid_options": lambda it: it.inputs.invalid_options(),
}

_NONE = {
    "auth.one_wrong": _NO_CREDENTIALS,
    "auth.one_ending": _NO_CREDENTIALS,
    "auth.other_case": "no credential is a secret in which the case of letters counts",
    "auth.odd": _NO_CREDENTIALS,
    "auth.untyped": _NO_CREDENTIALS,
    "auth.none_given": "no credential is mandatory",
    "auth.one_missing": "no credential is mandatory",
    "auth.one_optional_missing": "no credential that was given is optional",
    "auth.one_empty": "no credential is mandatory",
    "contacts.sample": "no contacts were synchronized",
    "contacts.active": "no contacts were synchronized",
    "contacts.one": "no contacts were synchronized",
    "contacts.renamed": "no contacts were synchronized",
    "contacts.few": "no contacts were synchronized",
    "contacts.with_email": "no synchronized contact among those chosen has an e-mail",
    "contacts.with_phone": "no synchronized contact among those chosen has a phone",
    "contacts.namesakes": "no two synchronized contacts among those compared have one name",
    "contacts.colleagues": "no two synchronized contacts among those compared have one company",
    "contacts.missing": "no contact was missing from the second synchronization",
    "contacts.newcomers": "no contact came in the incremental synchronization only",
    "interaction_types.single": "the definition names no interaction types",
    "ids.unknown": _NO_IDS,
    "ids.partial": _NO_IDS,
    "inputs.options": "no input is a select",
    "inputs.some_optional": "fewer than two inputs are optional",
    "inputs.dates": "no input is a date or time",
    "inputs.edge_dates": "no input is a date",
    "inputs.texts": "no input takes text",
    "inputs.one_missing": "no input is mandatory",
    "inputs.invalid_options": "no input is a select",
}


def _known(value: Any, otherwise: str) -> Any:
    if value is None:
        raise Unavailable(otherwise)
    return value
