"""Rules of the inputs of actions: types, options, date patterns and templates."""

from collections import Counter
from collections.abc import Iterator

from tdmock.definition.model import (
    DATE_TYPES,
    DOCUMENTED_TYPES,
    INPUT_TYPES,
    PROPOSED_TYPES,
    ActionInput,
    Definition,
)
from tdmock.definition.moment import has_tokens
from tdmock.definition.moment_slips import has_open_bracket, readings, translated
from tdmock.definition.placeholders import CONTACT_FIELDS, KNOWN, PLACEHOLDER, placeholders
from tdmock.definition.rules.registry import missing, repeated, rule, unknown
from tdmock.findings import Breach


def _inputs(definition: Definition) -> list[tuple[str, ActionInput]]:
    """The inputs of all actions with their paths."""
    return [
        (f"actions[{i}].inputs[{j}]", entry)
        for i, action in enumerate(definition.actions)
        for j, entry in enumerate(action.inputs)
    ]


def _selects(definition: Definition) -> list[tuple[str, ActionInput]]:
    return [(path, entry) for path, entry in _inputs(definition) if entry.type == "select"]


def _patterns(definition: Definition) -> list[tuple[str, str]]:
    """The date patterns with their paths."""
    return [
        (f"{path}.format", entry.format)
        for path, entry in _inputs(definition)
        if entry.type in DATE_TYPES and entry.format
    ]


def _templates(definition: Definition) -> list[tuple[str, str]]:
    """What stands between the braces of inputs' formats and defaults, with its path."""
    return [
        (f"{path}.{field}", name)
        for path, entry in _inputs(definition)
        if entry.type not in {"select", *DATE_TYPES}
        for field in ("format", "default")
        for name in placeholders(getattr(entry, field))
    ]


@rule("definition.input-keys-are-unique")
def input_keys_are_unique(definition: Definition) -> Iterator[Breach]:
    for i, action in enumerate(definition.actions):
        yield from repeated(
            (f"actions[{i}].inputs[{j}].key", entry.key) for j, entry in enumerate(action.inputs)
        )


@rule("definition.input-names-are-unique")
def input_names_are_unique(definition: Definition) -> Iterator[Breach]:
    for i, action in enumerate(definition.actions):
        named = ((f"actions[{i}].inputs[{j}].name", entry.name) for j, entry in enumerate(action.inputs))
        yield from repeated((path, name) for path, name in named if name)


@rule("definition.inputs-are-complete")
def inputs_are_complete(definition: Definition) -> Iterator[Breach]:
    for path, entry in _inputs(definition):
        yield from missing(entry, ["name", "type", "mandatory"], path)


@rule("definition.input-types-are-known")
def input_types_are_known(definition: Definition) -> Iterator[Breach]:
    for path, entry in _inputs(definition):
        yield from unknown(entry, "type", INPUT_TYPES, path)


@rule("definition.input-types-are-documented")
def input_types_are_documented(definition: Definition) -> Iterator[Breach]:
    for path, entry in _inputs(definition):
        if entry.type in PROPOSED_TYPES:
            yield Breach(
                at=f"{path}.type", expected=f"one of {', '.join(DOCUMENTED_TYPES)}", actual=entry.type
            )


@rule("definition.selects-have-options")
def selects_have_options(definition: Definition) -> Iterator[Breach]:
    for path, entry in _selects(definition):
        if not entry.options:
            yield Breach(
                at=f"{path}.format", expected="options such as low,high", actual=entry.format or "missing"
            )


@rule("definition.options-are-not-empty")
def options_are_not_empty(definition: Definition) -> Iterator[Breach]:
    for path, entry in _selects(definition):
        if entry.options and not all(option.strip() for option in (entry.format or "").split(",")):
            yield Breach(
                at=f"{path}.format", expected="an option between every two commas", actual=entry.format or ""
            )


@rule("definition.options-are-unique")
def options_are_unique(definition: Definition) -> Iterator[Breach]:
    for path, entry in _selects(definition):
        twice = [option for option, count in Counter(entry.options).items() if count > 1]
        if twice:
            yield Breach(at=f"{path}.format", expected="each option once", actual=f"{', '.join(twice)} again")


@rule("definition.defaults-are-options")
def defaults_are_options(definition: Definition) -> Iterator[Breach]:
    for path, entry in _selects(definition):
        if entry.options and entry.default and entry.default not in entry.options:
            expected = f"one of {', '.join(entry.options)}"
            yield Breach(at=f"{path}.default", expected=expected, actual=entry.default)


@rule("definition.dates-have-a-pattern")
def dates_have_a_pattern(definition: Definition) -> Iterator[Breach]:
    for path, entry in _inputs(definition):
        if entry.type in DATE_TYPES and not entry.format:
            yield Breach(
                at=f"{path}.format", expected="a pattern such as YYYY-MM-DDTHH:mm:ssZ", actual="missing"
            )


@rule("definition.date-patterns-have-tokens")
def date_patterns_have_tokens(definition: Definition) -> Iterator[Breach]:
    for path, pattern in _patterns(definition):
        if not has_tokens(pattern):
            yield Breach(at=path, expected="a pattern such as YYYY-MM-DDTHH:mm:ssZ", actual=pattern)


@rule("definition.date-patterns-are-plain")
def date_patterns_are_plain(definition: Definition) -> Iterator[Breach]:
    for path, pattern in _patterns(definition):
        if not has_tokens(pattern):
            continue
        if has_open_bracket(pattern):
            yield Breach(at=path, expected="a ] for every [, and none within another", actual=pattern)
        elif wanted := translated(pattern):
            example = wanted if has_tokens(wanted) else "YYYY-MM-DDTHH:mm:ssZ"
            yield Breach(at=path, expected=f"a pattern of moment.js, such as {example}", actual=pattern)


@rule("definition.date-patterns-have-one-reading")
def date_patterns_have_one_reading(definition: Definition) -> Iterator[Breach]:
    for path, pattern in _patterns(definition):
        others = readings(pattern)[1:]
        if others:
            said = "; ".join(f"if {other.meaning}, the pattern is {other.pattern}" for other in others)
            expected = " or ".join(other.pattern for other in others)
            message = f"read as moment.js does; {said}"
            yield Breach(at=path, expected=expected, actual=pattern, message=message)


@rule("definition.templates-are-closed")
def templates_are_closed(definition: Definition) -> Iterator[Breach]:
    fields = [
        (f"authentication_configuration[{number}].format", field.format)
        for number, field in enumerate(definition.authentication_configuration)
    ]
    fields += [
        (f"{path}.{name}", getattr(entry, name))
        for path, entry in _inputs(definition)
        for name in ("format", "default")
    ]
    for path, text in fields:
        rest = PLACEHOLDER.sub("", text or "")
        if "{{" in rest or "}}" in rest:
            yield Breach(at=path, expected="a template such as {{contact.first_name}}", actual=text or "")


@rule("definition.templates-name-contact-fields")
def templates_name_contact_fields(definition: Definition) -> Iterator[Breach]:
    for path, name in _templates(definition):
        if name.startswith("contact.") and name not in KNOWN:
            expected = f"contact. and one of {', '.join(CONTACT_FIELDS)}"
            yield Breach(at=path, expected=expected, actual=name)


@rule("definition.placeholders-are-known")
def placeholders_are_known(definition: Definition) -> Iterator[Breach]:
    for path, name in _templates(definition):
        if not name.startswith("contact.") and name not in KNOWN:
            yield Breach(at=path, expected="a field such as contact.first_name", actual=name or "nothing")
