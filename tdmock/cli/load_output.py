"""What ``tdmock load`` says before and while it sends."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from rich.console import Console

from tdmock.cli.output import tell
from tdmock.load.messages import Listening, Note, Progress
from tdmock.load.settings import Order
from tdmock.redaction.text import count
from tdmock.run.tasks import Plan


def announced(plan: Plan, order: Order, target: str) -> Iterator[str]:
    """What will be sent, before it is."""
    load = order.load
    if order.role == "worker":
        yield f"Works for the master at {order.host}, port {order.port}, until that ends."
        return
    calls = load.calls_per_second * order.duration
    yield (
        f"Sends to {target}: {count(load.accounts, 'account')} within {order.ramp:g} s, then for "
        f"{order.duration:g} s {load.calls_per_second * 60:g} calls per minute, about {calls:,.0f}. "
        f"Each account synchronizes at once, and {load.sync_interval:g} s after the end of that anew."
    )
    if any(endpoint not in plan.closed for endpoint in plan.actions):
        yield (
            f"About {calls * load.action_share:,.0f} of the calls execute an action, which writes to the "
            f"system behind the bridge: free text carries the mark tdmock-run-{load.seed}."
        )
    if plan.closed:
        yield "Actions are not executed there: allow it with --allow-writes."
    if order.web_port is not None:
        yield f"Locust's page: http://127.0.0.1:{order.web_port}"


@contextmanager
def progress(order: Order, notes: list[str]) -> Iterator[Callable[[Progress | Note | Listening], None]]:
    """A line that says how it goes, on standard error where that is a terminal.

    Notes are told in any case, and kept.
    """
    with ExitStack() as shown:
        line = shown.enter_context(Console(stderr=True).status("starting")) if sys.stderr.isatty() else None

        def show(message: Progress | Note | Listening) -> None:
            match message:
                case Note():
                    notes.append(message.text)
                    tell(f"Note: {message.text}")
                case Listening() if order.host != "127.0.0.1":
                    waits = f"Waits for {count(order.workers, 'worker')} at port {message.port}"
                    tell(f"{waits}, which is open to whoever reaches it.")
                case Progress() if line:
                    line.update(
                        f"{message.seconds:.0f} of {order.ramp + order.duration:.0f} s, "
                        f"{count(message.accounts, 'account')} at {count(message.workers, 'worker')}, "
                        f"{count(message.requests, 'request')} ({message.per_second:,.0f} a second), "
                        f"{message.failures:,} failed"
                    )
                case _:
                    pass

        yield show
