"""Whether the load that was asked for is the load that arrives, measured at the bridge."""

from collections.abc import Sequence
from time import monotonic

from tdmock.load.launch import conduct
from tdmock.load.settings import Load, Order
from tests.bridges import VALID, Asked, Bridge, Given, conformant, guarded, interactions

CALLS, ACCOUNTS, SECONDS, PROCESSES = 3_000, 200, 20, 2  # calls are those of a minute
TOLERANCE = 0.05


def arrived_in(moments: Sequence[float], seconds: float) -> int:
    """How many came in the last so many seconds."""
    return sum(moment > moments[-1] - seconds for moment in moments)


def main() -> bool:
    """Load a bridge in this process from others. Whether as much arrived as was asked for."""
    moments: list[float] = []

    def note(asked: Asked) -> Given:
        moments.append(monotonic())
        return interactions(asked)

    with Bridge({**conformant(), "/interaction_update": guarded(note)}) as bridge:
        load = Load(url=bridge.url, credentials=(VALID,), accounts=ACCOUNTS, calls_per_minute=CALLS)
        order = Order(load=load, duration=SECONDS, spawn_rate=50, role="master", workers=PROCESSES)
        ended = conduct(order, processes=PROCESSES, tell=lambda _: None)
    asked, arrived = CALLS / 60 * (SECONDS - 1), arrived_in(moments, SECONDS - 1)
    failures = sum(entry.failures for entry in ended.endpoints) if ended else -1
    print(
        f"{asked:,.0f} calls asked for, {arrived:,} arrived ({arrived / asked - 1:+.1%}, at most "
        f"{TOLERANCE:.0%}), {failures} requests failed"
    )
    return abs(arrived / asked - 1) <= TOLERANCE and not failures


if __name__ == "__main__":
    raise SystemExit(not main())
