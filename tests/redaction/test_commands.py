"""The command that repeats a request, word by word; ``test_record.py`` has shells run it."""

from typing import Any

import pytest

from tdmock.exchange import JSON_HEADERS, Exchange, Failure, Request, Response
from tdmock.redaction.mask import Mask, variable
from tdmock.redaction.record import REPEATED, Command, Record, quoted, record, shortened, without_credentials

TYPED = " -H 'Content-Type: application/json'"
USER = '"$TDMOCK_URL_USER":"$TDMOCK_URL_PASSWORD"'
ESCAPE = """python3 -c 'import json, sys; print(end=json.dumps(sys.argv[1], ensure_ascii=False)[1:-1])'"""


def masking(**secrets: str) -> Mask:
    mask = Mask()
    for name, value in secrets.items():
        mask.learn(f"${variable(name)}", value)
    return mask


def shown(mask: Mask | None = None, **request: Any) -> Record:
    made = Request(**{"endpoint": "contact_sync", "url": "http://h/a", "body": b"{}", **request})
    exchange = Exchange(request=made, response=Response(status=200, headers=(), body=b""), elapsed=0.25)
    return record(exchange, "label", mask or Mask())


COMMANDS: list[tuple[dict[str, Any], str]] = [
    ({}, f"curl -sS -i http://h/a{TYPED} --data-binary '{{}}'"),
    ({"body": b""}, f"curl -sS -i http://h/a{TYPED} --data-binary ''"),
    ({"method": "GET", "body": b"", "headers": ()}, "curl -sS -i -X GET http://h/a"),
    (
        {"method": "GET", "headers": ()},
        "curl -sS -i -X GET http://h/a -H 'Content-Type:' --data-binary '{}'",
    ),
    ({"method": "PUT"}, f"curl -sS -i -X PUT http://h/a{TYPED} --data-binary '{{}}'"),
    (
        {"headers": (*JSON_HEADERS, ("X-Key", "k3y"))},
        f"curl -sS -i http://h/a{TYPED} -H 'X-Key: '\"$TDMOCK_HEADER_X_KEY\" --data-binary '{{}}'",
    ),
    (
        {"url": "http://me:pass@h/a?b=c&d"},
        f"curl -sS -i -u {USER} 'http://h/a?b=c&d'{TYPED} --data-binary '{{}}'",
    ),
    (
        {"body": b"@x\xff\n"},
        f"printf '\\100\\170\\377\\012' | curl -sS -i http://h/a{TYPED} --data-binary @-",
    ),
    ({"body": b"a\tb"}, f"printf '\\141\\011\\142' | curl -sS -i http://h/a{TYPED} --data-binary @-"),
    ({"body": b"a\x00b"}, f"printf '\\141\\000\\142' | curl -sS -i http://h/a{TYPED} --data-binary @-"),
    ({"body": b"a@b"}, f"curl -sS -i http://h/a{TYPED} --data-binary a@b"),
]


@pytest.mark.parametrize(("request_", "command"), COMMANDS)
def test_the_command_that_repeats_a_request(request_: dict[str, Any], command: str) -> None:
    assert shown(**request_).reproduce == command


def test_a_secret_stands_in_a_command_as_its_variable() -> None:
    made = shown(masking(token="s3cret-7"), body=b'{"t":"s3cret-7"}')
    assert made.reproduce == (
        f'curl -sS -i http://h/a{TYPED} --data-binary \'{{"t":"\'"$TDMOCK_AUTH_TOKEN"\'"}}\''
    )
    piped = shown(masking(token="s3cret-7"), body=b"@s3cret-7")
    assert piped.reproduce.endswith('--data-binary @"$TDMOCK_AUTH_TOKEN"')


def test_a_secret_that_json_writes_otherwise_is_written_so_by_the_command() -> None:
    made = shown(masking(token='s3c"ret-7'), body=b'{"t":"s3c\\"ret-7"}')
    assert f'"$({ESCAPE} "$TDMOCK_AUTH_TOKEN")"' in made.reproduce


def test_what_a_record_holds() -> None:
    mask = masking(token="s3cret-7")
    request = Request(endpoint="contact_sync", url="http://me:pw@h/s3cret-7", body=b"s3cret-7", method="PUT")
    response = Response(status=418, headers=(("X-A", "s3cret-7"), ("X-s3cret-7", "1")), body=b"s3cret-7")
    made = record(Exchange(request=request, response=response, elapsed=0.25), "with s3cret-7", mask)
    assert (made.endpoint, made.method, made.status, made.elapsed) == ("contact_sync", "PUT", 418, 0.25)
    assert made.url == "http://h/$TDMOCK_AUTH_TOKEN"
    assert made.label == "with $TDMOCK_AUTH_TOKEN"
    assert made.request_body == made.response_body == "$TDMOCK_AUTH_TOKEN"
    assert made.headers == (("X-A", "$TDMOCK_AUTH_TOKEN"), ("X-$TDMOCK_AUTH_TOKEN", "1"))
    assert made.failure == ""


