"""``tdmock check`` with tdmock.toml: what it takes from there, and what wins over it."""

import json
from pathlib import Path

import click
import pytest

from tdmock.cli.check import command
from tdmock.cli.configured import TABLES, Told
from tdmock.configuration.model import Options
from tdmock.configuration.read import parse
from tests.bridges import VALID, Answer, Bridge, Serve, conformant, guarded, json_answer
from tests.cli.console_script import tdmock

ENVIRONMENT = {"CRM_TOKEN": VALID["token"]}
ONLY = 'only = ["auth_validation"]\n'


@pytest.fixture
def bridge(serve: Serve) -> Bridge:
    return serve(conformant())


def configuration(folder: Path, url: str, more: str = "") -> None:
    """A file that names all that a check needs."""
    (folder / "account.txt").write_text(VALID["account"])
    text = f'url = "{url}"\n{ONLY}{more}\n[auth]\naccount = "file:account.txt"\ntoken = "env:CRM_TOKEN"\n'
    (folder / "tdmock.toml").write_text(text)


def test_check_alone_does_the_job_also_from_a_folder_below(bridge: Bridge, tmp_path: Path) -> None:
    configuration(tmp_path, bridge.url, 'reports = {json = "r.json"}\nheaders = {X-Tenant = "acme"}')
    below = tmp_path / "src"
    below.mkdir()
    done = tdmock("check", cwd=below, env=ENVIRONMENT)
    assert done.returncode == 0, done
    assert json.loads((tmp_path / "r.json").read_text())["verdict"] == "conformant"
    assert {asked["headers"]["x-tenant"] for asked in bridge.asked} == {"acme"}
    assert {asked["path"] for asked in bridge.asked} == {"/auth_validation"}


def test_the_command_line_beats_the_environment_and_that_the_file(bridge: Bridge, tmp_path: Path) -> None:
    configuration(tmp_path, "http://127.0.0.1:1", "seed = 7\nfuzz = true\nmax-examples = 1")
    given = [bridge.url, "--seed=9", "--only=auth_validation", "--report=json=r.json", "--auth=account=acme"]
    env = {"TDMOCK_AUTH_ACCOUNT": "other", "TDMOCK_AUTH_TOKEN": VALID["token"], "CRM_TOKEN": "other"}
    done = tdmock("check", *given, cwd=tmp_path, env=env)
    assert done.returncode == 0, done
    assert json.loads((tmp_path / "r.json").read_text())["seed"] == 9


def test_a_header_on_the_command_line_replaces_the_configured_one(bridge: Bridge, tmp_path: Path) -> None:
    configuration(tmp_path, bridge.url, 'headers = {X-Tenant = "acme", X-Other = "1"}')
    assert tdmock("check", "--header=x-tenant=globex", cwd=tmp_path, env=ENVIRONMENT).returncode == 0
    sent = bridge.asked[0]["headers"]
    assert (sent["x-tenant"], sent["x-other"]) == ("globex", "1")


def test_a_header_is_the_same_in_any_case() -> None:
    file = parse(b'headers = {X-Tenant = "acme", X-Other = "1"}', Path("/tdmock.toml"), ())
    run = Told(options={"headers": ("x-tenant=globex",)}, configuration=file)
    assert list(run.named("headers", lambda _: "", str.lower)) == ["X-Other", "x-tenant"]


def test_configured_inputs_are_sent_exactly(bridge: Bridge, tmp_path: Path) -> None:
    configuration(tmp_path, bridge.url, '[input.create_ticket]\nstate = "CO"\nfirstName = "Ann"')
    given = ["--only=actions", "--input=create_ticket.firstName=Bea"]
    assert tdmock("check", *given, cwd=tmp_path, env=ENVIRONMENT).returncode == 0
    sent = [body["data"] for body in bridge.bodies("/actions/create_ticket") if body and body.get("data")]
    assert {"CO"} < {data.get("state") for data in sent}
    assert "Bea" in {data.get("firstName") for data in sent}
    assert "Ann" not in {data.get("firstName") for data in sent}


BROKEN: dict[str, Answer] = {**conformant(), "/auth_validation": guarded(lambda _: json_answer([], 200))}


def test_targets_get_a_report_each_and_the_worst_exit_code(
    bridge: Bridge, serve: Serve, tmp_path: Path
) -> None:
    more = (
        'reports = {json = "{target}.json"}\n'
        f'[targets.broken]\nurl = "{serve(BROKEN).url}"\n'
        '[targets.away]\nurl = "http://127.0.0.1:1"\n'
        "[targets.local]"
    )
    configuration(tmp_path, bridge.url, more)
    targets = ["--target=broken", "--target=away", "--target=local"]
    done = tdmock("check", *targets, cwd=tmp_path, env=ENVIRONMENT)
    assert done.returncode == 1, done
    verdicts = {name: json.loads((tmp_path / f"{name}.json").read_text())["verdict"]
                for name in ("broken", "away", "local")}  # fmt: skip
    assert verdicts == {"broken": "nonconformant", "away": "incomplete", "local": "conformant"}
    assert tdmock("check", *targets[1:], cwd=tmp_path, env=ENVIRONMENT).returncode == 3


