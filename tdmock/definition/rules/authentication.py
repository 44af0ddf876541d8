"""Rules of the authentication type and its fields."""

from collections.abc import Iterator

from tdmock.definition.model import AUTHENTICATION_TYPES, FIELD_SOURCES, FIELD_TYPES, AuthField, Definition
from tdmock.definition.placeholders import placeholders
from tdmock.definition.rules.registry import missing, repeated, rule, unknown
from tdmock.findings import Breach


def _fields(definition: Definition) -> list[tuple[str, AuthField]]:
    """The authentication fields with their paths."""
    fields = enumerate(definition.authentication_configuration)
    return [(f"authentication_configuration[{number}]", field) for number, field in fields]


@rule("definition.custom-has-fields")
def custom_has_fields(definition: Definition) -> Iterator[Breach]:
    if definition.authentication_type == "custom" and not definition.authentication_configuration:
        yield Breach(at="authentication_configuration", expected="at least one field", actual="missing")


@rule("definition.custom-fields-are-entered")
def custom_fields_are_entered(definition: Definition) -> Iterator[Breach]:
    sources = {field.source for field in definition.authentication_configuration}
    if definition.authentication_type == "custom" and sources == {"auth_validation"}:
        expected, actual = "a field that users fill in", "only fields whose source is auth_validation"
        yield Breach(at="authentication_configuration", expected=expected, actual=actual)


@rule("definition.authentication-type-is-known")
def authentication_type_is_known(definition: Definition) -> Iterator[Breach]:
    yield from unknown(definition, "authentication_type", AUTHENTICATION_TYPES)


@rule("definition.authentication-type-is-in-edition")
def authentication_type_is_in_edition(definition: Definition) -> Iterator[Breach]:
    if definition.authentication_type in {"oauth2_password", "oauth2_client_credentials"}:
        expected, actual = "none, custom or oauth2", definition.authentication_type
        yield Breach(at="authentication_type", expected=expected, actual=actual)


@rule("definition.field-names-are-unique")
def field_names_are_unique(definition: Definition) -> Iterator[Breach]:
    yield from repeated((f"{path}.field_name", field.field_name) for path, field in _fields(definition))


@rule("definition.fields-are-complete")
def fields_are_complete(definition: Definition) -> Iterator[Breach]:
    for path, field in _fields(definition):
        yield from missing(field, ["display", "mandatory", "store"], path)


@rule("definition.field-types-are-known")
def field_types_are_known(definition: Definition) -> Iterator[Breach]:
    for path, field in _fields(definition):
        yield from unknown(field, "type", FIELD_TYPES, path)


@rule("definition.field-sources-are-known")
def field_sources_are_known(definition: Definition) -> Iterator[Breach]:
    for path, field in _fields(definition):
        yield from unknown(field, "source", FIELD_SOURCES, path)


@rule("definition.field-templates-name-fields")
def field_templates_name_fields(definition: Definition) -> Iterator[Breach]:
    names = [field.field_name for field in definition.authentication_configuration]
    for path, field in _fields(definition):
        for name in placeholders(field.format):
            if name not in names:
                yield Breach(
                    at=f"{path}.format", expected=f"one of {', '.join(names)}", actual=name or "nothing"
                )


@rule("definition.oauth-fields-need-oauth")
def oauth_fields_need_oauth(definition: Definition) -> Iterator[Breach]:
    if definition.authentication_type in {"none", "custom"}:
        for path, field in _fields(definition):
            if field.type == "oauth":
                expected = f"input, as the authentication type is {definition.authentication_type}"
                yield Breach(at=f"{path}.type", expected=expected, actual="oauth")


@rule("definition.returned-fields-need-a-validator")
def returned_fields_need_a_validator(definition: Definition) -> Iterator[Breach]:
    if not definition.auth_validation_endpoint:
        for path, field in _fields(definition):
            if field.source == "auth_validation":
                expected, actual = "an auth_validation_endpoint", "auth_validation without an endpoint"
                yield Breach(at=f"{path}.source", expected=expected, actual=actual)


@rule("definition.custom-has-a-validator")
def custom_has_a_validator(definition: Definition) -> Iterator[Breach]:
    if definition.authentication_type == "custom" and not definition.auth_validation_endpoint:
        yield Breach(at="auth_validation_endpoint", expected="an address", actual="missing")
