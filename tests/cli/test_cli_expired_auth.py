"""``tdmock check --expired-auth``: an integration behind OAuth 2.0 refuses an expired access token."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tdmock.definition.model import AuthField
from tdmock.documents.load import builtin
from tdmock.documents.template import definition_yaml
from tests.cli.console_script import AUTH, serving, tdmock

FRESH = "sample-access_token"


@pytest.fixture(scope="module")
def definition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """mycrm behind OAuth 2.0."""
    path = tmp_path_factory.mktemp("oauth2") / "oauth2.yaml"
    token = AuthField(field_name="access_token", display="Access token", type="oauth")
    oauth2 = {"authentication_type": "oauth2", "authentication_configuration": (token,)}
    path.write_text(definition_yaml(builtin().model_copy(update=oauth2)))
    return path


@pytest.fixture(scope="module")
def address(definition: Path) -> Iterator[str]:
    with serving("--definition", definition) as url:
        yield url


@pytest.mark.parametrize(("expired", "code", "verdict"), [("old", 0, "CONFORMANT"), (FRESH, 1, "NONCONF")])
def test_an_expired_token_has_to_get_401(
    address: str, definition: Path, expired: str, code: int, verdict: str
) -> None:
    run = tdmock(
        *("check", address, "-d", definition, "--auth", f"access_token={FRESH}"),
        *("--expired-auth", f"access_token={expired}"),
    )
    assert run.returncode == code
    assert f"\n{verdict}" in run.stdout
    assert run.stdout.count("expired-token-is-401") == (4 if code else 0)
    assert run.stdout.count("actions.expired-token-is-refused") == (1 if code else 0)
    assert FRESH not in run.stdout


def test_it_is_for_tokens_of_oauth2_only(definition: Path) -> None:
    url = "http://127.0.0.1:9"
    run = tdmock("check", url, *AUTH, "--expired-auth", "token=old")
    assert run.returncode == 2
    assert "--expired-auth is for oauth2 types; the authentication_type is custom" in run.stderr
    auth = ("--auth", f"access_token={FRESH}", "--expired-auth", "nope=old")
    run = tdmock("check", url, "-d", definition, *auth)
    assert run.returncode == 2
    assert "--expired-auth: the definition has no such field; it has access_token" in run.stderr
