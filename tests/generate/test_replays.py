"""Requests in the formats of other tools say the same as the plain requests."""

import json
import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tdmock.definition.model import AuthField, Definition
from tdmock.documents.load import builtin
from tdmock.generate import replays
from tdmock.generate.recipe import Recipe
from tdmock.generate.requests import SampleRequest, sample_requests

REQUESTS = list(sample_requests(Recipe(count=10), builtin()))
BODIES = [request.record["body"] for request in REQUESTS]
URLS = [request.url for request in REQUESTS]


def written(form: str, requests: list[SampleRequest]) -> str:
    return b"".join(replays.REPLAY_FORMATS[form](requests)).decode()


def test_a_har_log_holds_every_request() -> None:
    log = json.loads(written("har", REQUESTS))["log"]
    assert log["version"] == "1.2"
    assert [entry["request"]["url"] for entry in log["entries"]] == URLS
    assert [json.loads(entry["request"]["postData"]["text"]) for entry in log["entries"]] == BODIES


def test_a_postman_collection_holds_every_request_and_the_credentials_as_variables() -> None:
    collection = json.loads(written("postman", REQUESTS))
    assert [item["request"]["url"] for item in collection["item"]] == URLS
    assert [json.loads(item["request"]["body"]["raw"]) for item in collection["item"]] == BODIES
    assert [variable["key"] for variable in collection["variable"]] == ["account", "token"]


def test_an_http_file_declares_each_credential_once() -> None:
    text = written("http", REQUESTS)
    assert text.count("@account =") == text.count("@token =") == 1
    blocks = [block.partition("\n\n") for block in text.split("\n### ")[1:]]
    assert [head.splitlines()[1] for head, _, _ in blocks] == [f"POST {url}" for url in URLS]
    assert [json.loads(body) for _, _, body in blocks] == BODIES


CURL = """#!/bin/sh
for last; do :; done
printf '%s\\n' "$last"
"""


def bodies_sent(script: str, folder: Path, credentials: dict[str, str]) -> list[Any]:
    """Run the script with a curl that prints the body that it was given."""
    curl = folder / "curl"
    curl.write_text(CURL)
    curl.chmod(0o755)
    environment = {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", **credentials}
    run = subprocess.run(
        ["sh", "-eu"], input=script, env=environment, capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in run.stdout.splitlines()]


@pytest.mark.parametrize("form", ["curl", "http"])
def test_no_name_of_an_action_begins_a_line(form: str) -> None:
    odd = [replace(request, endpoint="actions/a\nrm -rf x", url="http://h/a\nX: y") for request in REQUESTS]
    assert not re.search("(?m)^(rm|X:)", written(form, odd).replace("'http://h/a\nX: y'", ""))


def test_a_shell_script_sends_every_request_with_the_credentials_of_the_environment(tmp_path: Path) -> None:
    credentials = {"TDMOCK_AUTH_ACCOUNT": "acme", "TDMOCK_AUTH_TOKEN": "it's $HOME `x`"}
    sent = bodies_sent(written("curl", REQUESTS), tmp_path, credentials)
    auth = {"account": "acme", "token": "it's $HOME `x`"}
    assert sent == [{**body, "auth": auth} for body in BODIES]


@pytest.mark.parametrize("names", [[], ["api key"], ["a", "b", "it's"]])
def test_a_shell_script_takes_any_authentication_fields(names: list[str], tmp_path: Path) -> None:
    definition = Definition(
        name="any",
        authentication_type="custom",
        authentication_configuration=tuple(AuthField(field_name=name) for name in names),
        auth_validation_endpoint="http://127.0.0.1/auth?a=1&b='2'",
        contact_synchronization_endpoint="http://127.0.0.1/contacts",
    )
    requests = list(sample_requests(Recipe(count=4), definition))
    variables = {
        "api key": "TDMOCK_AUTH_API_KEY",
        "a": "TDMOCK_AUTH_A",
        "b": "TDMOCK_AUTH_B",
        "it's": "TDMOCK_AUTH_IT_S",
    }
    sent = bodies_sent(written("curl", requests), tmp_path, {variables[name]: "v" for name in names})
    assert [body["auth"] for body in sent] == [dict.fromkeys(names, "v")] * 4


@pytest.mark.parametrize("form", ["har", "postman"])
def test_no_requests_are_valid_json_too(form: str) -> None:
    assert json.loads(written(form, []))
