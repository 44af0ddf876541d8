"""The action, the recipes for CI systems, the image and the hook do what they say, as far as a shell can."""

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml

from tests.cli.console_script import ENVIRONMENT, PROGRAM

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
INSTALLS = re.compile(r"^\s*(?:\S*/)?pip install .*|^\s*python3 -m venv .*", re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with a definition and a bridge to start, on a free port."""
    shutil.copy(ROOT / "contracts/examples/mycrm.yaml", tmp_path / "integration.yaml")
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    (tmp_path / "port").write_text(str(port), encoding="utf-8")
    start = tmp_path / "start-bridge.sh"
    start.write_text(f"#!/bin/sh\nexec '{PROGRAM}' serve --port {port}\n", encoding="utf-8")
    start.chmod(0o755)
    return tmp_path


def run(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs a script as CI systems do; what it leaves running ends with it."""
    port = (folder / "port").read_text(encoding="utf-8")
    env = {
        **ENVIRONMENT,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "TDMOCK_AUTH_ACCOUNT": "sample-account",
        "TDMOCK_AUTH_TOKEN": "sample-token",
        **variables,
    }
    with (folder / "output").open("w+") as output:
        done = subprocess.run(
            ["setsid", "--wait", "bash", "-e", "-o", "pipefail", "-c", script.replace("8000", port)],
            cwd=folder, env=env, stdout=output, stderr=subprocess.STDOUT, timeout=60, check=False,
        )  # fmt: skip
    text = (folder / "output").read_text(encoding="utf-8")
    return subprocess.CompletedProcess(done.args, done.returncode, text)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def stopped(script: str) -> str:
    """The script, which ends what it has started."""
    return f"trap 'kill $(jobs -p)' EXIT\n{script}"


# --- the action --------------------------------------------------------------------------------------------


def step(name: str, folder: Path, inputs: dict[str, str]) -> subprocess.CompletedProcess[str]:
    (entry,) = (entry for entry in ACTION["runs"]["steps"] if entry["name"] == name)
    given = {name: spec.get("default", "") for name, spec in ACTION["inputs"].items()} | inputs
    variables = {
        name: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda match: given[match[1]], value)
        for name, value in entry.get("env", {}).items()
    }
    port = (folder / "port").read_text(encoding="utf-8")
    variables = {name: value.replace("8000", port) for name, value in variables.items()}
    return run(entry["run"], folder, RUNNER_TEMP=str(folder), GITHUB_ACTION_PATH=str(ROOT), **variables)


def test_the_action_starts_a_bridge_checks_it_and_keeps_the_reports(folder: Path) -> None:
    inputs = {"start": "./start-bridge.sh", "url": "http://127.0.0.1:8000", "definition": "integration.yaml"}
    assert step("Install tdmock", folder, inputs).returncode == 0, "one that is there is used"
    assert step("Start the bridge", folder, inputs).returncode == 0
    try:
        done = step("Check the bridge", folder, inputs)
        assert done.returncode == 0, done.stdout
        reports = {file.name for file in (folder / "tdmock-reports").iterdir()}
        assert reports == {"report.json", "report.html", "report.xml", "report.sarif"}
        failing = step("Check the bridge", folder, inputs | {"arguments": "--only nothing --quiet"})
        assert failing.returncode == 2
    finally:
        assert step("Stop the bridge", folder, inputs).returncode == 0
    assert "http://127.0.0.1" in step("Show the log of the bridge", folder, inputs).stdout


def test_the_recipe_for_github_gives_the_action_what_it_takes() -> None:
    (workflow,) = (yaml.safe_load(block) for block in blocks("yaml") if "jobs:" in block)
    (used,) = (entry for entry in workflow["jobs"]["bridge"]["steps"] if "tdmock" in entry["uses"])
    assert set(used["with"]) <= set(ACTION["inputs"])
    needed = {name for name, spec in ACTION["inputs"].items() if spec.get("required")}
    assert needed <= set(used["with"])


def test_every_input_of_the_action_is_used() -> None:
    text = json.dumps(ACTION["runs"])
    assert not [name for name in ACTION["inputs"] if f"inputs.{name}" not in text]


# --- recipes -----------------------------------------------------------------------------------------------


def test_the_recipe_for_gitlab_works(folder: Path) -> None:
    (job,) = (yaml.safe_load(block)["bridge"] for block in blocks("yaml") if "script:" in block)
    done = run(stopped(INSTALLS.sub("", "\n".join(job["script"]))), folder)
    assert done.returncode == 0, done.stdout
    kept = [*job["artifacts"]["paths"], *job["artifacts"]["reports"].values()]
    assert not [name for name in kept if not (folder / name).is_file()]


def test_the_recipe_for_jenkins_works(folder: Path) -> None:
    (pipeline,) = blocks("groovy")
    script = "\n".join(re.findall(r"sh '''\n(.*?)'''", pipeline, re.DOTALL)).replace("\\\\", "\\")
    done = run(stopped(INSTALLS.sub("", script)), folder)
    assert done.returncode == 0, done.stdout
    kept = re.findall(r"(?:junit|artifacts:) '(.*)'", pipeline)
    assert not [name for names in kept for name in names.split(", ") if not (folder / name).is_file()]


def test_the_recipe_of_the_readme_works(folder: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"^```\n(\./start-bridge\.sh.*?)^```", readme, re.MULTILINE | re.DOTALL)
    done = run(stopped(script), folder)
    assert done.returncode == 0, done.stdout


# --- the hook and the image --------------------------------------------------------------------------------


def test_the_hook_lints_the_file_that_its_arguments_name(folder: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (used,) = (
        entry
        for block in blocks("yaml")
        if "repos:" in block
        for entry in yaml.safe_load(block)["repos"][0]["hooks"]
    )
    assert used["id"] == hook["id"]
    assert re.search(hook["files"], used["args"][0])
    done = run(shlex.join([*hook["entry"].split(), *used["args"]]), folder)
    assert done.returncode == 0, done.stdout


def dockerfile(folder: Path) -> list[tuple[str, str]]:
    """The lines of the Dockerfile, as instruction and rest; what they install goes to a folder."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("/opt/tdmock", str(folder / "opt"))
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in text.splitlines() if line]


def test_the_steps_of_the_image_make_a_command_that_is_healthy_without_network(folder: Path) -> None:
    """All but the base image, its user and what comes from the package index, which the gate installs."""
    source = folder / "src"
    left_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").replace("**/", "").split()
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(*left_out))
    steps = dockerfile(folder)
    commands = [rest for instruction, rest in steps if instruction == "RUN"]
    make, lock, package, user = commands
    assert (source / lock.split("--requirement ")[1]).is_file()
    assert user.startswith("useradd")
    here = f"{folder / 'opt' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    libraries = {"PYTHONPATH": sysconfig.get_path("purelib")}
    offline = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0"}
    for command in (make, f"{lock} --help", package):
        done = run(f"cd {source} && {command}", folder, **offline, **libraries)
        assert done.returncode == 0, done.stdout
    shutil.rmtree(source)
    words = dict(steps)
    assert words["USER"] == "tdmock"
    health: list[str] = json.loads(words["HEALTHCHECK"].removeprefix("CMD "))
    started: list[str] = [*json.loads(words["ENTRYPOINT"]), *json.loads(words["CMD"])]
    for command in map(shlex.join, (health, started)):
        done = run(f"type tdmock; {command}", folder, PATH=here, **libraries)
        assert done.returncode == 0, done.stdout
        assert str(folder / "opt") in done.stdout
