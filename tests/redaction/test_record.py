"""What may be shown of an exchange, and the command that repeats it, run by a real shell."""

import io
import json
import os
import subprocess
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import assume, given, settings, strategies as st
from rich.console import Console

from tdmock.exchange import Exchange, Failure, Request, Response
from tdmock.redaction.mask import Mask, variable
from tdmock.redaction.record import (
    POINTED_TO,
    SHOWN,
    Command,
    Record,
    quoted,
    record,
    shortened,
    without_credentials,
)
from tdmock.redaction.text import one_line
from tdmock.report import json_file, junit
from tdmock.report.console import print_report
from tdmock.run.events import Event, Exchanged
from tdmock.scenario.wrong_credentials import one_wrong, other_case
from tests.bridges import VALID, Bridge, Serve, check, conformant, json_answer

JSON_TYPE = (("Content-Type", "application/json"),)


def shown(
    *,
    mask: Mask,
    body: bytes = b"{}",
    url: str = "http://127.0.0.1/a",
    answer: bytes = b"",
    limit: int = SHOWN,
    **request: Any,
) -> Record:
    asked = Request(endpoint="contact_sync", url=url, body=body, **request)
    response = Response(status=200, headers=JSON_TYPE, body=answer)
    return record(Exchange(request=asked, response=response), "label", mask, limit=limit)


def masking(**secrets: str) -> Mask:
    mask = Mask()
    for name, value in secrets.items():
        mask.learn(f"${variable(name)}", value)
    return mask


def test_secrets_are_masked_in_request_and_answer() -> None:
    made = shown(mask=masking(token="s3cret"), body=b'{"t":"s3cret"}', answer=b'["s3cret"]')
    assert made.request_body == '{"t":"$TDMOCK_AUTH_TOKEN"}'
    assert made.response_body == '["$TDMOCK_AUTH_TOKEN"]'
    assert "s3cret" not in str(made)


def test_headers_that_the_user_adds_are_masked_in_the_command() -> None:
    mask = Mask()
    mask.learn("$TDMOCK_HEADER_X_API_KEY", "k3y-of-gateway")
    made = shown(mask=mask, headers=(*JSON_TYPE, ("X-Api-Key", "k3y-of-gateway")))
    assert """-H 'X-Api-Key: '"$TDMOCK_HEADER_X_API_KEY\"""" in made.reproduce
    assert "k3y-of-gateway" not in str(made)


def test_sensitive_headers_of_the_answer_are_not_shown() -> None:
    request = Request(endpoint="contact_sync", url="http://127.0.0.1/")
    headers = (("Set-Cookie", "session=1"), ("X-Auth-Token", "2"), ("Server", "x"))
    made = record(
        Exchange(request=request, response=Response(status=200, headers=headers, body=b"")), "", Mask()
    )
    assert made.headers == (("Set-Cookie", "***"), ("X-Auth-Token", "***"), ("Server", "x"))


def test_credentials_inside_the_url_are_not_shown() -> None:
    assert without_credentials("http://me:pass@host:80/a?b=c") == "http://host:80/a?b=c"
    assert "pass" not in str(shown(mask=Mask(), url="http://me:pass@127.0.0.1/a"))


def test_a_failure_is_told_without_secrets() -> None:
    request = Request(endpoint="contact_sync", url="http://127.0.0.1/")
    exchange = Exchange(request=request, failure=Failure.DROPPED, detail="the body began with s3cret")
    assert (
        record(exchange, "", masking(token="s3cret")).failure
        == "dropped: the body began with $TDMOCK_AUTH_TOKEN"
    )


def test_long_bodies_are_shortened_with_their_size() -> None:
    made = shown(mask=Mask(), answer=b"x" * 10_000)
    assert made.response_body == "x" * 2000 + "… (10000 bytes)"
    pointed_to = shown(mask=Mask(), answer=b"x" * 10_001, limit=POINTED_TO)
    assert pointed_to.response_body == "x" * 10_000 + "… (10001 bytes)"
    assert shortened("x" * 2001) == "x" * 2000 + "… (2001 characters)"


