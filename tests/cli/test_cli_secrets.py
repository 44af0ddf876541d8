"""No secret comes out of the command line, wherever it was given and whatever was wrong with it."""

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.bridges import VALID, Asked, Bridge, Given, Serve, conformant, guarded, json_answer
from tests.cli.console_script import tdmock

AUTH = [f"--auth={name}={value}" for name, value in VALID.items()]
SECRET = "S3CR3T-V4LUE"


def checked(folder: Path, *args: str) -> str:
    """All that a check writes."""
    paths = [folder / "r.json", folder / "r.xml"]
    done = tdmock("check", *args, f"--report=json={paths[0]}", f"--report=junit={paths[1]}")
    assert done.returncode in {0, 1, 3}, done
    return "\n".join([done.stdout, done.stderr, *(path.read_text(encoding="utf-8") for path in paths)])


def repeating(asked: Asked) -> Given:
    """Refuses, with all that was in the request, and each word of it alone."""
    headers = asked["headers"]
    words = [word for value in headers.values() for word in value.split()]
    decoded = [base64.b64decode(word).decode() for word in words if word.endswith("=")]
    return json_answer([asked["path"], headers, words, decoded], 500)


@pytest.mark.parametrize(
    ("header", "secrets"),
    [
        ("X-Api-Key=k3y-of-gateway", ["k3y-of-gateway"]),
        ("X-Pin=q7z", ["X-Pin: q7z"]),
        ("Authorization=Bearer tok-abc-123 ", ["tok-abc-123"]),
        ("Authorization=Basic Ym9iOmh1bnRlcjItcGFzcw==", ["hunter2-pass", "Ym9iOmh1bnRlcjItcGFzcw"]),
        ("Cookie=session=c00kie-1; theme=d4rk-mode", ["c00kie-1", "d4rk-mode"]),
    ],
)
def test_whatever_a_header_carries_is_secret(
    serve: Serve, tmp_path: Path, header: str, secrets: list[str]
) -> None:
    bridge = serve({**conformant(), "/contact_sync": repeating})
    told = checked(tmp_path, bridge.url, *AUTH, "--only=contact_sync", "--header", header)
    assert not [secret for secret in secrets if secret in told]
    assert bridge.at("/contact_sync")[0]["headers"][header.partition("=")[0].lower()]


def test_a_key_in_the_address_is_sent_and_secret(serve: Serve, tmp_path: Path) -> None:
    bridge = serve({"/contact_sync?code=k%2Fy-77": repeating, "/auth_validation?code=k%2Fy-77": repeating})
    told = checked(tmp_path, f"{bridge.url}?code=k%2Fy-77", *AUTH, "--only=contact_sync")
    paths = {request["path"] for request in bridge.asked}
    assert paths == {"/contact_sync?code=k%2Fy-77", "/auth_validation?code=k%2Fy-77"}
    assert "k%2Fy-77" not in told
    assert "k/y-77" not in told
    assert '?code=\'"$TDMOCK_URL_CODE"' in told


@pytest.mark.parametrize("user", ["us3rname:pa%24s-w0rd", "ghp_token1234"])
def test_who_is_named_in_the_address_is_secret(serve: Serve, tmp_path: Path, user: str) -> None:
    bridge = serve(dict.fromkeys(conformant(), repeating))
    told = checked(tmp_path, bridge.url.replace("//", f"//{user}@"), *AUTH, "--only=contact_sync")
    sent = base64.b64decode(bridge.asked[0]["headers"]["authorization"].split()[1]).decode()
    for part in (*user.split(":"), *sent.split(":")):
        assert not part or part not in told
    assert '-u "$TDMOCK_URL_USER":"$TDMOCK_URL_PASSWORD"' in told


