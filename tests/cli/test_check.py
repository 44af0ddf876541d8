"""The command line as people and CI systems use it: the real command, in a process of its own."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tdmock import __version__, cli, editions
from tests.bridges import VALID, Answer, Asked, Bridge, Given, Serve, conformant, guarded, json_answer

COMMAND = str(Path(sys.executable).parent / "tdmock")
AUTH = [f"--auth={name}={value}" for name, value in VALID.items()]
BUILTIN = "Note: the built-in mycrm is the definition; -d FILE takes that of your integration.\n"
NAMELESS: dict[str, Answer] = {
    **conformant(),
    "/contact_sync": guarded(
        lambda _: json_answer({"contacts": [{"id": "1"}], "synchronization_checkpoint": "c"})
    ),
}


def environment(**more: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("TDMOCK_")}
    return {**own, "COLUMNS": "80", **more}


def tdmock(*args: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *args],
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        check=False,
        env=environment(**(env or {})),
    )


def refused(*args: str, env: Mapping[str, str] | None = None) -> str:
    """What is said of wrong usage: exit code 2, nothing on standard output, no traceback."""
    done = tdmock(*args, env=env)
    assert done.returncode == 2, done
    assert not done.stdout
    assert "Traceback" not in done.stderr
    return " ".join(done.stderr.split())


def test_dates_are_made_from_the_moment_that_is_given(serve: Serve) -> None:
    bridge = serve(conformant())
    run = tdmock("check", bridge.url, *AUTH, "--only=actions", "--now=2031-05-04T23:59:58Z")
    assert run.returncode == 0, run.stdout
    requests = b"".join(request["raw"] for request in bridge.at("/actions/create_ticket"))
    dates = set(re.findall(r'"meetingDate":"([^"]+)', requests.decode()))
    assert "2031-05-05T23:59:58+00:00" in dates
    assert "2031-12-31T23:59:59+00:00" in dates


# --- exit codes --------------------------------------------------------------------------------------------


def test_an_input_that_is_given_is_sent_exactly(serve: Serve) -> None:
    bridge = serve(conformant())
    run = tdmock("check", bridge.url, *AUTH, "--only=actions", "--input=create_ticket.state=CO")
    assert run.returncode == 0, run.stdout
    sent = [body["data"] for body in bridge.bodies("/actions/create_ticket") if body and body.get("data")]
    states = {data["state"] for data in sent if "state" in data}
    assert "CO" in states
    assert len(states) == 2  # the other is the option that is none


def test_an_input_that_is_none_is_refused_with_the_mend() -> None:
    said = refused("check", "http://127.0.0.1:9", *AUTH, "--input=create_ticket.stat=CO")
    assert "did you mean create_ticket.state?" in said


def test_a_conformant_bridge_is_0(serve: Serve) -> None:
    done = tdmock("check", serve(conformant()).url, *AUTH)
    assert done.returncode == 0, done
    assert done.stdout.splitlines()[-1].startswith("CONFORMANT")
    assert done.stderr == BUILTIN
    assert "\x1b" not in done.stdout


def test_an_error_is_1(serve: Serve) -> None:
    done = tdmock("check", serve(NAMELESS).url, *AUTH)
    assert done.returncode == 1
    assert "contacts.name-is-string" in done.stdout


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("never", 0)])
def test_fail_on_says_what_is_1(serve: Serve, fail_on: str, code: int) -> None:
    without_checkpoint = guarded(lambda _: json_answer({"contacts": []}))  # a warning
    answers = {**conformant(), "/contact_sync": without_checkpoint}
    only = ["--only", "contact_sync"]
    assert tdmock("check", serve(answers).url, *AUTH, "--fail-on", fail_on, *only).returncode == code


def test_fail_on_never_lets_errors_pass(serve: Serve) -> None:
    done = tdmock("check", serve(NAMELESS).url, *AUTH, "--fail-on", "never", "--only", "contact_sync")
    assert done.returncode == 0
    assert "NONCONFORMANT" in done.stdout


def test_a_bridge_that_is_not_there_is_3() -> None:
    done = tdmock("check", "http://127.0.0.1:1", *AUTH)
    assert done.returncode == 3
    assert "127.0.0.1:1" in done.stdout


def test_an_endpoint_that_could_not_be_tested_is_3(serve: Serve) -> None:
    answers = {**conformant(), "/contact_sync": guarded(lambda _: json_answer({}, 500))}
    done = tdmock("check", serve(answers).url, *AUTH, "--only", "interaction_update")
    assert done.returncode == 3


def test_a_bridge_that_never_comes_is_3_and_what_was_waited_for_is_told() -> None:
    done = tdmock("check", "http://127.0.0.1:1", *AUTH, "--wait=0.3")
    assert done.returncode == 3
    assert "waited 0.3 s in vain for the bridge (--wait): nobody listens at 127.0.0.1:1" in done.stdout


def test_who_waits_asks_nothing_of_the_bridge_but_whether_it_is_there(serve: Serve) -> None:
    bridge = serve(conformant())
    assert tdmock("check", bridge.url, *AUTH, "--only=auth_validation", "--wait=30").returncode == 0
    assert (bridge.asked[0]["method"], bridge.asked[0]["path"]) == ("GET", "/")
    assert [asked["path"] for asked in bridge.asked].count("/") == 1


def test_1_wins_over_3(serve: Serve) -> None:
    answers = {**conformant(), "/contact_sync": guarded(lambda _: json_answer({}, 500))}
    assert tdmock("check", serve(answers).url, *AUTH).returncode == 1


def test_a_defect_of_tdmock_is_4_and_tells_no_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError(VALID["token"])

    monkeypatch.setattr(cli, "group", fail)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr()
    assert ended.value.code == 4
    assert "RuntimeError" in told.err
    assert "a defect of tdmock" in told.err
    assert VALID["token"] not in told.out + told.err


def test_nothing_checked_is_never_0(tmp_path: Path) -> None:
    file = tmp_path / "d.yaml"
    file.write_text(
        "name: x\nactions:\n- {name: a, endpoint: 'https://192.0.2.1/a', provider: x, inputs: []}\n",
        encoding="utf-8",
    )
    done = tdmock("check", "--definition", str(file))
    assert done.returncode == 3, done
    assert "--allow-writes" in " ".join(done.stdout.split())


def test_only_the_chosen_rules_are_told_and_only_what_shows_them_is_asked(serve: Serve) -> None:
    bridge = serve(NAMELESS)
    done = tdmock("check", bridge.url, *AUTH, "--rule=contacts.checkpoint-is-", "--report=json=-")
    report = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert report["notes"] == ["looked at no more than --rule contacts.checkpoint-is-, and what that needs"]
    told = {result["rule"] for result in report["results"]}
    assert {"contacts.checkpoint-is-present", "contacts.checkpoint-is-string"} < told
    assert all(rule.startswith("contacts.checkpoint-is-") for rule in told)
    assert not bridge.at("/agent_sync")
    assert tdmock("check", bridge.url, *AUTH, "--rule=contacts.name-is-string").returncode == 1


def test_only_the_chosen_scenarios_are_played_after_what_they_need(serve: Serve) -> None:
    bridge = serve(conformant())
    done = tdmock("check", bridge.url, *AUTH, "--scenario=contact_sync/incremental")
    assert done.returncode == 0, done
    metas = [body["meta"] for body in bridge.bodies("/contact_sync")]
    assert [sorted(meta) for meta in metas] == [[], ["offset"], ["offset"], ["synchronization_checkpoint"]]


def test_a_dry_run_shows_the_requests_and_sends_none(serve: Serve) -> None:
    bridge = serve(conformant())
    done = tdmock("check", bridge.url, "--dry-run", "--only=contact_sync", "--header=X-Api-Key=s3cret-9")
    assert done.returncode == 0, done.stderr
    assert not bridge.asked
    lines = done.stdout.splitlines()
    assert lines[0].startswith("contact_sync: ")
    assert lines[0].endswith(f" requests to {bridge.url}/contact_sync")
    first = lines.index("  Initial synchronization, to the last page")
    assert lines[first + 1] == (
        '    {"auth":{"account":"$TDMOCK_AUTH_ACCOUNT","token":"$TDMOCK_AUTH_TOKEN"},"meta":{}}'
    )
    assert '"meta":{"offset":' in lines[first + 2]
    assert any(line.startswith("    GET ") for line in lines)
    assert "s3cret-9" not in done.stdout


def test_a_dry_run_tells_which_actions_would_not_be_called() -> None:
    done = tdmock("check", "https://bridge.example.org", "--dry-run", "--only=actions")
    assert "actions/create_ticket: no requests, for actions write to somebody's system" in done.stdout


# --- wrong usage -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--definition", "missing.yaml"], "missing.yaml"),
        (["--only", "nothing"], "it has auth_validation, contact_sync"),
        (["--auth", "no-equals-sign"], "NAME=VALUE"),
        (["--auth", "token=env:NOT_SET_AT_ALL"], "NOT_SET_AT_ALL is not set"),
        (["--auth", "token=file:/no/such/file"], "/no/such/file"),
        (["--report", "pdf=x"], "json, junit"),
        (["--report", "json"], "FORMAT=PATH"),
        (["--report", "json=/no/such/folder/r.json"], "/no/such/folder does not exist"),
        (["--report", "json=/"], "is a folder"),
        (["--edition", "2018"], "2017"),
        (["--workers", "0"], "workers"),
        (["--timeout", "0"], "timeout"),
        (["--max-body", "lots"], "64MiB"),
        (["--header", "X"], "NAME=VALUE"),
        (["--header", "X Y=1"], "letters, digits and hyphens"),
        (["--header", "X=a\nb"], "line break"),
        (["--header", "Content-Length=5"], "Content-Length"),
        (["--ca-bundle", "/no/such.pem"], "/no/such.pem"),
        (["--no-such-option"], "No such option"),
    ],
)
def test_wrong_options_are_told_before_anything_is_sent(serve: Serve, args: list[str], said: str) -> None:
    bridge = serve(conformant())
    given = AUTH if args[0] != "--auth" else AUTH[:1]
    assert said in refused("check", bridge.url, *given, *args)
    assert not bridge.asked


@pytest.mark.parametrize(
    "url", ["ftp://x", "http://", "http://127.0.0.1:99999", "http://[::1", "http://a b/"]
)
def test_an_address_that_is_none_is_told(url: str) -> None:
    assert "URL: not an address of a bridge" in refused("check", url, *AUTH)


def test_credentials_that_nobody_gave_are_named_with_the_ways_to_give_them() -> None:
    said = refused("check", "http://127.0.0.1:1", "--auth", "account=x")
    assert "--auth token=" in said
    assert "TDMOCK_AUTH_TOKEN" in said
    assert "account=" not in said


def test_a_definition_that_is_wrong_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "d.yaml"
    file.write_text("name: x\nactions: magic\n", encoding="utf-8")
    said = refused("check", "--definition", str(file))
    assert "d.yaml:2:10: actions: must be a list of entries, each with name, not text" in said


def test_the_definition_of_the_current_folder_is_taken_and_told(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a YAML and a JSON file the first; -d goes before both."""
    text = editions.mycrm_file().read_text(encoding="utf-8")
    (tmp_path / "integration.yaml").write_text(text.replace("name: mycrm", "name: ours"), encoding="utf-8")
    (tmp_path / "integration.json").write_text("{}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    url = serve(conformant()).url
    own = tdmock("check", url, *AUTH, "--only=auth_validation")
    assert "Note: integration.yaml of the current folder is the definition" in own.stderr
    assert own.stdout.startswith(f"tdmock {__version__}: ours at ")
    given = tdmock("check", url, *AUTH, "--only=auth_validation", "-d", str(editions.mycrm_file()))
    assert not given.stderr
    assert given.stdout.startswith(f"tdmock {__version__}: mycrm at ")


def test_an_unknown_type_in_a_definition_is_a_finding_and_the_check_goes_on(
    serve: Serve, tmp_path: Path
) -> None:
    text = editions.mycrm_file().read_text(encoding="utf-8")
    file = tmp_path / "d.yaml"
    file.write_text(text.replace("authentication_type: custom", "authentication_type: magic"))
    run = tdmock("check", serve(conformant()).url, *AUTH, "--definition", str(file), "--only=auth_validation")
    assert run.returncode == 0, run.stdout
    assert "definition.authentication-type-is-known" in run.stdout
    assert "auth_validation passed" in " ".join(run.stdout.split())


def test_bytes_that_are_no_text_are_no_credential() -> None:
    done = subprocess.run(
        [COMMAND, "check", "http://127.0.0.1:1", *AUTH[:1], b"--auth=token=\xff\xfe"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environment(),
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "token" in done.stderr


# --- credentials -------------------------------------------------------------------------------------------


def test_credentials_come_from_the_environment_and_from_files(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(VALID["token"] + "\n", encoding="utf-8")
    done = tdmock(
        "check",
        serve(conformant()).url,
        "--auth=account=env:MY_ACCOUNT",
        f"--auth=token=file:{file}",
        env={"MY_ACCOUNT": VALID["account"]},
    )
    assert done.returncode == 0, done


def test_credentials_come_from_variables_named_after_the_fields(serve: Serve) -> None:
    env = {"TDMOCK_AUTH_ACCOUNT": VALID["account"], "TDMOCK_AUTH_TOKEN": VALID["token"]}
    assert tdmock("check", serve(conformant()).url, env=env).returncode == 0


def test_the_command_line_wins_over_the_environment(serve: Serve) -> None:
    assert tdmock("check", serve(conformant()).url, *AUTH, env={"TDMOCK_AUTH_TOKEN": "other"}).returncode == 0


def test_nothing_that_is_written_holds_a_credential(serve: Serve, tmp_path: Path) -> None:
    def repeats(asked: Asked) -> Given:
        return json_answer({"contacts": [asked["body"]["auth"]], "next_offset": asked["raw"].decode()})

    paths = [tmp_path / "r.json", tmp_path / "r.xml"]
    answers = {**conformant(), "/contact_sync": guarded(repeats), "/agent_sync": guarded(repeats)}
    done = tdmock(
        "check", serve(answers).url, *AUTH, f"--report=json={paths[0]}", f"--report=junit={paths[1]}",
        "--header", "X-Key=gateway-secret-9",
    )  # fmt: skip
    assert done.returncode == 1
    for text in (done.stdout, done.stderr, *(path.read_text(encoding="utf-8") for path in paths)):
        assert VALID["token"] not in text
        assert "gateway-secret-9" not in text


# --- reports -----------------------------------------------------------------------------------------------


def test_reports_are_written_where_they_are_asked_for(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text("old", encoding="utf-8")
    done = tdmock(
        "check", serve(NAMELESS).url, *AUTH,
        f"--report=json={tmp_path / 'r.json'}", f"--report=junit={tmp_path / 'r.xml'}",
    )  # fmt: skip
    assert done.returncode == 1
    assert json.loads((tmp_path / "r.json").read_bytes())["verdict"] == "nonconformant"
    assert ET.parse(tmp_path / "r.xml").getroot().tag == "testsuites"  # noqa: S314 - our own file
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.json", "r.xml"], "nothing is left behind"


def test_a_report_can_go_to_a_device_and_through_a_link(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    os.mkfifo(tmp_path / "pipe")
    url = serve(conformant()).url
    reader = subprocess.Popen(["cat", str(tmp_path / "pipe")], stdout=subprocess.PIPE, text=True)
    done = tdmock(
        "check", url, *AUTH, "--only=agent_sync",
        f"--report=json={tmp_path / 'pipe'}", f"--report=json={tmp_path / 'link'}",
    )  # fmt: skip
    assert done.returncode == 0, done
    told, _ = reader.communicate(timeout=20)
    assert json.loads(told)["schema"] == "tdmock.report/1"
    assert (tmp_path / "link").is_symlink()
    assert json.loads((tmp_path / "target").read_bytes())["schema"] == "tdmock.report/1"
    assert (tmp_path / "pipe").is_fifo()


def test_a_pipe_whose_reader_left_is_no_defect(serve: Serve) -> None:
    command = f'"{COMMAND}" check "$1" {" ".join(AUTH)} | head -1'
    done = subprocess.run(
        ["bash", "-c", command, "-", serve(NAMELESS).url], capture_output=True, text=True, timeout=60,
        check=False, env=environment(),
    )  # fmt: skip
    assert done.stderr == BUILTIN
    assert done.stdout.startswith("tdmock ")


# --- interrupted -------------------------------------------------------------------------------------------


@contextmanager
def hanging() -> Iterator[tuple[Bridge, threading.Event]]:
    """A bridge whose contacts never come while the context lasts; the event says that they were asked for."""
    asked, over = threading.Event(), threading.Event()

    def hang(_: Asked) -> Given:
        asked.set()
        over.wait(30)
        return json_answer({})

    with Bridge({**conformant(), "/contact_sync": hang}) as bridge:
        try:
            yield bridge, asked
        finally:
            over.set()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_writes_what_it_knows(tmp_path: Path, number: signal.Signals) -> None:
    path = tmp_path / "r.json"
    with hanging() as (bridge, asked):
        process = subprocess.Popen(
            [COMMAND, "check", bridge.url, *AUTH, f"--report=json={path}", "--timeout=25"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        assert asked.wait(100)
        process.send_signal(number)
        told, complaints = process.communicate(timeout=15)
    assert process.returncode == 130, (told, complaints)
    assert "Traceback" not in complaints
    assert "interrupted" in told
    made = json.loads(path.read_bytes())
    assert made["verdict"] == "incomplete"
    outcomes = {entry["endpoint"]: entry["outcome"] for entry in made["endpoints"]}
    assert outcomes["contact_sync"] == "untestable"


def test_a_run_that_is_interrupted_while_it_fuzzes_writes_what_it_knows(tmp_path: Path) -> None:
    """An error of possible requests was found; then an impossible one hangs."""
    path, here = tmp_path / "r.json", tmp_path / "here"
    here.mkdir()
    asked, over = threading.Event(), threading.Event()
    usual = conformant()["/interaction_update"]

    def fail_at_emoji(request: Asked) -> Given:
        if request["raw"] == b"\x00":
            asked.set()
            over.wait(30)
        name = str(((request["body"] or {}).get("data") or {}).get("contact_name"))
        return json_answer({}, 500) if any(sign > "\U0001f000" for sign in name) else usual(request)

    with Bridge({**conformant(), "/interaction_update": fail_at_emoji}) as bridge:
        process = subprocess.Popen(
            [COMMAND, "fuzz", bridge.url, *AUTH, "--only=interaction_update", f"--report=json={path}"],
            cwd=here,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        assert asked.wait(200)
        process.send_signal(signal.SIGINT)
        told, complaints = process.communicate(timeout=15)
        over.set()
    assert (process.returncode, complaints) == (130, BUILTIN), told
    made = json.loads(path.read_bytes())
    assert "error" in {finding["level"] for finding in made["findings"]}
    assert list(here.iterdir()) == []


# --- serve, demo -------------------------------------------------------------------------------------------


@contextmanager
def serving(*args: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """``tdmock serve`` on a free port, and the command that it prints."""
    process = subprocess.Popen(
        [COMMAND, "serve", "--port", "0", *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment(PYTHONUNBUFFERED="1"),
    )  # fmt: skip
    assert process.stdout
    try:
        process.stdout.readline()
        yield process, process.stdout.readline().strip()
    finally:
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=20)
    assert not complaints
    assert process.returncode in {0, 130}


def run_shell(command: str) -> subprocess.CompletedProcess[str]:
    line = re.sub("^tdmock", f"'{COMMAND}'", command)
    return subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, timeout=60, check=False, env=environment()
    )


def test_the_command_that_serve_prints_passes() -> None:
    with serving() as (_, command):
        assert command.startswith("tdmock check http://127.0.0.1:")
        done = run_shell(command)
    assert done.returncode == 0, done


def test_serve_takes_a_definition_and_faults(tmp_path: Path) -> None:
    file = tmp_path / "my crm's.yaml"
    file.write_text(
        "name: mine\nauthentication_type: custom\nauthentication_configuration:\n"
        "- {field_name: key, display: Key, mandatory: true, type: input, store: true}\n"
        "agent_synchronization_endpoint: https://x.example.org/a/gents\n",
        encoding="utf-8",
    )
    with serving("--definition", str(file), "--fault", "agent_sync.name-missing") as (_, command):
        done = run_shell(command)
    assert done.returncode == 1, (command, done)
    assert "agents.name-is-string" in done.stdout


def test_a_fault_that_does_not_exist_is_told_with_those_near_it() -> None:
    said = refused("serve", "--fault", "agent_sync")
    assert "--list-faults" in said
    assert "agent_sync." in said


def test_a_port_that_is_taken_is_told(serve: Serve) -> None:
    port = serve({}).url.rpartition(":")[2]
    assert "--port" in refused("serve", "--port", port)


def test_faults_are_listed() -> None:
    done = tdmock("serve", "--list-faults")
    assert done.returncode == 0
    faults = re.findall(r"^  (\S+\.\S+)  ", done.stdout, re.MULTILINE)
    assert len(faults) == len(set(faults)) >= 120


def test_demo_checks_the_sample_bridge() -> None:
    done = tdmock("demo", "--contacts=30", "--fault=contact_sync.url-relative")
    assert done.returncode == 0, done
    title, *_, last = done.stdout.splitlines()
    assert last.startswith("CONFORMANT")
    port = title.rpartition(":")[2]
    note, again = done.stderr.splitlines()
    assert note.startswith("Note: that bridge is gone.")
    expected = f"tdmock serve --port {port} --contacts 30 --fault contact_sync.url-relative"
    assert again.strip() == expected


def test_demo_shows_a_fault() -> None:
    done = tdmock("demo", "--fault", "contact_sync.last-id-number", "--only", "contact_sync")
    assert done.returncode == 1
    assert "contacts.id-is-string" in done.stdout


# --- the rest ----------------------------------------------------------------------------------------------


def test_no_color_and_pipes_are_plain() -> None:
    done = tdmock("demo", "--only", "agent_sync", env={"NO_COLOR": "1"})
    assert "\x1b" not in done.stdout


def test_version_and_help_are_told() -> None:
    assert tdmock("--version").stdout.startswith("tdmock, version ")
    told = tdmock("--help").stdout
    assert "\n\n  tdmock demo   " in told
    commands = told.partition("Commands:")[2].split("\n  ")[1:]
    assert {"check", "demo", "serve", "rules", "selftest"} <= {
        line.split()[0] for line in commands if line[0] != " "
    }


def test_every_command_that_help_lists_has_help() -> None:
    told = tdmock("--help").stdout.partition("Commands:")[2]
    for name in re.findall(r"^  ([a-z]+)  ", told, re.MULTILINE):
        assert tdmock(name, "--help").returncode == 0, name


def test_a_command_that_does_not_exist_is_told() -> None:
    assert "No such command" in refused("frobnicate")


def test_a_verbose_run_shows_each_exchange_and_no_credential(serve: Serve) -> None:
    """What the validator returns is masked in its own answer, too."""
    fields = {"session": "s3ss10n-8842"}
    answers = {**conformant(), "/auth_validation": guarded(lambda _: json_answer(fields))}
    bridge = serve(answers)
    done = tdmock("check", bridge.url, *AUTH, "-v", "--quiet", "--only=auth_validation")
    assert len(done.stdout.splitlines()) == 1
    told = done.stderr.removeprefix(BUILTIN)
    blocks = told.rstrip().split("\n\n")
    assert len(blocks) == len(bridge.asked) > 5
    assert all(block.startswith("* auth_validation: ") for block in blocks)
    assert '> {"auth":{"account":"$TDMOCK_AUTH_ACCOUNT","token":"$TDMOCK_AUTH_TOKEN"}}' in told
    assert '< {"session": "$TDMOCK_AUTH_SESSION"}' in told
    assert not [secret for secret in (*VALID.values(), *fields.values()) if secret in told]


@pytest.mark.parametrize(
    ("words", "guess"),
    [
        (["chek"], "Did you mean 'check'?"),
        (["check", "--aut"], "Did you mean '--auth'?"),
        (["check", "--silent"], ""),
        (["frobnicate"], ""),
    ],
)
def test_only_what_was_probably_meant_is_suggested(words: list[str], guess: str) -> None:
    said = refused(*words)
    assert guess in said
    assert guess or "Did you mean" not in said


def test_help_has_no_marks_for_its_formatter() -> None:
    assert "\\b" not in tdmock("--help").stdout
