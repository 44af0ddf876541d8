"""One process of a load: Locust with what was ordered on standard input, telling of it on standard output.

It stops when its standard input ends, so that no load outlives who ordered it.
"""

import logging
import os
import sys
import traceback
from collections.abc import Callable
from time import monotonic
from typing import Any

import gevent
import locust  # patches what blocks in the standard library, before anything of ours uses it
import msgspec
from gevent.event import Event
from locust.argument_parser import get_parser
from locust.env import Environment
from locust.exception import RPCError
from locust.runners import LocalRunner, MasterRunner
from locust.stats import RequestStats

from tdmock.errors import TdmockError, UsageError
from tdmock.load.breaker import Breaker
from tdmock.load.desk import Desk
from tdmock.load.messages import Ended, EndpointLoad, Failed, Listening, Message, Note, Progress, Why
from tdmock.load.settings import Order
from tdmock.load.tally import Tally
from tdmock.load.user import TalkdeskUser, open_desk, prepare

TICK = 1.0  # seconds between two looks at how it goes
WORKERS_WAIT = 60.0  # seconds that a master waits for its workers
_SLOW_MACHINE = (
    "a processor was busy with sending most of the time, so answers may look slower than they are: "
    "spread the load over more processes or machines (--processes, --master)"
)

DEFECT = 4

Say = Callable[[Message], None]


class UnreachableError(TdmockError):
    """A process that another one waits for does not come."""

    exit_code = 3


def main() -> None:
    """Do what is ordered, and say so; whatever happens, standard output ends with an end or a failure."""
    told = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what libraries print is none of the messages
    logging.getLogger().addHandler(logging.NullHandler())

    def say(message: Message) -> None:
        told.write(msgspec.json.encode(message) + b"\n")

    try:
        order = msgspec.json.decode(sys.stdin.buffer.readline(), type=Order)
        _work(order) if order.role == "worker" else _Conductor(order, say).run()
    except TdmockError as error:
        say(Failed(text=str(error), code=error.exit_code))
    except Exception as error:  # noqa: BLE001 - without the message: it may hold a credential
        say(_defect("".join(traceback.format_tb(error.__traceback__)), type(error).__name__))


def _defect(where: str, name: str) -> Failed:
    return Failed(text=f"a defect of tdmock, not of your bridge:\n{where}{name}", code=DEFECT)


def _environment(order: Order) -> Environment:
    class Account(TalkdeskUser):
        load = order.load

    # The options say what Locust reads nowhere else; no file and no variable has a word in it.
    options = get_parser(default_config_files=[]).parse_args(["--headless", "--enable-rebalancing"])
    return Environment(user_classes=[Account], events=locust.events, parsed_options=options)


def _stopping() -> Event:
    """An event for the end of standard input."""
    over = Event()
    os.set_blocking(0, False)

    def read() -> None:
        while gevent.os.nb_read(0, 1):
            pass
        over.set()

    gevent.spawn(read)
    return over


def _work(order: Order) -> None:
    """Be a worker until the master says that it is over, or standard input ends."""
    environment = _environment(order)
    over = _stopping()
    prepare(environment)
    connecting = gevent.spawn(environment.create_worker_runner, order.host, order.port)
    either: list[Any] = [connecting, over]
    gevent.wait(either, timeout=WORKERS_WAIT, count=1)
    if over.is_set():
        return
    if not connecting.ready():
        raise UnreachableError(f"no master answers at {order.host}, port {order.port}")
    runner = connecting.get()
    open_desk(environment, Desk(runner))
    gevent.spawn(runner.greenlet.join).link(lambda _: over.set())
    over.wait()
    if runner.greenlet:
        runner.stop()
        environment.events.quitting.fire(environment=environment)


