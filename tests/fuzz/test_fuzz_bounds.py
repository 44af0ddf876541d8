"""Fuzzing stays within its bounds, and one seed gives the same requests."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import strategies as st

from tdmock.documents.load import builtin
from tdmock.fuzz.generation import EndOfTestError, FailingError, explore
from tdmock.run.settings import Fuzzing
from tdmock.sample import delivery
from tdmock.sample.app import build
from tdmock.sample.changes import instead
from tdmock.sample.demonstration import Demonstration, demonstrate, fake_data
from tdmock.sample.faults import CATALOGUE
from tdmock.sample.faults.actions import some_text
from tdmock.sample.message import Answer, Call, Deviation, Handler
from tdmock.sample.server import RunningBridge
from tests.bridges import check, conformant
from tests.cli.console_script import AUTH, at_a_terminal, serving
from tests.fuzz.fuzzing import SETTINGS, errors, fuzz_bridge, with_deviation
from tests.in_memory import InMemory

LIKE_TALKDESK = ["strict", "unknown-is-404", "session-token", "one-time-code", "odd-ids", "live-data"]


def listening(seen: list[bytes]) -> Demonstration:
    """A bridge that conforms, and keeps every request to the action and to contact activity."""

    def behave(call: Call, below: Handler) -> Answer:
        if call.endpoint not in {"auth_validation", "contact_sync", "agent_sync"}:
            seen.append(call.raw)
        return below(call)

    return with_deviation(Deviation(endpoint="*", behave=behave))


def requests(seed: int, fuzzing: Fuzzing | None) -> list[bytes]:
    seen: list[bytes] = []
    settings = replace(SETTINGS, seed=seed, fuzzing=fuzzing)
    fuzz_bridge(listening(seen), settings=settings, only=["interaction_update"])
    return sorted(seen)


def test_one_seed_gives_the_same_requests_and_another_others() -> None:
    few = Fuzzing(max_examples=4)
    once = requests(3, few)
    assert once == requests(3, few)
    assert set(requests(4, few)) - set(once)


def test_no_more_is_sent_than_the_number_of_examples_and_the_usual_request() -> None:
    scenarios = len(requests(0, None))
    assert len(requests(0, Fuzzing(max_examples=5))) - scenarios <= 2 * (5 + 1)


def test_fuzzing_that_had_no_time_at_all_says_so() -> None:
    settings = replace(SETTINGS, fuzzing=Fuzzing(time=0.000001))
    report = fuzz_bridge(listening([]), settings=settings, only=["agent_sync"])
    (endpoint,) = report.endpoints
    assert "--fuzz-time" in endpoint.reason
    assert report.verdict == "incomplete"


def test_where_the_time_for_fuzzing_ends_before_the_examples_that_is_a_note() -> None:
    settings = replace(SETTINGS, fuzzing=Fuzzing(time=1.0, max_examples=100_000))
    report = fuzz_bridge(listening([]), settings=settings, only=["interaction_update"])
    (endpoint,) = report.endpoints
    assert endpoint.outcome == "passed"
    assert re.fullmatch(r"\d+ requests generated: the time for fuzzing .* was over", endpoint.reason)
    assert report.verdict == "conformant"


def test_nothing_is_made_smaller_once_nothing_can_be_sent_any_more() -> None:
    tested: list[str] = []

    def fails(body: str) -> None:
        tested.append(body)
        raise EndOfTestError if len(tested) == 3 else FailingError

    explore(st.text(min_size=20), seed_text="any", test=fails)
    assert len(tested) == 3


def test_what_the_scenarios_counted_against_an_endpoint_does_not_end_its_fuzzing() -> None:
    """Very long text resets the connection: a warning of the scenarios, and an open circuit breaker."""
    resets = instead(Answer(delivery=delivery.reset), when=some_text(lambda text: len(text) > 9000))
    bridge = with_deviation(Deviation(endpoint="actions", behave=resets))
    settings = replace(SETTINGS, fuzzing=Fuzzing(max_examples=3))
    (scenarios,) = fuzz_bridge(bridge, settings=replace(settings, fuzzing=None), only=["actions"]).endpoints
    (endpoint,) = fuzz_bridge(bridge, settings=settings, only=["actions"]).endpoints
    assert endpoint.outcome == scenarios.outcome, endpoint.reason
    assert endpoint.exchanges >= scenarios.exchanges + 6


def test_an_account_that_locks_is_not_fuzzed() -> None:
    report = fuzz_bridge(demonstrate(CATALOGUE["auth_validation.locks-account"]))
    assert {finding.clause.id for finding in report.findings} == {"common.wrong-attempt-locks-nobody"}
    assert all(summary.outcome == "untestable" for summary in report.endpoints)


def test_actions_that_are_closed_are_not_fuzzed() -> None:
    bridge = InMemory(conformant())
    only = ["actions/create_ticket"]
    report = check("https://bridge.example.org", only=only, fuzzing=Fuzzing(), transport=bridge)
    assert not bridge.at("/actions/create_ticket")
    assert [endpoint.outcome for endpoint in report.endpoints] == ["skipped"]


@pytest.mark.parametrize(("variant", "seed"), [(name, seed) for seed, name in enumerate(LIKE_TALKDESK)])
def test_a_bridge_that_conforms_is_told_of_no_error(variant: str, seed: int) -> None:
    assert errors(variant, seed, Fuzzing(max_examples=12)) == []


def test_nothing_is_left_in_the_folder_where_it_runs(tmp_path: Path) -> None:
    tmp_path, cache = tmp_path / "here", tmp_path / "cache"
    tmp_path.mkdir()
    definition = builtin()
    app = build(definition, data=fake_data(contacts=9, agents=3, types=definition.interaction_types))
    with RunningBridge(app) as bridge:
        ended = subprocess.run(
            [
                sys.executable,
                "-m",
                "tdmock",
                "fuzz",
                bridge.url,
                "--max-examples",
                "3",
                "--only",
                "agent_sync",
            ],
            cwd=tmp_path,
            env={
                "TDMOCK_AUTH_ACCOUNT": "sample-account",
                "TDMOCK_AUTH_TOKEN": "sample-token",
                "HOME": str(tmp_path),
                "XDG_CACHE_HOME": str(cache),
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "CONFORMANT" in ended.stdout
    assert list(tmp_path.iterdir()) == []


def test_at_a_terminal_it_is_shown_how_far_it_is() -> None:
    with serving() as url:
        code, shown = at_a_terminal(
            ["fuzz", url, *AUTH, "--max-examples", "3", "--only", "agent_sync"], answers=[]
        )
    assert code == 0
    assert re.search(r"fuzzing, \d+ requests: \d of about 3 at agent_sync", shown)
