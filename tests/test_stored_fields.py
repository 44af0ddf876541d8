"""What the authorization validator returns is stored, and sent from then on as it came."""

from collections.abc import Callable

from tdmock.definition.load import builtin
from tdmock.editions import Edition
from tdmock.engine import run
from tdmock.planning import make_plan
from tdmock.settings import Settings
from tdmock.transport import HttpTransport
from tests.bridges import VALID, Asked, Bridge, Given

JSON = {"Content-Type": "application/json"}


def answering(status: int, body: bytes) -> Callable[[Asked], Given]:
    return lambda _: (status, JSON, body)


def test_an_integer_of_any_size_is_sent_back_to_the_last_digit() -> None:
    token = 10**30 + 7
    answers = {
        "/auth_validation": answering(200, b'{"token": %d}' % token),
        "/contact_sync": answering(200, b'{"contacts": [], "synchronization_checkpoint": "7"}'),
    }
    with Bridge(answers) as bridge, HttpTransport() as transport:
        plan = make_plan(
            builtin(),
            base=bridge.url,
            edition=Edition.CURRENT,
            only=["contact_sync"],
            auth=VALID,
            headers={},
            settings=Settings(),
        )
        run(plan, transport, lambda _: None)
        first = bridge.bodies("/contact_sync")[0]
    assert first["auth"] == {**VALID, "token": token}
