"""What the reports on a load for people say in the same words."""

from tdmock.load.messages import EndpointLoad
from tdmock.load.outcome import LoadReport, Measured
from tdmock.redaction.text import count


def beyond(entry: Measured) -> str:
    """What was measured beyond a limit."""
    if entry.name == "p95":
        return (
            f"95 % of the answers took up to {entry.actual:,.0f} ms; at most {entry.limit:,.0f} (--max-p95)"
        )
    return f"{entry.actual:.2%} of the requests failed; at most {entry.limit:.2%} (--max-failures)"


def problems(endpoint: EndpointLoad) -> list[tuple[str, int]]:
    """Why requests failed and how many, the most frequent reason first."""
    return sorted(endpoint.problems.items(), key=lambda item: (-item[1], item[0]))


def notes(report: LoadReport) -> list[str]:
    """What people should know beside the figures."""
    late = f"{report.late:,} of {count(report.calls, 'call')} left more than a second after their moment"
    return [*report.notes, *([late] if report.late else [])]