def test_keys_in_a_definition_stay_with_its_own_host(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "d.yaml"
    file.write_text(
        "name: x\nauthentication_type: none\n"
        "agent_synchronization_endpoint: http://defuser:defpass9@x.example.org/agents?api_key=d3f-k3y&route=a\n",
        encoding="utf-8",
    )
    bridge = serve({"/agents?route=a": repeating})
    told = checked(tmp_path, bridge.url, "--definition", str(file))
    assert {request["path"] for request in bridge.asked} == {"/agents?route=a"}
    assert all("authorization" not in request["headers"] for request in bridge.asked)
    told += tdmock("lint", file).stdout
    assert "definition.endpoints-use-https" in told
    assert not [secret for secret in ("defuser", "defpass9", "d3f-k3y") if secret in told]


@pytest.mark.parametrize(
    "form",
    [
        quote(quote("s3cr+t/tok=n-99", safe=""), safe=""),
        quote("s3cr+t/tok=n-99", safe="")[:-4],
        "s3cr%2",
        base64.b64encode(b"s3cr+t/tok=n-99").decode()[:-5],
        b"s3cr+t/tok=n-99".hex().upper(),
        "S3CR+T/TOK=N-99",
    ],
)
def test_an_echo_in_another_dress_is_masked(tmp_path: Path, form: str) -> None:
    auth = {"account": "acme", "token": "s3cr+t/tok=n-99"}
    person = {"id": form, "name": 7, form: 1}
    answers = {
        **conformant(auth=auth),
        "/contact_sync": guarded(
            lambda _: json_answer({"contacts": [person], "next_offset": form}), auth=auth
        ),
        "/agent_sync": guarded(
            lambda _: (302, {"Location": f"/?{form}", f"X-{form[:6]}": "1"}, None), auth=auth
        ),
    }
    with Bridge(answers) as bridge:
        given = [f"--auth={name}={value}" for name, value in auth.items()]
        told = checked(tmp_path, bridge.url, *given, "--only=contact_sync", "--only=agent_sync")
    assert form not in told


@pytest.mark.parametrize(
    "args",
    [
        ["--header", f"Authorization: Bearer {SECRET}"],
        ["--header", f"Authorization: Bearer {SECRET}=="],
        ["--header", f"X={SECRET}\nY: z"],
        ["--auth", f"token:{SECRET}"],
        ["--auth", f"token:{SECRET}="],
        ["--auth", f"{SECRET}="],
        ["--auth", f"tokne={SECRET}"],
        ["--auth=token=", SECRET],
        [f"--tokn={SECRET}"],
    ],
)
def test_wrong_usage_repeats_no_value(args: list[str]) -> None:
    done = tdmock("check", "http://127.0.0.1:1", "--auth=account=acme", *args)
    assert done.returncode == 2, done
    assert SECRET not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "url",
    ["http://me:{}@h:99999/x", "ftp://me:{}@h/", "http://me:{}@/x", "http://me:{}/x@h/", "me:{}@h:x"],
)
def test_an_address_that_is_none_is_refused_without_its_password(tmp_path: Path, url: str) -> None:
    file = tmp_path / "d.yaml"
    address = json.dumps(url.format(SECRET))
    file.write_text(f"name: x\nagent_synchronization_endpoint: {address}\n", encoding="utf-8")
    for command in (["check", url.format(SECRET), *AUTH], ["lint", str(file)], ["check", "-d", str(file)]):
        done = tdmock(*command)
        assert done.returncode in {1, 2}, done
        assert SECRET not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("args", "env", "said"),
    [
        (["--auth=token="], {}, "--auth token is empty"),
        (["--auth=token=env:X"], {"X": " "}, "--auth token is empty"),
        ([], {"TDMOCK_AUTH_TOKEN": ""}, "TDMOCK_AUTH_TOKEN is empty"),
        (["--auth=tokne=x"], {}, "it has account, token; did you mean token?"),
        (["--auth=token=file:/dev/zero"], {}, "too large"),
        (["--auth=token=file:~nosuchuser/x"], {}, "no such user"),
    ],
)
def test_a_credential_that_is_none_is_refused_before_anything_is_sent(
    serve: Serve, args: list[str], env: Mapping[str, str], said: str
) -> None:
    bridge = serve(conformant())
    done = tdmock("check", bridge.url, "--auth=account=acme", *args, env=env)
    assert done.returncode == 2, done
    assert said in " ".join(done.stderr.split())
    assert not bridge.asked