class _Conductor:
    """The process that starts the load, watches it and tells what came of it."""

    def __init__(self, order: Order, say: Say) -> None:
        self._order = order
        self._say = say
        self._over = _stopping()
        self._environment = _environment(order)
        self._tally = prepare(self._environment, plays=order.role == "alone")
        self._runner = self._make_runner()
        self._desk = Desk(self._runner, lambda text: say(Note(text=text)), order.load.rates)
        open_desk(self._environment, self._desk)
        if order.web_port is not None:
            self._environment.create_web_ui("127.0.0.1", order.web_port)

    def run(self) -> None:
        """Play the load to its end."""
        self._wait_for_workers()
        if not self._over.is_set():
            self._runner.start(self._order.load.accounts, self._order.spawn_rate)
        began = monotonic()
        why = self._watch(began)
        seconds = monotonic() - began
        self._runner.stop()
        self._runner.quit()
        if self._runner.cpu_log_warning():
            self._say(Note(text=_SLOW_MACHINE))
        if defects := [*self._runner.exceptions.values()]:
            self._say(_defect(defects[0]["traceback"], defects[0]["msg"]))
            return
        self._say(ended(self._runner.stats, self._tally, seconds, why))
        if self._order.web_port is not None and not self._over.is_set():
            self._say(Note(text="the page stays open; stop it with Ctrl-C"))
            self._over.wait()

    def _make_runner(self) -> LocalRunner | MasterRunner:
        if self._order.role == "alone":
            return self._environment.create_local_runner()
        try:
            runner = self._environment.create_master_runner(self._order.host, self._order.port)
        except (RPCError, SystemExit):  # by the words of the operating system Locust does one or the other
            raise UsageError(
                f"port {self._order.port} is in use; choose another with --master-port"
            ) from None
        self._say(Listening(port=runner.server.port))
        return runner

    def _wait_for_workers(self) -> None:
        ends_at = monotonic() + WORKERS_WAIT
        while self._workers() < self._order.workers and not self._over.wait(0.05):
            if monotonic() > ends_at:
                raise UnreachableError(
                    f"{self._workers()} of {self._order.workers} workers came within {WORKERS_WAIT:g} s; "
                    "start them with --worker --master-host HOST --master-port PORT"
                )

    def _workers(self) -> int:
        """How many workers are there, the only process being one itself."""
        return self._runner.worker_count

    def _watch(self, began: float) -> Why:
        """Tell how it goes until it is over; why that is before its time, or nothing."""
        ends_at = began + self._order.ramp + self._order.duration
        breaker = Breaker(began)
        while (left := ends_at - monotonic()) > 0:
            if self._over.wait(min(TICK, left)):
                return "interrupted"
            self._desk.reconcile()
            total = self._runner.stats.total
            self._say(
                Progress(
                    seconds=monotonic() - began,
                    accounts=self._runner.user_count,
                    workers=self._workers(),
                    requests=total.num_requests,
                    failures=total.num_failures,
                    per_second=total.current_rps,
                )
            )
            if breaker.is_tripped(total.num_requests, total.num_failures, monotonic()):
                return "failing"
            if not self._workers():
                return "lost"
            if self._runner.exceptions:
                break
        return ""


def ended(stats: RequestStats, tally: Tally, seconds: float, why: Why) -> Ended:
    """What came of a load, by Locust's statistics and what broke the contract."""
    share = tally.share()
    problems: dict[str, dict[str, int]] = {}
    for error in stats.errors.values():
        problems.setdefault(error.name, {})[str(error.error)] = error.occurrences
    return Ended(
        endpoints=[
            EndpointLoad(
                endpoint=entry.name,
                requests=entry.num_requests,
                failures=entry.num_failures,
                p50=entry.get_response_time_percentile(0.5),
                p95=entry.get_response_time_percentile(0.95),
                p99=entry.get_response_time_percentile(0.99),
                max=entry.max_response_time,
                problems=problems.get(entry.name, {}),
            )
            for entry in stats.entries.values()
        ],
        told=share.told,
        calls=share.calls,
        late=share.late,
        seconds=seconds,
        why=why,
    )


if __name__ == "__main__":
    main()