@pytest.mark.parametrize("size", [10, 500, 3000, 20_000])
@pytest.mark.parametrize("times", [1, 3, 20])
@pytest.mark.parametrize("limit", [SHOWN, POINTED_TO])
def test_no_half_of_a_secret_is_left_where_a_body_is_cut(size: int, times: int, limit: int) -> None:
    secret = "".join(f"{n:05d}" for n in range(size // 5))
    answer = b"-" * (limit - 5) + f"<{secret}>".encode() * times
    made = shown(mask=masking(token=secret), answer=answer, limit=limit)
    assert secret[:5] not in made.response_body


def test_bytes_that_are_no_text_are_shown_replaced() -> None:
    assert shown(mask=Mask(), answer=b"\xff\xfe").response_body == "\ufffd\ufffd"


# --- commands ----------------------------------------------------------------------------------------------


def run_in(shell: str, command: str, variables: Mapping[str, str]) -> None:
    subprocess.run(
        [shell],
        input=command.encode(),
        env={**os.environ, **variables},
        check=True,
        capture_output=True,
        timeout=60,
    )


SECRETS = {
    "plain": "t0ken-5f3a",
    "quotes": """it's "quoted" `and` \\ more""",
    "newlines": "-----BEGIN-----\nabc\r\ndef\n\tx",
    "other scripts": "пароль-密码-🔑",
    "shell characters": "$HOME $(id) !x *?[a] ~ #&;|<>",
    "short": "ab",
    "short, with a quote": 'a"',
    "braces and digits": "acme",
}


@pytest.fixture
def recording(serve: Serve) -> Bridge:
    return serve({"/contact_sync": lambda _: json_answer({})})


@pytest.mark.parametrize("shell", ["sh", "bash"])
@pytest.mark.parametrize("secret", SECRETS)
def test_the_command_sends_the_bytes_that_were_sent(recording: Bridge, secret: str, shell: str) -> None:
    value = SECRETS[secret]
    body = json.dumps(
        {"auth": {"token": value}, "data": {"text": f'acme_7 {value} it\'s "x"\n'}}, ensure_ascii=False
    ).encode()
    made = shown(mask=masking(token=value), body=body, url=f"{recording.url}/contact_sync")
    run_in(shell, made.reproduce, {"TDMOCK_AUTH_TOKEN": value})
    assert recording.asked[-1]["raw"] == body
    assert recording.asked[-1]["headers"]["content-type"] == "application/json"


@pytest.mark.parametrize("shell", ["sh", "bash"])
@pytest.mark.parametrize("value", ["t0ken-5f3a", 'pass"w\nord-7z', "0-пароль-1a7", "c2VjcmV0LXRva2Vu=="])
def test_the_command_changes_a_secret_as_the_request_did(recording: Bridge, value: str, shell: str) -> None:
    mask = masking(token=value)
    auth = {"token": value}
    for _, changed in [*one_wrong(auth, auth, 0, mask), *other_case(auth, auth, mask)]:
        body = json.dumps({"auth": changed}, ensure_ascii=False).encode()
        made = shown(mask=mask, body=body, url=f"{recording.url}/contact_sync")
        assert value[1:] not in made.reproduce
        assert value[:-3] not in made.reproduce
        run_in(shell, made.reproduce, {"TDMOCK_AUTH_TOKEN": value})
        assert recording.asked[-1]["raw"] == body


@pytest.mark.parametrize("body", [b"", b"[]", b'{"auth": {"', b"\x80'\\%s", b"a\x00b", b"@x"])
def test_the_command_repeats_bodies_that_are_no_object(recording: Bridge, body: bytes) -> None:
    made = shown(mask=Mask(), body=body, url=f"{recording.url}/contact_sync")
    run_in("sh", made.reproduce, {})
    assert recording.asked[-1]["raw"] == body


@pytest.mark.parametrize("shell", ["sh", "bash"])
@pytest.mark.parametrize(
    "text", ["\x80", "a\x9b31m\u202eb", "\u2028\u2028", "##[error] ##vso[x]", "::error::x", "\x7f%\\\\"]
)
def test_the_command_can_be_shown_as_it_is_and_sends_every_byte(
    recording: Bridge, text: str, shell: str
) -> None:
    body = json.dumps({"auth": {"token": "t0ken-5f3a"}, "x": text}, ensure_ascii=False).encode()
    made = shown(mask=masking(token="t0ken-5f3a"), body=body, url=f"{recording.url}/contact_sync")
    assert one_line(made.reproduce, len(made.reproduce)) == made.reproduce
    run_in(shell, made.reproduce, {"TDMOCK_AUTH_TOKEN": "t0ken-5f3a"})
    assert recording.asked[-1]["raw"] == body


def test_the_command_names_the_user_of_the_address(recording: Bridge) -> None:
    made = shown(mask=Mask(), url=f"{recording.url}/contact_sync".replace("//", "//me:p%3Ass@"))
    assert "p%3Ass" not in made.reproduce
    run_in("sh", made.reproduce, {"TDMOCK_URL_USER": "me", "TDMOCK_URL_PASSWORD": "p:ss"})
    assert recording.asked[-1]["headers"]["authorization"] == "Basic bWU6cDpzcw=="


def test_the_command_repeats_a_get(recording: Bridge) -> None:
    made = shown(mask=Mask(), body=b"", url=f"{recording.url}/contact_sync", method="GET", headers=())
    run_in("sh", made.reproduce, {})
    assert recording.asked[-1]["method"] == "GET"


def test_a_word_that_begins_with_a_dash_or_at_sign_stays_a_word() -> None:
    dashed = Command(method="POST", url="http://h/", body="-x", headers=())
    assert str(dashed).endswith("--data-binary -x")
    put = Command(method="PUT", url="http://h/", body="{}", headers=JSON_TYPE)
    assert str(put).endswith("-H 'Content-Type: application/json' --data-binary '{}'")
    get = Command(method="GET", url="http://h/", body="", headers=())
    assert str(get) == "curl -sS -i -X GET http://h/"
    assert quoted("") == "''"


def test_every_command_of_a_run_repeats_its_request(serve: Serve) -> None:
    """Every exchange of a run, whatever it was: its command sends what tdmock had sent."""
    auth = {"account": "Acme", "token": "ключ 'x' ${y}"}
    bridge = serve(conformant(auth=auth))
    events: list[Event] = []
    check(
        bridge.url,
        auth=auth,
        tell=events.append,
        verbose=True,
    )
    sent = {(asked["method"], asked["path"], asked["raw"]) for asked in bridge.asked}
    records = (event.record for event in events if isinstance(event, Exchanged))
    chosen = {(record.endpoint, record.label): record for record in records if record}.values()
    variables = {variable(name): value for name, value in auth.items()}
    script = "\n".join(record.reproduce for record in chosen)
    before = len(bridge.asked)
    run_in("bash", script, variables)
    again = {(asked["method"], asked["path"], asked["raw"]) for asked in bridge.asked[before:]}
    assert len(chosen) > 20
    assert again
    assert again <= sent


# --- whole reports -----------------------------------------------------------------------------------------


class Echo:
    """A transport whose bridge answers everything with one body."""

    def __init__(self, body: Any) -> None:
        self._body = json.dumps(body, ensure_ascii=False).encode()

    def send(self, request: Request, *, timeout: float) -> Exchange:
        response = Response(status=200, headers=(*JSON_TYPE, ("Location", "/")), body=self._body)
        return Exchange(request=request, response=response)

    def close(self) -> None:
        """There is nothing to close."""


def written(secret: str, body: Any) -> str:
    """Every report on a bridge that answers with this body."""
    report = check("http://127.0.0.1:1", auth={**VALID, "token": secret}, transport=Echo(body), workers=1)
    screen = Console(file=io.StringIO(), width=80)
    print_report(report, screen)
    assert isinstance(screen.file, io.StringIO)
    # Lines are put together again: a secret must not hide in a line break.
    told = screen.file.getvalue()
    return "\n".join([json_file.render(report), junit.render(report), told, " ".join(told.split())])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
UNICODE = st.characters(exclude_categories=["Cs"])


def bodies(secret: str, other: Any) -> list[Any]:
    """Bodies that hold the secret where other clauses break."""
    person = {"id": secret, "name": [secret], "emails": [secret], secret: other, "url": f"x {secret} y"}
    return [
        {secret: [secret, other], "contacts": [person], "next_offset": secret, "agents": [person]},
        [{"id": secret, "type": secret, "date": secret, "priority": secret, "url": {secret: other}}],
        f"{'-' * 70}{secret}",
    ]


@settings(max_examples=25, deadline=None)
@given(secret=st.text(UNICODE, min_size=4, max_size=100), other=JSON, which=st.integers(0, 2))
def test_no_report_holds_a_secret_that_the_bridge_repeats(secret: str, other: Any, which: int) -> None:
    assume(not secret.isalpha())  # it may be a word of ours
    without = written("QZX-other-secret", bodies("QZX-other-secret", other)[which])
    mask = masking(token=secret)
    assume(not mask.hides(without))
    told = written(secret, bodies(secret, other)[which])
    assert not mask.hides(told)


def test_no_report_holds_a_long_token_whose_end_was_cut_off() -> None:
    secret = "eyJhbGciOiJIUzI1NiJ9." + "payload0" * 60
    for body in bodies(secret, None):
        assert "eyJhbGci" not in written(secret, body)
