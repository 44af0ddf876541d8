"""What Talkdesk stores: what the authorization validator returned, and what the definition says is stored."""

from collections.abc import Callable

from tdmock.definition.model import AuthField
from tdmock.documents.load import builtin
from tests.bridges import VALID, Asked, Bridge, Given, check

JSON = {"Content-Type": "application/json"}


def answering(status: int, body: bytes) -> Callable[[Asked], Given]:
    return lambda _: (status, JSON, body)


def test_an_integer_of_any_size_is_sent_back_to_the_last_digit() -> None:
    token = 10**30 + 7
    answers = {
        "/auth_validation": answering(200, b'{"token": %d}' % token),
        "/contact_sync": answering(200, b'{"contacts": [], "synchronization_checkpoint": "7"}'),
    }
    with Bridge(answers) as bridge:
        check(bridge.url, only=["contact_sync"])
        first = bridge.bodies("/contact_sync")[0]
    assert first["auth"] == {**VALID, "token": token}


def test_what_is_not_stored_is_in_no_request_after_the_validation() -> None:
    fields = (AuthField(field_name="token"), AuthField(field_name="code", store=False))
    definition = builtin().model_copy(update={"authentication_configuration": fields})
    answers = {
        url.partition("example.org")[2]: answering(200, b"{}") for url in definition.endpoints.values()
    }
    with Bridge(answers) as bridge:
        check(bridge.url, definition=definition, auth={"token": "t0ken-5f3a", "code": "4711-c0de"})
        sent = {path: [body["auth"] for body in bridge.bodies(path) if body] for path in answers}
    assert {"token": "t0ken-5f3a", "code": "4711-c0de"} in sent.pop("/auth_validation")
    assert all(sent.values())
    assert all({*auth} <= {"token"} for bodies in sent.values() for auth in bodies)
