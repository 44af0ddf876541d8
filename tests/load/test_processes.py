"""Whole loads as people run them: the real command and its processes, on loopback and for seconds."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

from tests.bridges import (
    VALID,
    Answer,
    Asked,
    Bridge,
    Given,
    Serve,
    agents,
    conformant,
    contacts,
    create_ticket,
    interactions,
    json_answer,
)
from tests.cli.console_script import ENVIRONMENT, PROGRAM

AUTH = [f"--auth={name}={value}" for name, value in VALID.items()]
BRIEF = ["--accounts=6", "--spawn-rate=100", "--calls-per-minute=1200", "--duration=2s"]
PATHS = {
    "auth_validation": "/auth_validation",
    "contact_sync": "/contact_sync",
    "agent_sync": "/agent_sync",
    "interaction_update": "/interaction_update",
    "actions/create_ticket": "/actions/create_ticket",
}
OPEN: dict[str, Answer] = {  # to whatever credentials
    "/auth_validation": lambda _: json_answer({}),
    "/contact_sync": contacts,
    "/agent_sync": agents,
    "/interaction_update": interactions,
    "/actions/create_ticket": create_ticket,
}


def load(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``tdmock load`` to its end."""
    command = [PROGRAM, "load", *arguments]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False)


@contextmanager
def loading(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """``tdmock load`` while the context lasts."""
    with subprocess.Popen(
        [PROGRAM, "load", *arguments],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def arrived(bridge: Bridge) -> dict[str, int]:
    """How many requests came, by endpoint."""
    counts = Counter(asked["path"] for asked in bridge.asked)
    return {endpoint: counts[path] for endpoint, path in PATHS.items() if counts[path]}


def told(report: Any) -> dict[str, int]:
    """How many requests a report tells of, by endpoint."""
    return {entry["endpoint"]: entry["requests"] for entry in report["endpoints"]}


def test_what_is_told_is_what_arrived(serve: Serve, tmp_path: Path) -> None:
    bridge, file = serve(conformant()), tmp_path / "load.json"
    done = load(bridge.url, *AUTH, *BRIEF, "--judged-share=1", "--action-share=0.5", f"--report=json={file}")
    report = json.loads(file.read_text())
    assert (done.returncode, report["verdict"], report["findings"]) == (0, "held", []), done
    assert told(report) == arrived(bridge)
    assert told(report)["auth_validation"] == 6
    assert told(report)["contact_sync"] == 18
    assert "HELD" in done.stdout.splitlines()[-1]
    assert "6 accounts within" in done.stderr


def test_the_sum_of_the_workers_of_a_master_is_the_total(serve: Serve, tmp_path: Path) -> None:
    bridge, file, port = serve(conformant()), tmp_path / "load.json", f"--master-port={free_port()}"
    joins = [bridge.url, *AUTH, "--worker", "--master-host=127.0.0.1", port]
    with loading(*joins, "--header=X-Worker=one") as one, loading(*joins, "--header=X-Worker=two") as two:
        conducts = ["--master", "--master-host=127.0.0.1", "--expect-workers=2", port]
        done = load(bridge.url, *AUTH, *BRIEF, *conducts, f"--report=json={file}")
        assert [one.wait(20), two.wait(20)] == [0, 0]  # they end with their master
    assert done.returncode == 0, done
    assert told(json.loads(file.read_text())) == arrived(bridge)
    validated = Counter(asked["headers"]["x-worker"] for asked in bridge.at("/auth_validation"))
    assert validated == {"one": 3, "two": 3}


def test_the_accounts_of_a_worker_that_is_killed_go_on_elsewhere(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text("account,token\n" + "".join(f"a{number},t0ken-{number}\n" for number in range(4)))
    everybody = Event()
    played: dict[str, set[str]] = {"one": set(), "two": set()}

    def validate(asked: Asked) -> Given:
        played[asked["headers"]["x-worker"]].add(asked["body"]["auth"]["account"])
        if played["one"] and len(played["one"] | played["two"]) == 4:
            everybody.set()
        return json_answer({})

    bridge, port = serve({**OPEN, "/auth_validation": validate}), f"--master-port={free_port()}"
    joins = [bridge.url, f"--credentials={file}", "--worker", "--master-host=127.0.0.1", port]
    conducts = ["--master", "--master-host=127.0.0.1", "--expect-workers=2", port, "--duration=9s"]
    with (
        loading(*joins, "--header=X-Worker=one") as one,
        loading(*joins, "--header=X-Worker=two"),
        loading(bridge.url, f"--credentials={file}", "--spawn-rate=100", *conducts) as master,
    ):
        assert everybody.wait(30)
        os.kill(only_child(one), signal.SIGKILL)
        said, errors = master.communicate(timeout=60)
    assert master.returncode == 0, (said, errors)
    assert "is lost; its 2 accounts go on elsewhere" in errors
    assert played["two"] == {"a0", "a1", "a2", "a3"}


def only_child(process: subprocess.Popen[str]) -> int:
    """The process that a command has started."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return int(children.read_text())


def test_failures_beyond_their_share_are_1_and_told_by_rule(serve: Serve) -> None:
    bridge = serve({**conformant(), "/agent_sync": lambda _: json_answer({}, 500)})
    done = load(bridge.url, *AUTH, *BRIEF)
    assert done.returncode == 1
    assert "agent_sync failed: agents.valid-request-succeeds (6)" in done.stdout


def test_a_bridge_that_can_not_be_reached_is_3() -> None:
    done = load(f"http://127.0.0.1:{free_port()}", *AUTH, *BRIEF)
    assert done.returncode == 3, done
    assert "refused" in done.stdout


def test_a_bridge_that_answers_nothing_but_failures_ends_the_load(serve: Serve) -> None:
    bridge = serve(dict.fromkeys(PATHS.values(), lambda _: json_answer({}, 500)))
    done = load(bridge.url, *AUTH, *BRIEF, "--duration=50s")
    assert done.returncode == 1
    assert "the bridge answered nothing but failures any more" in done.stdout


def test_an_interrupt_ends_the_load_with_a_report(serve: Serve, tmp_path: Path) -> None:
    answers, called = watched("/interaction_update")
    bridge, file = serve(answers), tmp_path / "load.json"
    with loading(bridge.url, *AUTH, *BRIEF, "--duration=50s", f"--report=json={file}") as process:
        assert called.wait(30)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "interrupted" in said
    reported, came = told(json.loads(file.read_text())), arrived(bridge)
    assert reported["auth_validation"] > 0
    # What was under way when the load was interrupted may be missing.
    assert all(reported.get(endpoint, 0) <= number for endpoint, number in came.items())
    assert sum(came.values()) - sum(reported.values()) <= 6, "more than one for each account"


def watched(path: str) -> tuple[dict[str, Answer], Event]:
    """The answers of a conformant bridge, and an event that tells when something was asked at a path."""
    answers, seen = conformant(), Event()
    answer = answers[path]

    def told_of(asked: Asked) -> Given:
        seen.set()
        return answer(asked)

    return {**answers, path: told_of}, seen


def test_a_load_ends_with_the_command_that_asked_for_it(serve: Serve) -> None:
    answers, called = watched("/interaction_update")
    bridge = serve(answers)
    with loading(bridge.url, *AUTH, *BRIEF, "--duration=50s") as process:
        assert called.wait(30)
        engine = only_child(process)
        process.kill()
        process.wait()
        gone = subprocess.run(["timeout", "20", "tail", f"--pid={engine}", "-f", "/dev/null"], check=False)
    assert gone.returncode == 0


def test_a_locustfile_of_somebodys_own(serve: Serve, tmp_path: Path) -> None:
    bridge, file = serve(conformant()), tmp_path / "locustfile.py"
    file.write_text(
        "from tdmock.load import Load, TalkdeskUser\n\n\n"
        "class Account(TalkdeskUser):\n"
        f"    load = Load(url={bridge.url!r}, credentials=({VALID},), accounts=3, calls_per_minute=600)\n"
    )
    options = ["--headless", "--users=3", "--spawn-rate=3", "--run-time=5s"]
    command = [sys.executable, "-m", "locust", "-f", str(file), *options]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert arrived(bridge)["auth_validation"] == 3
    assert arrived(bridge)["interaction_update"]


def test_the_page_of_locust_shows_the_load(serve: Serve) -> None:
    answers, called = watched("/interaction_update")
    bridge, port = serve(answers), free_port()
    page = ["--web", f"--web-port={port}", "--duration=50s"]  # longer than Locust keeps what it showed
    with loading(bridge.url, *AUTH, *BRIEF, *page) as process:
        assert called.wait(30)
        while not {"auth_validation", "interaction_update"} <= names_on_page(port):
            called.clear()  # what was asked for is on the page once it is answered: by the next call
            assert called.wait(30)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130


def names_on_page(port: int) -> set[str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/stats/requests", timeout=10) as answer:
        return {entry["name"] for entry in json.load(answer)["stats"]}


def test_a_worker_without_a_master_ends_with_its_command() -> None:
    joins = ["--worker", "--master-host=127.0.0.1", f"--master-port={free_port()}"]
    with loading("http://127.0.0.1:9", *AUTH, *joins) as process:
        assert process.stderr
        assert "Works for the master" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        done = load(
            "http://127.0.0.1:9", *AUTH, "--master", "--master-host=127.0.0.1", f"--master-port={port}"
        )
    assert (done.returncode, f"port {port} is in use" in done.stderr) == (2, True), done