@pytest.mark.parametrize(
    ("more", "args", "said"),
    [
        ("", ["--target=staging"], "tdmock.toml has no such target; there is none"),
        (
            "[targets.staging]",
            ["--target=stagin"],
            "tdmock.toml has no such target; did you mean staging?",
        ),
        (
            "[targets.a]\n[targets.b]",
            ["--target=a", "--target=b", "--report=json=r.json"],
            "another report goes",
        ),
        ("reports = {pdf = 'x'}", [], "tdmock.toml:3:12: reports.pdf: write it as FORMAT=PATH"),
        (
            "[input.create_ticket]\nstat = 'CO'",
            [],
            "tdmock.toml:4:1: input.create_ticket.stat: the action has no",
        ),
        ("[expired-auth]\ntoken = 'env:X'", [], "tdmock.toml:4:1: expired-auth is for oauth2 types"),
        (
            "[targets.a.auth]\ntokn = 'env:X'",
            ["--target=a"],
            "tdmock.toml:4:1: auth: the definition has no such",
        ),
        (
            "ca-bundle = '/no/such.pem'\n[targets.a]\nurl = 'https://127.0.0.1:1'",
            ["--target=a"],
            "/no/such.pem: not",
        ),
    ],
)
def test_wrong_configuration_is_2_before_anything_is_sent(
    bridge: Bridge, tmp_path: Path, more: str, args: list[str], said: str
) -> None:
    configuration(tmp_path, bridge.url, more)
    done = tdmock("check", *args, cwd=tmp_path, env=ENVIRONMENT)
    assert done.returncode == 2, done
    assert said in done.stderr
    assert not bridge.asked


def test_a_credential_that_is_not_where_the_file_says_is_told_with_the_place(tmp_path: Path) -> None:
    configuration(tmp_path, "http://127.0.0.1:1")
    done = tdmock("check", cwd=tmp_path)
    assert done.returncode == 2
    assert "tdmock.toml:6:1: auth.token: the environment variable CRM_TOKEN is not set" in done.stderr


def test_a_target_without_a_file_is_told(tmp_path: Path) -> None:
    done = tdmock("check", "--target=staging", cwd=tmp_path)
    assert done.returncode == 2
    assert "there is no tdmock.toml, here or above" in done.stderr


# What is asked for once, while a bridge is being built.
MOMENTARY = {
    "verbose",
    "quiet",
    "target",
    "only_rules",
    "only_scenarios",
    "failed",
    "watch",
    "dry_run",
    "update_baseline",
    "help",
}


def test_each_option_is_a_key_that_is_called_like_it() -> None:
    """What the command line takes, the file takes, and beside it nothing but waivers."""
    options = {str(option.name): option for option in command.params if option.name not in MOMENTARY}
    fields = Options.model_fields
    assert {*options, "waivers"} == set(fields)
    for name, option in options.items():
        if name not in TABLES and isinstance(option, click.Option):
            assert f"--{fields[name].alias}" in option.opts


WAIVER = '\n[[waivers]]\nrule = "{}"\nreason = "{}"\n'


def test_a_finding_is_waived_with_the_reason_that_the_file_gives(serve: Serve, tmp_path: Path) -> None:
    plain = guarded(lambda _: (200, {"Content-Type": "text/plain"}, b"{}"))
    url = serve({**conformant(), "/auth_validation": plain}).url
    configuration(tmp_path, url, 'rules = "0.1"\nreports = {json = "r.json"}')
    assert tdmock("check", cwd=tmp_path, env=ENVIRONMENT).returncode == 1
    with (tmp_path / "tdmock.toml").open("a") as file:
        file.write(WAIVER.format("common.content-type-is-json", "The gateway says so."))
    done = tdmock("check", cwd=tmp_path, env=ENVIRONMENT)
    assert done.returncode == 0, done
    assert "The gateway says so." in done.stdout
    assert json.loads((tmp_path / "r.json").read_text())["rules"] == "0.1"


@pytest.mark.parametrize(
    ("waiver", "said"),
    [
        (WAIVER.format("common.content-type-is-json", ""), "waivers.0.reason: string should have at least"),
        (WAIVER.format("common.content-type", "x"), "did you mean common.content-type-is-json?"),
    ],
)
def test_a_waiver_without_reason_or_rule_is_refused(tmp_path: Path, waiver: str, said: str) -> None:
    configuration(tmp_path, "http://127.0.0.1:1")
    with (tmp_path / "tdmock.toml").open("a") as file:
        file.write(waiver)
    done = tdmock("check", cwd=tmp_path, env=ENVIRONMENT)
    assert done.returncode == 2
    assert said in done.stderr


def test_each_target_has_a_baseline_of_its_own(serve: Serve, tmp_path: Path) -> None:
    more = "\n".join(f'targets.{name}.url = "{serve(conformant()).url}"' for name in ("one", "two"))
    configuration(tmp_path, "http://127.0.0.1:1", f'baseline = "b-{{target}}.json"\n{more}')
    targets = ["--target=one", "--target=two", "--update-baseline"]
    assert tdmock("check", *targets, cwd=tmp_path, env=ENVIRONMENT).returncode == 0
    assert {file.name for file in tmp_path.glob("b-*.json")} == {"b-one.json", "b-two.json"}
    done = tdmock("check", *targets, "--baseline=b.json", cwd=tmp_path, env=ENVIRONMENT)
    assert done.returncode == 2
    assert "b-{target}.json" in done.stderr
