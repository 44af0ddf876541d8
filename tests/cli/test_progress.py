"""The line that says what goes on."""

from tdmock.cli.progress import Progress
from tdmock.run.events import Exchanged, Paged, Planned, ScenarioEnded


def test_a_synchronization_tells_records_pages_and_rate() -> None:
    """Of the first page nothing: it has no duration."""
    moments = iter([10.0, 12.0])
    progress = Progress(lambda: next(moments))
    assert progress.line(Paged(endpoint="contact_sync", pages=1, records=1_000)) == ""
    line = progress.line(Paged(endpoint="contact_sync", pages=3_000, records=3_000_000))
    assert line == "contact_sync: 3,000,000 records on 3,000 pages, 1,500,000 a second"


def test_a_scenario_that_ended_tells_how_many_are_left() -> None:
    progress = Progress()
    assert progress.line(Planned(endpoints=("agent_sync",), scenarios=7)) == ""
    assert progress.line(Exchanged(endpoint="agent_sync")) == ""
    ended = ScenarioEnded(endpoint="agent_sync", title="all agents", outcome="done")
    assert progress.line(ended) == "1 of 7 scenarios, 1 requests: agent_sync"