def test_a_record_without_an_answer_says_what_kept_it() -> None:
    exchange = Exchange(
        request=Request(endpoint="a", url="http://h/"), failure=Failure.TIMEOUT, detail="late"
    )
    made = record(exchange, "", Mask())
    assert (made.status, made.headers, made.response_body) == (None, (), "")
    assert made.failure == "timeout: late"


@pytest.mark.parametrize(
    "name", ["Authorization", "set-cookie", "X-Auth-Token", "X-SECRET", "apikey", "Api-Key"]
)
def test_headers_whose_names_say_so_are_not_shown(name: str) -> None:
    response = Response(status=200, headers=((name, "value"),), body=b"")
    made = record(Exchange(request=Request(endpoint="a", url="http://h/"), response=response), "", Mask())
    assert made.headers == ((name, "***"),)


@pytest.mark.parametrize(
    ("body", "dropped", "text"),
    [
        (b"x" * 2000, 0, "x" * 2000),
        (b"x" * 2001, 0, "x" * 2000 + "… (2001 bytes)"),
        (b"x" * 2000, 7, "x" * 2000),
        (b"x" * 2000, 6001, "x" * 2000 + " (8001 bytes)"),
        ("é".encode() * 2000, 0, "é" * 2000),
        ("é".encode() * 2001, 0, "é" * 2000 + "… (4002 bytes)"),
    ],
)
def test_of_a_body_the_beginning_is_shown(body: bytes, dropped: int, text: str) -> None:
    response = Response(status=200, headers=(), body=body, dropped=dropped)
    made = record(Exchange(request=Request(endpoint="a", url="http://h/"), response=response), "", Mask())
    assert made.response_body == text


def test_long_texts_are_shortened_with_their_size() -> None:
    assert shown(body=b"x" * 2001).request_body == "x" * 2000 + "… (2001 characters)"
    assert shortened("x" * 7, 7) == "x" * 7
    assert shortened("x" * 8, 7) == "x" * 7 + "… (8 characters)"
    assert str(Command(method="POST", url="http://h/", body="x" * REPEATED, headers=JSON_HEADERS)).endswith(
        " " + "x" * REPEATED
    )
    long = str(Command(method="POST", url="http://h/", body="x" * (REPEATED + 1), headers=JSON_HEADERS))
    assert long.endswith(f"x… ({REPEATED + 1} characters)'")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://me:p@ss@h:80/a?b=c#d", "http://h:80/a?b=c#d"),
        ("http://h/a@b", "http://h/a@b"),
        ("https://token@h", "https://h"),
    ],
)
def test_an_address_is_shown_without_user_and_password(url: str, shown: str) -> None:
    assert without_credentials(url) == shown


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "''"),
        ("plain", "plain"),
        ("two words", "'two words'"),
        ("it's", "'it'\"'\"'s'"),
        ("$TDMOCK_AUTH_A", '"$TDMOCK_AUTH_A"'),
        ("x${TDMOCK_AUTH_A}7", 'x"${TDMOCK_AUTH_A}"7'),
        ("a b$TDMOCK_AUTH_A", "'a b'\"$TDMOCK_AUTH_A\""),
        ("$HOME", "'$HOME'"),
        ("a\x1b\x9bb", "a\"$(printf '\\033\\302\\233')\"b"),
        ("\u202e", "\"$(printf '\\342\\200\\256')\""),
        ("##[error]", "'#''#[error]'"),
        ("a ::error::x", "'a :'':error::x'"),
    ],
)
def test_text_becomes_one_word_of_a_shell(text: str, word: str) -> None:
    assert quoted(text) == word


def test_a_placeholder_that_json_writes_otherwise_is_escaped_wherever_it_stands() -> None:
    word = quoted("x$TDMOCK_AUTH_A${TDMOCK_AUTH_A}y$TDMOCK_AUTH_B", {"$TDMOCK_AUTH_A"})
    assert word == (f'x"$({ESCAPE} "$TDMOCK_AUTH_A")""$({ESCAPE} "${{TDMOCK_AUTH_A}}")"y"$TDMOCK_AUTH_B"')
