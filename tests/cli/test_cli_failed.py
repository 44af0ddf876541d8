"""``tdmock check --failed``: what failed in the last run, once more."""

from pathlib import Path

import pytest

from tests.bridges import Bridge, Serve, conformant
from tests.cli.test_check import AUTH, NAMELESS, refused, tdmock

SECRET = f"{AUTH[1].rpartition('=')[2]}"


@pytest.fixture
def cache(tmp_path: Path) -> dict[str, str]:
    """The environment of commands that remember in a folder of the test's own."""
    return {"XDG_CACHE_HOME": str(tmp_path)}


def paths(bridge: Bridge) -> set[str]:
    asked = {request["path"] for request in bridge.asked}
    bridge.asked.clear()
    return asked


def test_what_failed_is_checked_until_it_is_mended_and_then_everything(
    serve: Serve, cache: dict[str, str], tmp_path: Path
) -> None:
    answers = dict(NAMELESS)
    bridge = serve(answers)
    again = ["check", bridge.url, *AUTH, "--failed"]
    assert (
        tdmock("check", bridge.url, *AUTH, "--only=contact_sync", "--only=agent_sync", env=cache).returncode
        == 1
    )
    assert "/agent_sync" in paths(bridge)
    (file,) = (tmp_path / "tdmock").iterdir()
    assert SECRET not in file.read_text()
    assert tdmock("check", bridge.url, *AUTH, "--only=agent_sync", env=cache).returncode == 0
    paths(bridge)
    assert tdmock(*again, env=cache).returncode == 1
    assert paths(bridge) == {"/auth_validation", "/contact_sync"}
    answers.update(conformant())
    assert tdmock(*again, env=cache).returncode == 0
    assert paths(bridge) == {"/auth_validation", "/contact_sync"}
    whole = tdmock(*again, env=cache)
    assert whole.returncode == 0
    assert "nothing is known to have failed in the last run" in whole.stderr
    assert "/agent_sync" in paths(bridge)


@pytest.mark.parametrize(
    "content", ["", "{", '{"schema": "tdmock.last-runs/2", "runs": []}', '{"runs": [3]}']
)
def test_a_damaged_cache_is_none(serve: Serve, cache: dict[str, str], tmp_path: Path, content: str) -> None:
    (tmp_path / "tdmock").mkdir()
    (tmp_path / "tdmock" / "last-runs.json").write_text(content)
    done = tdmock("check", serve(conformant()).url, *AUTH, "--failed", "--max-findings=99", env=cache)
    assert done.returncode == 0, done
    assert "nothing is known" in done.stderr


def test_a_cache_that_can_not_be_written_is_no_failure(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    env = {"XDG_CACHE_HOME": str(tmp_path / "file")}
    assert tdmock("check", serve(conformant()).url, *AUTH, "--only=agent_sync", env=env).returncode == 0


def test_a_choice_beside_it_is_refused(cache: dict[str, str]) -> None:
    said = refused("check", "http://127.0.0.1:1", *AUTH, "--failed", "--rule=agents.", env=cache)
    assert "without --rule and --scenario" in said
