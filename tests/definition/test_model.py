"""Which authentication fields a run must be given."""

from tdmock.definition import AuthField, Definition


def asked(kind: str, *fields: AuthField) -> list[str]:
    definition = Definition.model_validate(
        {"name": "a", "authentication_type": kind, "authentication_configuration": fields}
    )
    return [field.field_name for field in definition.user_fields]


TOKEN = AuthField(field_name="token")
OAUTH = AuthField(field_name="bearer", type="oauth")
STORED = AuthField(field_name="user_id", source="auth_validation")
PRESET = AuthField(field_name="region", source="default", format="eu")
DERIVED = AuthField(field_name="host", source="default", format="https://{{token}}.example.org")


def test_custom_asks_for_what_a_user_types_in() -> None:
    assert asked("custom", TOKEN, OAUTH, STORED, PRESET) == ["token"]


def test_a_default_that_is_no_constant_must_be_given() -> None:
    assert asked("custom", DERIVED) == ["host"]
    assert (PRESET.preset, DERIVED.preset, TOKEN.preset) == ("eu", None, None)


def test_oauth2_asks_for_the_access_token_as_well() -> None:
    assert asked("oauth2", TOKEN, OAUTH, STORED) == ["token", "bearer"]
    assert asked("oauth2_client_credentials") == ["access_token"]


def test_none_asks_for_nothing() -> None:
    assert asked("none", TOKEN) == []
