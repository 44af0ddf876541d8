"""What goes on in a run, in a line for people who wait."""

from collections.abc import Callable
from time import monotonic

from tdmock.redaction.text import one_line
from tdmock.run.events import Event, Exchanged, Fuzzed, Paged, Planned, ScenarioEnded, Waiting


class Progress:
    """Follows the events of a run; ``clock`` tells seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._scenarios = self._ended = self._requests = 0
        self._began: dict[str, float] = {}  # when the first page of the synchronization had come

    def line(self, event: Event) -> str:
        """What goes on after an event; nothing where that is as before."""
        match event:
            case Planned():
                self._scenarios = event.scenarios
            case Exchanged():
                self._requests += 1
            case ScenarioEnded():
                self._ended += 1
                scenarios = f"{self._ended} of {self._scenarios} scenarios"
                return f"{scenarios}, {self._requests} requests: {one_line(event.endpoint, 30)}"
            case Paged():
                return self._pages(event)
            case Fuzzed():
                planned = f"{event.requests} of about {event.planned}"
                return f"fuzzing, {self._requests} requests: {planned} at {one_line(event.endpoint, 30)}"
            case Waiting():
                asked = f"as the answer of {one_line(event.endpoint, 30)} asks"
                return f"waiting {event.seconds:g} s, {asked}"
        return ""

    def _pages(self, event: Paged) -> str:
        """How far a synchronization is, and how fast; of the first page nothing can be told."""
        if event.pages == 1:
            self._began[event.endpoint] = self._clock()
            return ""
        seconds = max(self._clock() - self._began[event.endpoint], 0.001)
        read = f"{event.records:,} records on {event.pages:,} pages"
        return f"{one_line(event.endpoint, 30)}: {read}, {event.records / seconds:,.0f} a second"
