"""``tdmock generate`` and the bridge that serves what it made, as people run them."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.cli.console_script import ENVIRONMENT, PROGRAM, serving, tdmock

_US_PHONES = "Phones that may belong to somebody, so never call them: US after contact 25,344.\n"

KINDS = ("contacts", "agents", "interactions", "requests", "responses")


@pytest.mark.parametrize("kind", KINDS)
def test_a_pipe_that_closes_early_is_no_error(kind: str) -> None:
    command = f'"{PROGRAM}" generate {kind} -n 1000000 | head -1; echo "${{PIPESTATUS[0]}}"'
    run = subprocess.run(
        ["bash", "-c", command], env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=True
    )
    record, code = run.stdout.splitlines()
    assert isinstance(json.loads(record), dict)
    assert code == "0"
    assert run.stderr == (_US_PHONES if kind == "contacts" else "")


@pytest.mark.parametrize("kind", ["contacts", "requests"])
def test_parts_made_in_other_processes_make_the_same_bytes(kind: str) -> None:
    def made(*arguments: object) -> str:
        options = ("--seed", 7, "--locale", "pt_PT", "--locale", "ja_JP")
        return tdmock("generate", kind, *options, *arguments).stdout

    assert made("-n", 30) == made("-n", 10) + made("-n", 20, "--start", 10)


def test_the_bytes_of_a_seed_never_change_with_the_count() -> None:
    many, few = (tdmock("generate", "contacts", "-n", n).stdout for n in (1200, 3))
    assert few
    assert many.startswith(few)


@pytest.mark.parametrize(
    ("form", "requests"),
    [
        ("json", lambda text: [one["url"] for one in json.loads(text)]),
        ("ndjson", lambda text: [json.loads(line)["url"] for line in text.splitlines()]),
        ("yaml", lambda text: [one["url"] for one in yaml.safe_load(text)]),
        ("har", lambda text: [one["request"]["url"] for one in json.loads(text)["log"]["entries"]]),
        ("postman", lambda text: [one["request"]["url"] for one in json.loads(text)["item"]]),
        ("curl", lambda text: [line.split()[3] for line in text.splitlines() if line.startswith("curl")]),
        ("http", lambda text: [line.split()[1] for line in text.splitlines() if line.startswith("POST ")]),
    ],
)
def test_requests_cover_every_endpoint_in_every_format(form: str, requests: Callable[[str], Any]) -> None:
    run = tdmock("generate", "requests", "-n", 5, "--format", form)
    paths = ("auth_validation", "contact_sync", "agent_sync", "interaction_update", "actions/create_ticket")
    assert requests(run.stdout) == [f"https://mycrm.example.org/{path}" for path in paths]
    assert "TDMOCK_AUTH_TOKEN" in run.stdout or "{{token}}" in run.stdout


def test_labels_go_beside_the_file_or_where_they_are_wanted(tmp_path: Path) -> None:
    tdmock("generate", "agents", "-n", 400, "--invalid", 0.05, "-o", tmp_path / "a.json")
    labels = (tmp_path / "a.json.labels.ndjson").read_text().splitlines()
    assert 5 < len(labels) < 40
    run = tdmock("generate", "agents", "-n", 400, "--invalid", 0.05, "--labels", tmp_path / "l.ndjson")
    assert (tmp_path / "l.ndjson").read_text().splitlines() == labels
    assert len(run.stdout.splitlines()) == 400
    assert tdmock("generate", "agents", "--invalid", 0.05).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("contacts", "-n", 25_345, "--locale", "en_US"), _US_PHONES),
        (("contacts", "-n", 25_344, "--locale", "en_US"), ""),
        (("responses", "--locale", "ja_JP"), _US_PHONES.replace("US after contact 25,344", "JP")),
        (("agents", "--locale", "ja_JP"), ""),
    ],
)
def test_phones_that_may_belong_to_somebody_are_told(arguments: tuple[object, ...], told: str) -> None:
    assert tdmock("generate", *arguments).stderr == told


def test_a_million_contacts_are_served_from_any_place() -> None:
    with serving("--contacts", 1_000_000, "--page-size", 500) as url:
        auth = {"account": "sample-account", "token": "sample-token"}
        first = httpx.post(f"{url}/contact_sync", json={"auth": auth, "meta": {}}).json()
        assert (len(first["contacts"]), first["context"]["remaining"]) == (500, 999_500)
        wanted = {
            "auth": auth,
            "meta": {"interaction_types": ["ticket"]},
            "data": {"contact_external_id": "999999", "contact_name": "x"},
        }
        assert httpx.post(f"{url}/interaction_update", json=wanted).status_code == 200


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["contacts", "--locale", "xx_YY"], "is not a locale of Faker"),
        (["contacts", "-o", "none/c.json"], "can't be written"),
        (["contacts", "-o", "c.txt"], "says nothing about the format"),
        (["contacts", "--format", "har"], "holds requests only"),
        (["agents", "--contacts", "c.ndjson"], "--contacts is for interactions"),
    ],
)
def test_what_cannot_be_made_is_told(tmp_path: Path, arguments: list[str], message: str) -> None:
    run = tdmock("generate", *arguments, cwd=tmp_path)
    assert run.returncode == 2
    assert message in run.stderr
