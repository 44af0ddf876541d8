"""``tdmock replay``: the findings of a report, looked at again."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.bridges import PEOPLE, Answer, Serve, conformant, contacts, guarded, json_answer, meta
from tests.cli.test_check import AUTH, refused, tdmock


def later_page_without_names(request: dict[str, Any]) -> Any:
    """Wrong on the second page only: to see it again takes the first."""
    if meta(request).get("offset") == "3":
        nameless = [{**person, "name": None} for person in PEOPLE[3:6]]
        return json_answer({"contacts": nameless, "synchronization_checkpoint": "now", "next_offset": "6"})
    return contacts(request)


FAULTY: dict[str, Answer] = {
    **conformant(),
    "/contact_sync": guarded(later_page_without_names),
    "/agent_sync": guarded(
        lambda _: json_answer({"agents": [{"id": True, "name": "A", "email": "a@b.example"}]})
    ),
}
NAME = "contacts.name-is-string"


@pytest.fixture
def report(serve: Serve, tmp_path: Path) -> Path:
    """The report on a bridge with a fault in two endpoints, which is still there."""
    path = tmp_path / "report.json"
    only = ["--only=contact_sync", "--only=agent_sync"]
    assert tdmock("check", serve(FAULTY).url, *AUTH, *only, f"--report=json={path}").returncode == 1
    return path


def lines(stdout: str) -> dict[str, str]:
    """What is said of each rule."""
    told = (line.partition(": ") for line in stdout.splitlines()[:-1])
    return {name.split()[-1]: said for name, _, said in told}


def test_each_finding_is_fixed_or_still_failing(serve: Serve, report: Path) -> None:
    bridge = serve({**FAULTY, "/agent_sync": conformant()["/agent_sync"]})
    done = tdmock("replay", str(report), f"--url={bridge.url}", *AUTH)
    assert done.returncode == 1, done
    said = lines(done.stdout)
    assert said[NAME].startswith("still failing: contacts[0].name: null; expected a string")
    assert {state for rule, state in said.items() if rule.startswith("agents.")} == {"fixed"}
    assert not bridge.at("/interaction_update")


def test_the_steps_that_lead_to_a_finding_are_sent_again_and_no_others(serve: Serve, report: Path) -> None:
    bridge = serve(conformant())
    done = tdmock("replay", str(report), NAME, f"--url={bridge.url}", *AUTH)
    assert done.returncode == 0, done
    assert done.stdout.splitlines()[-1] == "1 finding: 1 fixed, 0 still failing, 0 not repeatable"
    offsets = [body["meta"].get("offset") for body in bridge.bodies("/contact_sync")]
    assert offsets[:3] == [None, "3", "6"]
    assert not bridge.at("/agent_sync")


def test_the_address_of_the_report_is_asked_without_another(report: Path) -> None:
    assert tdmock("replay", str(report), NAME, *AUTH).returncode == 1


def test_what_can_not_be_repeated_is_3_and_says_why(report: Path) -> None:
    done = tdmock("replay", str(report), NAME, "--url=http://127.0.0.1:1", *AUTH)
    assert done.returncode == 3
    assert "not repeatable, for nobody listens at 127.0.0.1:1" in done.stdout
    content = json.loads(report.read_text())
    content["findings"] = [{**finding, "scenarios": ["fuzz/possible"]} for finding in content["findings"]]
    report.write_text(json.dumps(content))
    done = tdmock("replay", str(report), NAME, *AUTH)
    assert done.returncode == 3
    assert "no scenario has; see tdmock fuzz" in done.stdout


def test_wrong_usage_is_told(report: Path, tmp_path: Path) -> None:
    assert "did you mean" in refused("replay", str(report), "contacts.name-is-a-string", *AUTH)
    assert "TDMOCK_AUTH_TOKEN" in refused("replay", str(report))
    assert "can't be read" in refused("replay", str(tmp_path / "none.json"), *AUTH)
    content = json.loads(report.read_text())
    report.write_text(json.dumps({**content, "integration": "other"}))
    assert "is about other" in refused("replay", str(report), *AUTH)
    report.write_text(json.dumps({**content, "schema": "tdmock.report/2"}))
    assert "is no report of the format" in refused("replay", str(report), *AUTH)
